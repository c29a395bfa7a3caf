//! What a method or route calls.

use super::{ContentHandling, IntegrationResponse, Template, Text};
use serde::Serialize;
use std::time::Duration;
use tollgate_model::Origin;

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
    /// The ARN of the role that Amazon calls with, or `arn:aws:iam::*:user/*` for the caller's own.
    pub credentials: Option<Text>,
    /// In the order of the definition.
    pub request_templates: Vec<Template>,
    pub passthrough_behavior: PassthroughBehavior,
    /// What becomes of the request's body.
    pub content_handling: Option<ContentHandling>,
    pub cache_namespace: Option<Text>,
    /// `method.request.querystring.x`, `integration.request.header.y`.
    pub cache_key_parameters: Vec<Text>,
    pub response_transfer_mode: ResponseTransferMode,
    /// `responses`, in the order of the definition: the first that matches is taken.
    pub responses: Vec<IntegrationResponse>,
    /// Of HTTP APIs: `responseParameters`, by the integration's status.
    pub response_parameters: Vec<StatusParameters>,
    /// Of HTTP APIs: `1.0` or `2.0`.
    pub payload_format_version: Option<Text>,
    /// Of HTTP APIs: `SQS-SendMessage`.
    pub subtype: Option<Text>,
    /// Something is written, and it is so wrong that nothing here says what was meant: the error was reported.
    #[serde(skip)]
    pub is_refused: bool,
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

/// `integration.request.path.id` = `method.request.path.id`; for HTTP APIs `overwrite:header.x` = `$request.path.id`.
#[derive(Clone, Debug, Serialize)]
pub struct RequestParameter {
    pub target: Text,
    pub source: Text,
}

/// `"500": {"overwrite:statuscode": "403"}` (http-api-parameter-mapping).
#[derive(Clone, Debug, Serialize)]
pub struct StatusParameters {
    pub status: Text,
    pub parameters: Vec<RequestParameter>,
}

/// What happens to a request's body that no template is for (integration-passthrough-behaviors).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PassthroughBehavior {
    #[default]
    WhenNoMatch,
    WhenNoTemplates,
    Never,
}

/// `responseTransferMode` (response-transfer-mode).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ResponseTransferMode {
    #[default]
    Buffered,
    Stream,
}

#[derive(Clone, Debug, Serialize)]
pub struct TlsConfig {
    pub insecure_skip_verification: bool,
    pub server_name_to_verify: Option<Text>,
    pub origin: Origin,
}

impl Integration {
    /// An integration of this type that says nothing else: for `..Integration::new(kind, origin)`.
    pub fn new(kind: IntegrationType, origin: Origin) -> Self {
        Integration {
            kind,
            uri: None,
            http_method: None,
            connection: Connection::Internet,
            target: None,
            request_parameters: Vec::new(),
            timeout: None,
            tls: None,
            credentials: None,
            request_templates: Vec::new(),
            passthrough_behavior: PassthroughBehavior::default(),
            content_handling: None,
            cache_namespace: None,
            cache_key_parameters: Vec::new(),
            response_transfer_mode: ResponseTransferMode::default(),
            responses: Vec::new(),
            response_parameters: Vec::new(),
            payload_format_version: None,
            subtype: None,
            is_refused: false,
            origin,
        }
    }
}
