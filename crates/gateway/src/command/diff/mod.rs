//! `tollgate diff`: what a change would do, of files or of what a node serves now.

mod found;
mod told;

use super::{FINE, REFUSED, UNREADABLE, complain, say};
use crate::admin_client::AdminAddress;
use crate::args::{Diff, ListFormat};
use crate::load::{How, Source, load_and_compile};
use crate::report;
use found::Found;
use serde_json::json;
use std::path::PathBuf;
use told::Told;
use tollgate_compile::RouteLine;
use tollgate_config::Options;
use tollgate_definition::Configuration;
use tollgate_routes::Table;

/// One side of the comparison.
enum Side {
    /// Everything is known.
    Files(Box<Known>),
    /// What a node tells of itself.
    Node(Box<Told>),
}

struct Known {
    configuration: Configuration,
    table: Table,
    lines: Vec<RouteLine>,
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
        return Told::ask(&AdminAddress::parse(named)).map(|told| Side::Node(Box::new(told)));
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

fn compare(old: Side, new: Side, format: ListFormat) -> u8 {
    let (text, value, same) = match (old, new) {
        (Side::Files(old), Side::Files(new)) => {
            let sides = ((&old.configuration, &old.table), (&new.configuration, &new.table));
            let changes = tollgate_compile::changes_of_all(sides.0, sides.1);
            (changes.to_string(), json!(changes), changes.is_empty())
        }
        (old, new) => {
            let found = Found::between(&old.told(), &new.told());
            (found.to_string(), json!(found), found.is_empty())
        }
    };
    say(&if format == ListFormat::Json { format!("{value:#}\n") } else { text });
    if same { FINE } else { REFUSED }
}

impl Side {
    fn told(self) -> Told {
        match self {
            Side::Node(told) => *told,
            Side::Files(known) => Told::of_files(&known.configuration, &known.table, &known.lines),
        }
    }
}
