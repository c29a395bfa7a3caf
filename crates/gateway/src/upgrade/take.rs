//! The successor's side.

use super::{DONE, PATIENCE, PidFile, READY, Sockets, socket_path};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use rustix::time::Timespec;
use std::fmt;
use std::io::{self, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

/// A hand-over under way: the sockets are here, the predecessor still serves.
#[derive(Debug)]
pub(crate) struct Taking {
    predecessor: Pid,
    connection: UnixStream,
    directory: PathBuf,
}

/// Why the sockets were not taken over. The predecessor, if there is one, goes on serving.
#[derive(Debug)]
pub(crate) enum TakeError {
    /// Nobody serves with this runtime directory.
    NobodyServes(PathBuf),
    /// The running process did not come, or went away.
    Refused(Pid, io::Error),
    Io(io::Error),
}

/// Asks the running process for its sockets.
pub(crate) fn take(directory: &Path) -> Result<(Sockets, Taking), TakeError> {
    super::prepare_directory(directory).map_err(TakeError::Io)?;
    let predecessor = PidFile::holder(directory).map_err(TakeError::Io)?;
    let predecessor = predecessor.ok_or_else(|| TakeError::NobodyServes(directory.to_owned()))?;
    let door = Door::open(directory).map_err(TakeError::Io)?;
    let refused = |error| TakeError::Refused(predecessor, error);
    kill_process(predecessor, Signal::QUIT).map_err(|error| refused(error.into()))?;
    let connection = door.wait().map_err(refused)?;
    let sockets = Sockets::receive(&connection).map_err(refused)?;
    Ok((sockets, Taking { predecessor, connection, directory: directory.to_owned() }))
}

impl Taking {
    /// Says that every listener accepts. From `Ok` on, this process is the one that serves.
    pub(crate) fn ready(mut self) -> Result<PidFile, TakeError> {
        // What can fail comes before the word that cannot be taken back.
        let mut pid_file = PidFile::prepare(&self.directory).map_err(TakeError::Io)?;
        match self.settle() {
            // It died between `ready` and `done`: nobody else serves.
            Err(error) if test_kill_process(self.predecessor).is_ok() => {
                return Err(TakeError::Refused(self.predecessor, error));
            }
            _ => {}
        }
        if let Err(error) = pid_file.publish() {
            tracing::error!(%error, "the pid file could not be put in place: the next upgrade will not find this process");
        }
        Ok(pid_file)
    }

    fn settle(&mut self) -> io::Result<()> {
        self.connection.write_all(READY.as_bytes())?;
        let mut word = vec![0; DONE.len()];
        self.connection.read_exact(&mut word)?;
        if word == DONE.as_bytes() { Ok(()) } else { Err(io::Error::other("an unexpected answer to `ready`")) }
    }
}

/// The socket that the predecessor comes to; its file goes when this is dropped.
struct Door {
    listener: UnixListener,
    path: PathBuf,
}

impl Door {
    fn open(directory: &Path) -> io::Result<Door> {
        let path = socket_path(directory);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        Ok(Door { listener: UnixListener::bind(&path)?, path })
    }

    fn wait(&self) -> io::Result<UnixStream> {
        let patience = Timespec::try_from(PATIENCE).map_err(io::Error::other)?;
        let ready = poll(&mut [PollFd::new(&self.listener, PollFlags::IN)], Some(&patience))?;
        if ready == 0 {
            return Err(io::ErrorKind::TimedOut.into());
        }
        let (connection, _) = self.listener.accept()?;
        connection.set_read_timeout(Some(PATIENCE))?;
        Ok(connection)
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

impl fmt::Display for TakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TakeError::NobodyServes(directory) => write!(
                f,
                "no process serves with runtime_dir {}: start without --upgrade, or name the running one's directory",
                directory.display()
            ),
            TakeError::Refused(pid, error) => {
                let pid = pid.as_raw_nonzero();
                write!(f, "process {pid} did not hand over its sockets ({error}); it goes on serving")
            }
            TakeError::Io(error) => write!(f, "cannot take over: {error}"),
        }
    }
}
