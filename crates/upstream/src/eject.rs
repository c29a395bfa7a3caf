//! Passive ejection: a target that fails requests sits out, longer each time.

use crate::endpoint::Failure;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};
use tokio::time::{Duration, Instant};
use tollgate_model::target_group::Eject;

/// How often the back-off is doubled.
pub(crate) const DOUBLINGS_MAX: u32 = 10;

/// One endpoint's failures. Times are milliseconds since `born`, zero is never.
pub(crate) struct Ejection {
    born: Instant,
    /// In a row.
    failures: AtomicU32,
    /// When the last ejection ends or ended; zero once a request has succeeded after it.
    until: AtomicU64,
    /// When the last ejection ended, whatever came after.
    ended: AtomicU64,
    doublings: AtomicU32,
    /// How many there were: tells a probe whether what it saw was before or after.
    count: AtomicU64,
    /// No connection could be made: probes may end the ejection early.
    unreachable: AtomicBool,
}

impl Ejection {
    pub(crate) fn new() -> Ejection {
        Ejection {
            born: Instant::now(),
            failures: AtomicU32::new(0),
            until: AtomicU64::new(0),
            ended: AtomicU64::new(0),
            doublings: AtomicU32::new(0),
            count: AtomicU64::new(0),
            unreachable: AtomicBool::new(false),
        }
    }

    fn now(&self) -> u64 {
        self.born.elapsed().as_millis() as u64 + 1
    }

    /// The clock is read only of an endpoint that was ejected and has not succeeded since.
    pub(crate) fn active(&self) -> bool {
        match self.until.load(Relaxed) {
            0 => false,
            until => self.now() < until,
        }
    }

    pub(crate) fn succeeded(&self) {
        if self.failures.load(Relaxed) != 0 {
            self.failures.store(0, Relaxed);
        }
        // A request of before may succeed while the target sits out: that ends nothing.
        if self.until.load(Relaxed) != 0 && !self.active() {
            self.until.store(0, Relaxed);
        }
    }

    /// True when this failure is one too many: the policy's count in a row, or the first after an ejection.
    pub(crate) fn failed(&self, policy: &Eject) -> bool {
        if policy.failures == 0 || self.active() {
            return false;
        }
        let failures = self.failures.fetch_add(1, Relaxed).saturating_add(1);
        failures >= policy.failures || self.until.load(Relaxed) != 0
    }

    /// Ejects, and tells for how long: the back-off, doubled for each ejection before. Every back-off's length that the
    /// target served in between takes one doubling back.
    pub(crate) fn begin(&self, policy: &Eject, cause: Failure) -> Duration {
        let now = self.now();
        let served = u128::from(now.saturating_sub(self.ended.load(Relaxed)));
        let forgiven = served / policy.backoff.as_millis().max(1);
        let doublings = self.doublings.load(Relaxed).saturating_sub(u32::try_from(forgiven).unwrap_or(u32::MAX));
        let backoff = policy.backoff.saturating_mul(1 << doublings);
        let until = now.saturating_add(u64::try_from(backoff.as_millis()).unwrap_or(u64::MAX));
        self.doublings.store((doublings + 1).min(DOUBLINGS_MAX), Relaxed);
        self.unreachable.store(cause == Failure::Connect, Relaxed);
        self.failures.store(0, Relaxed);
        self.count.fetch_add(1, Relaxed);
        self.ended.store(until, Relaxed);
        self.until.store(until, Relaxed);
        backoff
    }

    pub(crate) fn is_unreachable(&self) -> bool {
        self.unreachable.load(Relaxed)
    }

    pub(crate) fn count(&self) -> u64 {
        self.count.load(Relaxed)
    }

    /// Ends it early: the health check has proven that the target is back.
    pub(crate) fn end(&self) {
        self.ended.store(self.now(), Relaxed);
        self.until.store(0, Relaxed);
        self.failures.store(0, Relaxed);
    }
}

#[cfg(test)]
#[path = "eject_tests.rs"]
mod tests;
