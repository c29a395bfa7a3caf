//! What was decided of requests that were refused or failed: the last so many, for whoever asks by the id that the client saw.

mod chain;
mod replay;

pub(crate) use chain::{Chain, Told};
pub(crate) use replay::{Came, replay};

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The last refused or failed requests of this node. Written where a request is refused, never on the way of one that is not.
pub(crate) struct Chains {
    most: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    /// The oldest first.
    chains: VecDeque<Arc<Chain>>,
    /// Of the oldest; each one after it has the next number.
    first: u64,
    by_id: HashMap<Box<str>, u64, foldhash::fast::RandomState>,
}

// === impl Chains ===

impl Chains {
    /// `most`: `[admin] requests`; 0 keeps none.
    pub(crate) fn new(most: usize) -> Chains {
        Chains { most, kept: Mutex::default() }
    }

    pub(crate) fn are_kept(&self) -> bool {
        self.most > 0
    }

    /// Keeps a chain in the place of the oldest. Of two with one id, which REST clients can bring about, the later is found.
    pub(crate) fn keep(&self, chain: Chain) {
        if !self.are_kept() {
            return;
        }
        let chain = Arc::new(chain);
        let mut kept = self.kept();
        let gone = if kept.chains.len() >= self.most { kept.forget_oldest() } else { None };
        let number = kept.first + kept.chains.len() as u64;
        for id in chain.ids() {
            kept.by_id.insert(id.into(), number);
        }
        kept.chains.push_back(chain);
        drop(kept);
        // Freed where nobody waits for it.
        drop(gone);
    }

    /// By either of the ids that clients see.
    pub(crate) fn find(&self, id: &str) -> Option<Arc<Chain>> {
        let kept = self.kept();
        let at = kept.by_id.get(id)?.checked_sub(kept.first)?;
        kept.chains.get(usize::try_from(at).ok()?).cloned()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// === impl Kept ===

impl Kept {
    fn forget_oldest(&mut self) -> Option<Arc<Chain>> {
        let oldest = self.chains.pop_front()?;
        for id in oldest.ids() {
            if self.by_id.get(id) == Some(&self.first) {
                self.by_id.remove(id);
            }
        }
        self.first += 1;
        Some(oldest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;
    use tollgate_model::{ExtendedRequestId, RequestId};

    fn chain(id: u128, path: &str) -> Chain {
        Chain {
            request_id: RequestId::random(id),
            extended_request_id: ExtendedRequestId::random(path.len() as u128),
            at: SystemTime::UNIX_EPOCH,
            method: "GET".into(),
            path: path.into(),
            status: 403,
            response_type: "FORBIDDEN",
            steps: Box::default(),
        }
    }

    fn paths(chains: &Chains, ids: &[u128]) -> Vec<Option<String>> {
        ids.iter().map(|id| Some(chains.find(RequestId::random(*id).as_str())?.path.to_string())).collect()
    }

    #[test]
    fn the_last_so_many_are_found_and_no_other() {
        let chains = Chains::new(2);
        for (id, path) in [(1, "/1"), (2, "/2"), (3, "/3")] {
            chains.keep(chain(id, path));
        }
        assert_eq!(paths(&chains, &[1, 2, 3]), [None, Some("/2".to_owned()), Some("/3".to_owned())]);
    }

    #[test]
    fn of_one_id_the_later_is_found_also_when_the_earlier_goes() {
        let chains = Chains::new(2);
        for (id, path) in [(1, "/first"), (1, "/second"), (2, "/other")] {
            chains.keep(chain(id, path));
        }
        assert_eq!(paths(&chains, &[1, 2]), [Some("/second".to_owned()), Some("/other".to_owned())]);
        chains.keep(chain(3, "/more"));
        chains.keep(chain(4, "/evenmore"));
        assert_eq!(paths(&chains, &[1]), [None]);
        assert_eq!(chains.kept().by_id.len(), 4, "nothing is left of those that went");
    }

    #[test]
    fn a_chain_is_found_by_the_extended_id_too() {
        let chains = Chains::new(2);
        chains.keep(chain(1, "/1"));
        let id = ExtendedRequestId::random(2);
        assert_eq!(chains.find(id.as_str()).map(|chain| chain.path.to_string()).as_deref(), Some("/1"));
        assert!(chains.find("").is_none());
    }

    #[test]
    fn none_are_kept_where_none_are_wanted() {
        let chains = Chains::new(0);
        chains.keep(chain(1, "/1"));
        assert_eq!(paths(&chains, &[1]), [None]);
    }
}
