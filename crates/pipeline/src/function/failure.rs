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
    let what = "Execution failed due to configuration error: Malformed Lambda proxy response";
    failure(format, status, format!("{what}: {why}"), origin)
}

/// `isBase64Encoded`, and it is not: 500 (recorded of a REST API).
pub(super) fn not_base64(format: EventFormat, origin: Origin) -> Stop {
    let detail = "Execution failed due to configuration error: Unable to base64 decode the body";
    failure(format, 500, detail.to_owned(), origin)
}

/// What a function says goes into logs, and there is no more of it there than Amazon's execution log has of a message.
const MOST_TOLD_BYTES: usize = 1024;

fn short(text: &str) -> &str {
    &text[..text.floor_char_boundary(MOST_TOLD_BYTES)]
}

/// `X-Amz-Function-Error`. Both texts were seen in logs of the service.
pub(super) fn function_error(format: EventFormat, message: Option<&str>, origin: Origin) -> Stop {
    let message = short(message.unwrap_or("no errorMessage"));
    let detail = match format {
        EventFormat::Rest => {
            format!("Lambda execution failed with status 200 due to customer function error: {message}")
        }
        EventFormat::HttpV1 | EventFormat::HttpV2 => format!(
            "The Lambda function returned the following error: {message}. Check your Lambda function code and try again."
        ),
    };
    failure(format, 502, detail, origin)
}

/// The Invoke API itself refused: it was throttled, the function is not there, its payload is too large.
pub(super) fn refused(format: EventFormat, answer: AnswerHead<'_>, payload: &[u8], origin: Origin) -> Stop {
    let said = short(&message(payload)).to_owned();
    match answer.status {
        403 => not_permitted(format, origin),
        413 => too_long(said, origin),
        // Recorded of a REST API: "Execution failed due to configuration error: Rate Exceeded.", 500.
        status if status < 500 => {
            failure(format, 500, format!("Execution failed due to configuration error: {said}"), origin)
        }
        status => failure(format, 502, format!("Lambda invocation failed with status: {status}: {said}"), origin),
    }
}

/// 500 (recorded of REST APIs; http-api-troubleshooting-lambda, whose picture of a log has the second text).
fn not_permitted(format: EventFormat, origin: Origin) -> Stop {
    let why = match format {
        EventFormat::Rest => "Execution failed due to configuration error: Invalid permissions on Lambda function",
        EventFormat::HttpV1 | EventFormat::HttpV2 => {
            "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. \
             Check the permissions and try again."
        }
    };
    misconfigured(why, origin)
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
