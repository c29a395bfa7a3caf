//! One operation: who may call it and what it calls.

use super::extension::Place;
use super::models::Models;
use super::node::Node;
use super::parameters::Taken;
use super::reader::Reader;
use super::security::{Guards, Security};
use super::version::Version;
use super::{fields, integration, parameters, reference, responses, validators};
use crate::api::{Integration, IntegrationType, MethodResponse, Protocol, Text};
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
    pub(super) guards: Guards,
    pub(super) integration: Option<Arc<Integration>>,
    /// Of an HTTP API: this is `$default`, whatever its path.
    pub(super) is_default_route: bool,
    /// Of a REST API: what is taken and answered.
    pub(super) taken: Taken,
    pub(super) validator: Option<Text>,
    pub(super) responses: Vec<MethodResponse>,
}

/// Reads operations, each shared integration once.
pub(super) struct Operations<'a> {
    version: Version,
    security: Security<'a>,
    pub(super) models: Models<'a>,
    /// The API's, for operations that choose none.
    validator: Option<Text>,
    shared: HashMap<String, Option<Arc<Integration>>>,
}

impl<'a> Operations<'a> {
    pub(super) fn new(reader: &mut Reader<'a>, version: Version, security: Security<'a>) -> Self {
        let models = Models::new(reader, version);
        let validator = validators::chosen(reader, reader.root);
        Operations { version, security, models, validator, shared: HashMap::new() }
    }

    /// `path` is the object that the operation stands in.
    pub(super) fn read(&mut self, reader: &mut Reader<'a>, path: &'a Node, node: &'a Node) -> Operation {
        let entries = reader.object(node, "operation");
        fields::check(reader, entries, FIELDS, Place::Operation, "an operation");
        let (taken, responses) = match reader.protocol() {
            Protocol::Rest => (
                parameters::read(reader, &mut self.models, self.version, (path, node)),
                responses::read(reader, &mut self.models, self.version, node),
            ),
            Protocol::Http => Default::default(),
        };
        Operation {
            name: node.get("operationId").and_then(|id| reader.label(id, "operationId")),
            guards: self.security.of_operation(reader, node),
            integration: self.integration(reader, node),
            is_default_route: is_default_route(reader, node),
            validator: validators::chosen(reader, node).or_else(|| self.validator.clone()),
            taken,
            responses,
        }
    }

    /// `None` where nothing is written.
    fn integration(&mut self, reader: &mut Reader<'a>, operation: &'a Node) -> Option<Arc<Integration>> {
        let node = operation.get("x-amazon-apigateway-integration")?;
        let read = self.written_integration(reader, node);
        let refused = || {
            let stand_in = Integration::new(IntegrationType::Mock, reader.origin(node.span));
            Arc::new(Integration { is_refused: true, ..stand_in })
        };
        Some(read.unwrap_or_else(refused))
    }

    /// `None` after an error.
    fn written_integration(&mut self, reader: &mut Reader<'a>, node: &'a Node) -> Option<Arc<Integration>> {
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
