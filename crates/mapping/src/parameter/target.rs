//! What a mapping sets.

use super::{ExpressionError, Name};

/// The target of an integration's `requestParameters`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RequestTarget {
    /// `integration.request.path.NAME`: fills `{NAME}` of the `uri`.
    Path(Name),
    /// `integration.request.querystring.NAME`
    QueryString(Name),
    /// `integration.request.header.NAME`
    Header(Name),
}

/// The target of an integration response's `responseParameters`: `method.response.header.NAME`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ResponseTarget {
    pub header: Name,
}

/// The target of a gateway response's `responseParameters`: `gatewayresponse.{header|path|querystring}.NAME`
/// (api-gateway-swagger-extensions-gateway-responses-responseparameters).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GatewayResponseTarget {
    Header(Name),
    /// A response has none: Amazon takes it and nothing comes of it.
    Path(Name),
    /// A response has none: Amazon takes it and nothing comes of it.
    QueryString(Name),
}

const REQUEST: &str = "`integration.request.path.NAME`, `integration.request.querystring.NAME` or \
                       `integration.request.header.NAME`";
const RESPONSE: &str = "`method.response.header.NAME`";
const GATEWAY_RESPONSE: &str = "`gatewayresponse.header.NAME`";

/// Headers that Amazon writes itself: mapping one answers 500, "header already present".
const TAKEN: [&str; 4] = ["content-length", "transfer-encoding", "x-amzn-trace-id", "x-amzn-apigateway-api-id"];
/// Further ones where the integration is an Amazon service (`AWS`, `AWS_PROXY`).
const TAKEN_BY_SERVICE: [&str; 5] = ["authorization", "connection", "expect", "proxy-authenticate", "te"];

/// Would mapping this header answer 500 with every kind of integration?
pub fn is_taken(header: &str) -> bool {
    TAKEN.iter().any(|taken| taken.eq_ignore_ascii_case(header))
}

/// Would mapping this header answer 500 with an `AWS` or `AWS_PROXY` integration?
pub fn is_taken_by_service(header: &str) -> bool {
    is_taken(header) || TAKEN_BY_SERVICE.iter().any(|taken| taken.eq_ignore_ascii_case(header))
}

impl RequestTarget {
    /// # Errors
    /// Where the text is no target of an integration request.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        let (place, name) = split(text, "integration.request.", REQUEST)?;
        match place {
            "path" => Name::parse(text, name).map(RequestTarget::Path),
            "querystring" => Name::parse(text, name).map(RequestTarget::QueryString),
            "header" => Name::parse(text, name).map(RequestTarget::Header),
            _ => Err(misplaced(text, "integration.request.", place, REQUEST)),
        }
    }
}

impl ResponseTarget {
    /// # Errors
    /// Where the text is no target of a method response.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        match split(text, "method.response.", RESPONSE)? {
            ("header", name) => Name::parse(text, name).map(|header| ResponseTarget { header }),
            (place, _) => Err(misplaced(text, "method.response.", place, RESPONSE)),
        }
    }
}

impl GatewayResponseTarget {
    /// # Errors
    /// Where the text is no target of a gateway response.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        let (place, name) = split(text, "gatewayresponse.", GATEWAY_RESPONSE)?;
        match place {
            "header" => Name::parse(text, name).map(GatewayResponseTarget::Header),
            "path" => Name::parse(text, name).map(GatewayResponseTarget::Path),
            "querystring" => Name::parse(text, name).map(GatewayResponseTarget::QueryString),
            _ => Err(misplaced(text, "gatewayresponse.", place, GATEWAY_RESPONSE)),
        }
    }
}

/// Place and name after `lead`; the name is empty where there is none.
fn split<'t>(text: &'t str, lead: &str, expected: &str) -> Result<(&'t str, &'t str), ExpressionError> {
    let Some(rest) = text.strip_prefix(lead) else {
        return Err(ExpressionError::at(text, text, format!("`{text}` is no target here; expected {expected}")));
    };
    Ok(rest.split_once('.').unwrap_or((rest, "")))
}

fn misplaced(text: &str, lead: &str, place: &str, expected: &str) -> ExpressionError {
    let what = format!("`{place}` is nothing that can be set; expected {expected}");
    ExpressionError::at(text, text.strip_prefix(lead).unwrap_or(text), what)
}
