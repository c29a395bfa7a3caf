//! `x-amazon-apigateway-integration` (api-gateway-swagger-extensions-integration).

use super::integration_response::{self, content_handling};
use super::node::{Kind, Node};
use super::reader::{Reader, suggest};
use super::support::{INTEGRATION, TLS_CONFIG};
use super::{fields, settings, texts};
use crate::api::{
    Connection, Integration, IntegrationResponse, IntegrationType, Protocol, RequestParameter, StatusParameters, Text,
    TlsConfig,
};
use std::sync::Arc;

const TYPES: &[(&str, IntegrationType)] = &[
    ("http", IntegrationType::Http),
    ("http_proxy", IntegrationType::HttpProxy),
    ("aws", IntegrationType::Aws),
    ("aws_proxy", IntegrationType::AwsProxy),
    ("mock", IntegrationType::Mock),
];

/// `None` after an error.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<Arc<Integration>> {
    let entries = reader.object(node, "x-amazon-apigateway-integration");
    fields::check_closed(reader, entries, &INTEGRATION);
    let kind = read_type(reader, node)?;
    let text = |reader: &mut Reader<'_>, key| {
        node.get(key).filter(|value| !value.is_empty()).and_then(|value| reader.text(value, key))
    };
    let integration = Integration {
        kind,
        uri: text(reader, "uri"),
        http_method: read_method(reader, node, kind),
        connection: read_connection(reader, node),
        // set-up-private-integration prints the second spelling.
        target: text(reader, "integrationTarget").or_else(|| text(reader, "integration-target")),
        request_parameters: read_parameters(reader, node.get("requestParameters"), "requestParameters"),
        timeout: settings::timeout(reader, node),
        tls: node.get("tlsConfig").map(|tls| read_tls(reader, tls)),
        credentials: text(reader, "credentials"),
        request_templates: texts::templates(reader, node.get("requestTemplates"), "requestTemplates"),
        passthrough_behavior: settings::passthrough_behavior(reader, node),
        content_handling: content_handling(reader, node),
        cache_namespace: text(reader, "cacheNamespace"),
        cache_key_parameters: texts::list(reader, node.get("cacheKeyParameters"), "cacheKeyParameters"),
        response_transfer_mode: settings::response_transfer_mode(reader, node),
        responses: responses(reader, node),
        response_parameters: response_parameters(reader, node),
        payload_format_version: text(reader, "payloadFormatVersion"),
        subtype: text(reader, "integrationSubtype"),
        ..Integration::new(kind, reader.origin(node.span))
    };
    settings::check_payload_format(reader, node, kind);
    Some(Arc::new(integration))
}

/// An HTTP API has other things under this key, by status.
fn responses(reader: &mut Reader<'_>, node: &Node) -> Vec<IntegrationResponse> {
    match reader.protocol() {
        Protocol::Rest => integration_response::read(reader, node.get("responses")),
        Protocol::Http => Vec::new(),
    }
}

/// By status, of HTTP APIs (http-api-parameter-mapping).
fn response_parameters(reader: &mut Reader<'_>, node: &Node) -> Vec<StatusParameters> {
    const KEY: &str = "responseParameters";
    let Some(written) = node.get(KEY).filter(|_| reader.protocol() == Protocol::Http) else { return Vec::new() };
    let entries = reader.object(written, KEY);
    let of_status = |entry: &super::node::Entry| StatusParameters {
        status: Text { text: (&*entry.key).into(), origin: reader.origin(entry.span) },
        parameters: read_parameters(reader, Some(&entry.value), &entry.key),
    };
    entries.iter().map(of_status).collect()
}

fn read_type(reader: &mut Reader<'_>, node: &Node) -> Option<IntegrationType> {
    let Some(value) = node.get("type") else {
        reader.error("missing-field", node.span, "the integration has no `type`; expected `http_proxy`, for one");
        return None;
    };
    let written = reader.text(value, "type")?;
    let found = TYPES.iter().find(|(name, _)| name.eq_ignore_ascii_case(&written.text));
    let Some((name, kind)) = found else {
        let suggestion = suggest(&written.text, TYPES.iter().map(|(name, _)| *name));
        let message = format!("`{}` is no type of integration{suggestion}", written.text);
        reader.error("unknown-value", value.span, message);
        return None;
    };
    let of_http_apis = matches!(kind, IntegrationType::HttpProxy | IntegrationType::AwsProxy);
    if reader.protocol() == Protocol::Http && !of_http_apis {
        let message = format!("HTTP APIs have `http_proxy` and `aws_proxy` integrations only, and not `{name}`");
        reader.error("unknown-value", value.span, message);
        return None;
    }
    Some(*kind)
}

/// Amazon refuses an integration with a backend and without a method.
fn read_method(reader: &mut Reader<'_>, node: &Node, kind: IntegrationType) -> Option<Box<str>> {
    const METHODS: &[&str] = &["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "ANY"];
    let Some(value) = node.get("httpMethod") else {
        if reader.protocol() == Protocol::Rest && kind != IntegrationType::Mock {
            let message = "the integration has no `httpMethod`; expected the backend's, or `ANY` for the caller's";
            reader.error("missing-field", node.span, message);
        }
        return None;
    };
    let written = reader.text(value, "httpMethod")?;
    let method = written.text.to_ascii_uppercase();
    if !METHODS.contains(&method.as_str()) {
        let suggestion = suggest(&method, METHODS.iter().copied());
        reader.error("unknown-value", value.span, format!("`{}` is no method{suggestion}", written.text));
        return None;
    }
    Some(method.into())
}

fn read_connection(reader: &mut Reader<'_>, node: &Node) -> Connection {
    let kind = node.get("connectionType").and_then(|value| reader.text(value, "connectionType"));
    let id = node.get("connectionId").and_then(|value| reader.text(value, "connectionId"));
    match (kind, id) {
        (Some(kind), Some(id)) if kind.text.eq_ignore_ascii_case("VPC_LINK") => Connection::VpcLink(id),
        (Some(kind), _) if kind.text.eq_ignore_ascii_case("INTERNET") => Connection::Internet,
        (None, None) => Connection::Internet,
        (kind, _) => {
            misconnected(reader, node, kind);
            Connection::Internet
        }
    }
}

fn misconnected(reader: &mut Reader<'_>, node: &Node, kind: Option<Text>) {
    let span = node.get("connectionType").or(node.get("connectionId")).map_or(node.span, |value| value.span);
    match kind {
        Some(kind) if kind.text.eq_ignore_ascii_case("VPC_LINK") => {
            let message =
                "`connectionType: VPC_LINK` needs a `connectionId`: the VPC link's id, or `${stageVariables.NAME}`";
            reader.error("missing-field", span, message);
        }
        Some(kind) => {
            let message = format!("`{}` is no type of connection; expected `VPC_LINK` or `INTERNET`", kind.text);
            reader.error("unknown-value", span, message);
        }
        None => {
            let message = "`connectionId` has no effect without `connectionType: VPC_LINK`";
            reader.error("missing-field", span, message);
        }
    }
}

fn read_parameters(reader: &mut Reader<'_>, node: Option<&Node>, what: &str) -> Vec<RequestParameter> {
    let Some(parameters) = node else { return Vec::new() };
    let mut read = Vec::new();
    for entry in reader.object(parameters, what) {
        let target = Text { text: (&*entry.key).into(), origin: reader.origin(entry.span) };
        if matches!(entry.value.kind, Kind::Bool(_)) {
            // Left out by Amazon (recorded of its import: LocalStack's `test_import_rest_api_with_base_path_oas30`).
            let message =
                format!("`{}` is left out, as Amazon does: it is {}, and no string", entry.key, entry.value.describe());
            reader.warning("wrong-type", entry.value.span, message);
            continue;
        }
        if let Some(source) = reader.text_if_any(&entry.value, &entry.key) {
            read.push(RequestParameter { target, source });
        }
    }
    read
}

fn read_tls(reader: &mut Reader<'_>, node: &Node) -> TlsConfig {
    let entries = reader.object(node, "tlsConfig");
    fields::check_closed(reader, entries, &TLS_CONFIG);
    let skip = node.get("insecureSkipVerification").and_then(|value| reader.boolean(value, "insecureSkipVerification"));
    let name = node.get("serverNameToVerify").and_then(|value| reader.text(value, "serverNameToVerify"));
    TlsConfig {
        insecure_skip_verification: skip.unwrap_or(false),
        server_name_to_verify: name,
        origin: reader.origin(node.span),
    }
}
