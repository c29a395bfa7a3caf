//! Nothing that a file contains panics.

use proptest::prelude::*;
use std::path::Path;
use tollgate_config::{Options, load, merged};

const REFERENCE: &str = include_str!("../../../../conf/reference.toml");

/// Loads a text and renders all that is found wrong.
fn loads(text: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tollgate.toml");
    std::fs::write(&path, text).unwrap();
    super::rendered(&load(&[path], &|_| None, Options::default()));
}

/// The same, laid over itself, and written out again.
fn survives(text: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tollgate.toml");
    std::fs::write(&path, text).unwrap();
    let paths = [path.clone(), path];
    let loaded = load(&paths, &|_| Some("${env:X}".to_owned()), Options::default());
    super::rendered(&loaded);
    merged(&paths, &|_| None);
}

fn cases(count: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(count) }
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn arbitrary_bytes_do_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        survives(&bytes);
    }

    #[test]
    fn arbitrary_toml_like_texts_do_not_panic(text in "([\\[\\]{}=.,\"'#$a-c0-9 \n\t\\\\-]|api|name|stage|\\[\\[api\\]\\]\n|\\$\\{file:){0,80}") {
        survives(text.as_bytes());
    }

    #[test]
    fn the_reference_with_lines_taken_doubled_and_cut_does_not_panic(
        edits in proptest::collection::vec((any::<proptest::sample::Index>(), 0u8..4, any::<proptest::sample::Index>()), 1..8)
    ) {
        let mut lines: Vec<String> = REFERENCE.lines().map(str::to_owned).collect();
        for (at, edit, other) in edits {
            let at = at.index(lines.len());
            match edit {
                0 => drop(lines.remove(at)),
                1 => lines.insert(other.index(lines.len()), lines[at].clone()),
                2 => {
                    let cut = other.index(lines[at].len() + 1);
                    lines[at] = lines[at].chars().take(cut).collect();
                }
                _ => {
                    let other = other.index(lines.len());
                    lines.swap(at, other);
                }
            }
        }
        survives(lines.join("\n").as_bytes());
    }
}

#[test]
fn every_value_may_be_of_every_type() {
    for value in
        ["1", "-1", "1.5", "nan", "true", "\"\"", "\"x\"", "[]", "[[]]", "[{}]", "{}", "{ a = 1 }", "1979-05-27"]
    {
        for (at, line) in REFERENCE.lines().enumerate() {
            let Some((key, _)) = line.split_once(" = ").filter(|(key, _)| !key.starts_with('#')) else { continue };
            let lines = REFERENCE.lines().enumerate().map(|(n, line)| match n == at {
                true => format!("{key} = {value}\n"),
                false => format!("{line}\n"),
            });
            loads(lines.collect::<String>().as_bytes());
        }
    }
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    for text in [
        "[".repeat(10_000),
        format!("a = {}", "[".repeat(10_000)),
        format!("a = {}", "{ a = ".repeat(10_000)),
        format!("{} = 1", vec!["a"; 10_000].join(".")),
        format!("[{}]", vec!["\"a\""; 10_000].join(" . ")),
        format!("[[{}]]", vec!["é"; 10_000].join(".")),
    ] {
        survives(text.as_bytes());
    }
}

#[test]
fn what_is_no_file_is_unreadable() {
    for path in ["/", "/dev/null/x", "\0"] {
        let loaded = load(&[Path::new(path).to_owned()], &|_| None, Options::default());
        assert!(loaded.unreadable, "{path:?}");
    }
}
