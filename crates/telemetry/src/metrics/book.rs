//! The bound on series, and the series that exist.

use super::series::{Labels, SERIES_OF_A_ROUTE, Series};
use crate::locked;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use tollgate_model::{FaultKind, Record};

/// `route` of what the bound has no room for.
pub(super) const OTHER: &str = "other";

/// One tenth of the bound is kept for the stages' `route="other"`.
const SHARE_OF_OTHERS: usize = 10;

#[derive(Debug)]
pub(super) struct Book {
    pub(super) limit: usize,
    reserved: AtomicUsize,
    overflow: AtomicU64,
    /// Locked when a route gets its first request, and shortly by a scrape.
    active: Mutex<HashMap<Labels, Arc<Series>>>,
    /// What does not even fit a stage's `other`: one series outside of the bound.
    last_resort: Series,
    /// Requests that reached no stage: one series outside of the bound.
    pub(super) unmatched: Arc<Series>,
}

impl Book {
    pub(super) fn new(limit: usize) -> Self {
        let outside = |route: &str| {
            let labels = Labels { api: "".into(), stage: "".into(), route: route.into() };
            Series::outside(labels)
        };
        Book {
            limit,
            reserved: AtomicUsize::new(0),
            overflow: AtomicU64::new(0),
            active: Mutex::default(),
            last_resort: outside(OTHER),
            unmatched: Arc::new(outside("")),
        }
    }

    /// The series of a route at its first request; `None` when there is no room.
    pub(super) fn open(&self, labels: &Labels) -> Option<Arc<Series>> {
        self.open_within(labels, self.limit - self.limit / SHARE_OF_OTHERS)
    }

    /// The series of a stage's `route="other"`.
    pub(super) fn open_other(&self, api: &Arc<str>, stage: &Arc<str>) -> Option<Arc<Series>> {
        let labels = Labels { api: Arc::clone(api), stage: Arc::clone(stage), route: OTHER.into() };
        self.open_within(&labels, self.limit)
    }

    /// A full book is not locked: overflowing requests must not queue up here.
    fn open_within(&self, labels: &Labels, limit: usize) -> Option<Arc<Series>> {
        if !self.reserve(SERIES_OF_A_ROUTE, limit) {
            return None;
        }
        let mut active = locked(&self.active);
        if let Some(series) = active.get(labels) {
            self.release(SERIES_OF_A_ROUTE);
            return Some(Arc::clone(series));
        }
        let series = Arc::new(Series::bounded(labels.clone()));
        active.insert(labels.clone(), Arc::clone(&series));
        Some(series)
    }

    pub(super) fn reserve(&self, series: usize, limit: usize) -> bool {
        let more = |reserved: usize| reserved.checked_add(series).filter(|sum| *sum <= limit);
        self.reserved.fetch_update(Relaxed, Relaxed, more).is_ok()
    }

    pub(super) fn release(&self, series: usize) {
        self.reserved.fetch_sub(series, Relaxed);
    }

    pub(super) fn count_overflow(&self) {
        self.overflow.fetch_add(1, Relaxed);
    }

    pub(super) fn overflow(&self, record: &Record<'_>) {
        self.last_resort.observe(record, self);
    }

    pub(super) fn overflow_refusal(&self, fault: FaultKind) {
        self.count_overflow();
        self.last_resort.refuse(fault, self);
    }

    pub(super) fn reserved(&self) -> usize {
        self.reserved.load(Relaxed)
    }

    pub(super) fn overflows(&self) -> u64 {
        self.overflow.load(Relaxed)
    }

    /// Shows every series, then drops those whose route no generation has any more: their last values are told once.
    pub(super) fn visit(&self, mut show: impl FnMut(&Series)) {
        let (mut kept, mut gone) = (Vec::new(), Vec::new());
        for series in locked(&self.active).values() {
            let list = if Arc::strong_count(series) == 1 { &mut gone } else { &mut kept };
            list.push(Arc::clone(series));
        }
        kept.iter().chain(&gone).for_each(|series| show(series));
        show(&self.unmatched);
        if self.overflows() > 0 {
            show(&self.last_resort);
        }
        self.drop_gone(gone);
    }

    fn drop_gone(&self, gone: Vec<Arc<Series>>) {
        let mut active = locked(&self.active);
        for series in gone {
            // The book's and ours: more would be a generation that has the route again.
            if Arc::strong_count(&series) == 2 {
                active.remove(&series.labels);
                self.release(series.reserved());
            }
        }
    }
}
