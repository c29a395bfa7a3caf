//! What every part of a load shares: the files read so far, what was found wrong, and the world it may look at.

use crate::Options;
use crate::tree::Table;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tollgate_definition::source::FileId;
use tollgate_definition::{Deployment, Diagnostics, Sources};
use tollgate_model::Origin;

/// More than any definition has; a mistaken path to something huge must not fill the memory.
const LARGEST_FILE_BYTES: u64 = 64 << 20;

pub(crate) struct Loading<'a> {
    pub(crate) sources: Sources,
    pub(crate) diagnostics: Diagnostics,
    /// Every file that was opened or should have been, in that order, each once.
    pub(crate) files: Vec<PathBuf>,
    /// A file that the command line or `include` names could not be read.
    pub(crate) unreadable: bool,
    /// A file was not TOML throughout: what was read of it is not the whole.
    pub(crate) broken: bool,
    pub(crate) env: &'a dyn Fn(&str) -> Option<String>,
    pub(crate) options: Options,
    /// Definitions by path and how they were read: stages share them.
    pub(crate) deployments: BTreeMap<String, Option<Arc<Deployment>>>,
    /// `[defaults.stage]`, for the stage that an HTTP API has when it names none.
    pub(crate) stage_defaults: Table,
}

impl<'a> Loading<'a> {
    pub(crate) fn new(env: &'a dyn Fn(&str) -> Option<String>, options: Options) -> Self {
        Loading {
            sources: Sources::default(),
            diagnostics: Diagnostics::default(),
            files: Vec::new(),
            unreadable: false,
            broken: false,
            env,
            options,
            deployments: BTreeMap::new(),
            stage_defaults: Table::default(),
        }
    }

    /// A path as the file that wrote it means it.
    pub(crate) fn beside(&self, file: FileId, path: &str) -> PathBuf {
        let folder = self.sources.file(file).and_then(|source| Path::new(&*source.path).parent());
        folder.unwrap_or(Path::new("")).join(path)
    }

    /// Opens a file by its name, now. The error says why not, for people.
    pub(crate) fn read(&mut self, path: &Path) -> Result<String, String> {
        if !self.files.iter().any(|known| known == path) {
            self.files.push(path.to_owned());
        }
        let told = |error: &dyn std::fmt::Display| format!("cannot read {}: {error}", path.display());
        let length = std::fs::metadata(path).map_err(|error| told(&error))?.len();
        if length > LARGEST_FILE_BYTES {
            return Err(told(&format_args!("it has more than {LARGEST_FILE_BYTES} bytes")));
        }
        let bytes = std::fs::read(path).map_err(|error| told(&error))?;
        String::from_utf8(bytes)
            .map_err(|error| told(&format_args!("not UTF-8 at byte {}", error.utf8_error().valid_up_to())))
    }

    /// Reads a file into the sources. When it cannot be read, `named_at` is where to say so.
    pub(crate) fn source(&mut self, path: &Path, named_at: Origin) -> Option<FileId> {
        match self.read(path) {
            Ok(text) => Some(self.sources.add(path.display().to_string(), text)),
            Err(why) => {
                self.diagnostics.error("unreadable-file", named_at, why);
                None
            }
        }
    }

    /// A secret's text, without one newline at its end.
    pub(crate) fn read_secret(&mut self, file: FileId, path: &str) -> Result<String, String> {
        let path = self.beside(file, path);
        let mut text = self.read(&path)?;
        if text.ends_with('\n') {
            text.pop();
            if text.ends_with('\r') {
                text.pop();
            }
        }
        Ok(text)
    }
}
