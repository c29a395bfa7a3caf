//! How many retries a group may have: a share of its requests, and a small reserve.
//!
//! A target that fails must not double the load on those that are left (as the retry budgets of Finagle and Envoy).

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

#[cfg(test)]
mod tests {
    use super::*;

    fn retries(budget: &RetryBudget, share: f64) -> u64 {
        (0..10_000).take_while(|_| budget.withdraw(share)).count() as u64
    }

    #[tokio::test(start_paused = true)]
    async fn requests_save_their_share_of_retries() {
        let reserve = u64::from(RESERVE);
        let cases = [
            (0.2, 0, reserve),
            (0.2, 100, 20 + reserve),
            (1.0, 100, 100 + reserve),
            (0.2, 1_000_000, SAVED_RETRIES + reserve),
            (0.0, 100, 0),
        ];
        for (share, requests, expected) in cases {
            let budget = RetryBudget::new();
            (0..requests).for_each(|_| budget.deposit(share));
            assert_eq!(retries(&budget, share), expected, "{share} of {requests}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_reserve_comes_back_with_time_and_no_further() {
        let budget = RetryBudget::new();
        assert_eq!(retries(&budget, 0.2), u64::from(RESERVE));
        assert_eq!(retries(&budget, 0.2), 0);
        tokio::time::advance(RESERVE_PERIOD * 3).await;
        assert_eq!(retries(&budget, 0.2), 3);
        tokio::time::advance(RESERVE_PERIOD * 1_000).await;
        assert_eq!(retries(&budget, 0.2), u64::from(RESERVE));
    }

    #[tokio::test(start_paused = true)]
    async fn a_retry_for_five_requests_under_a_lasting_failure() {
        let budget = RetryBudget::new();
        retries(&budget, 0.2);
        let allowed = (0..1_000).filter(|_| {
            budget.deposit(0.2);
            budget.withdraw(0.2)
        });
        assert_eq!(allowed.count(), 200);
    }
}
