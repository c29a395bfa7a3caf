//! The house: sizes of files, arrows between crates, licences of what it stands on, words for every finding.

use crate::site::{read, root};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file is one idea.
const LONGEST_FILE: usize = 400;

fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("target") {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn a_file_is_one_idea() {
    let mut files = Vec::new();
    for directory in ["crates", "tests", "bench"] {
        sources(&root().join(directory), &mut files);
    }
    assert!(files.len() > 100, "{}", files.len());
    let lines = |path: &PathBuf| std::fs::read_to_string(path).unwrap().lines().count();
    let long: Vec<_> = files.iter().filter(|path| lines(path) > LONGEST_FILE).collect();
    assert!(long.is_empty(), "more than {LONGEST_FILE} lines: {long:#?}");
}

/// The crates of this workspace as cargo sees them: package name to what it depends on, tests left out.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let packages = metadata()["packages"].as_array().cloned().unwrap();
    let ours = packages.iter().filter(|package| package["source"].is_null());
    ours.map(|package| {
        let dependencies = package["dependencies"].as_array().unwrap().iter();
        let names = dependencies.filter(|d| d["kind"] != "dev").map(|d| d["name"].as_str().unwrap().to_owned());
        (package["name"].as_str().unwrap().to_owned(), names.collect())
    })
    .collect()
}

fn metadata() -> Value {
    let host = Command::new("rustc").arg("-vV").output().unwrap();
    let host = String::from_utf8(host.stdout).unwrap();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", &host])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A row of ARCHITECTURE.md's table of rooms: the crate, and what of ours it imports.
fn rooms() -> Vec<(String, String)> {
    let text = read("ARCHITECTURE.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| {
        let name = row.split('`').next().unwrap();
        let imports = row.trim_end_matches('|').rsplit('|').next().unwrap().trim();
        (name.to_owned(), imports.to_owned())
    })
    .collect()
}

/// `–`; `model, routes`; `all`; `all above but config, compile`.
fn allowed(imports: &str, above: &[String]) -> BTreeSet<String> {
    let list = |text: &str| text.split(',').map(|name| name.trim().to_owned()).collect::<BTreeSet<_>>();
    match imports.strip_prefix("all") {
        Some(rest) => {
            let except = rest.split_once("but").map(|(_, names)| list(names)).unwrap_or_default();
            above.iter().filter(|name| !except.contains(*name)).cloned().collect()
        }
        None => list(imports),
    }
}

#[test]
fn crates_import_what_the_architecture_says() {
    let (rooms, dependencies) = (rooms(), dependencies());
    assert!(rooms.len() > 8, "{rooms:?}");
    let names: Vec<String> = rooms.iter().map(|(name, _)| name.clone()).collect();
    for (at, (name, imports)) in rooms.iter().enumerate() {
        let package = format!("tollgate-{name}");
        let used = dependencies.get(&package).unwrap_or_else(|| panic!("{package} is no package"));
        let used: BTreeSet<String> =
            used.iter().filter_map(|d| d.strip_prefix("tollgate-")).map(str::to_owned).collect();
        let allowed = allowed(imports, &names[..at]);
        let more: Vec<_> = used.difference(&allowed).collect();
        assert!(more.is_empty(), "{name} imports {more:?}; ARCHITECTURE.md says {imports:?}");
    }
    let undocumented: Vec<_> = dependencies
        .keys()
        .filter_map(|package| package.strip_prefix("tollgate-"))
        .filter(|name| root().join("crates").join(name).is_dir() && !names.contains(&(*name).to_owned()))
        .collect();
    assert!(undocumented.is_empty(), "not in ARCHITECTURE.md: {undocumented:?}");
}

/// Who may know what is not ours.
#[test]
fn frameworks_stay_in_their_rooms() {
    for (framework, rooms) in [
        ("pingora", &["dataplane", "upstream", "cache"][..]),
        ("prometheus", &["telemetry"]),
        ("toml", &["config"]),
        ("tokio", &["dataplane", "upstream", "gateway", "testkit", "functions", "aws"]),
        ("aws", &["aws"]),
    ] {
        for (package, used) in dependencies() {
            let Some(name) = package.strip_prefix("tollgate-").filter(|name| root().join("crates").join(name).is_dir())
            else {
                continue;
            };
            let knows = used.iter().any(|d| d == framework || d.starts_with(&format!("{framework}-")));
            assert!(!knows || rooms.contains(&name), "{name} knows {framework}");
        }
    }
}

fn licences_allowed() -> BTreeSet<String> {
    let deny: toml::Value = toml::from_str(&read("deny.toml")).unwrap();
    let allow = deny["licenses"]["allow"].as_array().unwrap();
    allow.iter().map(|licence| licence.as_str().unwrap().to_owned()).collect()
}

/// An SPDX expression without parentheses inside parentheses, or the old `/` for OR.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let expression = expression.replace('/', " OR ");
    let every = |text: &str| {
        text.split(" AND ").all(|part| {
            let part = part.trim().trim_matches(['(', ')']);
            part.split(" OR ").any(|licence| allowed.contains(licence.trim()))
        })
    };
    let has_groups = expression.contains('(');
    if has_groups { every(&expression) } else { expression.split(" OR ").any(every) }
}

#[test]
fn licences_are_read_as_spdx_means_them() {
    let allowed = BTreeSet::from(["MIT".to_owned(), "ISC".to_owned()]);
    for (expression, fits) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("MIT/Apache-2.0", true),
        ("MIT AND ISC", true),
        ("MIT AND GPL-3.0", false),
        ("(MIT OR Apache-2.0) AND GPL-3.0", false),
        ("(MIT OR Apache-2.0) AND ISC", true),
    ] {
        assert_eq!(is_allowed(expression, &allowed), fits, "{expression}");
    }
}

/// deny.toml, held to also where cargo-deny is not installed: licences, sources, bans.
#[test]
fn dependencies_are_what_deny_toml_allows() {
    let (metadata, allowed) = (metadata(), licences_allowed());
    let deny: toml::Value = toml::from_str(&read("deny.toml")).unwrap();
    let banned: Vec<&str> =
        deny["bans"]["deny"].as_array().unwrap().iter().filter_map(|entry| entry["crate"].as_str()).collect();
    let registries = deny["sources"]["allow-registry"].as_array().unwrap();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(is_allowed(licence, &allowed), "{name} has the licence {licence:?}");
        assert!(!banned.contains(&name), "{name} is banned");
        if let Some(source) = package["source"].as_str() {
            let registry = source.strip_prefix("registry+").unwrap_or(source);
            assert!(registries.iter().any(|allowed| allowed.as_str() == Some(registry)), "{name} comes from {source}");
        }
    }
}

#[test]
fn every_finding_of_the_compiler_is_explained() {
    let missing: Vec<_> =
        tollgate_compile::NAMES.iter().filter(|name| tollgate_definition::explain::explain(name).is_none()).collect();
    assert!(missing.is_empty(), "no explanation of {missing:?}");
}
