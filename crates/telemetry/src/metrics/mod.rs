//! Counters, gauges and histograms, and their exposition.
//!
//! A compiled route holds its [`RouteMeters`]; they are found by name once, when its table goes live. The bound on
//! series counts what may be exposed: a route takes its share at its first request, and gives it back when no
//! generation has it any more and a scrape has told its last values. So reloads that change every route of a large
//! table pile nothing up, and a scrape costs what is active, not what is configured.
//!
//! Families by stage, target group or domain are bounded by the configuration, not by `[admin] series`.

mod book;
mod exposition;
mod histogram;
mod node;
mod pulled;
mod route;
mod series;

pub use node::NodeMeters;
pub use pulled::{CertificateExpiry, Connections, FunctionState, PoolTargets, Pulled};
pub use route::RouteMeters;

use crate::{AccessLogs, Log, locked, names};
use book::Book;
use exposition::{Exposition, Family};
use prometheus::core::Collector;
use prometheus::process_collector::ProcessCollector;
use route::StageMeters;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, Weak};
use std::time::SystemTime;

/// Of what [`Metrics::render`] returns.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Dead handles are swept when a stage's have doubled since the last time, and not before there are this many.
const SWEEP_FROM: usize = 64;

/// API and stage.
type StageName = (Arc<str>, Arc<str>);
type Source = Box<dyn Fn() -> Pulled + Send + Sync>;

/// All metrics of one node.
pub struct Metrics {
    book: Arc<Book>,
    unmatched: Arc<RouteMeters>,
    node: NodeMeters,
    /// CPU time, memory, file descriptors: `process_*`.
    process: ProcessCollector,
    stages: Mutex<Handles<StageName, StageHandles>>,
    source: Mutex<Option<Source>>,
    access_logs: Arc<AccessLogs>,
    log_lost: Mutex<Option<Arc<AtomicU64>>>,
}

/// Handles by name, found again as long as a generation holds them.
struct Handles<K, V> {
    by_name: HashMap<K, V>,
    sweep_at: usize,
}

struct StageHandles {
    stage: Weak<StageMeters>,
    routes: Handles<Arc<str>, Weak<RouteMeters>>,
}

impl Metrics {
    /// `series` is the bound on series by route (`[admin] series`).
    pub fn new(series: usize) -> Arc<Metrics> {
        let book = Arc::new(Book::new(series));
        Arc::new(Metrics {
            unmatched: Arc::new(RouteMeters::unmatched(&book)),
            book,
            node: NodeMeters::default(),
            process: ProcessCollector::for_self(),
            stages: Mutex::new(Handles::new()),
            source: Mutex::new(None),
            access_logs: AccessLogs::new(),
            log_lost: Mutex::new(None),
        })
    }

    /// The meters of one route, to be held as long as it may be asked for: the same (api, stage, route) gives the same
    /// ones over reloads. An empty `route` is the stage as a whole: requests that reached it and none of its routes,
    /// and all requests of a stage without `metrics`.
    pub fn route(&self, api: &str, stage: &str, route: &str) -> Arc<RouteMeters> {
        let mut stages = locked(&self.stages);
        stages.sweep(|handles| handles.stage.strong_count() > 0);
        let handles = stages.by_name.entry((api.into(), stage.into())).or_insert_with_key(|_| StageHandles::new());
        let meters = handles.stage.upgrade().unwrap_or_else(|| {
            let fresh = StageMeters::new(api.into(), stage.into(), Arc::clone(&self.book));
            Arc::new(fresh)
        });
        handles.stage = Arc::downgrade(&meters);
        handles.routes.sweep(|route| route.strong_count() > 0);
        handles.route(meters, route)
    }

    /// The meters of requests that reached no stage: unknown hosts, malformed heads. Their labels are empty.
    pub fn unmatched(&self) -> &Arc<RouteMeters> {
        &self.unmatched
    }

    pub fn node(&self) -> &NodeMeters {
        &self.node
    }

    /// The node's access logs: what they lose is told among the metrics.
    pub fn access_logs(&self) -> &Arc<AccessLogs> {
        &self.access_logs
    }

    /// From now on tells what this log loses.
    pub fn watch_log(&self, log: &Log) {
        *locked(&self.log_lost) = Some(Arc::clone(log.lost()));
    }

    /// Where a scrape asks for what is not counted. A later source replaces an earlier one.
    pub fn pull_from(&self, source: impl Fn() -> Pulled + Send + Sync + 'static) {
        *locked(&self.source) = Some(Box::new(source));
    }

    /// Everything, in prometheus' text format ([`CONTENT_TYPE`]).
    pub fn render(&self) -> Vec<u8> {
        let mut out = Exposition::default();
        self.write_routes(&mut out);
        self.write_book(&mut out);
        self.write_config(&mut out);
        self.write_pulled(&mut out);
        self.write_logs(&mut out);
        self.write_node(&mut out);
        out.extend(self.process.collect());
        out.encode().into_bytes()
    }

    fn write_routes(&self, out: &mut Exposition) {
        let [mut requests, mut latency, mut integration, mut bytes, mut refused] =
            [&names::REQUESTS, &names::LATENCY, &names::INTEGRATION_LATENCY, &names::DATA_PROCESSED, &names::REFUSED]
                .map(Family::new);
        self.book.visit(|series| {
            let [api, stage, route] = [&series.labels.api, &series.labels.stage, &series.labels.route].map(|l| &**l);
            series.classes().for_each(|(class, count)| requests.value(&[api, stage, route, class], count as f64));
            latency.histogram(&[api, stage, route], &series.latency);
            if series.integration_latency.cumulative().1 > 0 {
                integration.histogram(&[api, stage, route], &series.integration_latency);
            }
            bytes.value(&[api, stage, route], series.bytes() as f64);
            series.refusals().for_each(|(kind, count)| refused.value(&[api, stage, route, kind], count as f64));
        });
        [requests, latency, integration, bytes, refused].into_iter().for_each(|family| out.push(family));
    }

    fn write_book(&self, out: &mut Exposition) {
        out.family(&names::SERIES, |family| family.value(&[], self.book.reserved() as f64));
        out.family(&names::SERIES_LIMIT, |family| family.value(&[], self.book.limit as f64));
        out.family(&names::SERIES_OVERFLOW, |family| family.value(&[], self.book.overflows() as f64));
    }

    fn write_config(&self, out: &mut Exposition) {
        let config = locked(&self.node.config).clone();
        if config.generation > 0 {
            out.family(&names::CONFIG_GENERATION, |family| family.value(&[], config.generation as f64));
            out.family(&names::CONFIG_INFO, |family| family.value(&[&config.digest], 1.0));
        }
        if let Some(reload) = config.last_reload {
            out.family(&names::LAST_RELOAD_SUCCESSFUL, |family| family.value(&[], f64::from(reload.successful)));
            out.family(&names::LAST_RELOAD_TIMESTAMP, |family| family.value(&[], reload.at.as_secs_f64()));
        }
    }

    fn write_pulled(&self, out: &mut Exposition) {
        let Some(pulled) = locked(&self.source).as_ref().map(|source| source()) else { return };
        write_connections(&pulled.connections, out);
        out.family(&names::LIVE_GENERATIONS, |family| family.value(&[], pulled.live_generations as f64));
        out.family(&names::POOL_TARGETS, |family| {
            for pool in &pulled.pool_targets {
                family.value(&[&pool.target_group, pool.state], pool.targets as f64);
            }
        });
        write_functions(&pulled.functions, out);
        out.family(&names::CERTIFICATE_EXPIRY, |family| {
            for certificate in &pulled.certificates {
                let expiry = certificate.not_after.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
                family.value(&[&certificate.domain], expiry.as_secs_f64());
            }
        });
    }

    fn write_logs(&self, out: &mut Exposition) {
        out.family(&names::ACCESS_LOG_DROPPED, |family| {
            for lost in self.access_logs.lost() {
                family.value(&[&lost.api, &lost.stage], lost.lines as f64);
            }
        });
        out.family(&names::ACCESS_LOG_ERRORS, |family| {
            for (path, errors) in self.access_logs.errors() {
                family.value(&[&path], errors as f64);
            }
        });
        out.family(&names::LOG_DROPPED, |family| {
            let lost = locked(&self.log_lost).as_ref().map_or(0, |lost| lost.load(Relaxed));
            family.value(&[], lost as f64);
        });
    }

    fn write_node(&self, out: &mut Exposition) {
        let node = &self.node;
        out.family(&names::PANICS, |family| family.value(&[], node.panics() as f64));
        out.family(&names::BUILD_INFO, |family| family.value(&[env!("CARGO_PKG_VERSION")], 1.0));
    }
}

impl StageHandles {
    fn new() -> Self {
        StageHandles { stage: Weak::new(), routes: Handles::new() }
    }

    fn route(&mut self, stage: Arc<StageMeters>, route: &str) -> Arc<RouteMeters> {
        if let Some(meters) = self.routes.by_name.get(route).and_then(Weak::upgrade) {
            return meters;
        }
        let name: Arc<str> = route.into();
        let meters = Arc::new(RouteMeters::new(stage, Arc::clone(&name)));
        self.routes.by_name.insert(name, Arc::downgrade(&meters));
        meters
    }
}

impl<K: std::hash::Hash + Eq, V> Handles<K, V> {
    fn new() -> Self {
        Handles { by_name: HashMap::new(), sweep_at: SWEEP_FROM }
    }

    fn sweep(&mut self, alive: impl Fn(&V) -> bool) {
        if self.by_name.len() < self.sweep_at {
            return;
        }
        self.by_name.retain(|_, value| alive(value));
        self.sweep_at = SWEEP_FROM.max(self.by_name.len() * 2);
    }
}

fn labelled<const N: usize>(labels: [&'static str; N], values: [u64; N]) -> Vec<(&'static str, u64)> {
    labels.into_iter().zip(values).collect()
}

fn write_functions(functions: &[FunctionState], out: &mut Exposition) {
    let mut family = |name, values: fn(&FunctionState) -> Vec<(&'static str, u64)>| {
        out.family(name, |family| {
            for function in functions {
                for (label, value) in values(function) {
                    let labels = [function.function.as_str(), label];
                    family.value(&labels[..name.labels.len()], value as f64);
                }
            }
        });
    };
    family(&names::FUNCTION_PROCESSES, |function| labelled(FunctionState::STATES, function.processes));
    family(&names::FUNCTION_WAITING, |function| vec![("", function.waiting)]);
    family(&names::FUNCTION_EVENTS, |function| vec![("", function.events)]);
    family(&names::FUNCTION_INVOCATIONS, |function| vec![("", function.invocations)]);
    family(&names::FUNCTION_THROTTLES, |function| vec![("", function.throttles)]);
    family(&names::FUNCTION_EVENTS_DROPPED, |function| vec![("", function.events_dropped)]);
    family(&names::FUNCTION_ENDS, |function| labelled(FunctionState::ENDS, function.ends));
}

fn write_connections(connections: &Connections, out: &mut Exposition) {
    out.family(&names::CONNECTIONS, |family| family.value(&[], connections.open as f64));
    out.family(&names::CONNECTIONS_ACCEPTED, |family| family.value(&[], connections.accepted as f64));
    out.family(&names::CONNECTIONS_REFUSED, |family| {
        connections.refused().for_each(|(reason, count)| family.value(&[reason], count as f64));
    });
}
