//! One operation: who may call it and what it calls.

use super::extension::Place;
use super::integration;
use super::node::Node;
use super::reader::Reader;
use super::security::Security;
use super::{fields, reference};
use crate::api::{AccessControl, Integration, Protocol};
use std::collections::HashMap;
use std::sync::Arc;

const FIELDS: &[&str] = &[
    "callbacks",
    "consumes",
    "deprecated",
    "description",
    "externalDocs",
    "isDefaultRoute",
    "operationId",
    "parameters",
    "produces",
    "requestBody",
    "responses",
    "schemes",
    "security",
    "servers",
    "summary",
    "tags",
];

/// What an operation says, whatever kind of API it is of.
pub(super) struct Operation {
    pub(super) name: Option<String>,
    pub(super) access: Vec<AccessControl>,
    pub(super) integration: Option<Arc<Integration>>,
    /// Of an HTTP API: this is `$default`, whatever its path.
    pub(super) is_default_route: bool,
}

/// Reads operations, each shared integration once.
pub(super) struct Operations<'a> {
    security: Security<'a>,
    shared: HashMap<String, Option<Arc<Integration>>>,
}

impl<'a> Operations<'a> {
    pub(super) fn new(security: Security<'a>) -> Self {
        Operations { security, shared: HashMap::new() }
    }

    pub(super) fn read(&mut self, reader: &mut Reader<'a>, node: &'a Node) -> Operation {
        let entries = reader.object(node, "operation");
        fields::check(reader, entries, FIELDS, Place::Operation, "an operation");
        check_validator(reader, node);
        Operation {
            name: node.get("operationId").and_then(|id| reader.label(id, "operationId")),
            access: self.security.of_operation(reader, node),
            integration: self.integration(reader, node),
            is_default_route: is_default_route(reader, node),
        }
    }

    fn integration(&mut self, reader: &mut Reader<'a>, operation: &'a Node) -> Option<Arc<Integration>> {
        let node = operation.get("x-amazon-apigateway-integration")?;
        let Some(target) = reference::of(node) else { return integration::read(reader, node) };
        if reader.protocol() == Protocol::Rest {
            let message = "integrations are shared by `$ref` in HTTP APIs only; write this one out";
            reader.error("unresolved-reference", target.span, message);
            return None;
        }
        if let Some(known) = self.shared.get(target.text) {
            return known.clone();
        }
        let shared = match reference::find(reader.root, target.text) {
            Some(_) => reader.resolve(node).and_then(|found| integration::read(reader, found)),
            // The audit of all references has it.
            None => None,
        };
        self.shared.insert(target.text.to_owned(), shared.clone());
        shared
    }
}

/// `isDefaultRoute` (api-gateway-swagger-extensions-any-method).
fn is_default_route(reader: &mut Reader<'_>, node: &Node) -> bool {
    let Some(entry) = node.entry("isDefaultRoute") else { return false };
    let is_default = reader.boolean(&entry.value, "isDefaultRoute").unwrap_or(false);
    if is_default && reader.protocol() == Protocol::Rest {
        reader.warning(
            "other-protocol",
            entry.span,
            "`isDefaultRoute` has no effect in a REST API; it is of HTTP APIs only",
        );
        return false;
    }
    is_default
}

/// A validator that is chosen would refuse requests.
pub(super) fn check_validator(reader: &mut Reader<'_>, node: &Node) {
    const KEY: &str = "x-amazon-apigateway-request-validator";
    if let Some(entry) = node.entry(KEY).filter(|entry| !entry.value.is_empty()) {
        reader.not_enforced(KEY, entry.span);
    }
}
