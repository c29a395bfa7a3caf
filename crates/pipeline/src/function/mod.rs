//! Integrations that invoke a Lambda function: what it is sent, and what the caller gets of what it answers.
//!
//! Functions of this node and remote ones answer alike, as Lambda's Invoke API does: a status, `X-Amz-Function-Error` where
//! the function failed, a payload.

mod answer;
mod event;
mod failure;
mod invoke;
mod mapped;
mod stream;

pub(crate) use answer::answered;
pub(crate) use invoke::invoke;
pub use stream::{malformed_stream, stream};
