//! Names to addresses, with how long the answer holds.

mod refresh;
mod system;

pub(crate) use refresh::keep_resolved;
pub use system::SystemResolver;

use async_trait::async_trait;
use std::net::IpAddr;
use std::time::Duration;

/// Addresses of one name, in the order of the answer, and how long they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub addresses: Vec<IpAddr>,
    pub ttl: Duration,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ResolveError(pub String);

/// Resolves a DNS name. Implementations keep no cache of their own: the pools ask again when the TTL is over.
#[async_trait]
pub trait Resolve: Send + Sync + 'static {
    /// An answer without addresses is an error.
    async fn resolve(&self, host: &str) -> Result<Answer, ResolveError>;
}
