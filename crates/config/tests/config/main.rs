//! Files in, configurations and diagnostics out.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod aws;
mod broken;
mod explained;
mod functions;
mod hostile;
mod layers;
mod loading;
mod reference;
mod single;
mod written;

use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tollgate_config::{Loaded, Options, load};
use tollgate_definition::Configuration;

/// The diagnostics as `tollgate check` prints them.
fn rendered(loaded: &Loaded) -> String {
    let mut text = String::new();
    loaded.diagnostics.iter().for_each(|finding| finding.render(&loaded.sources, &mut text));
    text
}

/// Files in a folder of their own.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn loaded(folder: &Path, names: &[&str]) -> Loaded {
    let paths: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
    load(&paths, &|name| (name == "BACKEND").then(|| "127.0.0.1:9000".to_owned()), Options::default())
}

/// The configuration of one file that must be right.
fn clean(text: &str) -> Configuration {
    let folder = folder(&[("tollgate.toml", text)]);
    let loaded = loaded(folder.path(), &["tollgate.toml"]);
    assert!(loaded.diagnostics.is_empty(), "{}", rendered(&loaded));
    loaded.configuration.unwrap()
}
