//! Where and how an API is reached (api-gateway-swagger-extensions-endpoint-configuration).

use super::extension::Place;
use super::node::{Entry, Node};
use super::reader::Reader;
use super::support::ENDPOINT_CONFIGURATION;
use super::{fields, texts};
use crate::api::{AccessControl, RestApi, Text};

const SERVER_FIELDS: &[&str] = &["description", "url", "variables"];
const KEY: &str = "x-amazon-apigateway-endpoint-configuration";
const SECURITY_POLICY: &str = "x-amazon-apigateway-security-policy";
const ACCESS_MODE: &str = "x-amazon-apigateway-endpoint-access-mode";

/// At the top (Swagger 2.0), and in the servers (OpenAPI 3.0).
pub(super) fn read(reader: &mut Reader<'_>, api: &mut RestApi) {
    let root = reader.root;
    if let Some(node) = root.get(KEY) {
        configuration(reader, node, api);
    }
    if let Some(servers) = root.get("servers") {
        for server in reader.list(servers, "servers") {
            let entries = reader.object(server, "servers");
            fields::check(reader, entries, SERVER_FIELDS, Place::Server, "a server");
            if let Some(node) = server.get(KEY) {
                configuration(reader, node, api);
            }
        }
    }
    let text = |reader: &mut Reader<'_>, key| -> Option<Text> {
        root.get(key).filter(|value| !value.is_empty()).and_then(|value| reader.text(value, key))
    };
    api.endpoint.security_policy = text(reader, SECURITY_POLICY);
    api.endpoint.access_mode = text(reader, ACCESS_MODE);
}

fn configuration(reader: &mut Reader<'_>, node: &Node, api: &mut RestApi) {
    let entries = reader.object(node, KEY);
    fields::check_closed(reader, entries, &ENDPOINT_CONFIGURATION);
    for entry in entries {
        field(reader, entry, api);
    }
}

fn field(reader: &mut Reader<'_>, entry: &Entry, api: &mut RestApi) {
    let value = &entry.value;
    match &*entry.key {
        "disableExecuteApiEndpoint" => {
            // What cannot be read is taken for the stricter.
            api.disable_execute_api_endpoint |= reader.boolean(value, &entry.key).unwrap_or(true);
        }
        "vpcEndpointIds" if !value.is_empty() => {
            api.access.push(private(reader, entry));
            api.endpoint.vpc_endpoint_ids.extend(texts::list(reader, Some(value), &entry.key));
        }
        "types" => {
            if is_private(value) {
                api.access.push(private(reader, entry));
            }
            // A single type is read, too.
            match value.text() {
                Some(_) => api.endpoint.types.extend(reader.text(value, &entry.key)),
                None => api.endpoint.types.extend(texts::list(reader, Some(value), &entry.key)),
            }
        }
        "ipAddressType" if !value.is_empty() => api.endpoint.ip_address_type = reader.text(value, &entry.key),
        _ => {}
    }
}

fn is_private(types: &Node) -> bool {
    let private = |node: &Node| node.text().is_some_and(|text| text.eq_ignore_ascii_case("PRIVATE"));
    private(types) || types.items().iter().any(private)
}

fn private(reader: &mut Reader<'_>, entry: &Entry) -> AccessControl {
    AccessControl { what: "private endpoint".to_owned(), origin: reader.origin(entry.span) }
}
