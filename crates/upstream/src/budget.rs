//! How many retries a group may have: a share of its requests, and a small reserve.
//!
//! A target that fails must not double the load on those that are left (FIELD: Envoy's and Finagle's retry budgets).

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tokio::time::{Duration, Instant};

/// Retries that requests can save up: what a burst of failures may use at once.
pub(crate) const SAVED_RETRIES: u64 = 1_000;
/// Retries that are there without requests, so that a quiet group has some.
pub(crate) const RESERVE: u32 = 10;
/// One retry of the reserve comes back in this time.
pub(crate) const RESERVE_PERIOD: Duration = Duration::from_secs(1);

/// A thousandth of a retry is the unit: budgets are fractions.
const RETRY: u64 = 1_000;

pub(crate) struct RetryBudget {
    born: Instant,
    saved: AtomicU64,
    /// When the reserve will be full again, in microseconds since `born` (a generic cell rate algorithm).
    full_at: AtomicU64,
}

impl RetryBudget {
    pub(crate) fn new() -> RetryBudget {
        RetryBudget { born: Instant::now(), saved: AtomicU64::new(0), full_at: AtomicU64::new(0) }
    }

    /// A request began: `share` of a retry is saved.
    pub(crate) fn deposit(&self, share: f64) {
        // A full purse is only read, so that a busy group's threads do not fight for the line.
        if self.saved.load(Relaxed) < SAVED_RETRIES * RETRY {
            self.saved.fetch_add((share * RETRY as f64) as u64, Relaxed);
        }
    }

    /// Takes one retry; false when none is left. A `share` of zero means none ever.
    pub(crate) fn withdraw(&self, share: f64) -> bool {
        share > 0.0
            && (self.saved.fetch_update(Relaxed, Relaxed, |saved| saved.checked_sub(RETRY)).is_ok()
                || self.withdraw_reserve())
    }

    fn withdraw_reserve(&self) -> bool {
        let now = self.born.elapsed().as_micros() as u64;
        let period = RESERVE_PERIOD.as_micros() as u64;
        let limit = now + period * u64::from(RESERVE);
        let take = |full_at: u64| Some(full_at.max(now) + period).filter(|next| *next <= limit);
        self.full_at.fetch_update(Relaxed, Relaxed, take).is_ok()
    }
}
