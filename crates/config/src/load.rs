//! The one way from files to a configuration: start, reload and check all take it.

use crate::loading::Loading;
use crate::{complete, layer, read};
use std::path::PathBuf;
use tollgate_definition::{Configuration, Diagnostics, Sources};

#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Secrets and keys that are not there are no errors: `tollgate check --without-secrets`.
    pub without_secrets: bool,
}

/// What the files came to.
#[derive(Debug)]
pub struct Loaded {
    /// `None` when a file could not be read or was not TOML. With errors in `diagnostics` it holds what could be
    /// understood, for further checks: never serve it then.
    pub configuration: Option<Configuration>,
    pub sources: Sources,
    pub diagnostics: Diagnostics,
    /// Every file that was opened, or should have been: what to watch.
    pub files: Vec<PathBuf>,
    /// A file that was named as configuration could not be read.
    pub unreadable: bool,
}

/// Reads the configuration, each file by its name and anew. Later paths are laid over earlier ones. `env` is what
/// `${env:NAME}` asks.
pub fn load(paths: &[PathBuf], env: &dyn Fn(&str) -> Option<String>, options: Options) -> Loaded {
    let mut loading = Loading::new(env, options);
    let mut table = layer::merged(&mut loading, paths);
    let configuration = (!loading.unreadable && !loading.broken).then(|| {
        complete::add_defaults(&mut table);
        complete::complete(&table, &mut loading.diagnostics);
        read::configuration(&mut loading, &table)
    });
    finish(loading, configuration)
}

pub(crate) fn finish(loading: Loading<'_>, configuration: Option<Configuration>) -> Loaded {
    let Loading { sources, mut diagnostics, files, unreadable, .. } = loading;
    diagnostics.sort(&sources);
    Loaded { configuration, sources, diagnostics, files, unreadable }
}
