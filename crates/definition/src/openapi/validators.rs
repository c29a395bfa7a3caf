//! Request validators: those there are, and the one that is chosen (api-gateway-request-validation-set-up).

use super::fields;
use super::node::Node;
use super::reader::{Reader, suggest};
use super::support::REQUEST_VALIDATOR;
use crate::api::{RequestValidator, Text};

const ALL: &str = "x-amazon-apigateway-request-validators";
const CHOSEN: &str = "x-amazon-apigateway-request-validator";

/// Every validator of the definition.
pub(super) fn read(reader: &mut Reader<'_>) -> Vec<RequestValidator> {
    let Some(node) = reader.root.get(ALL) else { return Vec::new() };
    let mut read = Vec::new();
    for entry in reader.object(node, ALL) {
        let fields = reader.object(&entry.value, &entry.key);
        fields::check_closed(reader, fields, &REQUEST_VALIDATOR);
        let mut flag = |key| match entry.value.get(key).filter(|value| !value.is_empty()) {
            Some(value) => reader.boolean(value, key).unwrap_or(true),
            None => false,
        };
        let (validate_request_body, validate_request_parameters) =
            (flag("validateRequestBody"), flag("validateRequestParameters"));
        let (name, origin) = ((&*entry.key).into(), reader.origin(entry.span));
        read.push(RequestValidator { name, validate_request_body, validate_request_parameters, origin });
    }
    read
}

/// The validator that an object, an operation or the root, names.
pub(super) fn chosen(reader: &mut Reader<'_>, node: &Node) -> Option<Text> {
    let value = node.get(CHOSEN).filter(|value| !value.is_empty())?;
    let name = reader.text(value, CHOSEN)?;
    let known = reader.root.get(ALL).map(Node::entries).unwrap_or_default();
    if !known.iter().any(|entry| *entry.key == *name.text) {
        let suggestion = suggest(&name.text, known.iter().map(|entry| &*entry.key));
        let message =
            format!("no request validator is called `{}`: Amazon takes none, and so does this{suggestion}", name.text);
        reader.warning("unknown-name", value.span, message);
        return None;
    }
    Some(name)
}
