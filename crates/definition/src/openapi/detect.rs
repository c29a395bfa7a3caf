//! Which kind of API a definition was written for.

use super::document;
use super::node::Node;
use crate::api::Protocol;
use crate::source::{FileId, Sources};

/// Which kind of API a definition was written for, when nobody says: OpenAPI 3.0 is an HTTP API if it has what a REST API
/// cannot have (`$default`, a JWT authorizer), or if it has what means nothing to a REST API (`payloadFormatVersion`,
/// `x-amazon-apigateway-cors`, `x-amazon-apigateway-integrations`) and nothing that means nothing to an HTTP API
/// (integrations that map or mock, validators, gateway responses, a policy …). All else is a REST API, and what cannot be
/// read.
pub fn detect_protocol(sources: &Sources, file: FileId) -> Protocol {
    let parsed = sources.file(file).map(document::read).and_then(|parsed| parsed.root);
    match parsed.filter(|root| root.get("openapi").is_some()) {
        Some(root) if is_http_alone(&root) || (is_rather_http(&root) && !is_rather_rest(&root)) => Protocol::Http,
        _ => Protocol::Rest,
    }
}

/// Extensions that only REST APIs have, at the top of a definition or of an operation.
const REST_EXTENSIONS: [&str; 7] = [
    "x-amazon-apigateway-api-key-source",
    "x-amazon-apigateway-binary-media-types",
    "x-amazon-apigateway-gateway-responses",
    "x-amazon-apigateway-minimum-compression-size",
    "x-amazon-apigateway-policy",
    "x-amazon-apigateway-request-validator",
    "x-amazon-apigateway-request-validators",
];
/// Fields of an integration that only REST APIs have. The guide's HTTP APIs have `passthroughBehavior`, without effect.
const REST_FIELDS: [&str; 5] =
    ["cacheNamespace", "cacheKeyParameters", "contentHandling", "requestTemplates", "responses"];
const REST_TYPES: [&str; 3] = ["aws", "http", "mock"];

fn is_http_alone(root: &Node) -> bool {
    let schemes = root.get("components").and_then(|components| components.get("securitySchemes"));
    let has_jwt = schemes.map(Node::entries).unwrap_or_default().iter().any(|scheme| is_jwt(&scheme.value));
    let paths = root.get("paths").map(Node::entries).unwrap_or_default();
    has_jwt
        || paths.iter().any(|path| path.key.trim_start_matches('/') == "$default")
        || operations(root).any(|operation| operation.get("isDefaultRoute").is_some())
}

fn is_rather_http(root: &Node) -> bool {
    let is_of_http =
        |integration: &Node| integration.get("payloadFormatVersion").is_some() || integration.get("$ref").is_some();
    root.get("x-amazon-apigateway-cors").is_some() || shared(root).is_some() || integrations(root).any(is_of_http)
}

fn is_rather_rest(root: &Node) -> bool {
    let shared = shared(root).map(Node::entries).unwrap_or_default().iter().map(|shared| &shared.value);
    let extended = |node: &Node| REST_EXTENSIONS.iter().any(|extension| node.get(extension).is_some());
    extended(root) || operations(root).any(extended) || integrations(root).chain(shared).any(is_of_rest)
}

/// Integrations that operations refer to.
fn shared(root: &Node) -> Option<&Node> {
    root.get("components")?.get("x-amazon-apigateway-integrations")
}

fn operations(root: &Node) -> impl Iterator<Item = &Node> {
    let paths = root.get("paths").map(Node::entries).unwrap_or_default();
    paths.iter().flat_map(|path| path.value.entries()).map(|operation| &operation.value)
}

fn integrations(root: &Node) -> impl Iterator<Item = &Node> {
    operations(root).filter_map(|operation| operation.get("x-amazon-apigateway-integration"))
}

fn is_jwt(scheme: &Node) -> bool {
    let authorizer = scheme.get("x-amazon-apigateway-authorizer");
    let kind = authorizer.and_then(|authorizer| authorizer.get("type")).and_then(Node::text);
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("jwt"))
}

fn is_of_rest(integration: &Node) -> bool {
    let kind = integration.get("type").and_then(Node::text).unwrap_or_default();
    let without_format =
        ["payloadFormatVersion", "integrationSubtype", "$ref"].iter().all(|field| integration.get(field).is_none());
    REST_TYPES.iter().any(|known| kind.eq_ignore_ascii_case(known))
        // A function of an HTTP API needs a `payloadFormatVersion`.
        || (kind.eq_ignore_ascii_case("aws_proxy") && without_format)
        || REST_FIELDS.iter().any(|field| integration.get(field).is_some())
}
