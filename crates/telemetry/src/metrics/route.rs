//! The handles that a compiled route holds.

use super::book::Book;
use super::series::{Labels, Series};
use std::sync::{Arc, OnceLock};
use tollgate_model::Record;

/// What one route counts into. The same (api, stage, route) counts on over reloads.
#[derive(Debug)]
pub struct RouteMeters {
    stage: Arc<StageMeters>,
    route: Arc<str>,
    /// Made at the first request: routes that nobody calls cost neither series nor their memory.
    series: OnceLock<Arc<Series>>,
}

/// What the routes of a stage share.
#[derive(Debug)]
pub(super) struct StageMeters {
    pub(super) api: Arc<str>,
    pub(super) stage: Arc<str>,
    book: Arc<Book>,
    /// `route="other"`.
    other: OnceLock<Arc<Series>>,
}

impl RouteMeters {
    pub(super) fn new(stage: Arc<StageMeters>, route: Arc<str>) -> Self {
        RouteMeters { stage, route, series: OnceLock::new() }
    }

    /// Those of requests that reached no stage: their series is there from the start.
    pub(super) fn unmatched(book: &Arc<Book>) -> Self {
        let stage = Arc::new(StageMeters::new("".into(), "".into(), Arc::clone(book)));
        RouteMeters { stage, route: "".into(), series: OnceLock::from(Arc::clone(&book.unmatched)) }
    }

    /// Counts a finished request. Lock-free, except for the first request of a route since the process's start.
    #[inline]
    pub fn observe(&self, record: &Record<'_>) {
        match self.series.get() {
            Some(series) => series.observe(record, &self.stage.book),
            None => self.observe_first(record),
        }
    }

    #[cold]
    fn observe_first(&self, record: &Record<'_>) {
        let StageMeters { api, stage, book, .. } = &*self.stage;
        let labels = Labels { api: Arc::clone(api), stage: Arc::clone(stage), route: Arc::clone(&self.route) };
        match book.open(&labels) {
            Some(series) => self.series.get_or_init(|| series).observe(record, book),
            None => self.stage.overflow(record),
        }
    }
}

impl StageMeters {
    pub(super) fn new(api: Arc<str>, stage: Arc<str>, book: Arc<Book>) -> Self {
        StageMeters { api, stage, book, other: OnceLock::new() }
    }

    fn overflow(&self, record: &Record<'_>) {
        self.book.count_overflow();
        if self.other.get().is_none() {
            let Some(series) = self.book.open_other(&self.api, &self.stage) else {
                return self.book.overflow(record);
            };
            _ = self.other.set(series);
        }
        if let Some(other) = self.other.get() {
            other.observe(record, &self.book);
        }
    }
}
