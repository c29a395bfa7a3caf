//! What stands at the top of a definition and holds for the whole API.

use super::extension::Place;
use super::fields;
use super::node::{Entry, Node};
use super::operation::check_validator;
use super::reader::Reader;
use super::version::Version;
use crate::api::{AccessControl, Protocol};

const FIELDS: &[&str] = &["externalDocs", "info", "paths", "security", "tags"];
const SWAGGER_FIELDS: &[&str] = &[
    "basePath",
    "consumes",
    "definitions",
    "host",
    "parameters",
    "produces",
    "responses",
    "schemes",
    "securityDefinitions",
    "swagger",
];
const OPENAPI_FIELDS: &[&str] = &["components", "openapi", "servers"];
const COMPONENTS_FIELDS: &[&str] = &[
    "callbacks",
    "examples",
    "headers",
    "links",
    "parameters",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
];
const SERVER_FIELDS: &[&str] = &["description", "url", "variables"];
const ENDPOINT: &str = "x-amazon-apigateway-endpoint-configuration";
const ENDPOINT_FIELDS: &[&str] = &["disableExecuteApiEndpoint", "ipAddressType", "types", "vpcEndpointIds"];

/// What holds for the whole API.
#[derive(Default)]
pub(super) struct Whole {
    pub(super) title: Option<String>,
    pub(super) access: Vec<AccessControl>,
    pub(super) disable_execute_api_endpoint: bool,
}

pub(super) fn read(reader: &mut Reader<'_>, version: Version) -> Whole {
    let root = reader.root;
    let own = match version {
        Version::Swagger2 => SWAGGER_FIELDS,
        Version::OpenApi3 => OPENAPI_FIELDS,
    };
    fields::check(reader, root.entries(), &[FIELDS, own].concat(), Place::Root, "a definition of this version");
    let mut whole = Whole::default();
    if let Some(title) = root.get("info").and_then(|info| info.get("title")) {
        whole.title = reader.label(title, "title");
    }
    read_policy(reader, &mut whole);
    if let Some(node) = root.get(ENDPOINT) {
        read_endpoint(reader, node, &mut whole);
    }
    read_servers(reader, &mut whole);
    if let Some(components) = root.get("components") {
        let entries = reader.object(components, "components");
        fields::check(reader, entries, COMPONENTS_FIELDS, Place::Components, "`components`");
    }
    check_validator(reader, root);
    check_settings(reader);
    whole
}

/// Resource policies are of REST APIs; whoever writes one for another means the API to be closed, so it is.
fn read_policy(reader: &mut Reader<'_>, whole: &mut Whole) {
    const KEY: &str = "x-amazon-apigateway-policy";
    let Some(entry) = reader.root.entry(KEY).filter(|entry| !entry.value.is_empty()) else { return };
    if reader.protocol() == Protocol::Http {
        warn_other_protocol(reader, entry, "a REST API");
    }
    let origin = reader.origin(entry.span);
    whole.access.push(AccessControl { what: "resource policy".to_owned(), origin });
}

fn read_servers(reader: &mut Reader<'_>, whole: &mut Whole) {
    let Some(servers) = reader.root.get("servers") else { return };
    for server in reader.list(servers, "servers") {
        let entries = reader.object(server, "servers");
        fields::check(reader, entries, SERVER_FIELDS, Place::Server, "a server");
        if let Some(endpoint) = server.get(ENDPOINT) {
            read_endpoint(reader, endpoint, whole);
        }
    }
}

/// api-gateway-swagger-extensions-endpoint-configuration
fn read_endpoint(reader: &mut Reader<'_>, node: &Node, whole: &mut Whole) {
    let entries = reader.object(node, ENDPOINT);
    fields::check_closed(reader, entries, ENDPOINT_FIELDS, "an endpoint configuration");
    for entry in entries {
        match &*entry.key {
            "disableExecuteApiEndpoint" => {
                // What cannot be read is taken for the stricter.
                let disabled = reader.boolean(&entry.value, &entry.key).unwrap_or(true);
                whole.disable_execute_api_endpoint |= disabled;
            }
            "vpcEndpointIds" if !entry.value.is_empty() => whole.access.push(private(reader, entry)),
            "types" if is_private(&entry.value) => whole.access.push(private(reader, entry)),
            "ipAddressType" => reader.not_enforced("ipAddressType", entry.span),
            _ => {}
        }
    }
}

fn is_private(types: &Node) -> bool {
    let private = |node: &Node| node.text().is_some_and(|text| text.eq_ignore_ascii_case("PRIVATE"));
    private(types) || types.items().iter().any(private)
}

fn private(reader: &mut Reader<'_>, entry: &Entry) -> AccessControl {
    AccessControl { what: "private endpoint".to_owned(), origin: reader.origin(entry.span) }
}

/// Settings that would change behaviour and are not enforced yet.
fn check_settings(reader: &mut Reader<'_>) {
    const UNENFORCED: &[&str] = &[
        "x-amazon-apigateway-binary-media-types",
        "x-amazon-apigateway-endpoint-access-mode",
        "x-amazon-apigateway-gateway-responses",
        "x-amazon-apigateway-minimum-compression-size",
        "x-amazon-apigateway-security-policy",
    ];
    let root = reader.root;
    for entry in root.entries().iter().filter(|entry| !entry.value.is_empty()) {
        match &*entry.key {
            key if UNENFORCED.contains(&key) => reader.not_enforced(key, entry.span),
            "x-amazon-apigateway-api-key-source" if entry.value.text() != Some("HEADER") => {
                reader.not_enforced(&*entry.key, entry.span);
            }
            "x-amazon-apigateway-cors" => match reader.protocol() {
                Protocol::Http => reader.not_enforced(&*entry.key, entry.span),
                Protocol::Rest => warn_other_protocol(reader, entry, "an HTTP API"),
            },
            _ => {}
        }
    }
}

fn warn_other_protocol(reader: &mut Reader<'_>, entry: &Entry, of: &str) {
    let message = format!("`{}` is for {of} and has no effect in {}", entry.key, reader.kind());
    reader.warning("other-protocol", entry.span, message);
}
