use crate::{Cors, GatewayResponses, Hosts, Manners, Matcher, Route};
use std::collections::BTreeMap;
use std::sync::Arc;
use tollgate_mapping::media::BinaryMediaTypes;
use tollgate_model::aws::Role;
use tollgate_model::log_format::AccessLog;
use tollgate_model::logging::{ExecutionLog, Logging, MethodOverride};
use tollgate_model::record::Matched;
use tollgate_model::target_group::ClientCertificate;
use tollgate_model::{Function, GroupKey, Origin, TargetGroup};

/// Everything a node serves, compiled. Immutable; a change makes another.
#[derive(Debug)]
pub struct Table {
    pub hosts: Hosts,
    /// Sorted by API name, then stage name; a canary stands after its stage.
    pub stages: Vec<Arc<Stage>>,
    /// Sorted by key; every group that a stage names is here.
    pub groups: Vec<Arc<TargetGroup>>,
    /// Sorted by name; every function of this node that a stage names is here.
    pub functions: Vec<Arc<Function>>,
    /// What stands for the `credentials` of integrations, sorted by ARN.
    pub roles: Vec<Arc<Role>>,
    /// Where roles are assumed, if not at Amazon's own endpoint: `[aws.endpoint] sts`.
    pub sts: Option<Box<str>>,
    /// Certificates by domain name (`*.example.com` too).
    pub certificates: BTreeMap<Arc<str>, ClientCertificate>,
    /// Of the definitions in canonical form: 64 hex digits, equal on nodes that serve the same.
    pub digest: Box<str>,
}

/// Which of [`Table::stages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StageIndex(pub u32);

/// One stage of one API. Reused by the next table when its digest is the same.
#[derive(Debug)]
pub struct Stage {
    /// The API's handle: the `api` label.
    pub api: Arc<str>,
    pub api_id: Arc<str>,
    pub name: Arc<str>,
    pub account: Arc<str>,
    pub region: Arc<str>,
    pub deployment_id: Box<str>,
    /// What this kind of API does its own way.
    pub manners: &'static Manners,
    pub matcher: Matcher,
    /// In the order that `Matcher` indexes them.
    pub routes: Vec<Route>,
    /// What the routes' `HttpProxy::group` indexes.
    pub groups: Vec<GroupKey>,
    /// What the routes' `Invoked::Local` indexes: names of functions.
    pub functions: Vec<Arc<str>>,
    pub access_log: Option<AccessLog>,
    /// Per-route series; without, the stage's routes share one.
    pub metrics: bool,
    /// What answers the gateway gives itself, as this deployment has it.
    pub gateway_responses: GatewayResponses,
    /// What browsers are told; `None`: nothing by the gateway itself.
    pub cors: Option<Box<Cors>>,
    /// Stage variables, a canary's overrides among them; sorted.
    pub variables: Box<[(Box<str>, Box<str>)]>,
    /// What is text and what is not.
    pub binary_media_types: BinaryMediaTypes,
    /// `minimumCompressionSize`: answers of at least so many bytes are compressed. `None`: none is.
    pub compression: Option<u64>,
    /// `REGIONAL`, `EDGE`, `PRIVATE`; empty for HTTP APIs.
    pub endpoint_type: Box<str>,
    pub release: Release,
    /// What is logged of requests, and where; each route has its own.
    pub logging: Logging,
    pub execution_log: Option<ExecutionLog>,
    /// What methods say otherwise, by route key: the routes have it, this tells what changed.
    pub methods: BTreeMap<Box<str>, MethodOverride>,
    /// Of the deployment and the stage: gateway responses, models, variables.
    pub facts: Facts,
    /// Of everything that went into this stage.
    pub digest: [u8; 32],
    pub origin: Origin,
}

/// What is written and its compiled form does not show: names and texts that a change is told by. Long texts, and those that
/// may be secret, are digests.
pub type Facts = BTreeMap<String, String>;

/// How a stage's requests are shared out (canary-release).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Release {
    /// All are for this deployment.
    #[default]
    Whole,
    /// So many of a hundred, drawn by request, are for the canary: the stage after this one in [`Table::stages`].
    Shared { percent: f64 },
    /// This is the canary.
    Canary,
}

impl Release {
    /// `$context.isCanaryRequest`; `None` without a canary.
    pub fn is_canary(self) -> Option<bool> {
        match self {
            Release::Whole => None,
            Release::Shared { .. } => Some(false),
            Release::Canary => Some(true),
        }
    }
}

impl Stage {
    /// A stage variable's value.
    pub fn variable(&self, name: &str) -> Option<&str> {
        let at = self.variables.binary_search_by(|(known, _)| (**known).cmp(name)).ok()?;
        self.variables.get(at).map(|(_, value)| &**value)
    }
}

impl Stage {
    /// What records and mappings tell of where a request came to.
    pub fn matched<'a>(&'a self, route: Option<&'a Route>) -> Matched<'a> {
        Matched {
            account_id: &self.account,
            api_id: &self.api_id,
            stage: &self.name,
            deployment_id: &self.deployment_id,
            route_key: route.map_or("", |route| &route.key),
            resource_path: route.map_or("", |route| &route.resource_path),
            resource_id: route.map_or("", |route| &route.resource_id),
            endpoint_type: &self.endpoint_type,
            is_canary: self.release.is_canary(),
            has_one_id: self.manners.request_id.is_none(),
        }
    }
}

impl Table {
    pub fn stage(&self, index: StageIndex) -> Option<&Arc<Stage>> {
        self.stages.get(index.0 as usize)
    }
}
