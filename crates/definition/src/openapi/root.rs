//! What stands at the top of a definition and holds for the whole API.

use super::extension::Place;
use super::reader::Reader;
use super::version::Version;
use super::{cors, endpoint, fields, gateway_responses, texts, validators};
use crate::api::{AccessControl, ApiKeySource, Cors, Protocol, RestApi, Tag};

const BINARY: &str = "x-amazon-apigateway-binary-media-types";
const COMPRESSION: &str = "x-amazon-apigateway-minimum-compression-size";
const DOCUMENTATION: &str = "x-amazon-apigateway-documentation";
const EXPORT_VERSION: &str = "x-amazon-apigateway-importexport-version";
const KEY_SOURCE: &str = "x-amazon-apigateway-api-key-source";
const POLICY: &str = "x-amazon-apigateway-policy";
const TAG_VALUE: &str = "x-amazon-apigateway-tag-value";

const KEY_SOURCES: &[(&str, ApiKeySource)] =
    &[("HEADER", ApiKeySource::Header), ("AUTHORIZER", ApiKeySource::Authorizer)];

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
/// The largest `x-amazon-apigateway-minimum-compression-size`.
const MAX_COMPRESSION_SIZE: u64 = 10 * 1024 * 1024;

/// What holds for the whole API.
#[derive(Default)]
pub(super) struct Whole {
    pub(super) title: Option<String>,
    /// Resources and what paths refer to are left empty.
    pub(super) rest: RestApi,
    pub(super) cors: Option<Cors>,
}

pub(super) fn read(reader: &mut Reader<'_>, version: Version) -> Whole {
    let root = reader.root;
    let own = match version {
        Version::Swagger2 => SWAGGER_FIELDS,
        Version::OpenApi3 => OPENAPI_FIELDS,
    };
    fields::check(reader, root.entries(), &[FIELDS, own].concat(), Place::Root, "a definition of this version");
    let mut whole = Whole { title: info(reader, "title"), ..Whole::default() };
    read_policy(reader, &mut whole.rest);
    endpoint::read(reader, &mut whole.rest);
    if let Some(components) = root.get("components") {
        let entries = reader.object(components, "components");
        fields::check(reader, entries, COMPONENTS_FIELDS, Place::Components, "`components`");
    }
    whole.rest.tags = tags(reader);
    match reader.protocol() {
        Protocol::Rest => read_rest(reader, &mut whole.rest),
        Protocol::Http => {
            whole.cors = cors::read(reader);
            check_export_version(reader);
        }
    }
    whole
}

fn read_rest(reader: &mut Reader<'_>, rest: &mut RestApi) {
    let root = reader.root;
    rest.description = info(reader, "description");
    rest.version = info(reader, "version");
    rest.request_validators = validators::read(reader);
    rest.gateway_responses = gateway_responses::read(reader);
    let binary = root.get(BINARY).filter(|node| !node.is_empty());
    rest.binary_media_types = texts::list(reader, binary, BINARY);
    if let Some(size) = root.get(COMPRESSION).filter(|node| !node.is_empty()) {
        let bytes = reader.integer(size, COMPRESSION, (0, MAX_COMPRESSION_SIZE));
        rest.minimum_compression_size = bytes.and_then(|bytes| u32::try_from(bytes).ok());
    }
    if let Some(source) = root.get(KEY_SOURCE).filter(|node| !node.is_empty()) {
        rest.api_key_source = reader.choice(source, KEY_SOURCE, KEY_SOURCES).unwrap_or_default();
    }
    if let Some(documentation) = root.get(DOCUMENTATION) {
        rest.documentation = Some(reader.json(documentation));
    }
    if let Some(version) = root.get(EXPORT_VERSION) {
        rest.importexport_version = reader.text(version, EXPORT_VERSION);
    }
}

/// "Currently, the only supported value is 1.0" (api-gateway-extensions-importexport-version).
fn check_export_version(reader: &mut Reader<'_>) {
    let Some(version) = reader.root.get(EXPORT_VERSION).filter(|version| !version.is_empty()) else { return };
    if version.text() != Some("1.0") {
        let message = format!("`{EXPORT_VERSION}` is 1.0, the only one that there is");
        reader.error("unknown-value", version.span, message);
    }
}

fn info(reader: &mut Reader<'_>, key: &str) -> Option<String> {
    let value = reader.root.get("info").and_then(|info| info.get(key))?;
    reader.label(value, key)
}

/// Resource policies are of REST APIs; whoever writes one for another means the API to be closed, so it is.
fn read_policy(reader: &mut Reader<'_>, rest: &mut RestApi) {
    let Some(entry) = reader.root.entry(POLICY).filter(|entry| !entry.value.is_empty()) else { return };
    let origin = reader.origin(entry.span);
    rest.access.push(AccessControl { what: "resource policy".to_owned(), origin });
    rest.policy = Some(reader.json(&entry.value));
}

/// api-gateway-openapi-extensions-x-amazon-apigateway-tag-value
fn tags(reader: &mut Reader<'_>) -> Vec<Tag> {
    let Some(node) = reader.root.get("tags") else { return Vec::new() };
    let mut tags = Vec::new();
    for item in reader.list(node, "tags") {
        let Some(name) = item.get("name").and_then(|name| reader.label(name, "name")) else { continue };
        let value = item.get(TAG_VALUE).and_then(|value| reader.label(value, TAG_VALUE)).unwrap_or_default();
        tags.push(Tag { name: name.into(), value: value.into(), origin: reader.origin(item.span) });
    }
    tags
}
