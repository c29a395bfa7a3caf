//! Which kind of API a definition was written for.

use super::document;
use super::node::Node;
use crate::api::Protocol;
use crate::source::{FileId, Sources};

/// Which kind of API a definition was written for, when nobody says: an HTTP API if it is OpenAPI 3.0 and uses what only
/// HTTP APIs have (`payloadFormatVersion`, `$default`, `x-amazon-apigateway-cors`, `x-amazon-apigateway-integrations`, a
/// JWT authorizer), else a REST API. A text that cannot be read is one of a REST API.
pub fn detect_protocol(sources: &Sources, file: FileId) -> Protocol {
    let parsed = sources.file(file).map(document::read).and_then(|parsed| parsed.root);
    match parsed.filter(|root| root.get("openapi").is_some()) {
        Some(root) if is_http(&root) => Protocol::Http,
        _ => Protocol::Rest,
    }
}

fn is_http(root: &Node) -> bool {
    let schemes = root.get("components").and_then(|components| components.get("securitySchemes"));
    let has_jwt = schemes.map(Node::entries).unwrap_or_default().iter().any(|scheme| is_jwt(&scheme.value));
    let shares = root.get("components").is_some_and(|c| c.get("x-amazon-apigateway-integrations").is_some());
    let paths = root.get("paths").map(Node::entries).unwrap_or_default();
    let mut operations = paths.iter().flat_map(|path| path.value.entries());
    root.get("x-amazon-apigateway-cors").is_some()
        || shares
        || has_jwt
        || paths.iter().any(|path| path.key.trim_start_matches('/') == "$default")
        || operations.any(|operation| is_of_http_api(&operation.value))
}

fn is_jwt(scheme: &Node) -> bool {
    let authorizer = scheme.get("x-amazon-apigateway-authorizer");
    let kind = authorizer.and_then(|authorizer| authorizer.get("type")).and_then(Node::text);
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("jwt"))
}

fn is_of_http_api(operation: &Node) -> bool {
    let integration = operation.get("x-amazon-apigateway-integration");
    operation.get("isDefaultRoute").is_some()
        || integration.is_some_and(|integration| {
            integration.get("payloadFormatVersion").is_some() || integration.get("$ref").is_some()
        })
}
