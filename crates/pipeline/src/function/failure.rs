//! What the caller of a function that failed gets.

use crate::AnswerHead;
use crate::render::{Stop, misconfigured};
use tollgate_mapping::answer::Malformed;
use tollgate_mapping::json;
use tollgate_model::{Fault, FaultKind, Origin};
use tollgate_routes::EventFormat;
use tollgate_vtl::Value;

/// A failure by the rules of an event's format: `INTEGRATION_FAILURE` (recorded of a REST API), but no 504.
fn failure(format: EventFormat, status: u16, detail: String, origin: Origin) -> Stop {
    let (status, message) = match format {
        EventFormat::Rest => (status, "Internal server error"),
        // http-api-troubleshooting-lambda
        EventFormat::HttpV1 | EventFormat::HttpV2 => (500, "Internal Server Error"),
    };
    let fault = Fault {
        status: Some(status),
        message: Some(message.into()),
        ..Fault::with_detail(FaultKind::IntegrationFailure, detail)
    };
    Stop { fault, origin }
}

/// "If the function output is of a different format, API Gateway returns a 502 Bad Gateway error response"
/// (set-up-lambda-proxy-integrations); of a stream 500 (response-transfer-mode-lambda).
pub(super) fn malformed(format: EventFormat, streams: bool, why: &Malformed, origin: Origin) -> Stop {
    let status = if streams { 500 } else { 502 };
    failure(
        format,
        status,
        format!("Execution failed due to configuration error: Malformed Lambda proxy response: {why}"),
        origin,
    )
}

/// `isBase64Encoded`, and it is not: 500 (recorded of a REST API).
pub(super) fn not_base64(format: EventFormat, origin: Origin) -> Stop {
    let detail = "Execution failed due to configuration error: Unable to base64 decode the body";
    failure(format, 500, detail.to_owned(), origin)
}

/// `X-Amz-Function-Error`
pub(super) fn function_error(format: EventFormat, message: Option<&str>, origin: Origin) -> Stop {
    let message = message.unwrap_or("no errorMessage");
    let detail = format!("Lambda execution failed with status 200 due to customer function error: {message}");
    failure(format, 502, detail, origin)
}

/// The Invoke API itself refused: it was throttled, the function is not there, its payload is too large.
pub(super) fn refused(format: EventFormat, answer: AnswerHead<'_>, payload: &[u8], origin: Origin) -> Stop {
    let said = message(payload);
    match answer.status {
        403 => not_permitted(origin),
        413 => too_long(said, origin),
        // Recorded of a REST API: "Execution failed due to configuration error: Rate Exceeded.", 500.
        status if status < 500 => {
            failure(format, 500, format!("Execution failed due to configuration error: {said}"), origin)
        }
        status => failure(format, 502, format!("Lambda invocation failed with status: {status}: {said}"), origin),
    }
}

/// 500 (recorded of REST APIs; http-api-troubleshooting-lambda).
fn not_permitted(origin: Origin) -> Stop {
    misconfigured("Invalid permissions on Lambda function", origin)
}

/// An event of more than 6 MB (Lambda quotas).
fn too_long(said: String, origin: Origin) -> Stop {
    let fault =
        Fault { message: Some("Request Too Long".into()), ..Fault::with_detail(FaultKind::RequestTooLarge, said) };
    Stop { fault, origin }
}

/// What an error of the Invoke API says: `{"Type":"User","message":"Rate Exceeded."}`
fn message(payload: &[u8]) -> String {
    let said = match json::parse(&String::from_utf8_lossy(payload)) {
        Ok(Value::Map(map)) => {
            let map = map.0.borrow();
            ["message", "Message"].iter().find_map(|key| match map.get(*key) {
                Some(Value::Text(text)) => Some(text.to_string()),
                _ => None,
            })
        }
        _ => None,
    };
    said.unwrap_or_else(|| "Lambda gave no reason".to_owned())
}
