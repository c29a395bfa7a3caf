//! `tollgate config`: what all files come to together.

use super::{FINE, REFUSED, UNREADABLE, complain, say};
use crate::args::Files;
use crate::report;

pub(super) fn config(files: &Files) -> u8 {
    let merged = tollgate_config::merged(&files.paths(), &|name| std::env::var(name).ok());
    if !merged.diagnostics.is_empty() {
        complain(&report::text(&merged.diagnostics, &merged.sources));
    }
    if merged.unreadable {
        return UNREADABLE;
    }
    say(&merged.text);
    if merged.diagnostics.has_errors() { REFUSED } else { FINE }
}
