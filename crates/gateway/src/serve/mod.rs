//! A node's life: start, reloads, stop or hand-over. Start at [`serve`], then `start`, then `control`.

mod admin_socket;
mod control;
mod functions;
mod greeting;
mod receipt;
mod reloader;
mod restart;
mod signals;
mod start;
mod status;
mod watch;

pub(crate) use functions::supervised;
pub(crate) use receipt::{Receipt, Refusal};

use crate::command::{FINE, REFUSED, complain, say};
use crate::load::{How, Outcome, Source, load_and_compile};
use crate::report;
use crate::upgrade;
use signals::Signals;
use std::io;
use std::time::Duration;
use tokio::runtime::{Builder, Handle, Runtime};
use tollgate_definition::Configuration;
use tollgate_routes::Table;
use tollgate_telemetry::log;

/// How long the end of the process waits for its logs to be written.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Why a node did not start, in words.
#[derive(Debug)]
pub(crate) struct NotStarted(String);

/// What a node is made of when everything was found right.
pub(crate) struct First {
    pub(crate) source: Source,
    pub(crate) configuration: Configuration,
    pub(crate) table: Table,
    pub(crate) sources: tollgate_definition::Sources,
    pub(crate) files: Vec<std::path::PathBuf>,
    pub(crate) watch: watch::Watch,
}

/// Serves until the last connection is gone after a stop, or a successor has taken over. The exit status.
pub(crate) fn serve(source: Source, upgrade: bool) -> u8 {
    let runtimes = match runtimes() {
        Ok(runtimes) => runtimes,
        Err(error) => return failed(&NotStarted(format!("no runtime: {error}"))),
    };
    let Runtimes { control, background, functions } = runtimes;
    let ended = control.block_on(live(source, upgrade, background.handle(), functions.handle()));
    functions.shutdown_background();
    background.shutdown_background();
    control.shutdown_background();
    ended.map_or_else(|why| failed(&why), |()| FINE)
}

/// What a process runs, beside the threads that serve connections.
struct Runtimes {
    /// Signals and reloads.
    control: Runtime,
    /// Probes, names, the admin interface: never a request, nor the loop that reloads.
    background: Runtime,
    /// What local functions are asked, and answer.
    functions: Runtime,
}

fn runtimes() -> io::Result<Runtimes> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads =
        |name: &str, count| Builder::new_multi_thread().worker_threads(count).thread_name(name).enable_all().build();
    Ok(Runtimes {
        control: Builder::new_current_thread().enable_all().build()?,
        background: threads("background", 1)?,
        functions: threads("functions", cores)?,
    })
}

fn failed(why: &NotStarted) -> u8 {
    complain(&format!("{}\n", why.0));
    REFUSED
}

async fn live(source: Source, upgrade: bool, background: &Handle, functions: &Handle) -> Result<(), NotStarted> {
    // Before anything else: until then a SIGHUP ends the process.
    let signals = Signals::install().map_err(|error| NotStarted(format!("signals: {error}")))?;
    let first = load(source)?;
    let log = begin_log(&first.configuration)?;
    let control = start::start(first, upgrade, signals, log, start::Handles { background, functions })?;
    control.run().await;
    Ok(())
}

fn load(source: Source) -> Result<First, NotStarted> {
    let outcome = load_and_compile(&source, None, &How::default());
    let Outcome { configuration, table, diagnostics, sources, files, began, .. } = outcome;
    if !diagnostics.is_empty() {
        complain(&report::text(&diagnostics, &sources));
    }
    match (configuration, table) {
        (Some(configuration), Some(table)) => {
            let watch = watch::Watch::new(&files, began);
            Ok(First { source, configuration, table, sources, files, watch })
        }
        _ => Err(NotStarted("not started: the errors above must be put right first".to_owned())),
    }
}

fn begin_log(configuration: &Configuration) -> Result<log::Log, NotStarted> {
    use tollgate_definition::node::LogStyle;
    let wanted = &configuration.log;
    let level = log::Level::parse(&wanted.level);
    let level = level.ok_or_else(|| NotStarted(format!("[log] level: {:?} is none", wanted.level)))?;
    let style = match wanted.format {
        LogStyle::Text => log::Style::Text,
        LogStyle::Json => log::Style::Json,
    };
    log::init(level, style, &wanted.path).map_err(|error| NotStarted(format!("[log] path {}: {error}", wanted.path)))
}

/// Of what belongs to this node and is not in the digest that a fleet compares.
pub(crate) fn node_digest(configuration: &Configuration) -> String {
    use std::hash::Hasher;
    let text = tollgate_compile::node_settings(configuration).to_string();
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write(text.as_bytes());
    format!("{:016x}", hasher.finish())
}
