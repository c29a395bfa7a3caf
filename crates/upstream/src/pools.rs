//! One generation's pools.

use crate::environment::Environment;
use crate::error::PoolError;
use crate::peer::PeerTemplate;
use crate::pool::Pool;
use crate::snapshot::PoolSnapshot;
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::sync::Arc;
use tollgate_model::{GroupKey, Origin, TargetGroup};

/// One generation's pools by group key.
#[derive(Default)]
pub struct Pools(HashMap<GroupKey, Arc<Pool>, RandomState>);

/// What became of the groups from one generation to the next; each list is sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// In both, whether changed or not: health, ejections, the retry budget and connections carried over.
    pub kept: Vec<GroupKey>,
    pub new: Vec<GroupKey>,
    /// Gone: requests of before end there.
    pub draining: Vec<GroupKey>,
}

/// Every error that [`Pools::next`] would find in `groups`, without starting anything.
pub fn verify<'g>(groups: impl IntoIterator<Item = &'g TargetGroup>) -> Vec<PoolError> {
    groups.into_iter().filter_map(|group| PeerTemplate::of(group).err()).collect()
}

// === impl Pools ===

impl Pools {
    /// The pools of `groups`. A group that did not change keeps its pool, a changed one what was learnt of it; new
    /// targets take traffic at once. Nothing is waited for: names are resolved and targets probed in the background,
    /// until the pools are dropped. Should the result be dropped unused, `previous` goes on as if nothing had been.
    pub fn next(
        previous: Option<&Pools>,
        groups: &[Arc<TargetGroup>],
        environment: &Environment,
    ) -> Result<Pools, PoolError> {
        let known = |group: &TargetGroup| previous.and_then(|pools| pools.find(&group.key));
        // Every error is found before anything starts.
        let mut plans = Vec::with_capacity(groups.len());
        for group in groups {
            let plan = match known(group) {
                Some(pool) if same(pool.spec(), group) => Err(pool.clone()),
                _ => Ok(PeerTemplate::of(group)?),
            };
            plans.push((group, plan));
        }
        let start = |(group, plan): (&Arc<TargetGroup>, Result<PeerTemplate, Arc<Pool>>)| {
            let pool = plan.map_or_else(
                |kept| kept,
                |template| Pool::start(group.clone(), template, known(group).map(|pool| &**pool), environment),
            );
            (group.key.clone(), pool)
        };
        Ok(Pools(plans.into_iter().map(start).collect()))
    }

    pub fn find(&self, key: &GroupKey) -> Option<&Arc<Pool>> {
        self.0.get(key)
    }

    /// What became of `previous`' groups in `next`, for the receipt of a reload.
    pub fn changes(previous: Option<&Pools>, next: &Pools) -> Changes {
        let empty = Pools::default();
        let previous = previous.unwrap_or(&empty);
        let keys = |pools: &Pools, within: bool, other: &Pools| {
            let mut keys: Vec<_> = pools.0.keys().filter(|key| other.0.contains_key(key) == within).cloned().collect();
            keys.sort();
            keys
        };
        Changes {
            kept: keys(next, true, previous),
            new: keys(next, false, previous),
            draining: keys(previous, false, next),
        }
    }

    /// Every pool and its targets, sorted by key.
    pub fn snapshot(&self) -> Vec<PoolSnapshot> {
        let mut pools: Vec<_> = self.0.iter().map(|(key, pool)| PoolSnapshot::of(key, pool)).collect();
        pools.sort_by(|a, b| a.key.cmp(&b.key));
        pools
    }
}

/// Equal but for where it was written.
fn same(a: &TargetGroup, b: &TargetGroup) -> bool {
    nowhere(a) == nowhere(b)
}

fn nowhere(group: &TargetGroup) -> TargetGroup {
    let mut group = group.clone();
    group.origin = Origin::NOWHERE;
    group.targets.iter_mut().for_each(|target| target.origin = Origin::NOWHERE);
    if let Some(tls) = &mut group.tls {
        let certificate = tls.client_certificate.as_mut().map(|certificate| &mut certificate.chain);
        tls.ca.iter_mut().chain(certificate).for_each(|pem| pem.origin = Origin::NOWHERE);
    }
    group
}
