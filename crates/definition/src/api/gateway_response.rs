//! What Amazon answers itself, as an API would have it.

use super::{ResponseParameter, Template};
use serde::Serialize;
use tollgate_model::{FaultKind, Origin};

/// `x-amazon-apigateway-gateway-responses.gatewayResponse`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GatewayResponse {
    /// One of [`is_gateway_response_type`].
    pub response_type: Box<str>,
    /// `None`: the type's own.
    pub status_code: Option<u16>,
    pub response_parameters: Vec<ResponseParameter>,
    pub response_templates: Vec<Template>,
    pub origin: Origin,
}

/// `DEFAULT_4XX`, `DEFAULT_5XX`, and every [`FaultKind`] that Amazon lets an API customise
/// (supported-gateway-response-types).
pub fn is_gateway_response_type(name: &str) -> bool {
    response_types().any(|known| known == name)
}

pub(crate) fn response_types() -> impl Iterator<Item = &'static str> {
    let of_faults = FaultKind::ALL.iter().take_while(|kind| **kind != FaultKind::Forbidden).map(|kind| kind.row().name);
    ["DEFAULT_4XX", "DEFAULT_5XX"].into_iter().chain(of_faults)
}
