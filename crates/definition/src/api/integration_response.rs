//! What becomes of a backend's answer.

use super::{Template, Text};
use serde::Serialize;
use tollgate_model::Origin;

/// `x-amazon-apigateway-integration.response`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IntegrationResponse {
    /// A Java regular expression for the whole status or error message; `None` for the default response (`default`).
    pub selection_pattern: Option<Text>,
    /// The method response that is given, 100 to 599.
    pub status_code: u16,
    /// In the order of the definition.
    pub response_parameters: Vec<ResponseParameter>,
    /// In the order of the definition: without a match, the first is taken.
    pub response_templates: Vec<Template>,
    pub content_handling: Option<ContentHandling>,
    pub origin: Origin,
}

/// `method.response.header.x` = `integration.response.header.y`; of gateway responses `gatewayresponse.header.x` =
/// `method.request.header.y`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResponseParameter {
    pub target: Text,
    pub source: Text,
}

/// `contentHandling` (api-gateway-payload-encodings).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ContentHandling {
    ConvertToBinary,
    ConvertToText,
}
