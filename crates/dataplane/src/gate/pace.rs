//! The slowest a request body may come in: a bucket of waiting time that bytes refill.

use std::time::{Duration, Instant};

/// How far a client may fall behind, as Apache's mod_reqtimeout (`body=20`). Also how much it can save up.
pub(super) const BODY_GRACE: Duration = Duration::from_secs(20);

/// One body's account. Only time spent waiting for the client is charged.
#[derive(Clone, Debug)]
pub(super) struct Pace {
    /// Bytes a second; 0: no bound.
    rate: u64,
    grace: Duration,
    credit: Duration,
    waiting_since: Option<Instant>,
}

// === impl Pace ===

impl Pace {
    pub(super) fn new(rate: u64, grace: Duration) -> Self {
        Pace { rate, grace, credit: grace, waiting_since: None }
    }

    /// A new body: what the last one saved or spent is forgotten.
    pub(super) fn restart(&mut self) {
        (self.credit, self.waiting_since) = (self.grace, None);
    }

    /// Nothing to read. The time that may still pass before the client is too slow; `None`: any.
    pub(super) fn wait(&mut self, now: Instant) -> Option<Duration> {
        if self.rate == 0 {
            return None;
        }
        let since = *self.waiting_since.get_or_insert(now);
        Some(self.credit.saturating_sub(now.saturating_duration_since(since)))
    }

    /// Bytes came.
    pub(super) fn receive(&mut self, bytes: usize, now: Instant) {
        if self.rate == 0 {
            return;
        }
        let waited = self.waiting_since.take().map_or(Duration::ZERO, |since| now.saturating_duration_since(since));
        let earned = Duration::from_nanos((bytes as u64).saturating_mul(1_000_000_000) / self.rate);
        self.credit = (self.credit.saturating_sub(waited) + earned).min(self.grace);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_client_at_the_rate_never_runs_dry() {
        let (mut pace, mut now) = (Pace::new(100, 5 * SECOND), Instant::now());
        for _ in 0..100 {
            assert_eq!(pace.wait(now), Some(5 * SECOND));
            now += SECOND;
            pace.receive(100, now);
        }
    }

    #[test]
    fn a_slower_client_has_the_grace_and_no_more() {
        let (mut pace, mut now) = (Pace::new(100, 5 * SECOND), Instant::now());
        let mut waits = Vec::new();
        for _ in 0..6 {
            waits.push(pace.wait(now).unwrap());
            now += 2 * SECOND;
            pace.receive(100, now);
        }
        assert_eq!(waits, [5, 4, 3, 2, 1, 1].map(|n| n * SECOND), "2 s for each second's worth: 1 s behind each time");
    }

    #[test]
    fn a_fast_start_buys_no_more_than_the_grace() {
        let (mut pace, now) = (Pace::new(100, 5 * SECOND), Instant::now());
        pace.receive(1_000_000, now);
        assert_eq!(pace.wait(now), Some(5 * SECOND));
        assert_eq!(pace.wait(now + 6 * SECOND), Some(Duration::ZERO));
    }

    #[test]
    fn without_a_rate_any_wait_is_allowed() {
        assert_eq!(Pace::new(0, SECOND).wait(Instant::now()), None);
    }
}
