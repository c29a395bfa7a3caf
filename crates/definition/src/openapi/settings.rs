//! An integration's settings that are not what and where it calls: which of them this build enforces.

use super::node::Node;
use super::reader::Reader;
use crate::api::IntegrationType;
use std::time::Duration;

/// The longest that an integration may be given: what a streamed response takes at most (response-transfer-mode). Whether
/// Amazon would take less of this kind of API is said when the route is compiled.
const MAX_TIMEOUT_MS: u64 = 15 * 60 * 1000;

/// `timeoutInMillis`.
pub(super) fn timeout(reader: &mut Reader<'_>, node: &Node) -> Option<Duration> {
    let value = node.get("timeoutInMillis")?;
    let Some(milliseconds) = value.text().and_then(|text| text.parse::<u64>().ok()) else {
        reader.wrong_type(value, "timeoutInMillis", "a whole number of milliseconds");
        return None;
    };
    if !(1..=MAX_TIMEOUT_MS).contains(&milliseconds) {
        let message = format!("`timeoutInMillis` is from 1 to {MAX_TIMEOUT_MS}, and not {milliseconds}");
        reader.error("out-of-range", value.span, message);
        return None;
    }
    Some(Duration::from_millis(milliseconds))
}

/// Settings beside what is called. Those of types that are not built are reported with the type, by whoever compiles it.
pub(super) fn check(reader: &mut Reader<'_>, node: &Node, kind: IntegrationType) {
    check_values(reader, node);
    if kind != IntegrationType::HttpProxy {
        return;
    }
    for key in ["contentHandling", "credentials", "cacheKeyParameters", "requestTemplates", "responseParameters"] {
        if let Some(entry) = node.entry(key).filter(|entry| !entry.value.is_empty()) {
            reader.not_enforced(key, entry.span);
        }
    }
    check_responses(reader, node);
    check_payload_format(reader, node);
}

/// 1.0 is the only format that has no meaning for a function (api-gateway-swagger-extensions-integration).
fn check_payload_format(reader: &mut Reader<'_>, node: &Node) {
    if let Some(value) = node.get("payloadFormatVersion").filter(|value| value.text() == Some("2.0")) {
        let message = "`payloadFormatVersion` 2.0 is for functions; of an `http_proxy` integration it is 1.0";
        reader.error("unknown-value", value.span, message);
    }
}

/// An integration's responses that only say a status have no effect on a proxy integration; Amazon exports them everywhere.
fn check_responses(reader: &mut Reader<'_>, node: &Node) {
    let Some(responses) = node.get("responses") else { return };
    for response in reader.object(responses, "responses") {
        for key in ["responseParameters", "responseTemplates", "contentHandling"] {
            if let Some(entry) = response.value.entry(key).filter(|entry| !entry.value.is_empty()) {
                reader.not_enforced(format!("responses.{key}"), entry.span);
            }
        }
    }
}

fn check_values(reader: &mut Reader<'_>, node: &Node) {
    const CLOSED: &[(&str, &[&str])] = &[
        ("passthroughBehavior", &["when_no_match", "when_no_templates", "never"]),
        ("contentHandling", &["CONVERT_TO_TEXT", "CONVERT_TO_BINARY"]),
        ("payloadFormatVersion", &["1.0", "2.0"]),
        ("responseTransferMode", &["BUFFERED", "STREAM"]),
    ];
    for (key, allowed) in CLOSED {
        let Some(value) = node.get(key).filter(|value| !value.is_empty()) else { continue };
        let Some(text) = reader.text(value, key) else { continue };
        if !allowed.iter().any(|one| one.eq_ignore_ascii_case(&text.text)) {
            let expected = allowed.join("`, `");
            let message = format!("`{}` is no value of `{key}`; expected one of `{expected}`", text.text);
            reader.error("unknown-value", value.span, message);
        }
    }
}
