//! What can befall an invocation, as Lambda words it to whoever called.

use crate::invocation::{Invoked, Outcome, Whole};
use crate::pieces::StreamFault;
use bytes::Bytes;
use std::fmt;
use std::time::Duration;

/// Bytes of an answer that is not streamed (Lambda quotas: 6 MB; the service allows a hundred more).
pub const RESPONSE_LIMIT: usize = 6_291_556;

/// Bytes of an event (Lambda quotas, *Invocation payload*).
pub const REQUEST_LIMIT: usize = 6_291_456;

/// Bytes of an event that is queued by Lambda (the same, *asynchronous*).
pub const EVENT_LIMIT: usize = 1_048_576;

/// Characters of a failure that are logged.
const LOGGED: usize = 1_024;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The function's own timeout, or that of its start.
    TimedOut(Duration),
    /// The process ended by itself, with this status; `None`: nobody knows how.
    Exited(Option<Ending>),
    OutOfMemory,
    /// The command could not be run.
    InvalidEntrypoint(Box<str>),
    ResponseTooLarge,
    /// A streamed answer's POST ended before its body did.
    Truncated,
    InvalidResponseMode,
    /// What the runtime posted as an error, of its start or of an invocation.
    Reported {
        error_type: Box<str>,
        body: Bytes,
    },
    /// The gateway ended it.
    Stopped,
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Status(i32),
    Signal(i32),
}

// === impl Failure ===

impl Failure {
    pub(crate) fn error_type(&self) -> &str {
        match self {
            Failure::TimedOut(_) => "Sandbox.Timedout",
            Failure::Exited(_) => "Runtime.ExitError",
            Failure::OutOfMemory => "Runtime.OutOfMemory",
            Failure::InvalidEntrypoint(_) => "Runtime.InvalidEntrypoint",
            Failure::ResponseTooLarge => "Function.ResponseSizeTooLarge",
            Failure::Truncated => "Runtime.TruncatedResponse",
            Failure::InvalidResponseMode => "Runtime.InvalidResponseModeHeader",
            Failure::Reported { error_type, .. } => error_type,
            Failure::Stopped => "Sandbox.Failure",
        }
    }

    fn message(&self) -> String {
        match self {
            Failure::TimedOut(after) => format!("Task timed out after {:.2} seconds", after.as_secs_f64()),
            Failure::Exited(Some(Ending::Status(0))) => "Runtime exited without providing a reason".to_owned(),
            Failure::Exited(Some(ending)) => format!("Runtime exited with error: {}", ending.describe()),
            Failure::Exited(None) => "Runtime exited with error: exit status unknown".to_owned(),
            Failure::OutOfMemory => "Runtime exited with error: signal: killed".to_owned(),
            Failure::InvalidEntrypoint(what) => what.to_string(),
            Failure::Truncated => "HTTP request detected as truncated".to_owned(),
            Failure::InvalidResponseMode => "Invalid function response mode".to_owned(),
            Failure::Stopped => "The function has been stopped".to_owned(),
            Failure::ResponseTooLarge => {
                format!("Response payload size exceeded maximum allowed payload size ({RESPONSE_LIMIT} bytes).")
            }
            Failure::Reported { body, .. } => String::from_utf8_lossy(body).into_owned(),
        }
    }

    /// The payload that whoever called gets.
    pub(crate) fn payload(&self, request_id: &str) -> Bytes {
        let message = match self {
            Failure::Reported { body, .. } => return body.clone(),
            Failure::ResponseTooLarge => self.message(),
            other => format!("RequestId: {request_id} Error: {}", other.message()),
        };
        serde_json::json!({ "errorType": self.error_type(), "errorMessage": message }).to_string().into()
    }

    pub(crate) fn outcome(&self, request_id: &str) -> Outcome {
        match self {
            Failure::Stopped => Err(crate::InvokeFault::Stopped),
            failure => Ok(Invoked::Whole(Whole::failure(failure.payload(request_id)))),
        }
    }

    pub(crate) fn of_stream(&self, request_id: &str) -> StreamFault {
        StreamFault { error_type: self.error_type().into(), body: self.payload(request_id) }
    }
}

/// For a log: in one line that is not too long, whatever a runtime said.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.message();
        let printable = message.chars().map(|c| if c.is_control() { ' ' } else { c });
        f.write_str(&printable.take(LOGGED).collect::<String>())
    }
}

// === impl Ending ===

impl Ending {
    /// As Lambda's own supervisor, a Go program, says it.
    pub(crate) fn describe(self) -> String {
        let signal = match self {
            Ending::Status(status) => return format!("exit status {status}"),
            Ending::Signal(signal) => signal,
        };
        let name = match signal {
            1 => "hangup",
            2 => "interrupt",
            3 => "quit",
            4 => "illegal instruction",
            5 => "trace/breakpoint trap",
            6 => "aborted",
            7 => "bus error",
            8 => "floating point exception",
            9 => "killed",
            11 => "segmentation fault",
            13 => "broken pipe",
            14 => "alarm clock",
            15 => "terminated",
            other => return format!("signal: signal {other}"),
        };
        format!("signal: {name}")
    }
}

/// Who is told that all processes are busy and the queue is full, or that it did not get on in time.
pub(crate) fn throttled() -> Invoked {
    let payload =
        r#"{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}"#;
    Invoked::Whole(Whole::refused(429, "TooManyRequestsException", payload))
}

/// Lambda API, Invoke, *InvalidRequestContentException*: "The request body could not be parsed as JSON".
pub(crate) fn not_json(why: &serde_json::Error) -> Invoked {
    let message = format!("Could not parse request body into json: {why}");
    let payload = serde_json::json!({ "Type": "User", "message": message }).to_string();
    Invoked::Whole(Whole::refused(400, "InvalidRequestContentException", payload))
}

/// Who asks too much at once.
pub(crate) fn too_large(limit: usize) -> Invoked {
    let payload =
        format!(r#"{{"Message":"Request must be smaller than {limit} bytes for the InvokeFunction operation"}}"#);
    Invoked::Whole(Whole::refused(413, "RequestEntityTooLargeException", payload))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A megabyte of several lines is one line of the log.
    #[test]
    fn what_a_runtime_reports_is_logged_in_one_short_line() {
        let body = format!("first\nWARN \u{1b}[31m{}", "é".repeat(1_000_000)).into();
        let logged = Failure::Reported { error_type: "Runtime.Unknown".into(), body }.to_string();
        assert!(logged.starts_with("first WARN  [31mé"), "{logged}");
        assert_eq!(logged.chars().count(), LOGGED);
    }

    /// As the service was recorded to answer.
    #[test]
    fn failures_are_worded_as_lambda_words_them() {
        let check = |failure: Failure, payload: &str| assert_eq!(failure.payload("8476a536"), payload);
        check(
            Failure::TimedOut(Duration::from_secs(3)),
            r#"{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: 8476a536 Error: Task timed out after 3.00 seconds"}"#,
        );
        check(
            Failure::Exited(Some(Ending::Signal(9))),
            r#"{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 8476a536 Error: Runtime exited with error: signal: killed"}"#,
        );
        check(
            Failure::Exited(Some(Ending::Status(1))),
            r#"{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 8476a536 Error: Runtime exited with error: exit status 1"}"#,
        );
        check(
            Failure::Exited(Some(Ending::Status(0))),
            r#"{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 8476a536 Error: Runtime exited without providing a reason"}"#,
        );
        check(
            Failure::OutOfMemory,
            r#"{"errorType":"Runtime.OutOfMemory","errorMessage":"RequestId: 8476a536 Error: Runtime exited with error: signal: killed"}"#,
        );
        check(
            Failure::ResponseTooLarge,
            r#"{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes)."}"#,
        );
    }
}
