//! Who is meant by a host: execute-api ids and custom domain names.

use crate::StageIndex;
use hashbrown::HashMap;
use std::sync::Arc;
use tollgate_model::{FaultKind, Origin};

/// Keys are lower case.
#[derive(Debug, Default)]
pub struct Hosts {
    pub apis: HashMap<Box<str>, Arc<ApiEntry>, foldhash::fast::RandomState>,
    /// Exact names.
    pub domains: HashMap<Box<str>, Arc<DomainEntry>, foldhash::fast::RandomState>,
    /// `*.example.com` by `example.com`: one label, as at Amazon.
    pub wildcards: HashMap<Box<str>, Arc<DomainEntry>, foldhash::fast::RandomState>,
    /// `*`
    pub any: Option<Arc<DomainEntry>>,
}

/// An API's stages by name.
#[derive(Debug)]
pub struct ApiEntry {
    pub id: Arc<str>,
    pub stages: HashMap<Box<str>, StageIndex, foldhash::fast::RandomState>,
    /// An HTTP API's `$default` stage.
    pub default_stage: Option<StageIndex>,
    /// `Some`: the default endpoint is disabled, and answers this.
    pub endpoint_disabled: Option<FaultKind>,
    /// What a path without a stage gets: REST `Forbidden`, HTTP `NotFound`.
    pub no_stage: FaultKind,
    pub origin: Origin,
}

#[derive(Debug)]
pub struct DomainEntry {
    pub name: Arc<str>,
    /// `Some`: every request is refused with this, as what decides who may call is not enforced yet.
    pub refuse: Option<FaultKind>,
    /// Longest path first.
    pub mappings: Vec<MappingEntry>,
    /// Some mapping has several segments: the longest prefix wins, even inside a segment (rest-api-mappings).
    pub multi_level: bool,
    pub origin: Origin,
}

#[derive(Debug)]
pub struct MappingEntry {
    /// Without slashes at its ends; empty for none.
    pub path: Box<str>,
    pub target: MappingTarget,
    pub origin: Origin,
}

#[derive(Debug)]
pub enum MappingTarget {
    Stage(StageIndex),
    /// The next segment names the stage.
    Api(Arc<ApiEntry>),
}
