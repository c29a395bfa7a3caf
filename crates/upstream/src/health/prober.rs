//! The task that probes one endpoint.

use super::probe::{Prober, Unhealthy};
use super::verdict::{Change, Standing, Verdict};
use crate::endpoint::Endpoint;
use crate::pool::Pool;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tollgate_model::target_group::HealthCheck;

/// What an interval may be shorter by, so that nodes that started together do not probe together. Never longer: a
/// target's return is promised within two intervals.
const JITTER: f64 = 0.1;

/// Probes `endpoint` until the pool is gone: at once, then by the check's interval, and at once when requests ejected it.
/// A pool that does not lead its lineage leaves the endpoint to the one that does.
pub(crate) async fn keep_probed(pool: Weak<Pool>, endpoint: Arc<Endpoint>, check: HealthCheck, prober: Prober) {
    let mut verdict = Verdict::default();
    let mut ejections = endpoint.ejection.count();
    while let Some(leads) = pool.upgrade().map(|pool| pool.leads()) {
        if leads {
            let seen = endpoint.ejection.count();
            if seen != ejections {
                ejections = seen;
                verdict.doubt();
            }
            let outcome = tokio::time::timeout(check.timeout, prober.probe(&check.probe)).await;
            let outcome = outcome.unwrap_or_else(|_| Err(Unhealthy::late(check.timeout)));
            let Some(pool) = pool.upgrade() else { return };
            // A probe that an ejection overtook is of before it.
            if endpoint.ejection.count() == ejections {
                let change = verdict.observe(outcome.is_ok(), standing(&endpoint), &check);
                apply(change, &endpoint, &pool, outcome.err());
            }
        }
        let wait = jittered(verdict.wait(standing(&endpoint), &check));
        let _ = tokio::time::timeout(wait, endpoint.doubted.notified()).await;
    }
}

fn jittered(wait: Duration) -> Duration {
    wait.mul_f64(1.0 - JITTER * fastrand::f64())
}

fn standing(endpoint: &Endpoint) -> Standing {
    match (endpoint.down.load(Relaxed), endpoint.ejection.active()) {
        (true, _) => Standing::Down,
        (false, true) => Standing::Ejected { unreachable: endpoint.ejection.is_unreachable() },
        (false, false) => Standing::Up,
    }
}

fn apply(change: Option<Change>, endpoint: &Endpoint, pool: &Pool, why: Option<Unhealthy>) {
    let why = why.map(|why| why.to_string()).unwrap_or_default();
    let (group, target) = (&pool.spec().key, &endpoint.socket);
    match change {
        Some(Change::Down) => {
            endpoint.down.store(true, Relaxed);
            tracing::warn!(target_group = %group, %target, why, "target down");
        }
        Some(Change::Up) => {
            endpoint.ejection.end();
            endpoint.down.store(false, Relaxed);
            tracing::info!(target_group = %group, %target, "target up");
        }
        None => return,
    }
    pool.lineage().changed();
}
