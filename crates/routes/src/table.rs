use crate::{Hosts, Manners, Matcher, Route};
use std::collections::BTreeMap;
use std::sync::Arc;
use tollgate_model::log_format::AccessLog;
use tollgate_model::target_group::ClientCertificate;
use tollgate_model::{GroupKey, Origin, TargetGroup};

/// Everything a node serves, compiled. Immutable; a change makes another.
#[derive(Debug)]
pub struct Table {
    pub hosts: Hosts,
    /// Sorted by API name, then stage name.
    pub stages: Vec<Arc<Stage>>,
    /// Sorted by key; every group that a stage names is here.
    pub groups: Vec<Arc<TargetGroup>>,
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
    pub access_log: Option<AccessLog>,
    /// Per-route series; without, the stage's routes share one.
    pub metrics: bool,
    /// Of everything that went into this stage.
    pub digest: [u8; 32],
    pub origin: Origin,
}

impl Table {
    pub fn stage(&self, index: StageIndex) -> Option<&Arc<Stage>> {
        self.stages.get(index.0 as usize)
    }
}
