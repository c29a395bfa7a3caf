//! Every way a request can fail, as one closed enum with one table.
//!
//! Source: supported-gateway-response-types; docs/behaviour.md 1.13 for the bodies.

/// Amazon's gateway response types, and what the service answers outside of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FaultKind {
    AccessDenied,
    ApiConfigurationError,
    AuthorizerConfigurationError,
    AuthorizerFailure,
    BadRequestBody,
    BadRequestParameters,
    ExpiredToken,
    IntegrationFailure,
    IntegrationTimeout,
    InvalidApiKey,
    InvalidSignature,
    MissingAuthenticationToken,
    QuotaExceeded,
    RequestTooLarge,
    ResourceNotFound,
    Throttled,
    Unauthorized,
    UnsupportedMediaType,
    WafFiltered,
    // Not gateway response types: the service's own answers, never customised.
    /// Unknown host, API, mapping or stage; a disabled endpoint.
    Forbidden,
    /// An HTTP API without a route or stage for the path.
    NotFound,
    /// An HTTP API whose integration cannot be reached.
    ServiceUnavailable,
    /// Malformed on the wire.
    BadRequest,
    RequestTimeout,
    MethodNotAllowed,
    UriTooLong,
    HeadersTooLarge,
    VersionNotSupported,
    NotImplemented,
    MisdirectedRequest,
    /// A bug of ours: a panic caught.
    InternalServerError,
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Amazon's name, the `response_type` label and `$context.error.responseType`.
    pub name: &'static str,
    pub status: u16,
    /// `x-amzn-ErrorType`, where Amazon sends one.
    pub error_type: &'static str,
    /// `$context.error.message`; `None` is JSON `null` in the body.
    pub message: Option<&'static str>,
}

macro_rules! faults {
    ($($kind:ident => $name:literal, $status:literal, $error_type:literal, $message:expr;)*) => {
        impl FaultKind {
            /// Every kind, in the order of the table.
            pub const ALL: &'static [FaultKind] = &[$(FaultKind::$kind),*];

            pub const fn row(self) -> Row {
                match self {
                    $(FaultKind::$kind => Row { name: $name, status: $status, error_type: $error_type, message: $message },)*
                }
            }
        }
    };
}

faults! {
    AccessDenied => "ACCESS_DENIED", 403, "AccessDeniedException", Some("User is not authorized to access this resource");
    ApiConfigurationError => "API_CONFIGURATION_ERROR", 500, "InternalServerErrorException", Some("Internal server error");
    AuthorizerConfigurationError => "AUTHORIZER_CONFIGURATION_ERROR", 500, "AuthorizerConfigurationException", None;
    AuthorizerFailure => "AUTHORIZER_FAILURE", 500, "AuthorizerFailureException", None;
    BadRequestBody => "BAD_REQUEST_BODY", 400, "BadRequestException", Some("Invalid request body");
    BadRequestParameters => "BAD_REQUEST_PARAMETERS", 400, "BadRequestException", Some("Missing required request parameters");
    ExpiredToken => "EXPIRED_TOKEN", 403, "InvalidSignatureException", Some("Signature expired");
    IntegrationFailure => "INTEGRATION_FAILURE", 504, "InternalServerErrorException", Some("Network error communicating with endpoint");
    IntegrationTimeout => "INTEGRATION_TIMEOUT", 504, "InternalServerErrorException", Some("Endpoint request timed out");
    InvalidApiKey => "INVALID_API_KEY", 403, "ForbiddenException", Some("Forbidden");
    InvalidSignature => "INVALID_SIGNATURE", 403, "InvalidSignatureException", Some("The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.");
    MissingAuthenticationToken => "MISSING_AUTHENTICATION_TOKEN", 403, "MissingAuthenticationTokenException", Some("Missing Authentication Token");
    QuotaExceeded => "QUOTA_EXCEEDED", 429, "LimitExceededException", Some("Limit Exceeded");
    RequestTooLarge => "REQUEST_TOO_LARGE", 413, "RequestTooLargeException", Some("HTTP content length exceeded 10485760 bytes");
    ResourceNotFound => "RESOURCE_NOT_FOUND", 404, "ResourceNotFoundException", Some("Not Found");
    Throttled => "THROTTLED", 429, "TooManyRequestsException", Some("Too Many Requests");
    Unauthorized => "UNAUTHORIZED", 401, "UnauthorizedException", Some("Unauthorized");
    UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE", 415, "BadRequestException", Some("Unsupported Media Type");
    WafFiltered => "WAF_FILTERED", 403, "ForbiddenException", Some("Forbidden");
    Forbidden => "FORBIDDEN", 403, "ForbiddenException", Some("Forbidden");
    NotFound => "NOT_FOUND", 404, "NotFoundException", Some("Not Found");
    ServiceUnavailable => "SERVICE_UNAVAILABLE", 503, "ServiceUnavailableException", Some("Service Unavailable");
    BadRequest => "BAD_REQUEST", 400, "BadRequestException", Some("Bad Request");
    RequestTimeout => "REQUEST_TIMEOUT", 408, "RequestTimeoutException", Some("Request Timeout");
    MethodNotAllowed => "METHOD_NOT_ALLOWED", 405, "BadRequestException", Some("Method Not Allowed");
    UriTooLong => "URI_TOO_LONG", 414, "BadRequestException", Some("Request URI too long");
    HeadersTooLarge => "HEADERS_TOO_LARGE", 431, "BadRequestException", Some("Request Header Fields Too Large");
    VersionNotSupported => "VERSION_NOT_SUPPORTED", 505, "BadRequestException", Some("HTTP Version Not Supported");
    NotImplemented => "NOT_IMPLEMENTED", 501, "BadRequestException", Some("Not Implemented");
    MisdirectedRequest => "MISDIRECTED_REQUEST", 421, "BadRequestException", Some("Misdirected Request");
    InternalServerError => "INTERNAL_SERVER_ERROR", 500, "InternalServerErrorException", Some("Internal server error");
}

/// A failure of one request: its kind, and what more is known of it for logs.
///
/// `detail` never reaches the client: it is for the access log, the process's log and `explain`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub kind: FaultKind,
    /// Replaces the table's status, where Amazon has several of one kind.
    pub status: Option<u16>,
    /// Replaces the table's message in the body, where Amazon's text names something of the request.
    pub message: Option<Box<str>>,
    pub detail: Option<Box<str>>,
    /// `$context.error.validationErrorString`: what a model has against a body.
    pub validation: Option<Box<str>>,
}

impl Fault {
    pub fn with_detail(kind: FaultKind, detail: impl Into<Box<str>>) -> Self {
        Fault { detail: Some(detail.into()), ..Fault::from(kind) }
    }

    pub fn status(&self) -> u16 {
        self.status.unwrap_or(self.kind.row().status)
    }

    /// The text of `$context.error.message`.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref().or(self.kind.row().message)
    }
}

impl From<FaultKind> for Fault {
    fn from(kind: FaultKind) -> Self {
        Fault { kind, status: None, message: None, detail: None, validation: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_statuses_are_errors() {
        let mut names: Vec<_> = FaultKind::ALL.iter().map(|kind| kind.row().name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FaultKind::ALL.len());
        assert!(FaultKind::ALL.iter().all(|kind| (400..600).contains(&kind.row().status)));
    }

    #[test]
    fn the_serialised_name_is_the_tables_name() {
        for kind in FaultKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.row().name);
        }
    }
}
