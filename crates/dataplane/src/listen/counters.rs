//! What happens to connections before they are requests, by listener.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers for metrics; read with `Relaxed`.
#[derive(Debug, Default)]
pub struct ConnectionCounters {
    /// Being served now. A gauge.
    pub open: AtomicU64,
    /// Accepted and within the bound.
    pub accepted: AtomicU64,
    /// Closed unanswered because `limits.connections` were open.
    pub over_bound: AtomicU64,
    /// `accept` itself failed, for want of file descriptors for one.
    pub accept_errors: AtomicU64,
    pub tls_failures: AtomicU64,
    /// No PROXY protocol header, a malformed one, or a peer that is not trusted to send one.
    pub proxy_protocol_failures: AtomicU64,
    /// Connections whose task panicked: each is a bug.
    pub panics: AtomicU64,
}

/// One open connection; dropping it closes the account.
#[derive(Debug)]
pub(super) struct Open(Arc<ConnectionCounters>);

pub(super) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

// === impl ConnectionCounters ===

impl ConnectionCounters {
    /// `None`: `bound` connections are open already.
    pub(super) fn open(self: &Arc<Self>, bound: usize) -> Option<Open> {
        // Counted first and taken back, so that two threads cannot both take the last place.
        let before = self.open.fetch_add(1, Ordering::AcqRel);
        let open = Open(self.clone());
        if before >= bound as u64 {
            count(&self.over_bound);
            return None;
        }
        count(&self.accepted);
        Some(open)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if std::thread::panicking() {
            count(&self.0.panics);
        }
        self.0.open.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_free_again_when_its_connection_closes() {
        let counters = Arc::new(ConnectionCounters::default());
        let first = counters.open(1);
        assert!(first.is_some());
        assert!(counters.open(1).is_none());
        drop(first);
        assert!(counters.open(1).is_some());
        assert_eq!(counters.over_bound.load(Ordering::Relaxed), 1);
        assert_eq!(counters.open.load(Ordering::Relaxed), 0);
    }
}
