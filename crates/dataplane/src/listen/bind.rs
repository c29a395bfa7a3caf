//! The listening sockets: bound before any thread starts, or taken over from the process that is being replaced.

use super::counters::ConnectionCounters;
use socket2::{Domain, Protocol, SockAddr, Socket, Type};
use std::io;
use std::net::SocketAddr;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;
use tollgate_definition::node::{Bind, Listener};

/// Connections that the kernel completes before they are accepted; it cuts this to `net.core.somaxconn`.
const BACKLOG: i32 = 4096;
/// Of a unix socket: its directory decides who may connect.
const UNIX_MODE: u32 = 0o666;

/// All listeners, bound. Nothing is accepted before [`Listening::serve`].
#[derive(Debug)]
pub struct Listening {
    pub(super) bound: Vec<Bound>,
}

#[derive(Debug)]
pub(super) struct Bound {
    pub(super) listener: Listener,
    pub(super) socket: OwnedFd,
    pub(super) counters: Arc<ConnectionCounters>,
}

/// A listener that cannot be had.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {bind}: {source}{}", hint(.source))]
pub struct BindError {
    pub bind: Bind,
    pub source: io::Error,
}

fn hint(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::AddrInUse => "; another process listens there: stop it, or take over with `run --upgrade`",
        io::ErrorKind::PermissionDenied => {
            "; ports below 1024 need CAP_NET_BIND_SERVICE, a socket file a writable directory"
        }
        io::ErrorKind::AddrNotAvailable => "; no interface of this machine has the address",
        _ => "",
    }
}

// === impl Listening ===

impl Listening {
    /// Binds every listener, or none. A socket in `inherited` with a listener's own `bind` is used as it is; the others
    /// are closed.
    pub fn bind(listeners: &[Listener], inherited: Vec<(Bind, OwnedFd)>) -> Result<Self, BindError> {
        let mut inherited = inherited;
        let mut bound = Vec::with_capacity(listeners.len());
        for listener in listeners {
            let taken = inherited.iter().position(|(bind, _)| *bind == listener.bind);
            let socket = match taken {
                Some(at) => Ok(inherited.swap_remove(at).1),
                None => open(&listener.bind),
            };
            let socket = socket.map_err(|source| BindError { bind: listener.bind.clone(), source })?;
            bound.push(Bound { listener: listener.clone(), socket, counters: Arc::default() });
        }
        Ok(Listening { bound })
    }

    /// The sockets, to be handed to the process that takes over.
    pub fn fds(&self) -> Vec<(Bind, BorrowedFd<'_>)> {
        self.bound.iter().map(|bound| (bound.listener.bind.clone(), bound.socket.as_fd())).collect()
    }

    /// Where each listener listens, with the port the kernel chose for port 0; `None` for a unix socket.
    pub fn addresses(&self) -> Vec<Option<SocketAddr>> {
        self.bound.iter().map(Bound::address).collect()
    }

    /// One for each listener, in the order of the configuration.
    pub fn counters(&self) -> Vec<Arc<ConnectionCounters>> {
        self.bound.iter().map(|bound| bound.counters.clone()).collect()
    }

    /// Removes the files of unix sockets: for a stop without a successor, which would still need them.
    pub fn remove_socket_files(&self) {
        for bound in &self.bound {
            if let Bind::Unix(path) = &bound.listener.bind
                && let Err(error) = std::fs::remove_file(path)
            {
                tracing::warn!(path = %path.display(), %error, "socket file not removed");
            }
        }
    }
}

// === impl Bound ===

impl Bound {
    pub(super) fn address(&self) -> Option<SocketAddr> {
        socket2::SockRef::from(&self.socket).local_addr().ok().and_then(|address| address.as_socket())
    }
}

fn open(bind: &Bind) -> io::Result<OwnedFd> {
    let socket = match bind {
        Bind::Tcp(address) => open_tcp(*address)?,
        Bind::Unix(path) => open_unix(path)?,
    };
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

fn open_tcp(address: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // A restart must not wait for the old process's connections in TIME_WAIT.
    socket.set_reuse_address(true)?;
    if address.is_ipv6() {
        // `[::]` is IPv6 alone, on every system alike: `0.0.0.0` is a listener of its own, not a clash.
        socket.set_only_v6(true)?;
    }
    socket.bind(&address.into())?;
    Ok(socket)
}

fn open_unix(path: &Path) -> io::Result<Socket> {
    remove_stale(path)?;
    let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    socket.bind(&SockAddr::unix(path)?)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(UNIX_MODE))?;
    Ok(socket)
}

/// A socket file that nobody accepts on is left from a process that died. Any other file is not ours to remove.
fn remove_stale(path: &Path) -> io::Result<()> {
    let Ok(metadata) = std::fs::symlink_metadata(path) else { return Ok(()) };
    if !metadata.file_type().is_socket() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "the path is a file and no socket"));
    }
    match std::os::unix::net::UnixStream::connect(path) {
        Ok(_) => Err(io::ErrorKind::AddrInUse.into()),
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => std::fs::remove_file(path),
        Err(error) => Err(error),
    }
}
