//! Listening sockets in one message over a unix socket: their names as a line, the descriptors beside it.

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags,
};
use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;

/// The kernel takes 253 descriptors in a message (unix(7), SCM_MAX_FD).
const MOST: usize = 128;
/// A name is a bind address: 128 of them fit easily.
const LINE_LIMIT: usize = 64 * 1024;

/// Listening sockets by the name of what they are bound for: `listener 127.0.0.1:8080`, `admin 127.0.0.1:9901`.
#[derive(Debug, Default)]
pub(crate) struct Sockets(Vec<(String, OwnedFd)>);

impl Sockets {
    pub(crate) fn push(&mut self, name: String, socket: OwnedFd) {
        self.0.push((name, socket));
    }

    /// Takes out the socket of this name.
    pub(crate) fn take(&mut self, name: &str) -> Option<OwnedFd> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(at).1)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    pub(super) fn send(&self, to: &UnixStream) -> io::Result<()> {
        if self.0.len() > MOST {
            return Err(io::Error::other(format!("more than {MOST} listening sockets cannot be handed over")));
        }
        let mut line = serde_json::to_vec(&self.names().collect::<Vec<_>>())?;
        line.push(b'\n');
        let descriptors: Vec<BorrowedFd<'_>> = self.0.iter().map(|(_, socket)| socket.as_fd()).collect();
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MOST))];
        let mut beside = SendAncillaryBuffer::new(&mut space);
        if !descriptors.is_empty() {
            beside.push(SendAncillaryMessage::ScmRights(&descriptors));
        }
        let sent = rustix::net::sendmsg(to, &[IoSlice::new(&line)], &mut beside, SendFlags::NOSIGNAL)?;
        io::Write::write_all(&mut &*to, &line[sent..])
    }

    pub(super) fn receive(from: &UnixStream) -> io::Result<Sockets> {
        let (mut line, mut descriptors) = (Vec::new(), Vec::new());
        while line.last() != Some(&b'\n') {
            if receive_some(from, &mut line, &mut descriptors)? == 0 || line.len() > LINE_LIMIT {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let names: Vec<String> = serde_json::from_slice(&line)?;
        if names.len() != descriptors.len() {
            return Err(io::Error::other("names and sockets differ in number"));
        }
        Ok(Sockets(names.into_iter().zip(descriptors).collect()))
    }
}

fn receive_some(from: &UnixStream, line: &mut Vec<u8>, descriptors: &mut Vec<OwnedFd>) -> io::Result<usize> {
    let mut buffer = [0; 4096];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MOST))];
    let mut beside = RecvAncillaryBuffer::new(&mut space);
    let received =
        rustix::net::recvmsg(from, &mut [IoSliceMut::new(&mut buffer)], &mut beside, RecvFlags::CMSG_CLOEXEC)?;
    for message in beside.drain() {
        if let RecvAncillaryMessage::ScmRights(sockets) = message {
            descriptors.extend(sockets);
        }
    }
    line.extend_from_slice(&buffer[..received.bytes]);
    Ok(received.bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{TcpListener, TcpStream};

    #[test]
    fn a_socket_arrives_under_its_name_and_accepts() {
        let (here, there) = UnixStream::pair().unwrap();
        let listeners: Vec<_> = (0..3).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
        let addresses: Vec<_> = listeners.iter().map(|listener| listener.local_addr().unwrap()).collect();
        let mut sockets = Sockets::default();
        for (number, listener) in listeners.into_iter().enumerate() {
            sockets.push(format!("listener {number}"), listener.into());
        }
        sockets.send(&here).unwrap();
        drop(sockets);
        let mut received = Sockets::receive(&there).unwrap();
        let second = TcpListener::from(received.take("listener 1").unwrap());
        assert!(received.take("listener 1").is_none());
        let _client = TcpStream::connect(addresses[1]).unwrap();
        assert!(second.accept().is_ok());
    }

    #[test]
    fn no_sockets_are_a_message_too() {
        let (here, there) = UnixStream::pair().unwrap();
        Sockets::default().send(&here).unwrap();
        assert_eq!(Sockets::receive(&there).unwrap().names().count(), 0);
    }

    #[test]
    fn a_giver_that_vanishes_is_an_error() {
        let (here, there) = UnixStream::pair().unwrap();
        drop(here);
        assert!(Sockets::receive(&there).is_err());
    }
}
