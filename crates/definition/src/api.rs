//! APIs, their stages and deployments.

use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tollgate_model::Origin;
use tollgate_model::log_format::AccessLog;

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
pub enum DeploymentKind {
    Rest(RestApi),
    Http(HttpApi),
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct RestApi {
    pub resources: Vec<RestResource>,
    /// Of the whole API: a resource policy, for one.
    pub access: Vec<AccessControl>,
    pub disable_execute_api_endpoint: bool,
}

/// A path of the resource tree that has methods of its own. Intermediate resources are implied.
#[derive(Clone, Debug, Serialize)]
pub struct RestResource {
    /// `/pets/{id}`, `/{proxy+}`; no trailing slash but for the root.
    pub path: String,
    pub methods: Vec<RestMethod>,
    pub origin: Origin,
}

#[derive(Clone, Debug, Serialize)]
pub struct RestMethod {
    pub method: MethodKey,
    pub operation_name: Option<String>,
    pub access: Vec<AccessControl>,
    /// `None`: a method without an integration, which Amazon refuses to deploy.
    pub integration: Option<Arc<Integration>>,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum MethodKey {
    Any,
    /// Upper case.
    Method(Box<str>),
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct HttpApi {
    pub routes: Vec<HttpRoute>,
    pub access: Vec<AccessControl>,
    pub disable_execute_api_endpoint: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct HttpRoute {
    pub key: RouteKey,
    pub access: Vec<AccessControl>,
    pub integration: Option<Arc<Integration>>,
    pub origin: Origin,
}

/// `GET /pets/{id}`, `ANY /{proxy+}`, `$default`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum RouteKey {
    Default,
    Path { method: MethodKey, path: String },
}

/// Something that decides who may call, and is not enforced by this build.
#[derive(Clone, Debug, Serialize)]
pub struct AccessControl {
    /// For the diagnostic: ``authorizer `users` ``, `API key`, `resource policy`, `AWS_IAM authorization`.
    pub what: String,
    pub origin: Origin,
}

/// `x-amazon-apigateway-integration`, `[[api.integration]]`.
#[derive(Clone, Debug, Serialize)]
pub struct Integration {
    pub kind: IntegrationType,
    pub uri: Option<Text>,
    /// The verb towards the backend, upper case; `None` or `ANY`: the caller's.
    pub http_method: Option<Box<str>>,
    pub connection: Connection,
    /// A listener's ARN on a VPC link (`integrationTarget`; for HTTP APIs the `uri` itself is the ARN).
    pub target: Option<Text>,
    pub request_parameters: Vec<RequestParameter>,
    pub timeout: Option<Duration>,
    pub tls: Option<TlsConfig>,
    pub origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IntegrationType {
    Http,
    HttpProxy,
    Aws,
    AwsProxy,
    Mock,
}

#[derive(Clone, Debug, Serialize)]
pub enum Connection {
    Internet,
    /// The link's id; may be `${stageVariables.x}`.
    VpcLink(Text),
}

/// A text and where it was written.
#[derive(Clone, Debug, Serialize)]
pub struct Text {
    pub text: Box<str>,
    pub origin: Origin,
}

/// `integration.request.path.id` = `method.request.path.id`; for HTTP APIs `overwrite:header.x` = `$request.path.id`.
#[derive(Clone, Debug, Serialize)]
pub struct RequestParameter {
    pub target: Text,
    pub source: Text,
}

#[derive(Clone, Debug, Serialize)]
pub struct TlsConfig {
    pub insecure_skip_verification: bool,
    pub server_name_to_verify: Option<Text>,
    pub origin: Origin,
}
