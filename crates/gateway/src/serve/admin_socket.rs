//! The admin listener's socket: bound, or taken over.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use tollgate_dataplane::AdminListener;
use tollgate_definition::node::Bind;

/// One socket in two hands: one serves, the other is for a successor.
pub(crate) struct AdminSocket {
    pub(crate) listener: AdminListener,
    pub(crate) kept: OwnedFd,
    /// Where it listens, with the port that the kernel chose.
    pub(crate) address: String,
}

impl AdminSocket {
    pub(crate) fn open(bind: &Bind, inherited: Option<OwnedFd>) -> io::Result<AdminSocket> {
        match bind {
            Bind::Tcp(address) => AdminSocket::tcp(*address, inherited),
            Bind::Unix(path) => AdminSocket::unix(path, inherited),
        }
    }

    fn tcp(address: SocketAddr, inherited: Option<OwnedFd>) -> io::Result<AdminSocket> {
        let listener = inherited.map_or_else(|| TcpListener::bind(address), |socket| Ok(TcpListener::from(socket)))?;
        listener.set_nonblocking(true)?;
        let (kept, address) = (listener.try_clone()?.into(), format!("http://{}", listener.local_addr()?));
        Ok(AdminSocket { listener: AdminListener::Tcp(listener), kept, address })
    }

    fn unix(path: &Path, inherited: Option<OwnedFd>) -> io::Result<AdminSocket> {
        let listener = inherited.map_or_else(|| bind_unix(path), |socket| Ok(UnixListener::from(socket)))?;
        listener.set_nonblocking(true)?;
        let (kept, address) = (listener.try_clone()?.into(), format!("unix:{}", path.display()));
        Ok(AdminSocket { listener: AdminListener::Unix(listener), kept, address })
    }
}

/// A file that a dead process left behind is in the way; one that somebody listens on is not ours to remove.
fn bind_unix(path: &Path) -> io::Result<UnixListener> {
    match UnixListener::bind(path) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse && UnixStream::connect(path).is_err() => {
            std::fs::remove_file(path)?;
            UnixListener::bind(path)
        }
        bound => bound,
    }
}
