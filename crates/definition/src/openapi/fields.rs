//! Keys that are none of a thing's fields.

use super::extension::{self, Place};
use super::node::Entry;
use super::reader::{Reader, Setting, nearest};
use super::support::{Object, Support};

/// OpenAPI's objects may be extended with `x-` keys; any other unknown key is a slip that Amazon passes over.
pub(super) fn check(reader: &mut Reader<'_>, entries: &[Entry], known: &[&str], place: Place, of: &str) {
    for entry in entries {
        if known.contains(&&*entry.key) {
            continue;
        }
        match entry.key.starts_with("x-") {
            true => extension::check_place(reader, entry, place),
            false => unknown(reader, entry, known.iter().copied(), of),
        }
    }
}

/// For objects that are Amazon's own and have no extensions.
pub(super) fn check_closed(reader: &mut Reader<'_>, entries: &[Entry], object: &Object) {
    for entry in entries {
        let known = || object.fields.iter().map(|field| field.name);
        let support = object.field(&entry.key).map(|field| field.support(reader.protocol()));
        match support {
            None => unknown(reader, entry, known(), object.name),
            Some(_) if entry.value.is_empty() => {}
            Some(Support::NotEnforced) => reader.collect(Setting::Unenforced, &*entry.key, entry.span),
            Some(Support::Foreign) => reader.collect(Setting::Foreign, &*entry.key, entry.span),
            Some(Support::Enforced | Support::Refused | Support::Kept) => {}
        }
    }
}

/// Fields that decide who may call: misspelled, or where Amazon does not look for them, they leave a gate open.
const GUARDS: &[&str] = &[
    "audience",
    "disableExecuteApiEndpoint",
    "identitySource",
    "identityValidationExpression",
    "issuer",
    "providerARNs",
    "security",
    "securityDefinitions",
    "securitySchemes",
    "validateRequestBody",
    "validateRequestParameters",
    "vpcEndpointIds",
];

fn unknown<'k>(reader: &mut Reader<'_>, entry: &Entry, known: impl Iterator<Item = &'k str>, of: &str) {
    let near = nearest(&entry.key, known);
    let suggestion = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    let message = format!("`{}` is no field of {of}{suggestion}", entry.key);
    match GUARDS.contains(&near.unwrap_or(&entry.key)) {
        true => reader.error("access-unclear", entry.span, message),
        false => reader.warning("unknown-field", entry.span, message),
    }
}
