//! What a keeper is told, and by whom: the gateway, in bytes; the kernel, when the guard is gone.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{PidfdFlags, getppid, getsid, pidfd_open};
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Terminate,
    Kill,
}

/// Where orders come from.
pub(super) struct Orders {
    pub control: UnixStream,
    /// The guard's process. `None`: the kernel is older than Linux 5.3 and cannot tell when it is gone.
    pub guard: Option<OwnedFd>,
}

// === impl Orders ===

impl Orders {
    /// The next one; [`Order::Kill`] when there is none for so long, and when there can be none any more.
    pub(super) fn next(&self, within: Option<&Timespec>) -> Order {
        let mut watched = vec![PollFd::new(&self.control, PollFlags::IN)];
        watched.extend(self.guard.iter().map(|guard| PollFd::new(guard, PollFlags::IN)));
        loop {
            match poll(&mut watched, within) {
                Err(Errno::INTR) => {}
                Ok(0) | Err(_) => return Order::Kill,
                Ok(_) if watched.iter().skip(1).any(|guard| !guard.revents().is_empty()) => return Order::Kill,
                Ok(_) => return self.read(),
            }
        }
    }

    fn read(&self) -> Order {
        match (&self.control).read(&mut [0]) {
            Ok(1) => Order::Terminate,
            _ => Order::Kill,
        }
    }
}

/// The process that started us: it leads our session.
///
/// # Errors
/// It is gone already.
pub(super) fn guard() -> io::Result<Option<OwnedFd>> {
    let parent = getppid().filter(|parent| getsid(None).is_ok_and(|leader| leader == *parent));
    let parent = parent.ok_or(io::ErrorKind::NotFound)?;
    let guard = match pidfd_open(parent, PidfdFlags::empty()) {
        Err(Errno::NOSYS) => return Ok(None),
        guard => guard?,
    };
    // Else its number could be another's by now.
    if getppid() == Some(parent) { Ok(Some(guard)) } else { Err(io::ErrorKind::NotFound.into()) }
}
