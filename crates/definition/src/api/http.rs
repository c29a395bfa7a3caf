//! An HTTP API: routes by their keys.

use super::{AccessControl, Authorization, Authorizer, Cors, Integration, MethodKey};
use serde::Serialize;
use std::sync::Arc;
use tollgate_model::Origin;

#[derive(Clone, Debug, Default, Serialize)]
pub struct HttpApi {
    pub routes: Vec<HttpRoute>,
    pub access: Vec<AccessControl>,
    pub disable_execute_api_endpoint: bool,
    pub authorizers: Vec<Authorizer>,
    pub cors: Option<Cors>,
}

#[derive(Clone, Debug, Serialize)]
pub struct HttpRoute {
    pub key: RouteKey,
    pub access: Vec<AccessControl>,
    /// Amazon has one at most.
    pub authorization: Vec<Authorization>,
    pub integration: Option<Arc<Integration>>,
    pub origin: Origin,
}

/// `GET /pets/{id}`, `ANY /{proxy+}`, `$default`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum RouteKey {
    Default,
    Path { method: MethodKey, path: String },
}
