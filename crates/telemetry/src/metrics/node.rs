//! What is counted for the node as a whole.

use crate::locked;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, SystemTime};

/// Why a connection was closed before its first request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// `limits.connections` was reached.
    Limit,
    /// The TLS handshake failed or took too long.
    Tls,
    /// The PROXY protocol's header was missing, malformed or from an untrusted peer.
    ProxyProtocol,
}

impl Refusal {
    pub const ALL: [Refusal; 3] = [Refusal::Limit, Refusal::Tls, Refusal::ProxyProtocol];

    /// The `reason` label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Refusal::Limit => "limit",
            Refusal::Tls => "tls",
            Refusal::ProxyProtocol => "proxy_protocol",
        }
    }
}

/// Counters and gauges of the node.
#[derive(Debug, Default)]
pub struct NodeMeters {
    open: AtomicI64,
    accepted: AtomicU64,
    refused: [AtomicU64; Refusal::ALL.len()],
    panics: AtomicU64,
    pub(super) config: Mutex<Config>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Config {
    pub(super) generation: u64,
    pub(super) digest: String,
    pub(super) last_reload: Option<Reload>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Reload {
    pub(super) successful: bool,
    pub(super) at: Duration,
}

impl NodeMeters {
    /// A connection was accepted. Each has its [`NodeMeters::closed`], refused ones too.
    pub fn accepted(&self) {
        self.accepted.fetch_add(1, Relaxed);
        self.open.fetch_add(1, Relaxed);
    }

    pub fn closed(&self) {
        self.open.fetch_sub(1, Relaxed);
    }

    pub fn refused(&self, refusal: Refusal) {
        self.refused[refusal as usize].fetch_add(1, Relaxed);
    }

    /// A panic was caught.
    pub fn panicked(&self) {
        self.panics.fetch_add(1, Relaxed);
    }

    /// A load or reload went live (also one that changed nothing).
    pub fn reloaded(&self, generation: u64, digest: &str, at: SystemTime) {
        let last_reload = Some(Reload { successful: true, at: since_epoch(at) });
        *locked(&self.config) = Config { generation, digest: digest.to_owned(), last_reload };
    }

    /// A load or reload was refused; what was live still is.
    pub fn reload_refused(&self, at: SystemTime) {
        locked(&self.config).last_reload = Some(Reload { successful: false, at: since_epoch(at) });
    }

    pub(super) fn open(&self) -> i64 {
        self.open.load(Relaxed)
    }

    pub(super) fn connections(&self) -> u64 {
        self.accepted.load(Relaxed)
    }

    pub(super) fn refusals(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        Refusal::ALL.iter().map(|refusal| (refusal.as_str(), self.refused[*refusal as usize].load(Relaxed)))
    }

    pub(super) fn panics(&self) -> u64 {
        self.panics.load(Relaxed)
    }
}

fn since_epoch(time: SystemTime) -> Duration {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}
