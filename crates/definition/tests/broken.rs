//! What is said about definitions that are wrong: the finding's lasting name, the right line, and what was expected.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

mod support;

use std::path::{Path, PathBuf};
use support::{golden, import, listing};

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json" || extension == "yaml"));
    files.sort();
    files
}

#[test]
fn every_broken_definition_is_explained_by_line() {
    let files = files();
    assert!(files.len() >= 30, "{} files", files.len());
    let wrong: Vec<_> = files.iter().filter_map(|path| golden(path, &listing(&import(path)))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_finding_has_a_line_and_an_explanation() {
    for path in files() {
        let imported = import(&path);
        assert!(!imported.diagnostics.is_empty(), "{}", path.display());
        for diagnostic in imported.diagnostics.iter() {
            assert!(imported.sources.place(diagnostic.origin).is_some(), "{diagnostic:?}");
            assert!(tollgate_definition::explain::explain(diagnostic.name).is_some(), "{}", diagnostic.name);
        }
    }
}
