//! Execution logs: what a stage asked to be told of each request, in Amazon's words (set-up-logging).
//!
//! A message is a line; those of one request are queued together, after it was answered, and nobody waits for them: what
//! does not fit is counted as lost, like a line of an access log. Without a `path` they are events of the process's own
//! log, of the target [`TARGET`].

mod line;
mod messages;

pub use messages::{Message, messages};

use crate::sink::{Sink, Source};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tollgate_model::logging::{ExecutionLogFormat, Logging, LoggingLevel};
use tollgate_model::{Record, Step};

/// The target of these events in the process's own log, which tells them whatever its level is.
pub const TARGET: &str = "tollgate::execution";

/// Whose execution log it is.
#[derive(Clone, Copy, Debug)]
pub struct LogGroup<'a> {
    /// The API's handle, for counting what is lost.
    pub api: &'a str,
    pub api_id: &'a str,
    pub stage: &'a str,
    /// Its canary's (canary-release: the suffix `/Canary`).
    pub canary: bool,
    /// Only REST APIs have usage plans to tell of.
    pub usage_plans: bool,
}

/// The execution log of one stage.
#[derive(Debug)]
pub struct StageExecutionLog {
    /// `API-Gateway-Execution-Logs_{rest-api-id}/{stage_name}`
    group: Box<str>,
    usage_plans: bool,
    out: Out,
}

#[derive(Debug)]
pub(crate) enum Out {
    Process,
    File { sink: Arc<Sink>, source: Source, lost: Arc<AtomicU64>, format: ExecutionLogFormat },
}

impl StageExecutionLog {
    pub(crate) fn new(group: LogGroup<'_>, out: Out) -> StageExecutionLog {
        let suffix = if group.canary { "/Canary" } else { "" };
        let name = format!("API-Gateway-Execution-Logs_{}/{}{suffix}", group.api_id, group.stage);
        StageExecutionLog { group: name.into(), usage_plans: group.usage_plans, out }
    }

    /// Tells of a finished request what its route asked for.
    pub fn write(&self, record: &Record<'_>, logging: Logging, steps: &[Step]) {
        for message in messages(record, logging.data_trace, self.usage_plans, steps) {
            if logging.level >= message.level.wanted_at() {
                self.tell(record, &message);
            }
        }
    }

    fn tell(&self, record: &Record<'_>, message: &Message) {
        let text = line::event(record, message);
        match &self.out {
            Out::Process if message.level == Level::Error => {
                tracing::error!(target: TARGET, log_group = &*self.group, "{}", line::plain(&text));
            }
            Out::Process => tracing::info!(target: TARGET, log_group = &*self.group, "{}", line::plain(&text)),
            Out::File { sink, source, lost, format } => {
                let line = match format {
                    ExecutionLogFormat::Text => line::text(message.at, &self.group, &text),
                    ExecutionLogFormat::Json => line::json(message.at, &self.group, &text),
                };
                if !sink.push(line.as_bytes(), *source) {
                    lost.fetch_add(1, Relaxed);
                }
            }
        }
    }
}

/// How grave a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Info,
    Error,
}

impl Level {
    /// "Errors only", or "errors and info logs" (set-up-logging).
    fn wanted_at(self) -> LoggingLevel {
        match self {
            Level::Info => LoggingLevel::Info,
            Level::Error => LoggingLevel::Error,
        }
    }
}
