//! Keys that are none of a thing's fields.

use super::extension::{self, Place};
use super::node::Entry;
use super::reader::{Reader, nearest};

/// OpenAPI's objects may be extended with `x-` keys; any other unknown key is a slip that Amazon passes over.
pub(super) fn check(reader: &mut Reader<'_>, entries: &[Entry], known: &[&str], place: Place, of: &str) {
    for entry in entries {
        if known.contains(&&*entry.key) {
            continue;
        }
        match entry.key.starts_with("x-") {
            true => extension::check_place(reader, &entry.key, entry.span, place),
            false => unknown(reader, entry, known, of),
        }
    }
}

/// For objects that are Amazon's own and have no extensions.
pub(super) fn check_closed(reader: &mut Reader<'_>, entries: &[Entry], known: &[&str], of: &str) {
    for entry in entries.iter().filter(|entry| !known.contains(&&*entry.key)) {
        unknown(reader, entry, known, of);
    }
}

/// Fields that decide who may call: misspelled, or where Amazon does not look for them, they leave a gate open.
const GUARDS: &[&str] =
    &["disableExecuteApiEndpoint", "security", "securityDefinitions", "securitySchemes", "vpcEndpointIds"];

fn unknown(reader: &mut Reader<'_>, entry: &Entry, known: &[&str], of: &str) {
    let near = nearest(&entry.key, known.iter().copied());
    let suggestion = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    let message = format!("`{}` is no field of {of}{suggestion}", entry.key);
    match GUARDS.contains(&near.unwrap_or(&entry.key)) {
        true => reader.error("access-unclear", entry.span, message),
        false => reader.warning("unknown-field", entry.span, message),
    }
}
