//! An integration's settings that are not what and where it calls.

use super::node::Node;
use super::reader::Reader;
use crate::api::{IntegrationType, PassthroughBehavior, ResponseTransferMode};
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

const PASSTHROUGH: &[(&str, PassthroughBehavior)] = &[
    ("when_no_match", PassthroughBehavior::WhenNoMatch),
    ("when_no_templates", PassthroughBehavior::WhenNoTemplates),
    ("never", PassthroughBehavior::Never),
];

const TRANSFER_MODES: &[(&str, ResponseTransferMode)] =
    &[("BUFFERED", ResponseTransferMode::Buffered), ("STREAM", ResponseTransferMode::Stream)];

/// `passthroughBehavior`.
pub(super) fn passthrough_behavior(reader: &mut Reader<'_>, node: &Node) -> PassthroughBehavior {
    choice(reader, node, "passthroughBehavior", PASSTHROUGH)
}

/// `responseTransferMode`.
pub(super) fn response_transfer_mode(reader: &mut Reader<'_>, node: &Node) -> ResponseTransferMode {
    choice(reader, node, "responseTransferMode", TRANSFER_MODES)
}

fn choice<T: Copy + Default>(reader: &mut Reader<'_>, node: &Node, key: &str, allowed: &[(&str, T)]) -> T {
    let written = node.get(key).filter(|value| !value.is_empty());
    written.and_then(|value| reader.choice(value, key, allowed)).unwrap_or_default()
}

/// `payloadFormatVersion`: 1.0 is the only format that has a meaning for anything but a function.
pub(super) fn check_payload_format(reader: &mut Reader<'_>, node: &Node, kind: IntegrationType) {
    const KEY: &str = "payloadFormatVersion";
    let Some(value) = node.get(KEY).filter(|value| !value.is_empty()) else { return };
    let version = reader.choice(value, KEY, &[("1.0", 1), ("2.0", 2)]);
    if kind == IntegrationType::HttpProxy && version == Some(2) {
        let message = "`payloadFormatVersion` 2.0 is for functions; of an `http_proxy` integration it is 1.0";
        reader.error("unknown-value", value.span, message);
    }
}
