//! What this room writes, it reads: the merged configuration, and a first one.

use super::rendered;
use std::path::{Path, PathBuf};
use tollgate_config::{Options, init, load, merged};
use tollgate_definition::Configuration;

fn conf(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conf").join(name)
}

fn written(name: &str, text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

/// Everything but where it was written and what is secret.
fn canonical(configuration: &Configuration) -> serde_json::Value {
    serde_json::to_value(configuration).unwrap()
}

#[test]
fn the_merged_configuration_is_the_configuration() {
    let original = load(&[conf("reference.toml")], &|_| None, Options::default());
    let text = merged(&[conf("reference.toml")], &|_| None).text;
    // The token's file is beside the original: only values are compared here.
    let (_folder, path) = written("merged.toml", &text);
    let again = load(&[path], &|_| None, Options { without_secrets: true });
    assert!(!again.diagnostics.has_errors(), "{}\n{text}", rendered(&again));
    let (mut original, again) = (canonical(&original.configuration.unwrap()), canonical(&again.configuration.unwrap()));
    original["admin"]["token"] = again["admin"]["token"].clone();
    assert_eq!(original, again);
}

#[test]
fn each_merged_line_says_where_it_comes_from() {
    let (folder, base) =
        written("base.toml", "[node]\nname = \"one\"\nwatch = true\n[[listener]]\nbind = \"127.0.0.1:1\"\n");
    let over = folder.path().join("over.toml");
    std::fs::write(
        &over,
        "[admin]\ntoken = \"${env:TOKEN}\"\n[node]\nname = \"two\"\n[[listener]]\nbind = \"127.0.0.1:2\"\n",
    )
    .unwrap();
    let merged = merged(&[base, over], &|_| Some("hush".to_owned()));
    let text = merged.text.replace(&format!("{}/", folder.path().display()), "");
    assert_eq!(
        text,
        "[node]  # base.toml:1\n\
         name = \"two\"  # over.toml:4\n\
         watch = true  # base.toml:3\n\
         \n\
         [[listener]]  # base.toml:4\n\
         bind = \"127.0.0.1:1\"  # base.toml:5\n\
         \n\
         [[listener]]  # over.toml:5\n\
         bind = \"127.0.0.1:2\"  # over.toml:6\n\
         \n\
         [admin]  # over.toml:1\n\
         token = \"${env:TOKEN}\"  # over.toml:2\n"
    );
}

#[test]
fn a_secret_that_is_written_out_is_masked() {
    let (_folder, path) =
        written("a.toml", "[admin]\ntoken = \"hush\"\n[[api_key]]\nname = \"a\"\nvalue = [\"hush\", \"hush2\"]\n");
    let text = merged(&[path], &|_| None).text;
    assert!(!text.contains("hush") && text.contains("value = [\"***\", \"***\"]"), "{text}");
}

#[test]
fn the_first_configuration_loads() {
    for definitions in [&[][..], &[conf("apis/reference.yaml")]] {
        let text = init(definitions);
        let (_folder, path) = written("tollgate.toml", &text);
        let loaded = load(&[path], &|_| None, Options::default());
        assert!(loaded.diagnostics.is_empty(), "{}\n{text}", rendered(&loaded));
        assert_eq!(loaded.configuration.unwrap().apis.len(), 1);
        assert_eq!(text.contains("variables = { backend = \"\" }"), !definitions.is_empty());
    }
}
