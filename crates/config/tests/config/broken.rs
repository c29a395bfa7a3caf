//! Every file in `tests/broken` is wrong, and beside it stands what `tollgate check` says of it.
//!
//! `TOLLGATE_GOLDEN=write` writes what is said now; then read it before believing it.

use super::rendered;
use std::path::{Path, PathBuf};
use tollgate_config::{Options, load};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken")
}

fn broken_files() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|ext| ext == "toml")).collect();
    files.sort();
    files
}

#[test]
fn each_broken_file_is_told_what_is_wrong_and_where() {
    let prefix = format!("{}/", folder().display());
    let write = std::env::var_os("TOLLGATE_GOLDEN").is_some();
    let mut wrong = Vec::new();
    for file in broken_files() {
        let loaded = load(std::slice::from_ref(&file), &|_| None, Options::default());
        let text = rendered(&loaded).replace(&prefix, "");
        let golden = file.with_extension("txt");
        if write {
            std::fs::write(&golden, &text).unwrap();
        }
        assert!(!loaded.diagnostics.is_empty(), "{}", file.display());
        if std::fs::read_to_string(&golden).unwrap_or_default() != text {
            wrong.push(format!("{}:\n{text}", golden.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn there_are_thirty_broken_files() {
    assert!(broken_files().len() >= 30);
}
