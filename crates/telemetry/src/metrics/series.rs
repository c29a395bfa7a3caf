//! What is counted for one route: plain atomics side by side, nothing looked up.

use super::book::Book;
use super::histogram::{self, Histogram};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use tollgate_model::{FaultKind, Record};

/// `class`, in the order that [`class_of`] indexes them.
pub(super) const CLASSES: [&str; 6] = ["none", "1xx", "2xx", "3xx", "4xx", "5xx"];
const FAULTS: usize = FaultKind::ALL.len();

/// The most series that one route takes besides one for each kind of failure it answered.
pub(super) const SERIES_OF_A_ROUTE: usize = CLASSES.len() + 1 + 2 * histogram::SERIES;

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Labels {
    pub(super) api: Arc<str>,
    pub(super) stage: Arc<str>,
    pub(super) route: Arc<str>,
}

/// Alive from a route's first request until its last values were told after the route was gone.
#[derive(Debug)]
pub(super) struct Series {
    pub(super) labels: Labels,
    classes: [AtomicU64; CLASSES.len()],
    bytes: AtomicU64,
    pub(super) latency: Histogram,
    pub(super) integration_latency: Histogram,
    /// Most routes never fail: made at the first failure.
    faults: OnceLock<Box<[AtomicU64; FAULTS]>>,
    /// Of the bound, held by this.
    reserved: AtomicUsize,
    /// Inside of the bound: each kind of failure must find room there.
    bounded: bool,
}

impl Series {
    /// For a route whose [`SERIES_OF_A_ROUTE`] are reserved.
    pub(super) fn bounded(labels: Labels) -> Self {
        Series { bounded: true, reserved: AtomicUsize::new(SERIES_OF_A_ROUTE), ..Series::outside(labels) }
    }

    /// One of the few that exist whatever the bound is.
    pub(super) fn outside(labels: Labels) -> Self {
        Series {
            labels,
            classes: Default::default(),
            bytes: AtomicU64::new(0),
            latency: Histogram::default(),
            integration_latency: Histogram::default(),
            faults: OnceLock::new(),
            reserved: AtomicUsize::new(0),
            bounded: false,
        }
    }

    /// `book` gets the kinds of failure that its bound has no room for.
    pub(super) fn observe(&self, record: &Record<'_>, book: &Book) {
        self.classes[class_of(record.status)].fetch_add(1, Relaxed);
        self.bytes.fetch_add(record.received_bytes + record.sent_bytes, Relaxed);
        self.latency.observe(record.latency);
        if let Some(integration) = record.integration {
            self.integration_latency.observe(integration.latency);
        }
        if let Some(fault) = record.fault {
            self.refuse(fault, book);
        }
    }

    pub(super) fn refuse(&self, fault: FaultKind, book: &Book) {
        let counter = &self.faults.get_or_init(Default::default)[fault as usize];
        if self.bounded && counter.load(Relaxed) == 0 {
            return self.refuse_first(fault, counter, book);
        }
        counter.fetch_add(1, Relaxed);
    }

    /// A series of its own for a kind of failure, if the bound has room for one more.
    fn refuse_first(&self, fault: FaultKind, counter: &AtomicU64, book: &Book) {
        if !book.reserve(1, book.limit) {
            return book.overflow_refusal(fault);
        }
        self.reserved.fetch_add(1, Relaxed);
        if counter.fetch_add(1, Relaxed) != 0 {
            self.reserved.fetch_sub(1, Relaxed);
            book.release(1);
        }
    }

    pub(super) fn reserved(&self) -> usize {
        self.reserved.load(Relaxed)
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Relaxed)
    }

    /// Successes and failures from zero on, so that the first of them is an increase; the rest when they happened.
    pub(super) fn classes(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        let counts = self.classes.iter().map(|count| count.load(Relaxed));
        CLASSES.into_iter().zip(counts).filter(|(class, count)| *count > 0 || matches!(*class, "2xx" | "4xx" | "5xx"))
    }

    pub(super) fn refusals(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        let counters = self.faults.get().into_iter().flat_map(|faults| faults.iter());
        let counts = counters.map(|count| count.load(Relaxed));
        FaultKind::ALL.iter().map(|kind| kind.row().name).zip(counts).filter(|(_, count)| *count > 0)
    }
}

fn class_of(status: u16) -> usize {
    match status / 100 {
        class @ 1..=5 => class.into(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_faults_number_is_its_place_in_the_table() {
        for (at, kind) in FaultKind::ALL.iter().enumerate() {
            assert_eq!(*kind as usize, at, "{kind:?}");
        }
    }

    #[test]
    fn statuses_fall_into_their_class() {
        for (status, class) in [(0, "none"), (101, "1xx"), (200, "2xx"), (304, "3xx"), (404, "4xx"), (599, "5xx")] {
            assert_eq!(CLASSES[class_of(status)], class, "{status}");
        }
    }
}
