//! What a runtime is told when it asks for what it may not have, as Lambda's runtime interface words it.

use super::{Response, json, text};
use crate::failure::RESPONSE_LIMIT;
use crate::process::Misstep;
use hyper::StatusCode;

fn refusal(status: StatusCode, error_type: &str, message: &str) -> Response {
    json(status, serde_json::json!({ "errorMessage": message, "errorType": error_type }).to_string())
}

pub(super) fn misstep(misstep: &Misstep) -> Response {
    match misstep {
        Misstep::InvalidRequestId => refusal(StatusCode::BAD_REQUEST, "InvalidRequestID", "Invalid request ID"),
        Misstep::InvalidTransition { from, to } => {
            let message = format!(
                "State transition from {from} to {to} failed for runtime. Error: State transition is not allowed"
            );
            refusal(StatusCode::FORBIDDEN, "InvalidStateTransition", &message)
        }
    }
}

pub(super) fn too_large() -> Response {
    let message = format!("Exceeded maximum allowed payload size ({RESPONSE_LIMIT} bytes).");
    refusal(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", &message)
}

pub(super) fn truncated() -> Response {
    refusal(StatusCode::BAD_REQUEST, "TruncatedHTTPRequest", "HTTP request detected as truncated")
}

pub(super) fn invalid_response_mode() -> Response {
    refusal(StatusCode::BAD_REQUEST, "InvalidFunctionResponseMode", "Invalid function response mode")
}

pub(super) fn not_found() -> Response {
    text(StatusCode::NOT_FOUND, "404 page not found\n")
}

pub(super) fn method_not_allowed() -> Response {
    text(StatusCode::METHOD_NOT_ALLOWED, "")
}
