//! The one path from files to a table: start, reload and check take it, and differ only in what they do with the outcome.

use std::path::PathBuf;
use std::time::SystemTime;
use tollgate_config::{Loaded, Options, Single};
use tollgate_dataplane::Certificates;
use tollgate_definition::{Configuration, Diagnostics, Sources};
use tollgate_routes::Table;

/// Where the definitions come from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// Configuration files, later ones laid over earlier ones.
    Files(Vec<PathBuf>),
    /// One exported definition, without configuration.
    Definition { path: PathBuf, single: Single },
}

/// What `check` may ask for beyond what a start and a reload do.
#[derive(Clone, Debug, Default)]
pub(crate) struct How {
    pub(crate) options: Options,
    /// Diagnostics as bad as errors, beside those that the configuration denies.
    pub(crate) denied: Vec<String>,
}

/// What the files came to.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) configuration: Option<Configuration>,
    /// `Some` exactly when there is nothing that forbids serving it.
    pub(crate) table: Option<Table>,
    pub(crate) diagnostics: Diagnostics,
    pub(crate) sources: Sources,
    /// What was read: what to watch.
    pub(crate) files: Vec<PathBuf>,
    pub(crate) unreadable: bool,
    /// When the first of them was about to be read.
    pub(crate) began: SystemTime,
}

/// Reads everything anew and compiles it. Stages of `previous` whose definitions did not change are reused.
pub(crate) fn load_and_compile(source: &Source, previous: Option<&Table>, how: &How) -> Outcome {
    let began = SystemTime::now();
    let Loaded { configuration, mut sources, mut diagnostics, files, unreadable } = source.load(how.options);
    let table = configuration.as_ref().and_then(|configuration| {
        tollgate_definition::review::review(configuration, &mut diagnostics);
        let table = tollgate_compile::compile(configuration, previous, &mut diagnostics);
        // Stand-ins for secrets that are elsewhere are no keys.
        if let Some(table) = table.as_ref().filter(|_| !how.options.without_secrets) {
            verify(table, &mut diagnostics);
        }
        tollgate_config::accept(&configuration.check, &how.denied, &mut diagnostics);
        table
    });
    diagnostics.pinpoint(&mut sources);
    diagnostics.sort(&sources);
    let table = table.filter(|_| !diagnostics.has_errors());
    Outcome { configuration, table, diagnostics, sources, files, unreadable, began }
}

/// What only those who use certificates can judge: a table that passes can go live.
fn verify(table: &Table, diagnostics: &mut Diagnostics) {
    for error in tollgate_upstream::verify(table.groups.iter().map(AsRef::as_ref)) {
        diagnostics.error("bad-certificate", error.origin, error.message);
    }
    for problem in Certificates::of(table).err().into_iter().flatten() {
        diagnostics.error("bad-certificate", problem.origin, problem.to_string());
    }
}

impl Source {
    fn load(&self, options: Options) -> Loaded {
        let mut loaded = match self {
            Source::Files(paths) => tollgate_config::load(paths, &|name| std::env::var(name).ok(), options),
            Source::Definition { path, single } => tollgate_config::single(path, single),
        };
        if let Some(configuration) = &mut loaded.configuration
            && configuration.node.name.is_empty()
        {
            configuration.node.name = rustix::system::uname().nodename().to_string_lossy().into_owned();
        }
        loaded
    }
}
