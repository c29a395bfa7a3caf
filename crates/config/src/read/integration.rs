//! `[[api.integration]]`, and `integration = { … }` in a route.

use super::placed;
use crate::loading::Loading;
use crate::tree::Table;
use tollgate_definition::Integration;
use tollgate_definition::api::{Connection, IntegrationType, RequestParameter, Text, TlsConfig};
use tollgate_model::Origin;

const TYPES: [(&str, IntegrationType); 5] = [
    ("http", IntegrationType::Http),
    ("http_proxy", IntegrationType::HttpProxy),
    ("aws", IntegrationType::Aws),
    ("aws_proxy", IntegrationType::AwsProxy),
    ("mock", IntegrationType::Mock),
];

pub(super) fn integration(loading: &mut Loading<'_>, table: &Table, origin: Origin) -> Option<Integration> {
    let kind = table.choice("type", &TYPES)?;
    if matches!(kind, IntegrationType::Http | IntegrationType::HttpProxy) && table.entry("uri").is_none() {
        loading.diagnostics.error("missing-key", origin, "an HTTP integration has no `uri`; expected the backend's");
    }
    Some(Integration {
        uri: placed(table, "uri"),
        http_method: table.text("method").map(|method| method.to_ascii_uppercase().into()),
        connection: placed(table, "vpc_link").map_or(Connection::Internet, Connection::VpcLink),
        target: placed(table, "target"),
        request_parameters: request_parameters(table),
        timeout: table.duration("timeout"),
        tls: table.table("tls_config").map(|tls| tls_config(tls, table.origin("tls_config"))),
        ..Integration::new(kind, origin)
    })
}

fn request_parameters(table: &Table) -> Vec<RequestParameter> {
    let entries = table.table("request_parameters").map_or(&[][..], |table| &table.entries);
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
