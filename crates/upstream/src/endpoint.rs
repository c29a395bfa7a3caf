//! One socket address that requests go to, and what is known of it.

use crate::eject::Ejection;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use tokio::sync::Notify;

/// How an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No connection, or no TLS session over it.
    Connect,
    /// The connection ended before the answer was whole.
    Reset,
    /// No answer in time.
    Timeout,
    /// An answer that says that the target is ill, should the caller want such to count.
    Status,
}

/// Where an endpoint is: what its state is carried over a reload by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Socket {
    Inet(SocketAddr),
    Unix(Box<str>),
}

impl std::fmt::Display for Socket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Socket::Inet(address) => address.fmt(f),
            Socket::Unix(path) => write!(f, "unix:{path}"),
        }
    }
}

pub(crate) struct Endpoint {
    /// Unique in the process.
    pub(crate) id: u64,
    pub(crate) socket: Socket,
    pub(crate) in_flight: AtomicUsize,
    /// Proven by the health check; a target is up until then.
    pub(crate) down: AtomicBool,
    pub(crate) ejection: Ejection,
    /// Asks the health check to look at once.
    pub(crate) doubted: Notify,
}

impl Endpoint {
    pub(crate) fn new(socket: Socket) -> Endpoint {
        static IDS: AtomicU64 = AtomicU64::new(0);
        Endpoint {
            id: IDS.fetch_add(1, Relaxed),
            socket,
            in_flight: AtomicUsize::new(0),
            down: AtomicBool::new(false),
            ejection: Ejection::new(),
            doubted: Notify::new(),
        }
    }

    pub(crate) fn usable(&self) -> bool {
        !self.down.load(Relaxed) && !self.ejection.active()
    }
}
