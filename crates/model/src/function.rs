//! A Lambda function as the configuration gives it: what answers when an integration invokes it.

use crate::Origin;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// `[[function]]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Function {
    /// As written: `orders` is every version and alias of the function, `orders:canary` one alias, `*` all others.
    pub name: Arc<str>,
    pub kind: FunctionKind,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum FunctionKind {
    Local(LocalFunction),
    Remote(LambdaEndpoint),
}

/// Processes on this node that speak the Lambda Runtime API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LocalFunction {
    /// Program and arguments; at least one.
    pub command: Vec<Box<str>>,
    /// Where it starts: `LAMBDA_TASK_ROOT`. `None`: where the gateway runs.
    pub directory: Option<Box<str>>,
    pub environment: BTreeMap<Box<str>, Box<str>>,
    /// Of one invocation.
    pub timeout: Duration,
    /// Bytes that one process may hold resident; `None`: no bound.
    pub memory: Option<u64>,
    /// Processes at once.
    pub concurrency: u32,
    /// Calls that may wait for one of them.
    pub queue: u32,
    /// Events that are accepted and not done with: waiting, running, or between two attempts.
    pub event_queue: u32,
}

/// Who is asked for a function that does not run here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum LambdaEndpoint {
    /// Lambda itself, in the account and region of the function's ARN.
    Aws,
    /// Another Invoke API: `http://127.0.0.1:9001`.
    Url(Box<str>),
}

/// `X-Amz-Invocation-Type` (Lambda API, Invoke).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum InvocationType {
    #[default]
    RequestResponse,
    /// Asynchronous: answered 202 at once.
    Event,
    /// Nothing is run: answered 204.
    DryRun,
}

impl InvocationType {
    pub fn as_str(self) -> &'static str {
        match self {
            InvocationType::RequestResponse => "RequestResponse",
            InvocationType::Event => "Event",
            InvocationType::DryRun => "DryRun",
        }
    }

    pub fn parse(text: &str) -> Option<InvocationType> {
        [InvocationType::RequestResponse, InvocationType::Event, InvocationType::DryRun]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}
