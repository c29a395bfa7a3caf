//! `x-amazon-apigateway-gateway-responses` (api-gateway-swagger-extensions-gateway-responses).

use super::integration_response::status_code;
use super::node::{Entry, Node};
use super::reader::{Reader, suggest};
use super::support::GATEWAY_RESPONSE;
use super::{fields, texts};
use crate::api::{GatewayResponse, is_gateway_response_type, response_types};

const KEY: &str = "x-amazon-apigateway-gateway-responses";

/// Amazon lets nobody change it (api-gateway-known-issues).
const FIXED: &str = "REQUEST_TOO_LARGE";

/// Only an API that has a web ACL answers it.
const OF_WEB_ACLS: &str = "WAF_FILTERED";

pub(super) fn read(reader: &mut Reader<'_>) -> Vec<GatewayResponse> {
    let Some(node) = reader.root.get(KEY) else { return Vec::new() };
    let entries = reader.object(node, KEY);
    entries.iter().filter_map(|entry| response(reader, entry)).collect()
}

fn response(reader: &mut Reader<'_>, entry: &Entry) -> Option<GatewayResponse> {
    let node: &Node = &entry.value;
    let entries = reader.object(node, &entry.key);
    fields::check_closed(reader, entries, &GATEWAY_RESPONSE);
    if !is_gateway_response_type(&entry.key) {
        let suggestion = suggest(&entry.key, response_types());
        reader.error("unknown-value", entry.span, format!("`{}` is no gateway response{suggestion}", entry.key));
        return None;
    }
    check_type(reader, entry);
    Some(GatewayResponse {
        response_type: (&*entry.key).into(),
        status_code: node
            .get("statusCode")
            .filter(|status| !status.is_empty())
            .and_then(|status| status_code(reader, status)),
        response_parameters: texts::response_parameters(reader, node.get("responseParameters")),
        response_templates: texts::templates(reader, node.get("responseTemplates"), "responseTemplates"),
        origin: reader.origin(entry.span),
    })
}

fn check_type(reader: &mut Reader<'_>, entry: &Entry) {
    match &*entry.key {
        FIXED => {
            let message = "Amazon does not let `REQUEST_TOO_LARGE` be customised; it is answered as always";
            reader.warning("no-effect", entry.span, message);
        }
        OF_WEB_ACLS => {
            let message = "`WAF_FILTERED` is answered by a web ACL, which is not in an export: what it kept out comes \
                           through here, and nothing answers this";
            reader.warning("web-acl-ignored", entry.span, message);
        }
        _ => {}
    }
}
