//! How REST APIs speak.

use tollgate_model::FaultKind;
use tollgate_routes::{Forwarded, Manners};

/// The header tables are the column `http_proxy` of "important notes for REST APIs" (api-gateway-known-issues), with four
/// differences: hop-by-hop headers are not here, as the data plane ends them by itself (RFC 9110, 7.6.1); `Content-Encoding`
/// stays, as bodies are not decoded on the way; and `x-amzn-RequestId` of an answer is remapped, as the service does for
/// gateways behind gateways (seen in localstack/localstack's recorded answers, `x-amzn-remapped-x-amzn-requestid`). An answer's
/// `Content-Length` is told a second time so (recorded there, too).
pub static MANNERS: Manners = Manners {
    kind: "rest",
    // supported-gateway-response-types
    no_route: FaultKind::MissingAuthenticationToken,
    unreachable: FaultKind::IntegrationFailure,
    timed_out: FaultKind::IntegrationTimeout,
    forwarded: Forwarded::XForwarded,
    // The request's own is dropped, and backends behind REST APIs see none.
    via: None,
    request_id: Some("x-amzn-requestid"),
    extended_request_id: "x-amz-apigw-id",
    error_type: true,
    // set-up-logging: the client may override it with a UUID.
    client_request_id: true,
    user_agent: Some("AmazonAPIGateway_"),
    api_id_header: true,
    // api-gateway-known-issues: a `Content-Type` header for all integration responses.
    content_type: Some("application/json"),
    request_dropped: &[
        "content-md5",
        "expect",
        "max-forwards",
        "proxy-authenticate",
        "server",
        "via",
        "www-authenticate",
        "x-http-method-override",
    ],
    response_dropped: &["expect", "host", "proxy-authenticate", "via"],
    response_remapped: &[
        "authorization",
        "connection",
        "content-length",
        "content-md5",
        "date",
        "max-forwards",
        "server",
        "user-agent",
        "www-authenticate",
        "x-amzn-requestid",
    ],
    method_override: true,
    // api-gateway-gzip-compression-decompression: always, whatever is asked of answers.
    decodes: true,
    query_separators: &['&', ';'],
    usage_plans: true,
    // Content-Length 36 of recorded answers: `{"message": "Internal server error"}`.
    spaced: &[
        FaultKind::ApiConfigurationError,
        FaultKind::BadRequestBody,
        FaultKind::BadRequestParameters,
        FaultKind::IntegrationFailure,
        FaultKind::IntegrationTimeout,
        FaultKind::UnsupportedMediaType,
        FaultKind::InternalServerError,
    ],
    messages: &[],
};
