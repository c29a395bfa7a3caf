//! The checklist's rows, each with what shows it or why nothing does: `docs/behaviour.md` is made of them.

use super::all;
use super::file::Scenario;
use crate::site::{read, root};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const PAGE: &str = "docs/behaviour.md";
const HEAD: &str = "# What Amazon API Gateway does, and what shows it here\n\n\
    Each row is a behaviour of Amazon's REST APIs (section 1) or HTTP APIs (section 2). Beside it the scenarios that hold Tollgate to it, run through a real\n\
    listener and each with its source, or the reason why there is none. `UPDATE_DOCS=1` makes this page anew from\n\
    `tests/scenarios/rows.toml` and the scenarios.\n";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Checklist {
    section: Vec<Section>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    number: String,
    title: String,
    row: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    /// Why no scenario shows it.
    reason: Option<String>,
}

/// `1.3 Parameter failure` to the scenarios that name it.
type Shown = BTreeMap<String, Vec<Link>>;

/// To a scenario, in words.
type Link = String;

fn checklist() -> Checklist {
    toml::from_str(&read("tests/scenarios/rows.toml")).unwrap()
}

fn shown() -> Shown {
    let mut shown = Shown::new();
    for scenario in all(str::to_owned) {
        for row in &scenario.rows {
            shown.entry(row.clone()).or_default().push(link(&scenario));
        }
    }
    shown
}

fn link(scenario: &Scenario) -> Link {
    let Scenario { name, pending, directory, .. } = scenario;
    let pending = pending.as_ref().map(|reason| format!(" (not yet: {reason})")).unwrap_or_default();
    format!("[{}](../{directory}/{name}.toml){pending}", name.replace('-', " "))
}

fn keys(checklist: &Checklist) -> Vec<(String, bool)> {
    let rows = |section: &Section| -> Vec<_> {
        section.row.iter().map(|row| (format!("{} {}", section.number, row.name), row.reason.is_some())).collect()
    };
    checklist.section.iter().flat_map(rows).collect()
}

#[test]
fn every_row_is_shown_or_says_why_not() {
    let (rows, shown) = (keys(&checklist()), shown());
    let bare: Vec<_> = rows.iter().filter(|(key, excused)| !excused && !shown.contains_key(key)).collect();
    assert!(bare.is_empty(), "neither a scenario nor a reason: {bare:#?}");
    let idle: Vec<_> = rows.iter().filter(|(key, excused)| *excused && shown.contains_key(key)).collect();
    assert!(idle.is_empty(), "a reason why not, and a scenario: {idle:#?}");
    let known: BTreeSet<_> = rows.iter().map(|(key, _)| key).collect();
    assert_eq!(known.len(), rows.len(), "a row twice");
    let unknown: Vec<_> = shown.keys().filter(|key| !known.contains(key)).collect();
    assert!(unknown.is_empty(), "scenarios name rows that are none: {unknown:#?}");
}

fn page() -> String {
    let (checklist, shown) = (checklist(), shown());
    let mut page = HEAD.to_owned();
    for section in &checklist.section {
        writeln!(page, "\n## {} {}\n\n| behaviour | shown by |\n|---|---|", section.number, section.title).unwrap();
        for row in &section.row {
            let links = shown.get(&format!("{} {}", section.number, row.name));
            let by = match (&row.reason, links) {
                (Some(reason), _) => format!("– {reason}"),
                (None, Some(links)) => links.join(", "),
                (None, None) => "nothing".to_owned(),
            };
            writeln!(page, "| {} | {by} |", row.name.replace('|', "\\|")).unwrap();
        }
    }
    page
}

#[test]
fn the_page_of_behaviours_is_up_to_date() {
    let fresh = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(root().join(PAGE), &fresh).unwrap();
    }
    assert_eq!(read(PAGE), fresh, "UPDATE_DOCS=1 makes {PAGE} anew");
}
