//! `tollgate routes`: the compiled table; a diff of two outputs is a diff of two tables.

use super::{FINE, REFUSED, UNREADABLE, complain, say};
use crate::args::{ListFormat, Routes};
use crate::load::{How, Outcome, Source, load_and_compile};
use crate::report;
use tollgate_config::Options;

pub(super) fn routes(routes: &Routes) -> u8 {
    let how = How { options: Options { without_secrets: true }, ..How::default() };
    let outcome = load_and_compile(&Source::Files(routes.files.paths()), None, &how);
    let Some(table) = &outcome.table else { return not_compiled(&outcome) };
    let lines = tollgate_compile::listing(table, &outcome.sources);
    say(&match routes.format {
        ListFormat::Text => lines.iter().map(|line| format!("{line}\n")).collect(),
        ListFormat::Json => format!("{:#}\n", serde_json::json!(lines)),
    });
    FINE
}

/// Says why there is no table.
pub(super) fn not_compiled(outcome: &Outcome) -> u8 {
    complain(&report::text(&outcome.diagnostics, &outcome.sources));
    if outcome.unreadable { UNREADABLE } else { REFUSED }
}
