//! How HTTP APIs speak.

use tollgate_model::FaultKind;
use tollgate_routes::{Forwarded, Manners};

/// api-gateway-known-issues has two notes for HTTP APIs, of which one is about headers: `X-Forwarded-*` become `Forwarded`.
/// Nothing is documented as dropped or remapped; hop-by-hop headers are the data plane's business.
pub static MANNERS: Manners = Manners {
    kind: "http",
    // http-api-develop-routes
    no_route: FaultKind::NotFound,
    unreachable: FaultKind::ServiceUnavailable,
    timed_out: FaultKind::ServiceUnavailable,
    forwarded: Forwarded::Standard,
    // Not documented; what backends behind HTTP APIs receive, and tell them by.
    via: Some("HTTP/1.1 AmazonAPIGateway"),
    request_id: None,
    // http-api-troubleshooting-jwt shows one: `apigw-requestid: Mc7UVioPPHcEKPA=`
    extended_request_id: "apigw-requestid",
    error_type: false,
    client_request_id: false,
    user_agent: None,
    api_id_header: false,
    content_type: None,
    request_dropped: &[],
    response_dropped: &[],
    response_remapped: &[],
    // HTTP APIs write the status line's own words.
    method_override: false,
    decodes: false,
    query_separators: &['&'],
    usage_plans: false,
    spaced: &[],
    messages: &[
        (FaultKind::ApiConfigurationError, "Internal Server Error"),
        (FaultKind::AuthorizerConfigurationError, "Internal Server Error"),
        (FaultKind::AuthorizerFailure, "Internal Server Error"),
        (FaultKind::InternalServerError, "Internal Server Error"),
        (FaultKind::RequestTooLarge, "Request Entity Too Large"),
    ],
};
