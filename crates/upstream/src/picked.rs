//! A target chosen for one attempt.

use crate::endpoint::Failure;
use crate::roster::{Member, Roster};
use pingora_core::upstreams::peer::HttpPeer;
use smallvec::SmallVec;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use tollgate_model::target_group::Address;

/// A target chosen for one attempt: counted as in flight until dropped, so it is to be kept until the answer's end.
pub struct Picked {
    roster: Arc<Roster>,
    index: usize,
}

/// The targets that a request was already sent to. They are chosen again only when no other is up.
#[derive(Clone, Debug, Default)]
pub struct Tried(SmallVec<[u64; 4]>);

// === impl Picked ===

impl Picked {
    pub(crate) fn new(roster: Arc<Roster>, index: usize) -> Picked {
        roster.members[index].endpoint.in_flight.fetch_add(1, Relaxed);
        Picked { roster, index }
    }

    fn member(&self) -> &Member {
        &self.roster.members[self.index]
    }

    /// Made when the group was: every timeout and all of TLS are set. The same settings give the same reuse hash, so
    /// connections are kept over a reload; another CA, certificate or way to verify gives another.
    pub fn peer(&self) -> &HttpPeer {
        &self.member().peer
    }

    /// The target as the definition gives it.
    pub fn target(&self) -> &Address {
        &self.member().target
    }

    /// Where it is: `10.0.0.1:8080`, `[::1]:8080` or `unix:/path`.
    pub fn address(&self) -> &str {
        &self.member().address
    }

    /// The target answered: its failures in a row are forgotten.
    pub fn succeeded(&self) {
        self.member().endpoint.ejection.succeeded();
    }

    /// The attempt failed by the target's fault. Enough failures in a row eject the target.
    pub fn failed(&self, failure: Failure) {
        self.roster.failed(self.index, failure);
    }
}

impl Drop for Picked {
    fn drop(&mut self) {
        self.member().endpoint.in_flight.fetch_sub(1, Relaxed);
    }
}

// === impl Tried ===

impl Tried {
    pub fn push(&mut self, picked: &Picked) {
        self.0.push(picked.member().endpoint.id);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn contains(&self, endpoint: u64) -> bool {
        self.0.contains(&endpoint)
    }
}
