//! A stage, and the deployment that it serves.

use super::{HttpApi, RestApi};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use tollgate_model::Origin;
use tollgate_model::log_format::AccessLog;

/// `[[api.stage]]`, with the deployment it serves.
#[derive(Clone, Debug, Serialize)]
pub struct Stage {
    /// `$default` too, for HTTP APIs.
    pub name: Arc<str>,
    pub variables: BTreeMap<String, Variable>,
    pub access_log: Option<AccessLog>,
    /// Per-route metrics; without, a stage's routes share one series.
    pub metrics: bool,
    pub deployment: Arc<Deployment>,
    pub origin: Origin,
}

#[derive(Clone, Debug, Serialize)]
pub struct Variable {
    pub value: String,
    pub origin: Origin,
}

/// One API's snapshot, named by its content: what a definition file, or the inline routes of an `[[api]]`, say.
#[derive(Clone, Debug, Serialize)]
pub struct Deployment {
    /// `$context.deploymentId`: ten hex digits of the digest of what was written.
    pub id: Box<str>,
    pub title: Option<String>,
    pub kind: DeploymentKind,
    pub origin: Origin,
}

#[derive(Clone, Debug, Serialize)]
#[expect(clippy::large_enum_variant, reason = "one a deployment, which is behind an `Arc`")]
pub enum DeploymentKind {
    Rest(RestApi),
    Http(HttpApi),
}
