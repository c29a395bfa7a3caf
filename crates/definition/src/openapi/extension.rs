//! The `x-amazon-apigateway-*` extensions by name, and where each belongs (api-gateway-swagger-extensions).

use super::node::Entry;
use super::reader::{Reader, Setting, nearest};
use super::support::Support::{self, Enforced, Foreign, Kept, NotEnforced, Refused};
use crate::api::Protocol;
use crate::source::Span;

pub(super) const PREFIX: &str = "x-amazon-apigateway-";

/// Where in a definition an extension may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Root,
    Server,
    Components,
    PathItem,
    Operation,
    SecurityScheme,
    /// Anywhere: it says nothing about how requests are served.
    Any,
}

use Place::{Any, Components, Operation, PathItem, Root, SecurityScheme, Server};

/// An extension: where it belongs, and what becomes of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extension {
    /// Without its prefix.
    pub(super) name: &'static str,
    places: &'static [Place],
    pub(super) rest: Support,
    pub(super) http: Support,
}

const fn extension(name: &'static str, places: &'static [Place], rest: Support, http: Support) -> Extension {
    Extension { name, places, rest, http }
}

/// Every extension.
pub(super) const KNOWN: &[Extension] = &[
    extension("any-method", &[PathItem], Enforced, Enforced),
    extension("api-key-source", &[Root], NotEnforced, Foreign),
    extension("auth", &[Operation], Refused, Refused),
    extension("authorizer", &[SecurityScheme], Refused, Refused),
    extension("authtype", &[SecurityScheme], Refused, Kept),
    extension("binary-media-types", &[Root], Enforced, Foreign),
    extension("cors", &[Root], Foreign, Enforced),
    extension("documentation", &[Any], Kept, Kept),
    extension("endpoint-access-mode", &[Root], NotEnforced, Foreign),
    extension("endpoint-configuration", &[Root, Server], Enforced, Enforced),
    extension("gateway-responses", &[Root], Enforced, Foreign),
    extension("importexport-version", &[Any], Kept, Kept),
    extension("integration", &[Operation], Enforced, Enforced),
    extension("integrations", &[Components], Foreign, Enforced),
    extension("minimum-compression-size", &[Root], Enforced, Foreign),
    extension("policy", &[Root], Refused, Foreign),
    extension("request-validator", &[Root, Operation], Enforced, Foreign),
    extension("request-validators", &[Root], Enforced, Foreign),
    extension("security-policy", &[Root], NotEnforced, Foreign),
    extension("tag-value", &[Any], Kept, Kept),
];

/// What decides who may call: misspelled or in the wrong place it is not a slip but a gate that stands open.
const GUARDS: &[&str] = &["auth", "authorizer", "authtype", "policy", "endpoint-configuration"];

impl Place {
    fn describe(self) -> &'static str {
        match self {
            Root => "at the top of the definition",
            Server => "in a server",
            Components => "in `components`",
            PathItem => "in a path",
            Operation => "in an operation",
            SecurityScheme => "in a security scheme",
            Any => "anywhere",
        }
    }
}

/// Is this key, if it is of Amazon's at all, an extension that there is.
pub(super) fn check_name(reader: &mut Reader<'_>, key: &str, span: Span) {
    let Some(name) = key.strip_prefix(PREFIX).filter(|name| find(name).is_none()) else {
        return;
    };
    let near = nearest(name, KNOWN.iter().map(|known| known.name));
    let suggestion = near.map_or_else(String::new, |near| format!("; did you mean `{PREFIX}{near}`?"));
    let message = format!("`{key}` is no extension of API Gateway{suggestion}");
    match near.is_some_and(|near| GUARDS.contains(&near)) {
        true => reader.error("access-unclear", span, message),
        false => reader.warning("unknown-extension", span, message),
    }
}

/// Does this key, if it is an extension, belong here; and is it said that it has no effect.
pub(super) fn check_place(reader: &mut Reader<'_>, entry: &Entry, place: Place) {
    let (key, span) = (&entry.key, entry.span);
    let Some(extension) = key.strip_prefix(PREFIX).and_then(find) else { return };
    let Extension { name, places, .. } = extension;
    if places.contains(&place) || places.contains(&Any) {
        return check_support(reader, entry, extension);
    }
    let belongs: Vec<_> = places.iter().map(|place| place.describe()).collect();
    let message = format!("`{key}` has no effect {}; it belongs {}", place.describe(), belongs.join(" or "));
    match GUARDS.contains(name) {
        true => reader.error("access-unclear", span, message),
        false => reader.warning("misplaced-extension", span, message),
    }
}

fn check_support(reader: &mut Reader<'_>, entry: &Entry, extension: &Extension) {
    let support = match reader.protocol() {
        Protocol::Rest => extension.rest,
        Protocol::Http => extension.http,
    };
    // `HEADER` is where keys are looked for anyway.
    let default = extension.name == "api-key-source" && entry.value.text() == Some("HEADER");
    match support {
        _ if entry.value.is_empty() || default => {}
        NotEnforced => reader.collect(Setting::Unenforced, &*entry.key, entry.span),
        Foreign => reader.collect(Setting::Foreign, &*entry.key, entry.span),
        Enforced | Refused | Kept => {}
    }
}

fn find(name: &str) -> Option<&'static Extension> {
    KNOWN.iter().find(|known| known.name == name)
}
