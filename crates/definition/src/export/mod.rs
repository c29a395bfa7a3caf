//! A deployment as the definition that Amazon's GetExport would give of it; importing it gives the deployment again.
//!
//! Start at [`export`].

mod document;
mod http;
mod integration;
mod operation;
mod root;
mod schema;
mod security;
mod tree;
mod yaml;

pub use tree::Tree;

use crate::api::{Api, DeploymentKind, Stage};

/// What is asked of an export (api-gateway-export-api).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExportOptions {
    pub format: ExportFormat,
    pub extensions: Extensions,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExportFormat {
    /// OpenAPI 3.0.
    #[default]
    Oas30,
    /// Swagger 2.0.
    Swagger,
}

/// `extensions` of GetExport: which of Amazon's extensions are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extensions {
    /// `x-amazon-apigateway-integration`.
    pub integrations: bool,
    /// `x-amazon-apigateway-authorizer`.
    pub authorizers: bool,
    /// Everything else that a definition says: validators, gateway responses, policy, binary media types …
    pub others: bool,
}

/// Why there is no export: one sentence without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoExport(pub String);

impl Extensions {
    pub const NONE: Extensions = Extensions { integrations: false, authorizers: false, others: false };
    /// `apigateway`: what is exported so can be imported as the same API.
    pub const ALL: Extensions = Extensions { integrations: true, authorizers: true, others: true };

    /// With what another parameter adds.
    pub fn and(self, other: Extensions) -> Extensions {
        Extensions {
            integrations: self.integrations || other.integrations,
            authorizers: self.authorizers || other.authorizers,
            others: self.others || other.others,
        }
    }
}

/// The definition of what a stage serves.
pub fn export(api: &Api, stage: &Stage, options: ExportOptions) -> Result<Tree, NoExport> {
    match &stage.deployment.kind {
        DeploymentKind::Rest(rest) => document::write(api, stage, rest, options),
        DeploymentKind::Http(http) => http::write(api, stage, http, options),
    }
}
