//! What can be seen of a function's code without reading it: has it been replaced since.

use crate::environment::{Environment, task_root};
use std::collections::hash_map::DefaultHasher;
use std::fs::{self, Metadata};
use std::hash::{Hash, Hasher};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use tollgate_model::function::LocalFunction;

/// Files that are looked at: of what holds more, the rest is not seen.
const MOST: usize = 20_000;

/// What runtimes and tools write beside the code, and is none.
const NOT_CODE: [&str; 2] = ["__pycache__", ".git"];

/// Of the files that the command names and of all in the function's directory: names, sizes, times, modes, and whether
/// another file took the name. Two that are equal are the same code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Code(u64);

impl Code {
    pub(crate) fn seen(spec: &LocalFunction, environment: &Environment) -> Code {
        let root = task_root(spec);
        let named = spec.command.iter().filter_map(|word| mark(&root.join(&**word), word));
        let program = spec.command.first().filter(|program| !program.contains('/'));
        let found = program.and_then(|program| {
            let places = environment.search_path.split(':').filter(|place| !place.is_empty());
            places.map(|place| Path::new(place).join(&**program)).find_map(|path| mark(&path, program))
        });
        let below = spec.directory.as_ref().map_or(0, |_| below(&root));
        // A sum does not depend on the order in which a directory is listed.
        Code(named.chain(found).fold(below, u64::wrapping_add))
    }
}

/// Of all files below it. Links to directories are not followed, but for the first.
fn below(root: &Path) -> u64 {
    let (mut sum, mut left) = (0_u64, MOST);
    let mut directories: Vec<(PathBuf, String)> = vec![(root.to_owned(), String::new())];
    while let Some((directory, name)) = directories.pop() {
        for entry in fs::read_dir(&directory).into_iter().flatten().flatten() {
            let own = entry.file_name();
            if left == 0 || NOT_CODE.iter().any(|other| own == **other) {
                continue;
            }
            left -= 1;
            let name = format!("{name}/{}", own.to_string_lossy());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => directories.push((entry.path(), name)),
                _ => sum = sum.wrapping_add(mark(&entry.path(), &name).unwrap_or(0)),
            }
        }
    }
    sum
}

/// What tells one content of a file from another; `None`: there is no file.
fn mark(path: &Path, name: &str) -> Option<u64> {
    let seen = fs::metadata(path).ok().filter(Metadata::is_file)?;
    let mut hasher = DefaultHasher::new();
    let times = (seen.mtime(), seen.mtime_nsec());
    (name, seen.dev(), seen.ino(), seen.len(), seen.mode(), times).hash(&mut hasher);
    Some(hasher.finish())
}
