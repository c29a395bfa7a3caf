//! The node's whole live state: one table, and what it needs while it serves.

use crate::certificates::{CertificateProblem, Certificates};
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;
use tollgate_aws::{Signer, Signers};
use tollgate_definition::Sources;
use tollgate_functions::{Functions, LiveFunction};
use tollgate_model::GroupKey;
use tollgate_model::aws::CredentialsKey;
use tollgate_routes::{Release, Stage, StageIndex, Table};
use tollgate_telemetry::{LogGroup, Metrics, RouteMeters, StageExecutionLog, StageLog};
use tollgate_upstream::{Environment, Pool, PoolError, Pools};

/// What a request is served by from its start to its log. Immutable; freed when its last request is over.
pub struct Generation {
    /// Counts from 1.
    pub number: u64,
    pub table: Table,
    pub since: SystemTime,
    /// What its origins point into.
    pub(crate) sources: Arc<Sources>,
    pub pools: Pools,
    pub functions: Functions,
    signers: Signers,
    pub certificates: Certificates,
    stages: Vec<StageLive>,
    _alive: Alive,
}

/// A stage with everything its routes index, resolved by key once.
pub(crate) struct StageLive {
    /// By `HttpProxy::group`.
    pub(crate) pools: Box<[Arc<Pool>]>,
    /// By `Invoke::function`.
    pub(crate) functions: Box<[Arc<LiveFunction>]>,
    /// By route index.
    pub(crate) meters: Box<[Arc<RouteMeters>]>,
    /// For what matched the stage and no route.
    pub(crate) unmatched: Arc<RouteMeters>,
    pub(crate) access_log: Option<StageLog>,
    /// Where some route of the stage asks for it.
    pub(crate) execution_log: Option<StageExecutionLog>,
    /// By route index, of routes whose calls are signed.
    signers: BTreeMap<u32, Arc<Signer>>,
}

/// How many generations are alive.
#[derive(Clone, Debug, Default)]
pub struct LiveGenerations(Arc<AtomicUsize>);

/// Counts one generation until it is dropped.
struct Alive(LiveGenerations);

/// Why a table cannot go live.
#[derive(Debug)]
pub enum NextError {
    Pool(PoolError),
    Certificate(CertificateProblem),
    /// Of a stage: it cannot be opened.
    Log {
        api: String,
        stage: String,
        message: String,
    },
    /// A stage names a group that the table does not hold: a bug of the compiler.
    NoPool(GroupKey),
    /// The same of a function.
    NoFunction(Arc<str>),
    /// A call is signed by who is not among the roles: a bug of the compiler.
    NoSigner(CredentialsKey),
}

/// What a swap did.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct Swapped {
    pub generation: u64,
    pub digest: String,
    pub kept: Vec<String>,
    pub new: Vec<String>,
    pub draining: Vec<String>,
    /// Functions of which nothing changed but their code.
    pub recoded: Vec<String>,
}

/// What generations share over reloads.
pub(crate) struct Shared<'a> {
    pub(crate) environment: &'a Environment,
    pub(crate) functions: &'a tollgate_functions::Environment,
    pub(crate) metrics: &'a Metrics,
    pub(crate) alive: &'a LiveGenerations,
}

/// What stages are made of, by their keys.
struct Live<'a> {
    pools: &'a Pools,
    functions: &'a Functions,
    signers: &'a Signers,
}

impl Generation {
    /// The next generation: same key, same pool, same meters. Nothing of the previous one is changed.
    pub(crate) fn next(
        previous: Option<&Generation>,
        table: Table,
        sources: Arc<Sources>,
        shared: &Shared<'_>,
    ) -> Result<Generation, Vec<NextError>> {
        let certificates = Certificates::of(&table)
            .map_err(|problems| problems.into_iter().map(NextError::Certificate).collect::<Vec<_>>())?;
        let pools = Pools::next(previous.map(|generation| &generation.pools), &table.groups, shared.environment)
            .map_err(|error| vec![NextError::Pool(error)])?;
        let previous_functions = previous.map(|generation| &generation.functions);
        let functions = Functions::next(previous_functions, &table.functions, shared.functions);
        let signers = Signers::next(previous.map(|generation| &generation.signers), &table.roles, table.sts.as_deref());
        let live = Live { pools: &pools, functions: &functions, signers: &signers };
        let mut stages = Vec::with_capacity(table.stages.len());
        let mut errors = Vec::new();
        for stage in &table.stages {
            match StageLive::of(stage, &live, shared) {
                Ok(live) => stages.push(live),
                Err(error) => errors.push(error),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let number = previous.map_or(1, |generation| generation.number + 1);
        let alive = Alive::of(shared.alive);
        Ok(Generation {
            number,
            table,
            since: SystemTime::now(),
            sources,
            pools,
            functions,
            signers,
            certificates,
            stages,
            _alive: alive,
        })
    }

    pub(crate) fn stage(&self, index: StageIndex) -> Option<&StageLive> {
        self.stages.get(index.0 as usize)
    }
}

impl StageLive {
    fn of(stage: &Stage, live: &Live<'_>, shared: &Shared<'_>) -> Result<StageLive, NextError> {
        let Live { pools, functions, signers } = live;
        let find = |key: &GroupKey| pools.find(key).cloned().ok_or_else(|| NextError::NoPool(key.clone()));
        let (access_log, execution_log) = logs(stage, shared).map_err(|error| NextError::Log {
            api: stage.api.to_string(),
            stage: stage.name.to_string(),
            message: error.to_string(),
        })?;
        let unmatched = shared.metrics.route(&stage.api, &stage.name, "");
        let meters = stage
            .routes
            .iter()
            .map(|route| {
                if route.metrics {
                    shared.metrics.route(&stage.api, &stage.name, &route.key)
                } else {
                    unmatched.clone()
                }
            })
            .collect();
        let pools = stage.groups.iter().map(find).collect::<Result<_, _>>()?;
        let find = |name: &Arc<str>| functions.find(name).cloned().ok_or_else(|| NextError::NoFunction(name.clone()));
        let functions = stage.functions.iter().map(find).collect::<Result<_, _>>()?;
        let signers = self::signers(stage, signers)?;
        Ok(StageLive { pools, functions, meters, unmatched, access_log, execution_log, signers })
    }

    pub(crate) fn signer(&self, route: u32) -> Option<&Signer> {
        self.signers.get(&route).map(|signer| &**signer)
    }
}

fn signers(stage: &Stage, signers: &Signers) -> Result<BTreeMap<u32, Arc<Signer>>, NextError> {
    let routes = (0..).zip(&stage.routes);
    let signed = routes.filter_map(|(index, route)| Some((index, &route.integration.signing()?.credentials)));
    signed
        .map(|(index, key)| {
            let signer = signers.find(key).ok_or_else(|| NextError::NoSigner(key.clone()))?;
            Ok((index, signer.clone()))
        })
        .collect()
}

fn logs(stage: &Stage, shared: &Shared<'_>) -> io::Result<(Option<StageLog>, Option<StageExecutionLog>)> {
    let logs = shared.metrics.access_logs();
    let access = stage.access_log.as_ref().map(|log| logs.open(log, &stage.api, &stage.name)).transpose()?;
    if !stage.routes.iter().any(|route| route.logging.is_on()) {
        return Ok((access, None));
    }
    let group = LogGroup {
        api: &stage.api,
        api_id: &stage.api_id,
        stage: &stage.name,
        canary: stage.release == Release::Canary,
        usage_plans: stage.manners.usage_plans,
    };
    Ok((access, Some(logs.open_execution(stage.execution_log.as_ref(), group)?)))
}

impl LiveGenerations {
    pub fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Alive {
    fn of(count: &LiveGenerations) -> Alive {
        count.0.fetch_add(1, Ordering::Relaxed);
        Alive(count.clone())
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl std::fmt::Display for NextError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NextError::Pool(error) => error.fmt(f),
            NextError::Certificate(problem) => problem.fmt(f),
            NextError::Log { api, stage, message } => write!(f, "log of {api}/{stage}: {message}"),
            NextError::NoSigner(key) => write!(f, "nobody signs as {key:?}"),
            NextError::NoPool(key) => write!(f, "no target group `{key}`"),
            NextError::NoFunction(name) => write!(f, "no function `{name}`"),
        }
    }
}
