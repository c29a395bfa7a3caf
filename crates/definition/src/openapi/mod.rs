//! Import of OpenAPI 3.0 and Swagger 2.0 definitions with the `x-amazon-apigateway-*` extensions.
//!
//! Start at [`import`].

mod audit;
mod authorizers;
mod basepath;
mod collected;
mod compact;
mod cors;
mod declared;
mod detect;
mod digest;
mod document;
mod endpoint;
mod extension;
mod fields;
mod gateway_responses;
mod integration;
mod integration_response;
mod json;
mod models;
mod node;
mod operation;
mod parameters;
mod paths;
mod placeholder;
mod position;
mod reader;
mod reference;
mod responses;
mod root;
mod scalar;
mod schema;
mod security;
mod settings;
mod support;
mod texts;
mod tree;
mod validators;
mod values;
mod version;
mod yaml;

pub use detect::detect_protocol;
pub use document::MAX_BYTES;
pub use placeholder::partition;
pub(crate) use schema::{Keyword, keyword};
pub use support::support_table;
pub(crate) use tree::parse_json;

use crate::api::{Deployment, DeploymentKind, HttpApi, Protocol, RestApi};
use crate::diagnostic::Diagnostics;
use crate::source::{FileId, Sources, Span};
use node::Node;
use paths::{Path, Paths};
use reader::Reader;
use root::Whole;
use std::sync::Arc;

/// What the importer is told beside the text.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    pub protocol: Protocol,
    pub basepath: BasePath,
    /// `${AWS::Region}`; `${AWS::Partition}` follows from it (import-api-aws-variables).
    pub region: Arc<str>,
    /// `${AWS::AccountId}`.
    pub account: Arc<str>,
}

/// What becomes of `basePath` or `servers` (api-gateway-import-api-basepath).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BasePath {
    #[default]
    Ignore,
    Prepend,
    Split,
}

impl ImportOptions {
    /// Amazon's defaults, for the region and account of a node that says nothing.
    pub fn new(protocol: Protocol) -> Self {
        ImportOptions {
            protocol,
            basepath: BasePath::Ignore,
            region: "us-east-1".into(),
            account: "123456789012".into(),
        }
    }
}

/// Findings about one file that are reported.
const MAX_FINDINGS: usize = 1000;

/// Reads a definition. `None` when nothing of it can be used; then `diagnostics` has an error that says why. Otherwise
/// `diagnostics` may still have errors: the deployment holds what could be read, for further checks.
pub fn import(
    sources: &mut Sources,
    file: FileId,
    options: &ImportOptions,
    diagnostics: &mut Diagnostics,
) -> Option<Deployment> {
    let mut found = Diagnostics::default();
    let deployment = document::parse(sources, file, &mut found)
        .and_then(|root| read(&root, &mut Reader::new(&root, options, sources, file, &mut found)));
    let has_errors = found.has_errors();
    let left_out = found.truncate(MAX_FINDINGS);
    if left_out > 0 {
        let origin = sources.origin(file, Span::default());
        let message = format!("{left_out} more findings in this file are left out; mend these first");
        match has_errors {
            true => found.error("further-findings", origin, message),
            false => found.warning("further-findings", origin, message),
        }
    }
    diagnostics.extend(found);
    deployment
}

fn read<'a>(root: &'a Node, reader: &mut Reader<'a>) -> Option<Deployment> {
    let version = version::read(reader)?;
    let Whole { title, rest, cors } = root::read(reader, version);
    let Paths { paths, authorizers, models } = paths::read(reader, version);
    audit::walk(reader, version, root);
    reader.report_collected();
    let kind = match reader.protocol() {
        Protocol::Rest => {
            let resources = paths.into_iter().map(Path::into_resource).collect();
            DeploymentKind::Rest(RestApi { resources, authorizers, models, ..rest })
        }
        Protocol::Http => {
            let routes = paths.into_iter().flat_map(Path::into_routes).collect();
            let RestApi { access, disable_execute_api_endpoint, .. } = rest;
            DeploymentKind::Http(HttpApi { routes, access, disable_execute_api_endpoint, authorizers, cors })
        }
    };
    let origin = reader.origin(root.beginning());
    Some(Deployment { id: digest::deployment_id(root, reader.options), title, kind, origin })
}

/// The value of this key at the top of a file, and where it is written.
#[cfg(test)]
pub(crate) fn written(source: &crate::source::Source, key: &str) -> Option<(String, Span)> {
    let root = document::read(source).root?;
    let node = root.get(key)?;
    Some((node.text()?.to_owned(), node.span))
}
