//! The `x-amazon-apigateway-*` extensions by name, and where each belongs (api-gateway-swagger-extensions).

use super::reader::{Reader, nearest};
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

/// Every extension, without its prefix.
pub(super) const KNOWN: &[(&str, &[Place])] = &[
    ("any-method", &[PathItem]),
    ("api-key-source", &[Root]),
    ("auth", &[Operation]),
    ("authorizer", &[SecurityScheme]),
    ("authtype", &[SecurityScheme]),
    ("binary-media-types", &[Root]),
    ("cors", &[Root]),
    ("documentation", &[Any]),
    ("endpoint-access-mode", &[Root]),
    ("endpoint-configuration", &[Root, Server]),
    ("gateway-responses", &[Root]),
    ("importexport-version", &[Any]),
    ("integration", &[Operation]),
    ("integrations", &[Components]),
    ("minimum-compression-size", &[Root]),
    ("policy", &[Root]),
    ("request-validator", &[Root, Operation]),
    ("request-validators", &[Root]),
    ("security-policy", &[Root]),
    ("tag-value", &[Any]),
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
    let Some(name) = key.strip_prefix(PREFIX).filter(|name| !KNOWN.iter().any(|(known, _)| known == name)) else {
        return;
    };
    let near = nearest(name, KNOWN.iter().map(|(known, _)| *known));
    let suggestion = near.map_or_else(String::new, |near| format!("; did you mean `{PREFIX}{near}`?"));
    let message = format!("`{key}` is no extension of API Gateway{suggestion}");
    match near.is_some_and(|near| GUARDS.contains(&near)) {
        true => reader.error("access-unclear", span, message),
        false => reader.warning("unknown-extension", span, message),
    }
}

/// Does this key, if it is an extension, belong here.
pub(super) fn check_place(reader: &mut Reader<'_>, key: &str, span: Span, place: Place) {
    let Some(name) = key.strip_prefix(PREFIX) else { return };
    let Some((_, places)) = KNOWN.iter().find(|(known, _)| *known == name) else { return };
    if places.contains(&place) || places.contains(&Any) {
        return;
    }
    let belongs: Vec<_> = places.iter().map(|place| place.describe()).collect();
    let message = format!("`{key}` has no effect {}; it belongs {}", place.describe(), belongs.join(" or "));
    match GUARDS.contains(&name) {
        true => reader.error("access-unclear", span, message),
        false => reader.warning("misplaced-extension", span, message),
    }
}
