//! Import of OpenAPI 3.0 and Swagger 2.0 definitions with the `x-amazon-apigateway-*` extensions.
//!
//! Start at [`import`].

use crate::api::{Deployment, Protocol};
use crate::diagnostic::Diagnostics;
use crate::source::{FileId, Sources, Span};
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

/// Reads a definition. `None` when nothing of it can be used; then `diagnostics` has an error that says why. Otherwise
/// `diagnostics` may still have errors: the deployment holds what could be read, for further checks.
pub fn import(
    sources: &mut Sources,
    file: FileId,
    _options: &ImportOptions,
    diagnostics: &mut Diagnostics,
) -> Option<Deployment> {
    let origin = sources.origin(file, Span::default());
    diagnostics.error("definition-unreadable", origin, "definitions are not read by this build yet");
    None
}

/// Which kind of API a definition was written for, when nobody says: an HTTP API if it uses what only HTTP APIs have
/// (`payloadFormatVersion`, `$default`, `x-amazon-apigateway-cors`, `x-amazon-apigateway-integrations`), else a REST API.
pub fn detect_protocol(_sources: &Sources, _file: FileId) -> Protocol {
    Protocol::Rest
}
