//! One `--config` file with all it includes: a layer. Later layers are laid over earlier ones.

use crate::grammar::ROOT;
use crate::loading::Loading;
use crate::overlay::{join, overlay, unique};
use crate::tree::{Item, Table, Value};
use crate::{parse, secrets, vet};
use std::path::{Path, PathBuf};
use tollgate_model::Origin;

/// Files may include files that include files, so far.
const DEEPEST_INCLUDE: usize = 16;

/// Every layer, merged. Each file was held against the grammar on the way.
pub(crate) fn merged(loading: &mut Loading<'_>, paths: &[PathBuf]) -> Table {
    let mut whole = Table::default();
    for path in paths {
        let mut layer = Layer { read: Vec::new(), stack: Vec::new() };
        let mut table = layer.file(loading, path, Origin::NOWHERE);
        unique(&mut table, &ROOT, &mut loading.diagnostics);
        overlay(&mut whole, table, &ROOT);
    }
    whole
}

struct Layer {
    /// Files of this layer, by their real path.
    read: Vec<PathBuf>,
    /// Those that include the one being read.
    stack: Vec<PathBuf>,
}

impl Layer {
    fn file(&mut self, loading: &mut Loading<'_>, path: &Path, named_at: Origin) -> Table {
        let Some(file) = loading.source(path, named_at) else {
            loading.unreadable = true;
            return Table::default();
        };
        let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        self.read.push(real.clone());
        let (mut table, whole) = parse::parse(&mut loading.sources, file, &mut loading.diagnostics);
        loading.broken |= !whole;
        secrets::reveal(loading, &mut table);
        vet::vet(&table, &ROOT, &mut loading.diagnostics);
        self.stack.push(real);
        self.includes(loading, &mut table);
        self.stack.pop();
        table
    }

    fn includes(&mut self, loading: &mut Loading<'_>, table: &mut Table) {
        let Some(at) = table.entries.iter().position(|entry| entry.key == "include") else { return };
        let include = table.entries.remove(at);
        let Value::List(patterns) = &include.item.value else { return };
        for pattern in patterns {
            for path in self.matches(loading, pattern) {
                if let Some(table_of_file) = self.included(loading, &path, pattern.origin) {
                    join(table, table_of_file, &ROOT, &mut loading.diagnostics);
                }
            }
        }
    }

    fn included(&mut self, loading: &mut Loading<'_>, path: &Path, named_at: Origin) -> Option<Table> {
        let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if self.stack.contains(&real) || self.stack.len() > DEEPEST_INCLUDE {
            let message = format!("{} includes itself, directly or through others", path.display());
            loading.diagnostics.error("include-cycle", named_at, message);
            return None;
        }
        // Two patterns may match one file: it is read once.
        (!self.read.contains(&real)).then(|| self.file(loading, path, named_at))
    }

    /// The files that a glob matches, sorted.
    fn matches(&self, loading: &mut Loading<'_>, pattern: &Item) -> Vec<PathBuf> {
        let Some(text) = pattern.as_text() else { return Vec::new() };
        let folder = loading.beside(pattern.file, "");
        let glob = match Path::new(text).is_absolute() {
            true => text.to_owned(),
            false => {
                Path::new(&glob::Pattern::escape(&folder.to_string_lossy())).join(text).to_string_lossy().into_owned()
            }
        };
        let found: Result<Vec<_>, _> =
            glob::glob(&glob).map(|paths| paths.flatten().filter(|path| path.is_file()).collect());
        match found {
            Ok(mut paths) if !paths.is_empty() => {
                paths.sort();
                paths
            }
            Ok(_) => {
                let message = format!("no file matches \"{text}\" beside {}", shown(&folder));
                loading.diagnostics.error("include-matches-nothing", pattern.origin, message);
                Vec::new()
            }
            Err(error) => {
                let message = format!("\"{text}\" is no glob: {}", error.msg);
                loading.diagnostics.error("include-matches-nothing", pattern.origin, message);
                Vec::new()
            }
        }
    }
}

fn shown(folder: &Path) -> String {
    if folder.as_os_str().is_empty() { "this file".to_owned() } else { folder.display().to_string() }
}
