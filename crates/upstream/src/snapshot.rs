//! What is told of pools: the admin page and the gauge.

use crate::endpoint::Endpoint;
use crate::peer::literal;
use crate::pool::Pool;
use crate::roster::{Member, Roster};
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use tollgate_model::GroupKey;
use tollgate_model::target_group::Target;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PoolSnapshot {
    /// As `GroupKey` is displayed.
    pub group: String,
    #[serde(skip)]
    pub key: GroupKey,
    pub targets: Vec<TargetSnapshot>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TargetSnapshot {
    /// As the definition gives it.
    pub target: String,
    /// The socket address; none while the name is not resolved.
    pub address: Option<String>,
    pub state: TargetState,
    pub in_flight: usize,
    pub weight: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TargetState {
    Up,
    /// By the health check.
    Down,
    /// By failures of requests, for a time.
    Ejected,
    /// Not of the group any more; requests of before are still on it.
    Draining,
    /// A name that was not resolved yet.
    Unresolved,
}

impl TargetState {
    fn of(endpoint: &Endpoint) -> TargetState {
        match (endpoint.down.load(Relaxed), endpoint.ejection.active()) {
            (true, _) => TargetState::Down,
            (false, true) => TargetState::Ejected,
            (false, false) => TargetState::Up,
        }
    }

    pub const ALL: [TargetState; 5] =
        [TargetState::Up, TargetState::Down, TargetState::Ejected, TargetState::Draining, TargetState::Unresolved];

    /// The label of the metric.
    pub fn name(self) -> &'static str {
        match self {
            TargetState::Up => "up",
            TargetState::Down => "down",
            TargetState::Ejected => "ejected",
            TargetState::Draining => "draining",
            TargetState::Unresolved => "unresolved",
        }
    }
}

impl PoolSnapshot {
    pub(crate) fn of(key: &GroupKey, pool: &Pool) -> PoolSnapshot {
        let roster = pool.roster();
        let members = roster.members.iter().map(TargetSnapshot::member);
        let endpoints = pool.lineage().endpoints();
        let gone = endpoints.iter().filter(|endpoint| draining(endpoint, &roster)).map(TargetSnapshot::draining);
        let targets = pool.spec().targets.iter();
        let unresolved = targets.filter(|target| unresolved(target, pool)).map(TargetSnapshot::unresolved);
        PoolSnapshot {
            group: key.to_string(),
            key: key.clone(),
            targets: members.chain(unresolved).chain(gone).collect(),
        }
    }

    /// How many targets are in `state`: `tollgate_pool_targets{target_group,state}`.
    pub fn count(&self, state: TargetState) -> usize {
        self.targets.iter().filter(|target| target.state == state).count()
    }
}

impl TargetSnapshot {
    fn member(member: &Member) -> TargetSnapshot {
        TargetSnapshot {
            target: member.target.to_string(),
            address: Some(member.address.to_string()),
            state: TargetState::of(&member.endpoint),
            in_flight: member.endpoint.in_flight.load(Relaxed),
            weight: member.weight,
        }
    }

    fn draining(endpoint: &Arc<Endpoint>) -> TargetSnapshot {
        let address = endpoint.socket.to_string();
        TargetSnapshot {
            target: address.clone(),
            address: Some(address),
            state: TargetState::Draining,
            in_flight: endpoint.in_flight.load(Relaxed),
            weight: 0,
        }
    }

    fn unresolved(target: &Target) -> TargetSnapshot {
        TargetSnapshot {
            target: target.address.to_string(),
            address: None,
            state: TargetState::Unresolved,
            in_flight: 0,
            weight: target.weight,
        }
    }
}

fn draining(endpoint: &Arc<Endpoint>, roster: &Roster) -> bool {
    endpoint.in_flight.load(Relaxed) > 0 && !roster.members.iter().any(|member| member.endpoint.id == endpoint.id)
}

fn unresolved(target: &Target, pool: &Pool) -> bool {
    use tollgate_model::target_group::Address;
    match &target.address {
        Address::Host { host, .. } => literal(&target.address).is_none() && !pool.has_answer(host),
        Address::Unix(_) => false,
    }
}
