//! The process's own log: what is said through `tracing`, and through `log` by libraries.
//!
//! It is written by the same kind of sink as access logs: a request that has something to say never waits for a disk.
//! What does not fit is counted ([`Log::lost`]); [`Log::flush`] before the end of the process.

use crate::execution_log;
use crate::sink::{self, Sink, Source};
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::Registry;
use tracing_subscriber::reload;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

/// Libraries that say per connection what the gateway says itself, or that are loud: by the beginning of their targets.
const HUSHED: [&str; 8] = ["pingora", "h2", "hickory", "hyper", "mio", "rustls", "tokio", "want"];

/// Those that would tell, in detail, what they sign: session tokens are part of it.
const SECRETIVE: &str = "aws";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// `error`, `warn`, `info`, `debug` or `trace`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level(LevelFilter);

/// The running log.
#[derive(Debug)]
pub struct Log {
    path: String,
    lines: Lines,
    filter: reload::Handle<Targets, Registry>,
}

/// Makes the writer of each event.
#[derive(Clone, Debug)]
struct Lines {
    sink: Arc<Sink>,
    source: Source,
    lost: Arc<AtomicU64>,
}

/// Begins the log. `path` is a file, or `-` for standard error. Once in a process.
///
/// # Errors
/// The file cannot be opened, or there is a log already.
pub fn init(level: Level, style: Style, path: &str) -> io::Result<Log> {
    let out = if path == "-" { sink::own(io::stderr())? } else { sink::append_to(path)? };
    let lines = Lines::start(path, out)?;
    let (filter, handle) = reload::Layer::new(level.targets());
    let events = layer(style, lines.clone());
    tracing_subscriber::registry().with(filter).with(events).try_init().map_err(io::Error::other)?;
    tracing_log::log::set_max_level(level.of_libraries_log());
    Ok(Log { path: path.to_owned(), lines, filter: handle })
}

type Filtered = tracing_subscriber::layer::Layered<reload::Layer<Targets, Registry>, Registry>;

fn layer(style: Style, lines: Lines) -> Box<dyn Layer<Filtered> + Send + Sync> {
    let layer = fmt::layer().with_ansi(false).with_writer(lines);
    match style {
        Style::Text => layer.boxed(),
        Style::Json => layer.json().flatten_event(true).with_current_span(false).boxed(),
    }
}

impl Log {
    /// From now on this level.
    pub fn set_level(&self, level: Level) {
        // Fails only when the subscriber is gone, and with it everybody who could mind.
        _ = self.filter.reload(level.targets());
        tracing_log::log::set_max_level(level.of_libraries_log());
    }

    /// Opens the file anew by its name, so that it can be rotated.
    ///
    /// # Errors
    /// It cannot be opened; what was open is written to as before.
    pub fn reopen(&self) -> io::Result<()> {
        if self.path != "-" {
            self.lines.sink.swap(sink::append_to(&self.path)?);
        }
        Ok(())
    }

    /// Waits until everything said so far is written or lost; `false` when that took longer than `timeout`.
    pub fn flush(&self, timeout: Duration) -> bool {
        self.lines.sink.flushed().recv_timeout(timeout).is_ok()
    }

    /// Counts lines that could not be written.
    pub fn lost(&self) -> &Arc<AtomicU64> {
        &self.lines.lost
    }
}

impl Level {
    /// `None` when it is none of the five words.
    pub fn parse(word: &str) -> Option<Level> {
        let filter = match word {
            "error" => LevelFilter::ERROR,
            "warn" => LevelFilter::WARN,
            "info" => LevelFilter::INFO,
            "debug" => LevelFilter::DEBUG,
            "trace" => LevelFilter::TRACE,
            _ => return None,
        };
        Some(Level(filter))
    }

    /// Execution logs have levels of their own, which stages set.
    fn targets(self) -> Targets {
        let own = Targets::new().with_default(self.0).with_target(execution_log::TARGET, LevelFilter::INFO);
        let hushed = HUSHED.iter().fold(own, |targets, name| targets.with_target(*name, self.hushed()));
        hushed.with_target(SECRETIVE, self.hushed().min(LevelFilter::INFO))
    }

    /// One step quieter, and never `info`: what libraries tell there is each connection. What they trace is every byte, secrets
    /// of callers and tokens for services among them: that is told at no level.
    fn hushed(self) -> LevelFilter {
        match self.0 {
            LevelFilter::TRACE => LevelFilter::DEBUG,
            LevelFilter::DEBUG => LevelFilter::INFO,
            LevelFilter::ERROR => LevelFilter::ERROR,
            _ => LevelFilter::WARN,
        }
    }

    /// Records of the `log` crate are looked at one by one: what none of the hushed may say is cut off before.
    fn of_libraries_log(self) -> tracing_log::log::LevelFilter {
        tracing_log::AsLog::as_log(&self.hushed())
    }
}

impl Lines {
    fn start(path: &str, out: Box<dyn Write + Send>) -> io::Result<Lines> {
        let sink = Arc::new(Sink::start(path, out, sink::QUEUE_BYTES)?);
        let lost = Arc::new(AtomicU64::new(0));
        Ok(Lines { source: sink.source(&lost), sink, lost })
    }
}

impl<'w> MakeWriter<'w> for Lines {
    type Writer = &'w Lines;

    fn make_writer(&'w self) -> Self::Writer {
        self
    }
}

/// An event is written by one call, its line end included.
impl Write for &Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if !self.sink.push(line, self.source) {
            self.lost.fetch_add(1, Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
