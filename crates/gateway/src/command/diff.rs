//! `tollgate diff`: what a change would do, of files or of what a node serves now.

use super::{FINE, REFUSED, UNREADABLE, complain, say};
use crate::admin_client::AdminAddress;
use crate::args::{Diff, ListFormat};
use crate::load::{How, Source, load_and_compile};
use crate::report;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;
use tollgate_compile::RouteLine;
use tollgate_config::Options;
use tollgate_routes::Table;

const PATIENCE: Duration = Duration::from_secs(30);

/// One side of the comparison.
enum Side {
    /// Everything is known.
    Table(Box<Table>, Vec<RouteLine>),
    /// What a node tells of itself.
    Node(Vec<Value>),
}

pub(super) fn diff(diff: &Diff) -> u8 {
    match (side(&diff.old), side(&diff.new)) {
        (Ok(old), Ok(new)) => compare(&old, &new, diff.format),
        (old, new) => {
            for why in [old.err(), new.err()].into_iter().flatten() {
                complain(&format!("{}\n", why.trim_end()));
            }
            UNREADABLE
        }
    }
}

fn side(named: &str) -> Result<Side, String> {
    if named.starts_with("http://") || named.starts_with("unix:") {
        return node(named);
    }
    let how = How { options: Options { without_secrets: true }, ..How::default() };
    let outcome = load_and_compile(&Source::Files(vec![PathBuf::from(named)]), None, &how);
    match outcome.table {
        Some(table) => {
            let lines = tollgate_compile::listing(&table, &outcome.sources);
            Ok(Side::Table(Box::new(table), lines))
        }
        None => Err(report::text(&outcome.diagnostics, &outcome.sources)),
    }
}

fn node(named: &str) -> Result<Side, String> {
    let address = AdminAddress::parse(named);
    let answer = address.ask("GET", "/routes", std::env::var("TOLLGATE_ADMIN_TOKEN").ok().as_deref(), PATIENCE);
    let answer = answer.map_err(|error| format!("no answer from {address}: {error}"))?;
    if answer.status != 200 {
        let hint = if answer.status == 401 { " (its token goes in TOLLGATE_ADMIN_TOKEN)" } else { "" };
        return Err(format!("{address} answered {}{hint}", answer.status));
    }
    serde_json::from_slice(&answer.body).map(Side::Node).map_err(|error| format!("{address}: {error}"))
}

fn compare(old: &Side, new: &Side, format: ListFormat) -> u8 {
    let (text, value, same) = match (old, new) {
        (Side::Table(old, _), Side::Table(new, _)) => {
            let changes = tollgate_compile::changes(Some(old), new);
            (changes.to_string(), json!(changes), changes.is_empty())
        }
        (old, new) => by_lines(&old.lines(), &new.lines()),
    };
    say(&if format == ListFormat::Json { format!("{value:#}\n") } else { text });
    if same { FINE } else { REFUSED }
}

impl Side {
    /// The routes, without the places they were written at: two nodes need not have the same files.
    fn lines(&self) -> Vec<Value> {
        let mut lines = match self {
            Side::Table(_, lines) => lines.iter().map(|line| json!(line)).collect(),
            Side::Node(lines) => lines.clone(),
        };
        for line in &mut lines {
            if let Value::Object(fields) = line {
                fields.remove("origin");
            }
        }
        lines
    }
}

/// A node tells its routes only: those that come, go or change.
fn by_lines(old: &[Value], new: &[Value]) -> (String, Value, bool) {
    let name = |line: &Value| {
        let field = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        format!("{} {} {}", field("api"), field("stage"), field("key"))
    };
    let names_of = |lines: &[Value]| lines.iter().map(name).collect::<std::collections::BTreeSet<_>>();
    let (before, after) = (names_of(old), names_of(new));
    let removed: Vec<&String> = before.difference(&after).collect();
    let added: Vec<&String> = after.difference(&before).collect();
    let is_changed = |line: &&Value| before.contains(&name(line)) && !old.contains(line);
    let changed: Vec<String> = new.iter().filter(is_changed).map(name).collect();
    let mut text: Vec<String> = removed.iter().map(|name| format!("route removed: {name}\n")).collect();
    text.extend(changed.iter().map(|name| format!("route changed: {name}\n")));
    text.extend(added.iter().map(|name| format!("route added: {name}\n")));
    let same = text.is_empty();
    let value = json!({ "routes_removed": removed, "routes_changed": changed, "routes_added": added });
    (text.concat(), value, same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_of_a_node_are_compared_by_name_and_content() {
        let line = |key: &str, uri: &str| json!({ "api": "a", "stage": "prod", "key": key, "uri": uri });
        let old = [line("GET /a", "u"), line("GET /b", "u"), line("GET /c", "u")];
        let new = [line("GET /a", "u"), line("GET /b", "v"), line("GET /d", "u")];
        let (text, _, same) = by_lines(&old, &new);
        assert_eq!(text, "route removed: a prod GET /c\nroute changed: a prod GET /b\nroute added: a prod GET /d\n");
        assert!(!same);
        assert!(by_lines(&old, &old).2);
    }
}
