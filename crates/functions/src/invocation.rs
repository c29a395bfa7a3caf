//! What is asked of a function, and what it answers: as the Lambda Invoke API has them.

use crate::pieces::Pieces;
use bytes::Bytes;
use std::sync::Arc;
use std::time::Instant;
use tollgate_model::InvocationType;

/// One call of the Invoke API.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// Lambda's own id of the invocation, a UUID: not the gateway's request id.
    pub request_id: Arc<str>,
    /// As it was invoked, with its version or alias.
    pub arn: Arc<str>,
    pub payload: Bytes,
    /// Until when the caller waits. A function that has begun runs on, to its own timeout.
    pub deadline: Instant,
    /// `X-Amzn-Trace-Id`.
    pub trace_id: Option<Arc<str>>,
    /// JSON, already decoded from the Invoke API's base64.
    pub client_context: Option<Arc<str>>,
    /// JSON: `{"cognitoIdentityId": …, "cognitoIdentityPoolId": …}`.
    pub cognito_identity: Option<Arc<str>>,
    pub kind: InvocationType,
    /// The caller takes an answer in pieces (InvokeWithResponseStream).
    pub streams: bool,
}

/// What the Invoke API answers.
#[derive(Debug)]
pub enum Invoked {
    Whole(Whole),
    Stream(Streamed),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// 200; 202 for `Event`; 204 for `DryRun`; 413 and 429 when it was not run.
    pub status: u16,
    /// `X-Amz-Function-Error`: the payload tells of a failure of the function.
    pub function_error: Option<&'static str>,
    /// `X-Amzn-ErrorType`: the payload tells why it was not run.
    pub error_type: Option<&'static str>,
    pub payload: Bytes,
}

/// An answer whose head is there, and whose body comes as the function makes it.
#[derive(Debug)]
pub struct Streamed {
    /// As the runtime said it: `application/vnd.awslambda.http-integration-response` announces a prelude.
    pub content_type: Option<Box<str>>,
    pub body: Pieces,
}

/// Where there is no answer of the Invoke API to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvokeFault {
    /// The caller's deadline passed while a process worked on it, or was started for it.
    #[error("the function did not answer within the integration's timeout")]
    TimedOut,
    /// The functions are being ended.
    #[error("the function has been stopped")]
    Stopped,
}

pub(crate) type Outcome = Result<Invoked, InvokeFault>;

impl Whole {
    pub(crate) fn success(payload: Bytes) -> Whole {
        Whole { status: 200, function_error: None, error_type: None, payload }
    }

    /// A function that failed is a successful call (Lambda developer guide, *Understanding retry behaviour*).
    pub(crate) fn failure(payload: Bytes) -> Whole {
        Whole { function_error: Some("Unhandled"), ..Whole::success(payload) }
    }

    pub(crate) fn accepted(status: u16) -> Whole {
        Whole { status, ..Whole::success(Bytes::new()) }
    }

    pub(crate) fn refused(status: u16, error_type: &'static str, payload: impl Into<Bytes>) -> Whole {
        Whole { status, function_error: None, error_type: Some(error_type), payload: payload.into() }
    }
}
