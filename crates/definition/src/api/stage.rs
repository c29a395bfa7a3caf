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
    pub canary: Option<Canary>,
    pub deployment: Arc<Deployment>,
    pub origin: Origin,
}

/// `canary = { … }`: another deployment on the same stage, for a share of its requests (canary-release).
#[derive(Clone, Debug, Serialize)]
pub struct Canary {
    /// Of the requests, 0 to 100.
    pub percent: f64,
    /// `None`: the stage's own.
    pub deployment: Option<Arc<Deployment>>,
    /// Over those of the stage.
    pub variables: BTreeMap<String, Variable>,
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
    /// The stage as its canary's requests find it: with the canary's deployment and variables.
    pub fn of_canary(&self) -> Option<Stage> {
        let canary = self.canary.as_ref()?;
        let mut stage = Stage { canary: None, origin: canary.origin, ..self.clone() };
        stage.variables.extend(canary.variables.clone());
        if let Some(deployment) = &canary.deployment {
            stage.deployment = deployment.clone();
        }
        Some(stage)
    }

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
            canary: None,
            deployment,
            origin,
        }
    }
}
