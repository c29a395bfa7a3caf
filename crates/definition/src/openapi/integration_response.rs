//! `x-amazon-apigateway-integration.responses` (api-gateway-swagger-extensions-integration-responses).

use super::node::{Entry, Node};
use super::reader::Reader;
use super::support::INTEGRATION_RESPONSE;
use super::{fields, texts};
use crate::api::{ContentHandling, IntegrationResponse};

/// The key of the response that is taken when no pattern matches.
const DEFAULT: &str = "default";

const CONTENT_HANDLING: &[(&str, ContentHandling)] =
    &[("CONVERT_TO_TEXT", ContentHandling::ConvertToText), ("CONVERT_TO_BINARY", ContentHandling::ConvertToBinary)];

/// Statuses of responses.
const STATUSES: (u64, u64) = (100, 599);

/// In the order written, which is the order of matching.
pub(super) fn read(reader: &mut Reader<'_>, node: Option<&Node>) -> Vec<IntegrationResponse> {
    let Some(node) = node else { return Vec::new() };
    let entries = reader.object(node, "responses");
    entries.iter().filter_map(|entry| response(reader, entry)).collect()
}

fn response(reader: &mut Reader<'_>, entry: &Entry) -> Option<IntegrationResponse> {
    let node = &entry.value;
    let entries = reader.object(node, &entry.key);
    fields::check_closed(reader, entries, &INTEGRATION_RESPONSE);
    let Some(status) = node.get("statusCode") else {
        let message = "the response has no `statusCode`; expected that of one of the method's responses";
        reader.error("missing-field", entry.span, message);
        return None;
    };
    let selection_pattern = (&*entry.key != DEFAULT && !entry.key.is_empty()).then(|| reader.key(entry));
    Some(IntegrationResponse {
        selection_pattern,
        status_code: status_code(reader, status)?,
        response_parameters: texts::response_parameters(reader, node.get("responseParameters")),
        response_templates: texts::templates(reader, node.get("responseTemplates"), "responseTemplates"),
        content_handling: content_handling(reader, node),
        origin: reader.origin(entry.span),
    })
}

/// A status, as a number or its digits.
pub(super) fn status_code(reader: &mut Reader<'_>, node: &Node) -> Option<u16> {
    reader.integer(node, "statusCode", STATUSES).and_then(|status| u16::try_from(status).ok())
}

/// `contentHandling`; empty is as if it were not there.
pub(super) fn content_handling(reader: &mut Reader<'_>, node: &Node) -> Option<ContentHandling> {
    let value = node.get("contentHandling").filter(|value| !value.is_empty())?;
    reader.choice(value, "contentHandling", CONTENT_HANDLING)
}
