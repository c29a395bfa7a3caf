//! What is counted for the node as a whole.

use crate::locked;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, SystemTime};

/// Counters and gauges of the node.
#[derive(Debug, Default)]
pub struct NodeMeters {
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

    pub(super) fn panics(&self) -> u64 {
        self.panics.load(Relaxed)
    }
}

fn since_epoch(time: SystemTime) -> Duration {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}
