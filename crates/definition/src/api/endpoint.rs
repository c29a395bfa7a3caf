//! Where and how an API is reached, and what is noted of it.

use super::Text;
use serde::Serialize;
use tollgate_model::Origin;

/// `x-amazon-apigateway-endpoint-configuration` and its neighbours. That the default endpoint is disabled is
/// `disable_execute_api_endpoint` of the API itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EndpointConfiguration {
    /// `EDGE`, `REGIONAL`, `PRIVATE`.
    pub types: Vec<Text>,
    pub vpc_endpoint_ids: Vec<Text>,
    pub ip_address_type: Option<Text>,
    /// `x-amazon-apigateway-security-policy`.
    pub security_policy: Option<Text>,
    /// `x-amazon-apigateway-endpoint-access-mode`: `BASIC` or `STRICT`.
    pub access_mode: Option<Text>,
}

/// Where API keys are looked for (api-gateway-api-key-source).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ApiKeySource {
    /// The header `x-api-key`.
    #[default]
    Header,
    /// `usageIdentifierKey` of an authorizer's answer.
    Authorizer,
}

/// An entry of `tags`; the value is `x-amazon-apigateway-tag-value`, or empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tag {
    pub name: Box<str>,
    pub value: Box<str>,
    pub origin: Origin,
}
