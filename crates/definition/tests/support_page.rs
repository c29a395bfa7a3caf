//! The page of support is what the readers' own tables say.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use std::path::Path;
use tollgate_definition::openapi::support_table;

/// `UPDATE_DOCS=1` writes the page anew.
#[test]
fn the_page_of_support_is_the_readers_table() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/support.md");
    let text = support_table();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&page, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(page).unwrap(), text, "UPDATE_DOCS=1 writes it anew");
}
