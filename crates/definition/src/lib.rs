//! Amazon's resource model as values, each with the place it was written; import from OpenAPI and export to it.
//!
//! No file is opened here: texts are handed in with their paths. Start at [`Configuration`], then [`Api`].

pub mod api;
pub mod diagnostic;
pub mod domain;
pub mod explain;
pub mod export;
pub mod node;
pub mod openapi;
pub mod review;
pub mod source;
mod within;

pub use api::{Api, Deployment, HttpApi, HttpRoute, Integration, Protocol, RestApi, RestMethod, RestResource, Stage};
pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use domain::{Domain, Mapping, VpcLink};
pub use node::{Admin, Limits, Listener, Log, Node};
pub use source::{Sources, Span};
pub use within::Within;

use serde::Serialize;
use tollgate_model::aws::Aws;
use tollgate_model::{Function, TargetGroup};

/// Everything the files say, merged, with defaults filled in.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Configuration {
    pub node: Node,
    pub log: Log,
    pub limits: Limits,
    pub listeners: Vec<Listener>,
    pub admin: Option<Admin>,
    pub apis: Vec<Api>,
    pub domains: Vec<Domain>,
    pub vpc_links: Vec<VpcLink>,
    pub target_groups: Vec<TargetGroup>,
    pub functions: Vec<Function>,
    pub missing_functions: MissingFunctions,
    pub aws: Aws,
    pub check: Check,
}

/// What becomes of integrations whose function nothing answers for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum MissingFunctions {
    /// They are errors: nothing is served.
    #[default]
    Refuse,
    /// They answer errors, as at Amazon when the function is not there.
    AnswerError,
}

/// `[check]`: which diagnostics are accepted, and which are as bad as errors.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Check {
    pub allow: Vec<(String, tollgate_model::Origin)>,
    pub deny: Vec<(String, tollgate_model::Origin)>,
}
