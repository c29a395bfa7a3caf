//! Access logs: a stage's format, the record of a request, one line in a file.
//!
//! Stages that name the same path share its file and its writer; `-` is standard output. Nothing here makes a request
//! wait: lines that cannot be written as fast as they come are dropped and counted by stage.

pub(crate) mod escape;
mod line;

pub use line::write_line;

use crate::execution_log::{LogGroup, Out, StageExecutionLog};
use crate::locked;
use crate::sink::{self, Sink, Source};
use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tollgate_model::log_format::AccessLog;
use tollgate_model::logging::ExecutionLog;
use tollgate_model::{LogFormat, Record};

/// A thread keeps no more than this of the memory of its longest line.
const LINE_KEPT: usize = 16 * 1024;

/// All access logs of one node.
#[derive(Debug, Default)]
pub struct AccessLogs {
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    by_path: HashMap<Box<str>, Arc<Sink>>,
    /// Lines lost, by API and stage.
    lost: HashMap<(Box<str>, Box<str>), Arc<AtomicU64>>,
}

/// The access log of one stage.
#[derive(Debug)]
pub struct StageLog {
    sink: Arc<Sink>,
    source: Source,
    lost: Arc<AtomicU64>,
    format: LogFormat,
}

/// Lines lost by one stage since the start.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lost {
    pub api: Box<str>,
    pub stage: Box<str>,
    pub lines: u64,
}

impl AccessLogs {
    pub(crate) fn new() -> Arc<AccessLogs> {
        Arc::default()
    }

    /// The log of a stage, when its table goes live. The file is opened, or shared with whoever has it open.
    ///
    /// # Errors
    /// The file cannot be opened; the text names it.
    pub fn open(&self, log: &AccessLog, api: &str, stage: &str) -> io::Result<StageLog> {
        let mut open = locked(&self.open);
        let sink = match open.by_path.get(&log.path) {
            Some(sink) => Arc::clone(sink),
            None => open.start(&log.path)?,
        };
        let lost = Arc::clone(open.lost.entry((api.into(), stage.into())).or_default());
        Ok(StageLog { source: sink.source(&lost), sink, lost, format: log.format.clone() })
    }

    /// The execution log of a stage, when its table goes live: a file shared with whoever has it open, or, without one, the
    /// process's own log.
    ///
    /// # Errors
    /// The file cannot be opened; the text names it.
    pub fn open_execution(&self, log: Option<&ExecutionLog>, group: LogGroup<'_>) -> io::Result<StageExecutionLog> {
        let Some(log) = log else { return Ok(StageExecutionLog::new(group, Out::Process)) };
        let mut open = locked(&self.open);
        let sink = match open.by_path.get(&log.path) {
            Some(sink) => Arc::clone(sink),
            None => open.start(&log.path)?,
        };
        let lost = Arc::clone(open.lost.entry((group.api.into(), group.stage.into())).or_default());
        let out = Out::File { source: sink.source(&lost), sink, lost, format: log.format };
        Ok(StageExecutionLog::new(group, out))
    }

    /// Opens every file anew by its name, so that logs can be rotated, and closes what no stage uses any more. A file
    /// that cannot be opened is written to as before.
    ///
    /// # Errors
    /// One for each such file; the text names it.
    pub fn reopen(&self) -> Vec<io::Error> {
        let mut open = locked(&self.open);
        open.by_path.retain(|_, sink| Arc::strong_count(sink) > 1);
        open.lost.retain(|_, lost| Arc::strong_count(lost) > 1);
        let files = open.by_path.iter().filter(|(path, _)| ***path != *"-");
        files.filter_map(|(path, sink)| sink::append_to(path).map(|file| sink.swap(file)).err()).collect()
    }

    /// Waits until everything logged so far is written or lost; `false` when that took longer than `timeout`.
    pub fn flush(&self, timeout: Duration) -> bool {
        let until = Instant::now() + timeout;
        let told: Vec<_> = locked(&self.open).by_path.values().map(|sink| sink.flushed()).collect();
        told.iter().all(|told| told.recv_timeout(until.saturating_duration_since(Instant::now())).is_ok())
    }

    /// What each stage that has a log lost, sorted.
    pub fn lost(&self) -> Vec<Lost> {
        let open = locked(&self.open);
        let row = |((api, stage), lines): (&(Box<str>, Box<str>), &Arc<AtomicU64>)| Lost {
            api: api.clone(),
            stage: stage.clone(),
            lines: lines.load(Relaxed),
        };
        let mut lost: Vec<_> = open.lost.iter().map(row).collect();
        lost.sort();
        lost
    }

    /// Failed writes by path, sorted.
    pub fn errors(&self) -> Vec<(Box<str>, u64)> {
        let open = locked(&self.open);
        let mut errors: Vec<_> = open.by_path.iter().map(|(path, sink)| (path.clone(), sink.errors())).collect();
        errors.sort();
        errors
    }
}

impl Open {
    fn start(&mut self, path: &str) -> io::Result<Arc<Sink>> {
        let out = if path == "-" { sink::own(io::stdout())? } else { sink::append_to(path)? };
        let sink = Arc::new(Sink::start(path, out, sink::QUEUE_BYTES)?);
        self.by_path.insert(path.into(), Arc::clone(&sink));
        Ok(sink)
    }
}

impl StageLog {
    /// Logs a finished request.
    pub fn write(&self, record: &Record<'_>) {
        thread_local! { static LINE: RefCell<String> = const { RefCell::new(String::new()) } }
        LINE.with_borrow_mut(|line| {
            line.clear();
            write_line(&self.format, record, line);
            line.push('\n');
            if !self.sink.push(line.as_bytes(), self.source) {
                self.lost.fetch_add(1, Relaxed);
            }
            line.shrink_to(LINE_KEPT);
        });
    }
}
