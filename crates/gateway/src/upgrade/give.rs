//! The running process's side.

use super::{DONE, PATIENCE, READY, Sockets, socket_path};
use std::fmt;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

/// Why this process goes on serving.
#[derive(Debug)]
pub(crate) enum NotTaken {
    /// SIGQUIT came alone: nobody waits for the sockets.
    NobodyWaits(io::Error),
    /// The successor went away, or did not get ready in time.
    NotReady(io::Error),
}

/// Hands the sockets to the successor that waits in this directory. `Ok`: it accepts on them, and this process is to drain.
/// Blocks until the successor is ready.
pub(crate) fn give(directory: &Path, sockets: &Sockets) -> Result<(), NotTaken> {
    let mut connection = UnixStream::connect(socket_path(directory)).map_err(NotTaken::NobodyWaits)?;
    hand_over(&mut connection, sockets).map_err(NotTaken::NotReady)
}

fn hand_over(connection: &mut UnixStream, sockets: &Sockets) -> io::Result<()> {
    connection.set_read_timeout(Some(PATIENCE))?;
    connection.set_write_timeout(Some(PATIENCE))?;
    sockets.send(connection)?;
    let mut word = vec![0; READY.len()];
    connection.read_exact(&mut word)?;
    if word != READY.as_bytes() {
        return Err(io::Error::other("an unexpected word instead of `ready`"));
    }
    connection.write_all(DONE.as_bytes())
}

impl fmt::Display for NotTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotTaken::NobodyWaits(error) => write!(f, "SIGQUIT without a successor ({error}): nothing changes"),
            NotTaken::NotReady(error) => write!(f, "the successor did not get ready ({error}): this process goes on"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::upgrade::{PidFile, take};

    fn directory() -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        crate::upgrade::prepare_directory(directory.path()).unwrap();
        directory
    }

    #[test]
    fn a_lone_sigquit_finds_nobody() {
        let directory = directory();
        assert!(matches!(give(directory.path(), &Sockets::default()), Err(NotTaken::NobodyWaits(_))));
    }

    #[test]
    fn a_successor_that_vanishes_before_ready_changes_nothing() {
        let directory = directory();
        let door = std::os::unix::net::UnixListener::bind(socket_path(directory.path())).unwrap();
        let successor = std::thread::spawn(move || {
            let (connection, _) = door.accept().unwrap();
            Sockets::receive(&connection).unwrap();
        });
        assert!(matches!(give(directory.path(), &Sockets::default()), Err(NotTaken::NotReady(_))));
        successor.join().unwrap();
    }

    #[test]
    fn without_a_running_process_there_is_nothing_to_take() {
        let directory = directory();
        assert!(take(directory.path()).is_err_and(|error| error.to_string().contains("no process serves")));
        assert!(PidFile::holder(directory.path()).unwrap().is_none());
    }
}
