//! A stage, and the deployment that it serves.

use super::{HttpApi, MethodSettings, RestApi, Throttle};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use tollgate_model::log_format::AccessLog;
use tollgate_model::logging::ExecutionLog;
use tollgate_model::{Logging, Origin};

/// `[[api.stage]]`, with the deployment it serves.
#[derive(Clone, Debug, Serialize)]
pub struct Stage {
    /// `$default` too, for HTTP APIs.
    pub name: Arc<str>,
    pub variables: BTreeMap<String, Variable>,
    pub access_log: Option<AccessLog>,
    /// Per-route metrics; without, a stage's routes share one series.
    pub metrics: bool,
    /// Execution logging of every method that does not say otherwise.
    pub logging: Logging,
    /// `None`: execution logs go into the process's own log.
    pub execution_log: Option<ExecutionLog>,
    /// Without effect yet, and so in no digest.
    #[serde(skip)]
    pub throttle: Option<Throttle>,
    /// By the keys of routes: `GET /pets/{id}`.
    pub methods: BTreeMap<String, MethodSettings>,
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

impl Stage {
    /// A stage that says nothing else: for `..Stage::new(name, deployment, origin)`.
    pub fn new(name: impl Into<Arc<str>>, deployment: Arc<Deployment>, origin: Origin) -> Stage {
        Stage {
            name: name.into(),
            variables: BTreeMap::new(),
            access_log: None,
            metrics: true,
            logging: Logging::default(),
            execution_log: None,
            throttle: None,
            methods: BTreeMap::new(),
            deployment,
            origin,
        }
    }
}
