//! A histogram of durations, small enough to have one for each route.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Upper bounds, inclusive: from what a plain proxy takes to beyond Amazon's integration timeout of 29 s (limits).
pub(super) const BOUNDS: [Duration; 15] = [
    Duration::from_micros(500),
    Duration::from_millis(1),
    Duration::from_micros(2500),
    Duration::from_millis(5),
    Duration::from_millis(10),
    Duration::from_millis(25),
    Duration::from_millis(50),
    Duration::from_millis(100),
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_millis(2500),
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(30),
];

/// Lines of the exposition that one histogram takes: its buckets, `+Inf`, `_sum` and `_count`.
pub(super) const SERIES: usize = BOUNDS.len() + 3;

/// Two relaxed additions an observation; the count is the sum of the buckets, so that the two never disagree.
#[derive(Debug, Default)]
pub(super) struct Histogram {
    /// Not cumulative. The last is `+Inf`.
    buckets: [AtomicU64; BOUNDS.len() + 1],
    sum_nanos: AtomicU64,
}

impl Histogram {
    pub(super) fn observe(&self, duration: Duration) {
        let bucket = BOUNDS.partition_point(|bound| *bound < duration);
        self.buckets[bucket].fetch_add(1, Relaxed);
        self.sum_nanos.fetch_add(duration.as_nanos() as u64, Relaxed);
    }

    /// The count at or below each of [`BOUNDS`].
    pub(super) fn cumulative(&self) -> ([u64; BOUNDS.len()], u64) {
        let mut seen = 0;
        let mut counts = [0; BOUNDS.len()];
        for (count, bucket) in counts.iter_mut().zip(&self.buckets) {
            seen += bucket.load(Relaxed);
            *count = seen;
        }
        (counts, seen + self.buckets[BOUNDS.len()].load(Relaxed))
    }

    pub(super) fn sum_seconds(&self) -> f64 {
        self.sum_nanos.load(Relaxed) as f64 / 1e9
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_inclusive_and_buckets_are_cumulative() {
        let histogram = Histogram::default();
        for micros in [1, 500, 501, 30_000_000, 30_000_001] {
            histogram.observe(Duration::from_micros(micros));
        }
        let (counts, count) = histogram.cumulative();
        assert_eq!((counts[0], counts[1], counts[13], counts[14], count), (2, 3, 3, 4, 5));
        assert!((histogram.sum_seconds() - 60.001_003).abs() < 1e-9);
    }
}
