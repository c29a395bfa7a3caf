//! The system's own configuration: `/etc/hosts`, then the servers of `/etc/resolv.conf`.

use super::{Answer, Resolve, ResolveError};
use async_trait::async_trait;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{LookupIpStrategy, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime};

/// Read anew when their time of change differs from the last look.
const FILES: [&str; 2] = ["/etc/resolv.conf", "/etc/hosts"];

/// Resolves by the system's configuration, and follows changes of it.
///
/// A name with IPv4 addresses is resolved to these alone, and to its IPv6 addresses only when it has none: a
/// `localhost` or a dual-stack name must not send every second request to a family that nobody listens on.
pub struct SystemResolver {
    current: Mutex<Current>,
}

struct Current {
    changed: [Option<SystemTime>; FILES.len()],
    resolver: Arc<TokioResolver>,
}

impl SystemResolver {
    pub fn new() -> Result<SystemResolver, ResolveError> {
        let changed = FILES.map(modified);
        let resolver = Arc::new(build()?);
        Ok(SystemResolver { current: Mutex::new(Current { changed, resolver }) })
    }

    /// The resolver for the files as they are now; the last good one while they cannot be read.
    fn refreshed(&self) -> Arc<TokioResolver> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = FILES.map(modified);
        if changed != current.changed {
            match build() {
                Ok(resolver) => *current = Current { changed, resolver: Arc::new(resolver) },
                Err(error) => tracing::warn!(%error, "the resolver's configuration cannot be read; the last one stays"),
            }
        }
        current.resolver.clone()
    }
}

fn modified(path: &str) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|data| data.modified()).ok()
}

fn build() -> Result<TokioResolver, ResolveError> {
    let mut builder = TokioResolver::builder_tokio().unwrap_or_else(|error| {
        tracing::warn!(%error, "no name servers: only /etc/hosts and localhost are resolved");
        let none = ResolverConfig::from_name_servers(Vec::new());
        TokioResolver::builder_with_config(none, TokioRuntimeProvider::default())
    });
    let options = builder.options_mut();
    options.ip_strategy = LookupIpStrategy::Ipv4thenIpv6;
    // The pools ask when a TTL is over, never before; a cache would only make the answers older.
    options.cache_size = 0;
    builder.build().map_err(error)
}

fn error(error: impl std::fmt::Display) -> ResolveError {
    ResolveError(error.to_string())
}

#[async_trait]
impl Resolve for SystemResolver {
    async fn resolve(&self, host: &str) -> Result<Answer, ResolveError> {
        let lookup = self.refreshed().lookup_ip(host).await.map_err(error)?;
        let ttl = lookup.valid_until().saturating_duration_since(Instant::now());
        let addresses: Vec<_> = lookup.iter().collect();
        if addresses.is_empty() {
            return Err(ResolveError(format!("no addresses found for {host}")));
        }
        Ok(Answer { addresses, ttl })
    }
}
