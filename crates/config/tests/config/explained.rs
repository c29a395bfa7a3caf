//! Every diagnostic that this room makes has its paragraph for `tollgate check --explain`.

use std::path::Path;
use tollgate_definition::explain::explain;

/// The quoted words of a source text that look like a diagnostic's name.
fn names(source: &str) -> impl Iterator<Item = &str> {
    let kebab = |word: &&str| {
        let parts: Vec<_> = word.split('-').collect();
        parts.len() > 1
            && parts[0] != "x"
            && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase()))
    };
    // Tests make up names of their own.
    source.split("#[cfg(test)]").next().unwrap_or("").split('"').filter(kebab)
}

fn sources(folder: &Path, texts: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, texts);
        } else {
            texts.push(std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_diagnostic_is_explained() {
    let mut texts = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut texts);
    let found: Vec<_> = texts.iter().flat_map(|text| names(text)).collect();
    assert!(found.len() > 40, "{found:?}");
    for name in found {
        assert!(explain(name).is_some(), "`{name}` is not explained");
    }
    assert!(explain("syntax").is_some());
}
