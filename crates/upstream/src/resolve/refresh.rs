//! Keeps a name's addresses up to date.

use super::{Answer, Resolve, ResolveError};
use crate::pool::Pool;
use std::net::IpAddr;
use std::sync::{Arc, Weak};
use std::time::Duration;

/// An answer is not asked for again sooner, whatever its TTL.
pub(crate) const TTL_MIN: Duration = Duration::from_secs(1);
/// Nor kept longer: `/etc/hosts` has no TTL, and some servers give days.
pub(crate) const TTL_MAX: Duration = Duration::from_secs(60);
/// A lookup that takes longer has failed.
pub(crate) const LOOKUP_TIMEOUT: Duration = Duration::from_secs(10);
/// The wait after the first failure; doubled after each further one, up to [`TTL_MAX`].
pub(crate) const RETRY_FIRST: Duration = Duration::from_secs(1);

/// Resolves `name` again whenever its TTL is over, until the pool is gone. While lookups fail, the last answer stays.
pub(crate) async fn keep_resolved(pool: Weak<Pool>, name: Box<str>, resolver: Arc<dyn Resolve>) {
    let mut failures = 0;
    loop {
        let answer = lookup(&*resolver, &name).await;
        let Some(pool) = pool.upgrade() else { return };
        let wait = match answer {
            Ok(answer) => {
                failures = 0;
                pool.learn(&name, sorted(answer.addresses));
                answer.ttl.clamp(TTL_MIN, TTL_MAX)
            }
            Err(error) => {
                failures += 1;
                report(&pool, &name, &error, failures);
                pool.give_up(&name);
                TTL_MAX.min(RETRY_FIRST.saturating_mul(1 << (failures - 1).min(16)))
            }
        };
        drop(pool);
        tokio::time::sleep(wait).await;
    }
}

async fn lookup(resolver: &dyn Resolve, name: &str) -> Result<Answer, ResolveError> {
    let late = |_| Err(ResolveError(format!("no answer within {LOOKUP_TIMEOUT:?}")));
    tokio::time::timeout(LOOKUP_TIMEOUT, resolver.resolve(name)).await.unwrap_or_else(late)
}

/// Order does not matter to the pool, and servers turn it with every answer: only another set is news.
fn sorted(mut addresses: Vec<IpAddr>) -> Arc<[IpAddr]> {
    addresses.sort_unstable();
    addresses.dedup();
    addresses.into()
}

fn report(pool: &Pool, name: &str, error: &ResolveError, failures: u32) {
    let stale = pool.has_answer(name);
    if failures == 1 {
        tracing::warn!(target_group = %pool.spec().key, name, %error, stale, "a target's name cannot be resolved");
    } else {
        tracing::debug!(target_group = %pool.spec().key, name, %error, stale, failures, "still not resolved");
    }
}
