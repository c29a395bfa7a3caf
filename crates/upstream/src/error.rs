//! What is wrong with a target group that no request could repair.

use tollgate_model::Origin;

/// A group that cannot be served: a certificate that does not parse, a name to verify that is none. The message says
/// what is wrong and what to do; `origin` is where it was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PoolError {
    pub origin: Origin,
    pub message: String,
}

impl PoolError {
    pub(crate) fn new(origin: Origin, message: impl Into<String>) -> PoolError {
        PoolError { origin, message: message.into() }
    }
}
