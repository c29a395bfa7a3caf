//! APIs, their stages and deployments: one file a noun.

mod access;
mod authorizer;
mod cors;
mod endpoint;
mod gateway_response;
mod http;
mod integration;
mod integration_response;
mod method;
mod model;
mod rest;
mod settings;
mod stage;
mod text;

pub use access::{AccessControl, Authorization};
pub use authorizer::{Authorizer, AuthorizerType, Jwt};
pub use cors::Cors;
pub use endpoint::{ApiKeySource, EndpointConfiguration, Tag};
pub(crate) use gateway_response::response_types;
pub use gateway_response::{GatewayResponse, is_gateway_response_type};
pub use http::{HttpApi, HttpRoute, RouteKey};
pub use integration::{
    Connection, Integration, IntegrationType, PassthroughBehavior, RequestParameter, ResponseTransferMode,
    StatusParameters, TlsConfig,
};
pub use integration_response::{ContentHandling, IntegrationResponse, ResponseParameter};
pub use method::{
    BodyModel, MethodKey, MethodParameter, MethodResponse, ParameterLocation, RequestValidator, ResponseHeader,
    RestMethod,
};
pub use model::Model;
pub use rest::{RestApi, RestResource};
pub use settings::{MethodSettings, Throttle};
pub use stage::{Canary, Deployment, DeploymentKind, Stage, Variable};
pub use text::{Json, Template, Text};

use serde::Serialize;
use std::sync::Arc;
use tollgate_model::Origin;

/// `[[api]]`.
#[derive(Clone, Debug, Serialize)]
pub struct Api {
    /// The handle used in configuration and metric labels.
    pub name: Arc<str>,
    /// The execute-api id, lower case.
    pub id: Arc<str>,
    pub protocol: Protocol,
    pub account: Arc<str>,
    pub region: Arc<str>,
    pub disable_execute_api_endpoint: bool,
    pub stages: Vec<Stage>,
    /// Of an HTTP API: over what its definition says.
    pub cors: Option<Cors>,
    /// What decides who may call the whole API and is not enforced yet.
    pub access: Vec<AccessControl>,
    pub origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    Rest,
    Http,
}
