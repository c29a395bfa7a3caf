//! Authorizers, as security schemes define them.

use super::Text;
use serde::Serialize;
use std::time::Duration;
use tollgate_model::Origin;

/// `x-amazon-apigateway-authorizer` of a security scheme, with what the scheme itself says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Authorizer {
    /// The security scheme's.
    pub name: Box<str>,
    pub kind: AuthorizerType,
    /// The scheme's `name` where `in` is `header`: where a token is looked for.
    pub header: Option<Text>,
    /// `x-amazon-apigateway-authtype`: `custom`, `oauth2`, any text.
    pub authtype: Option<Text>,
    pub uri: Option<Text>,
    pub credentials: Option<Text>,
    pub identity_source: Option<Text>,
    /// A Java regular expression that the whole token must match before it is sent anywhere.
    pub identity_validation_expression: Option<Text>,
    /// `None`: 300 s in a REST API.
    pub result_ttl: Option<Duration>,
    pub provider_arns: Vec<Text>,
    pub payload_format_version: Option<Text>,
    pub enable_simple_responses: bool,
    pub jwt: Option<Jwt>,
    pub origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AuthorizerType {
    Token,
    Request,
    CognitoUserPools,
    /// Of HTTP APIs.
    Jwt,
}

/// `jwtConfiguration`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Jwt {
    pub issuer: Option<Text>,
    pub audience: Vec<Text>,
}
