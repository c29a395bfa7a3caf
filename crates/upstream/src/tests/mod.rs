//! Pools as the data plane sees them.

mod balance;
mod carry;
mod ejection;
mod health;
mod names;
mod tls;

use crate::{Answer, Environment, Picked, Pool, Pools, Resolve, ResolveError, TargetState, Tried};
use async_trait::async_trait;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::runtime::Handle;
use tollgate_model::target_group::{
    Address, Balance, Eject, HealthCheck, Probe, Protocol, Retry, Target, TargetGroup, Timeouts,
};
use tollgate_model::{GroupKey, Origin};

/// Answers by the script, then the last one again and again; and counts.
struct Script {
    left: Mutex<VecDeque<Result<Answer, ResolveError>>>,
    asked: Mutex<Vec<String>>,
}

#[async_trait]
impl Resolve for Script {
    async fn resolve(&self, host: &str) -> Result<Answer, ResolveError> {
        self.asked.lock().unwrap().push(host.to_owned());
        match self.next() {
            Some(answer) => answer,
            None => std::future::pending().await,
        }
    }
}

impl Script {
    fn new(answers: impl IntoIterator<Item = Result<Answer, ResolveError>>) -> Arc<Script> {
        Arc::new(Script { left: Mutex::new(answers.into_iter().collect()), asked: Mutex::default() })
    }

    fn next(&self) -> Option<Result<Answer, ResolveError>> {
        let mut left = self.left.lock().unwrap();
        if left.len() > 1 { left.pop_front() } else { left.front().cloned() }
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

/// An answer with these last bytes of 10.0.0.0.
fn answer(last: &[u8], ttl_seconds: u64) -> Result<Answer, ResolveError> {
    let addresses = last.iter().map(|last| [10, 0, 0, *last].into()).collect();
    Ok(Answer { addresses, ttl: Duration::from_secs(ttl_seconds) })
}

fn failure() -> Result<Answer, ResolveError> {
    Err(ResolveError("no such name".into()))
}

fn environment(script: &Arc<Script>) -> Environment {
    Environment::new(script.clone(), Handle::current())
}

/// Where nothing is ever resolved.
fn literals() -> Environment {
    environment(&Script::new([]))
}

/// `host:port` or `unix:path`.
fn target(text: &str) -> Target {
    let address = match text.strip_prefix("unix:") {
        Some(path) => Address::Unix(path.into()),
        None => {
            let (host, port) = text.rsplit_once(':').unwrap();
            Address::Host { host: host.into(), port: port.parse().unwrap() }
        }
    };
    Target { address, weight: 1, origin: Origin::NOWHERE }
}

fn key(name: &str) -> GroupKey {
    GroupKey::Named(name.into())
}

fn group(name: &str, targets: &[&str]) -> TargetGroup {
    TargetGroup {
        key: key(name),
        protocol: Protocol::Http,
        balance: Balance::RoundRobin,
        targets: targets.iter().map(|text| target(text)).collect(),
        health_check: None,
        eject: Eject::default(),
        retry: Retry::default(),
        timeouts: Timeouts::default(),
        tls: None,
        origin: Origin::NOWHERE,
    }
}

fn health_check(probe: Probe, interval: Duration) -> HealthCheck {
    HealthCheck { probe, interval, timeout: Duration::from_secs(5), healthy_threshold: 2, unhealthy_threshold: 2 }
}

fn next(previous: Option<&Pools>, groups: &[&TargetGroup], environment: &Environment) -> Pools {
    let groups: Vec<_> = groups.iter().map(|group| Arc::new((*group).clone())).collect();
    Pools::next(previous, &groups, environment).unwrap()
}

fn pick(pool: &Pool) -> Option<Picked> {
    pool.pick(|_| 0, &Tried::default())
}

/// The addresses of so many picks, each ended before the next, sorted.
fn picks(pool: &Pool, count: usize) -> Vec<String> {
    let mut picks: Vec<_> = (0..count).filter_map(|_| pick(pool)).map(|picked| picked.address().to_owned()).collect();
    picks.sort();
    picks
}

/// `(address or target, state)` of each target of a pools' only group.
fn states(pools: &Pools) -> Vec<(String, TargetState)> {
    let [snapshot] = &pools.snapshot()[..] else { panic!("one group expected") };
    let state =
        |target: &crate::TargetSnapshot| (target.address.clone().unwrap_or(target.target.clone()), target.state);
    snapshot.targets.iter().map(state).collect()
}
