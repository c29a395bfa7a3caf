//! What a group key has learnt, whichever generation's pool asks.

use crate::budget::RetryBudget;
use crate::endpoint::{Endpoint, Socket};
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use tokio::sync::watch;

/// The state of one group key: shared by the pools that follow each other over reloads.
pub(crate) struct Lineage {
    pub(crate) budget: RetryBudget,
    /// Held while an ejection is decided, so that two at once cannot pass the floor.
    pub(crate) ejecting: Mutex<()>,
    /// Counts changes of endpoints' states.
    pub(crate) changes: watch::Sender<u64>,
    endpoints: Mutex<HashMap<Socket, Weak<Endpoint>>>,
    live: Mutex<BTreeSet<u64>>,
    leader: AtomicU64,
}

/// A pool's place in its lineage. The newest live pool leads: it alone probes. Should it be dropped without ever having
/// served, the one before it leads again.
pub(crate) struct Place {
    pub(crate) lineage: Arc<Lineage>,
    serial: u64,
}

/// Nothing is done under these locks that could panic half-way.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

// === impl Lineage ===

impl Lineage {
    pub(crate) fn new() -> Arc<Lineage> {
        Arc::new(Lineage {
            budget: RetryBudget::new(),
            ejecting: Mutex::default(),
            changes: watch::Sender::new(0),
            endpoints: Mutex::default(),
            live: Mutex::default(),
            leader: AtomicU64::new(0),
        })
    }

    /// The endpoint at `socket`, with its state if any pool or request still knows it.
    pub(crate) fn endpoint(&self, socket: Socket) -> Arc<Endpoint> {
        let mut endpoints = lock(&self.endpoints);
        if let Some(known) = endpoints.get(&socket).and_then(Weak::upgrade) {
            return known;
        }
        endpoints.retain(|_, endpoint| endpoint.strong_count() > 0);
        let endpoint = Arc::new(Endpoint::new(socket.clone()));
        endpoints.insert(socket, Arc::downgrade(&endpoint));
        endpoint
    }

    /// An endpoint's state changed.
    pub(crate) fn changed(&self) {
        self.changes.send_modify(|changes| *changes += 1);
    }

    /// Every endpoint that a pool or a request still knows.
    pub(crate) fn endpoints(&self) -> Vec<Arc<Endpoint>> {
        lock(&self.endpoints).values().filter_map(Weak::upgrade).collect()
    }
}

// === impl Place ===

impl Place {
    pub(crate) fn take(lineage: Arc<Lineage>) -> Place {
        static SERIALS: AtomicU64 = AtomicU64::new(1);
        let serial = SERIALS.fetch_add(1, Relaxed);
        let mut live = lock(&lineage.live);
        live.insert(serial);
        lineage.leader.store(serial, Relaxed);
        drop(live);
        Place { lineage, serial }
    }

    pub(crate) fn leads(&self) -> bool {
        self.lineage.leader.load(Relaxed) == self.serial
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut live = lock(&self.lineage.live);
        live.remove(&self.serial);
        self.lineage.leader.store(live.last().copied().unwrap_or(0), Relaxed);
    }
}
