//! What lives as long as the process: the live generation, metrics, logs, and the connector to targets.

use crate::chains::Chains;
use crate::generation::{Generation, LiveGenerations, NextError, Shared, Swapped};
use crate::listen::ConnectionCounters;
use crate::retired::Retired;
use arc_swap::ArcSwap;
use pingora_core::connectors::TransportConnector;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tollgate_definition::Sources;
use tollgate_functions::{Ends, Snapshot};
use tollgate_routes::Table;
use tollgate_telemetry::{CertificateExpiry, Connections, FunctionState, Metrics, PoolTargets, Pulled};
use tollgate_upstream::{Environment, Pools, TargetState};

pub struct Node {
    live: ArcSwap<Generation>,
    environment: Environment,
    functions: tollgate_functions::Environment,
    metrics: Arc<Metrics>,
    alive: LiveGenerations,
    retired: Retired<Generation>,
    connector: TransportConnector,
    chains: Chains,
}

/// What a node is made of, besides its table.
pub struct Settings {
    pub environment: Environment,
    /// Where functions run.
    pub functions: tollgate_functions::Environment,
    pub metrics: Arc<Metrics>,
    /// Refused or failed requests that are kept for whoever asks what became of them.
    pub requests: usize,
}

impl Node {
    /// A node that serves this table, which was compiled from these sources.
    pub fn start(settings: Settings, table: Table, sources: Arc<Sources>) -> Result<Arc<Node>, Vec<NextError>> {
        let Settings { environment, functions, metrics, requests } = settings;
        let alive = LiveGenerations::default();
        let shared = Shared { environment: &environment, functions: &functions, metrics: &metrics, alive: &alive };
        let first = Generation::next(None, table, sources, &shared)?;
        // Idle connections are kept by `forward::connections`, not by the connector.
        let connector = TransportConnector::new(None);
        Ok(Arc::new(Node {
            live: ArcSwap::from_pointee(first),
            environment,
            functions,
            metrics,
            alive,
            retired: Retired::default(),
            connector,
            chains: Chains::new(requests),
        }))
    }

    /// The generation that serves now.
    pub fn generation(&self) -> Arc<Generation> {
        self.live.load_full()
    }

    pub fn metrics(&self) -> &Arc<Metrics> {
        &self.metrics
    }

    /// Opens access logs anew by their names; one error for each that cannot be.
    pub fn reopen_logs(&self) -> Vec<io::Error> {
        self.metrics.access_logs().reopen()
    }

    /// Waits until what was logged is written; `false` when that took longer than `timeout`.
    pub fn flush(&self, timeout: Duration) -> bool {
        self.metrics.access_logs().flush(timeout)
    }

    /// Frees what was replaced and serves no request any more; never called by a worker.
    pub fn release_retired(&self) {
        self.retired.release();
    }

    pub fn live_generations(&self) -> usize {
        self.release_retired();
        self.alive.count()
    }

    /// What local functions there are, and how they fare.
    pub(crate) fn functions(&self) -> Vec<Snapshot> {
        self.generation().functions.snapshots()
    }

    /// Serves the events that functions have accepted, for at most so long.
    pub async fn finish_events(&self, patience: Duration) {
        self.generation().functions.finish(patience).await;
    }

    /// Ends the processes of functions: those at work too, so only when nothing is served any more.
    pub async fn stop_functions(&self) {
        self.generation().functions.stop().await;
    }

    pub(crate) fn chains(&self) -> &Chains {
        &self.chains
    }

    pub(crate) fn connector(&self) -> &TransportConnector {
        &self.connector
    }

    /// Makes a table live: from here on every new request is served by it. On an error nothing changes. Callers take turns.
    pub fn swap(&self, table: Table, sources: Arc<Sources>) -> Result<Swapped, Vec<NextError>> {
        let shared = Shared {
            environment: &self.environment,
            functions: &self.functions,
            metrics: &self.metrics,
            alive: &self.alive,
        };
        let previous = self.generation();
        let next = Generation::next(Some(&previous), table, sources, &shared)?;
        let changes = Pools::changes(Some(&previous.pools), &next.pools);
        let recoded = previous.functions.recoded(&next.functions);
        let names = |keys: Vec<tollgate_model::GroupKey>| keys.iter().map(ToString::to_string).collect();
        let swapped = Swapped {
            generation: next.number,
            digest: next.table.digest.to_string(),
            kept: names(changes.kept),
            new: names(changes.new),
            draining: names(changes.draining),
            recoded: recoded.iter().map(ToString::to_string).collect(),
        };
        let next = Arc::new(next);
        self.live.store(Arc::clone(&next));
        previous.functions.retire(&next.functions);
        self.retired.take(previous);
        self.release_retired();
        Ok(swapped)
    }
}

/// What a scrape asks for, of this node and the connections of its listeners.
pub fn pulled(node: &Node, listeners: &[Arc<ConnectionCounters>]) -> Pulled {
    let generation = node.generation();
    let pools = generation.pools.snapshot();
    let pool_targets = pools.iter().flat_map(|pool| {
        let group = pool.group.to_string();
        TargetState::ALL.map(move |state| PoolTargets {
            target_group: group.clone(),
            state: state.name(),
            targets: pool.count(state),
        })
    });
    let expiries = generation.certificates.expiries();
    Pulled {
        live_generations: node.live_generations(),
        pool_targets: pool_targets.collect(),
        certificates: expiries.into_iter().map(|(domain, not_after)| CertificateExpiry { domain, not_after }).collect(),
        connections: connections(listeners),
        functions: generation.functions.snapshots().into_iter().map(function).collect(),
    }
}

fn function(snapshot: Snapshot) -> FunctionState {
    let Snapshot { name, processes, starting, idle, waiting, ends, .. } = snapshot;
    let Ends { exited, failed_start, timed_out, out_of_memory, stopped } = ends;
    let busy = processes.saturating_sub(starting + idle);
    FunctionState {
        function: name.to_string(),
        processes: [starting as u64, idle as u64, busy as u64],
        waiting: waiting as u64,
        events: snapshot.events as u64,
        invocations: snapshot.invocations,
        throttles: snapshot.throttled,
        events_dropped: snapshot.events_dropped,
        ends: [exited, failed_start, timed_out, out_of_memory, stopped],
    }
}

fn connections(listeners: &[Arc<ConnectionCounters>]) -> Connections {
    let sum = |count: fn(&ConnectionCounters) -> &AtomicU64| {
        listeners.iter().map(|counters| count(counters).load(Ordering::Relaxed)).sum()
    };
    Connections {
        open: sum(|counters| &counters.open),
        accepted: sum(|counters| &counters.accepted),
        over_limit: sum(|counters| &counters.over_bound),
        tls_failures: sum(|counters| &counters.tls_failures),
        proxy_protocol_failures: sum(|counters| &counters.proxy_protocol_failures),
        accept_errors: sum(|counters| &counters.accept_errors),
    }
}
