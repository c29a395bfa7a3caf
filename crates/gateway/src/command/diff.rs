//! `tollgate diff`: what a change would do, of files or of what a node serves now.

use super::{FINE, REFUSED, UNREADABLE, complain, say};
use crate::admin_client::AdminAddress;
use crate::args::{Diff, ListFormat};
use crate::load::{How, Source, load_and_compile};
use crate::report;
use crate::serve::node_digest;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;
use tollgate_compile::RouteLine;
use tollgate_config::Options;
use tollgate_definition::Configuration;
use tollgate_routes::Table;

const PATIENCE: Duration = Duration::from_secs(30);

/// One side of the comparison.
enum Side {
    /// Everything is known.
    Files(Box<Known>),
    /// What a node tells of itself.
    Node(Told),
}

struct Known {
    configuration: Configuration,
    table: Table,
    lines: Vec<RouteLine>,
}

/// What can be compared with a node.
struct Told {
    /// Without the places they were written at: two nodes need not have the same files.
    routes: Vec<Value>,
    /// Of the definitions.
    digest: String,
    /// Of the node's settings.
    node_digest: String,
}

pub(super) fn diff(diff: &Diff) -> u8 {
    match (side(&diff.old), side(&diff.new)) {
        (Ok(old), Ok(new)) => compare(old, new, diff.format),
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
        return node(&AdminAddress::parse(named)).map(Side::Node);
    }
    let how = How { options: Options { without_secrets: true }, ..How::default() };
    let outcome = load_and_compile(&Source::Files(vec![PathBuf::from(named)]), None, &how);
    match (outcome.configuration, outcome.table) {
        (Some(configuration), Some(table)) => {
            let lines = tollgate_compile::listing(&table, &outcome.sources);
            Ok(Side::Files(Box::new(Known { configuration, table, lines })))
        }
        _ => Err(report::text(&outcome.diagnostics, &outcome.sources)),
    }
}

fn node(address: &AdminAddress) -> Result<Told, String> {
    let Value::Array(routes) = ask(address, "/routes")? else {
        return Err(format!("{address}: /routes is no list of routes"));
    };
    let config = ask(address, "/config")?;
    let digest = |name: &str| match config[name].as_str() {
        Some(digest) => Ok(digest.to_owned()),
        None => Err(format!("{address}: /config has no {name}")),
    };
    Ok(Told { routes: unplaced(routes), digest: digest("digest")?, node_digest: digest("node_digest")? })
}

fn ask(address: &AdminAddress, path: &str) -> Result<Value, String> {
    let answer = address.ask("GET", path, std::env::var("TOLLGATE_ADMIN_TOKEN").ok().as_deref(), PATIENCE);
    let answer = answer.map_err(|error| format!("no answer from {address}: {error}"))?;
    if answer.status != 200 {
        let hint = if answer.status == 401 { " (its token goes in TOLLGATE_ADMIN_TOKEN)" } else { "" };
        return Err(format!("{address} answered {}{hint}", answer.status));
    }
    serde_json::from_slice(&answer.body).map_err(|error| format!("{address}: {error}"))
}

fn compare(old: Side, new: Side, format: ListFormat) -> u8 {
    let (text, value, same) = match (old, new) {
        (Side::Files(old), Side::Files(new)) => {
            let sides = ((&old.configuration, &old.table), (&new.configuration, &new.table));
            let changes = tollgate_compile::changes_of_all(sides.0, sides.1);
            (changes.to_string(), json!(changes), changes.is_empty())
        }
        (old, new) => by_lines(&old.told(), &new.told()),
    };
    say(&if format == ListFormat::Json { format!("{value:#}\n") } else { text });
    if same { FINE } else { REFUSED }
}

impl Side {
    fn told(self) -> Told {
        match self {
            Side::Node(told) => told,
            Side::Files(known) => Told {
                routes: unplaced(known.lines.iter().map(|line| json!(line)).collect()),
                digest: known.table.digest.to_string(),
                node_digest: node_digest(&known.configuration),
            },
        }
    }
}

fn unplaced(mut routes: Vec<Value>) -> Vec<Value> {
    for route in routes.iter_mut().filter_map(Value::as_object_mut) {
        route.remove("origin");
    }
    routes
}

/// A node tells its routes only: those that come, go or change, and that something else did.
fn by_lines(old: &Told, new: &Told) -> (String, Value, bool) {
    let name = |line: &Value| {
        let field = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        format!("{} {} {}", field("api"), field("stage"), field("key"))
    };
    let names_of = |told: &Told| told.routes.iter().map(name).collect::<BTreeSet<_>>();
    let (before, after) = (names_of(old), names_of(new));
    let removed: Vec<&String> = before.difference(&after).collect();
    let added: Vec<&String> = after.difference(&before).collect();
    let is_changed = |line: &&Value| before.contains(&name(line)) && !old.routes.contains(line);
    let changed: Vec<String> = new.routes.iter().filter(is_changed).map(name).collect();
    let mut text: Vec<String> = removed.iter().map(|name| format!("route removed: {name}\n")).collect();
    text.extend(changed.iter().map(|name| format!("route changed: {name}\n")));
    text.extend(added.iter().map(|name| format!("route added: {name}\n")));
    let other = others(old, new, text.is_empty());
    text.extend(other.iter().map(|what| format!("{what}\n")));
    let same = text.is_empty();
    let value = json!({ "routes_removed": removed, "routes_changed": changed, "routes_added": added, "other": other });
    (text.concat(), value, same)
}

/// What the routes do not show. That the definitions differ is told by the routes that do.
fn others(old: &Told, new: &Told, same_routes: bool) -> Vec<&'static str> {
    let mut found = Vec::new();
    if old.digest != new.digest && same_routes {
        found.push("definitions: something else changed than routes (compare the files to see it)");
    }
    if old.node_digest != new.node_digest {
        found.push("settings of the node: something changed (compare the files to see it)");
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(routes: &[Value], digest: &str, node_digest: &str) -> Told {
        Told { routes: routes.to_vec(), digest: digest.to_owned(), node_digest: node_digest.to_owned() }
    }

    #[test]
    fn routes_of_a_node_are_compared_by_name_and_content() {
        let line = |key: &str, uri: &str| json!({ "api": "a", "stage": "prod", "key": key, "uri": uri });
        let old = told(&[line("GET /a", "u"), line("GET /b", "u"), line("GET /c", "u")], "1", "1");
        let new = told(&[line("GET /a", "u"), line("GET /b", "v"), line("GET /d", "u")], "2", "1");
        let (text, _, same) = by_lines(&old, &new);
        assert_eq!(text, "route removed: a prod GET /c\nroute changed: a prod GET /b\nroute added: a prod GET /d\n");
        assert!(!same);
        assert!(by_lines(&old, &old).2);
    }

    #[test]
    fn what_routes_do_not_show_is_told_by_the_digests() {
        for (digest, node_digest, lead) in
            [("2", "1", "definitions: "), ("1", "2", "settings of the node: "), ("2", "2", "definitions: ")]
        {
            let (text, _, same) = by_lines(&told(&[], "1", "1"), &told(&[], digest, node_digest));
            assert!(!same && text.starts_with(lead), "{text}");
        }
    }
}
