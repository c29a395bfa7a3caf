//! `[[api.integration]]`, and `integration = { … }` in a route.

use super::api::Outline;
use super::placed;
use crate::loading::Loading;
use crate::tree::Table;
use tollgate_definition::Diagnostic;
use tollgate_definition::Integration;
use tollgate_definition::api::{Connection, IntegrationType, RequestParameter, StatusParameters, Text, TlsConfig};
use tollgate_definition::openapi::partition;
use tollgate_model::Origin;

const TYPES: [(&str, IntegrationType); 5] = [
    ("http", IntegrationType::Http),
    ("http_proxy", IntegrationType::HttpProxy),
    ("aws", IntegrationType::Aws),
    ("aws_proxy", IntegrationType::AwsProxy),
    ("mock", IntegrationType::Mock),
];

pub(super) fn integration(
    loading: &mut Loading<'_>,
    api: &Outline<'_>,
    table: &Table,
    origin: Origin,
) -> Option<Integration> {
    let kind = table.choice("type", &TYPES)?;
    if matches!(kind, IntegrationType::Http | IntegrationType::HttpProxy) && table.entry("uri").is_none() {
        loading.diagnostics.error("missing-key", origin, "an HTTP integration has no `uri`; expected the backend's");
    }
    Some(Integration {
        uri: function(loading, api, table, kind, origin).or_else(|| placed(table, "uri")),
        http_method: table.text("method").map(|method| method.to_ascii_uppercase().into()),
        connection: placed(table, "vpc_link").map_or(Connection::Internet, Connection::VpcLink),
        target: placed(table, "target"),
        request_parameters: parameters(table.table("request_parameters")),
        response_parameters: response_parameters(table),
        timeout: table.duration("timeout"),
        tls: table.table("tls_config").map(|tls| tls_config(tls, table.origin("tls_config"))),
        credentials: placed(table, "credentials"),
        payload_format_version: placed(table, "payload_format_version"),
        subtype: placed(table, "subtype"),
        ..Integration::new(kind, origin)
    })
}

/// `function = "orders"`: the uri of the function of that name in the API's account and region.
fn function(
    loading: &mut Loading<'_>,
    api: &Outline<'_>,
    table: &Table,
    kind: IntegrationType,
    origin: Origin,
) -> Option<Text> {
    let is_function = kind == IntegrationType::AwsProxy && table.entry("subtype").is_none();
    let Some(entry) = table.entry("function") else {
        if is_function && table.entry("uri").is_none() {
            let message =
                "an `aws_proxy` integration has neither a `function` nor a `uri`; expected `function = \"NAME\"`";
            loading.diagnostics.error("missing-key", origin, message);
        }
        return None;
    };
    if !is_function {
        let message = "`function` goes with `type = \"aws_proxy\"`";
        loading.diagnostics.error("unknown-value", entry.origin, message);
    }
    if let Some(uri) = table.entry("uri") {
        let found =
            Diagnostic::error("unknown-value", entry.origin, "an integration has either a `function` or a `uri`");
        loading.diagnostics.push(found.and(uri.origin, "the `uri`"));
    }
    let name = entry.item.as_text()?;
    let (region, account) = (&api.region, &api.account);
    let arn = match name.starts_with("arn:") {
        true => name.to_owned(),
        false => format!("arn:{}:lambda:{region}:{account}:function:{name}", partition(region)),
    };
    Some(Text { text: arn.into(), origin: entry.item.origin })
}

/// By the backend's status.
fn response_parameters(table: &Table) -> Vec<StatusParameters> {
    let statuses = table.table("response_parameters").map_or(&[][..], |table| &table.entries);
    let of_status = |entry: &crate::tree::Entry| StatusParameters {
        status: Text { text: entry.key.as_str().into(), origin: entry.origin },
        parameters: parameters(entry.item.as_table()),
    };
    statuses.iter().map(of_status).collect()
}

fn parameters(table: Option<&Table>) -> Vec<RequestParameter> {
    let entries = table.map_or(&[][..], |table| &table.entries);
    let parameter = |entry: &crate::tree::Entry| {
        Some(RequestParameter {
            target: Text { text: entry.key.as_str().into(), origin: entry.origin },
            source: Text { text: entry.item.as_text()?.into(), origin: entry.item.origin },
        })
    };
    entries.iter().filter_map(parameter).collect()
}

fn tls_config(table: &Table, origin: Origin) -> TlsConfig {
    TlsConfig {
        insecure_skip_verification: table.flag("insecure_skip_verification").unwrap_or(false),
        server_name_to_verify: placed(table, "server_name_to_verify"),
        origin,
    }
}
