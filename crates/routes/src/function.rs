//! Integrations that invoke a Lambda function: on this node, or by Lambda's Invoke API. Both answer alike.

use crate::{HeaderMapping, RequestMap, ResponseMap};
use http::HeaderValue;
use std::sync::Arc;
use std::time::Duration;
use tollgate_model::Signing;

/// `aws_proxy`, and `aws` with a function's uri.
#[derive(Debug)]
pub struct FunctionCall {
    pub invoked: Invoked,
    /// Of the function, with the version or alias that the definition names: what it is told that it was invoked as.
    pub arn: Arc<str>,
    pub exchange: Exchange,
    /// Amazon's integration timeout: to the whole answer, or to the head of one that is streamed.
    pub timeout: Duration,
    /// Is its answer passed on as it comes (response-transfer-mode).
    pub streams: bool,
}

/// Who runs the function.
#[derive(Debug)]
pub enum Invoked {
    /// This node: index into [`crate::Stage::functions`].
    Local(u16),
    Remote(Box<RemoteFunction>),
}

/// A Lambda Invoke API.
#[derive(Debug)]
pub struct RemoteFunction {
    /// Index into [`crate::Stage::groups`].
    pub group: u16,
    pub host: HeaderValue,
    /// `/2015-03-31/functions/{arn}/invocations`, percent-encoded; of one that streams,
    /// `/2021-11-15/functions/{arn}/response-streaming-invocations`.
    pub path: Box<str>,
    /// `None`: it is asked without a signature.
    pub signing: Option<Arc<Signing>>,
}

/// What a function is sent, and how its answer is read.
#[derive(Debug)]
pub enum Exchange {
    /// The request as an event; the answer says status, headers and body (set-up-lambda-proxy-integrations).
    Event(EventFormat),
    /// Templates make both (set-up-lambda-custom-integrations).
    Mapped(Box<MappedCall>),
}

/// Which event, and which rules for its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventFormat {
    /// Of REST APIs.
    Rest,
    /// Of HTTP APIs, `payloadFormatVersion` 1.0.
    HttpV1,
    /// `payloadFormatVersion` 2.0.
    HttpV2,
}

/// A request and an answer that are made of mappings. Which response is selected, the `errorMessage` of a failed function
/// decides (handle-errors-in-lambda-integration).
#[derive(Debug)]
pub struct MappedCall {
    /// `X-Amz-Invocation-Type` may be among them (set-up-lambda-integration-async).
    pub headers: Box<[HeaderMapping]>,
    pub request: RequestMap,
    pub response: ResponseMap,
}
