//! A REST API: a tree of resources with methods, and what holds for all of them.

use super::{
    AccessControl, ApiKeySource, Authorizer, EndpointConfiguration, GatewayResponse, Json, Model, RequestValidator,
    RestMethod, Tag, Text,
};
use serde::Serialize;
use tollgate_model::Origin;

#[derive(Clone, Debug, Default, Serialize)]
pub struct RestApi {
    pub resources: Vec<RestResource>,
    /// Of the whole API: a resource policy, for one.
    pub access: Vec<AccessControl>,
    pub disable_execute_api_endpoint: bool,
    pub description: Option<String>,
    /// `info.version`.
    pub version: Option<String>,
    /// Those of the definition, then those made for inline schemas.
    pub models: Vec<Model>,
    pub request_validators: Vec<RequestValidator>,
    pub gateway_responses: Vec<GatewayResponse>,
    /// `image/png`, `image/*`, `*/*`.
    pub binary_media_types: Vec<Text>,
    /// Bytes from which on answers are compressed: 0 to 10,485,760; `None`: never.
    pub minimum_compression_size: Option<u32>,
    pub api_key_source: ApiKeySource,
    pub authorizers: Vec<Authorizer>,
    /// The resource policy.
    pub policy: Option<Json>,
    pub endpoint: EndpointConfiguration,
    pub tags: Vec<Tag>,
    /// `x-amazon-apigateway-documentation`, kept as it is.
    pub documentation: Option<Json>,
    /// `x-amazon-apigateway-importexport-version`.
    pub importexport_version: Option<Text>,
}

/// A path of the resource tree that has methods of its own. Intermediate resources are implied.
#[derive(Clone, Debug, Serialize)]
pub struct RestResource {
    /// `/pets/{id}`, `/{proxy+}`; no trailing slash but for the root.
    pub path: String,
    pub methods: Vec<RestMethod>,
    pub origin: Origin,
}
