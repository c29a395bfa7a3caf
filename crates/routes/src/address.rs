//! From host and path to a stage: default endpoints, custom domain names, and paths that say it all.

use crate::host::{LowerHost, execute_api_id};
use crate::hosts::{ApiEntry, DomainEntry, Hosts, MappingEntry, MappingTarget};
use crate::{Manners, StageIndex, Table};
use std::sync::Arc;
use tollgate_model::{FaultKind, Head};

/// A stage, and what of the raw path is left for its matcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located<'r> {
    pub stage: StageIndex,
    /// Begins with `/`, but where a multi-level domain's mapping ended inside a segment: then it is the rest of that segment.
    pub path: &'r str,
    /// `$context.customDomain.basePathMatched`, when a mapping decided; empty for the mapping without a path.
    pub base_path: Option<&'r str>,
    /// By a domain with mappings of several levels: "API Gateway converts all header names to lowercase" (rest-api-mappings).
    pub lowers_names: bool,
}

/// Unknown host, API, mapping or stage; a disabled endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotLocated {
    pub fault: FaultKind,
    /// For logs: `unknown host`, `no mapping for the path`, …
    pub why: &'static str,
}

/// Names API and stage on any host, where a listener answers it.
const EXECUTE_API_PATH: &str = "/_aws/execute-api/";

/// `$context.path`, with the stage (api-gateway-variables-for-access-logging): of a path that says it all what it would be at
/// Amazon, where the API's id stands in the host. Several slashes before the stage are told as one (recorded of a REST API).
pub fn context_path<'p>(path: &'p str, stage: Option<&str>, execute_api_paths: bool) -> &'p str {
    let Some(rest) = path.strip_prefix(EXECUTE_API_PATH).filter(|_| execute_api_paths) else {
        let below = path.trim_start_matches('/');
        return if stage.is_some_and(|stage| first_segment(below).0 == stage) { rooted_at(path, below) } else { path };
    };
    let (_, rest) = first_segment(rest);
    let (stage, below) = first_segment(rest.strip_prefix('/').unwrap_or(rest));
    if is_default(stage) { rooted(below) } else { rooted(rest) }
}

/// What is below with the slash before it, where there is one.
fn rooted_at<'p>(path: &'p str, below: &str) -> &'p str {
    path.get((path.len() - below.len()).saturating_sub(1)..).unwrap_or(path)
}

/// As a segment names the stage that needs no segment.
fn is_default(stage: &str) -> bool {
    matches!(stage, "$default" | "%24default")
}

impl Table {
    /// Which stage a request is for. `host` may carry a port and any letters; `path` is raw and begins with `/`.
    /// `execute_api` and `execute_api_paths` are what the listener answers. Allocates nothing.
    pub fn locate<'r>(
        &self,
        host: &str,
        path: &'r str,
        execute_api: bool,
        execute_api_paths: bool,
    ) -> Result<Located<'r>, NotLocated> {
        if execute_api_paths && let Some(rest) = path.strip_prefix(EXECUTE_API_PATH) {
            return self.hosts.by_path(rest);
        }
        let host = LowerHost::read(host).ok_or(forbidden("unknown host"))?;
        if execute_api && let Some(id) = execute_api_id(host.as_str()) {
            let api = self.hosts.api(id)?;
            let (stage, path) = api.stage_of(path)?;
            return Ok(Located { stage, path, base_path: None, lowers_names: false });
        }
        self.hosts.domain(host.as_str()).ok_or(forbidden("unknown host"))?.locate(path)
    }
}

impl Table {
    /// The manners of an API that a request is for, though it found none of its stages.
    pub fn manners_of(&self, head: &Head<'_>) -> Option<&'static Manners> {
        let api = self.hosts.addressed(head)?;
        let stage = api.default_stage.or_else(|| api.stages.values().next().copied())?;
        Some(self.stage(stage)?.manners)
    }
}

impl Hosts {
    /// An API whose default endpoint answers.
    fn api(&self, id: &str) -> Result<&Arc<ApiEntry>, NotLocated> {
        let api = self.apis.get(id).ok_or(forbidden("unknown API"))?;
        match api.endpoint_disabled {
            None => Ok(api),
            Some(fault) => Err(NotLocated { fault, why: "the default endpoint is disabled" }),
        }
    }

    /// The API whose stage is looked for in the path.
    fn addressed(&self, head: &Head<'_>) -> Option<&Arc<ApiEntry>> {
        if head.peer.execute_api_paths
            && let Some(rest) = head.path.strip_prefix(EXECUTE_API_PATH)
        {
            return self.api(first_segment(rest).0).ok();
        }
        let host = LowerHost::read(head.host)?;
        if head.peer.execute_api
            && let Some(id) = execute_api_id(host.as_str())
        {
            return self.api(id).ok();
        }
        match &self.domain(host.as_str())?.mapping(head.path)?.0.target {
            MappingTarget::Api(api) => Some(api),
            MappingTarget::Stage(_) => None,
        }
    }

    /// An exact name, then a wildcard for its first label, then `*` (how-to-custom-domains).
    fn domain(&self, host: &str) -> Option<&DomainEntry> {
        let wildcard = || host.split_once('.').and_then(|(_, parent)| self.wildcards.get(parent));
        self.domains.get(host).or_else(wildcard).or(self.any.as_ref()).map(Arc::as_ref)
    }

    /// For traces: the custom domain name that answers for a host, and its mapping that takes the path.
    pub fn domain_of(&self, host: &str, path: &str) -> Option<(&DomainEntry, Option<&MappingEntry>)> {
        let domain = self.domain(LowerHost::read(host)?.as_str())?;
        Some((domain, domain.mapping(path).map(|(mapping, ..)| mapping)))
    }

    /// `{id}/{stage}/…`, after [`EXECUTE_API_PATH`].
    fn by_path<'r>(&self, rest: &'r str) -> Result<Located<'r>, NotLocated> {
        let (id, rest) = first_segment(rest);
        let api = self.api(id)?;
        let (name, path) = first_segment(rest.strip_prefix('/').unwrap_or(rest));
        let stage = if is_default(name) { api.default_stage } else { api.stages.get(name).copied() };
        match stage {
            Some(stage) => Ok(Located { stage, path: rooted(path), base_path: None, lowers_names: false }),
            None => Err(api.without_stage()),
        }
    }
}

impl ApiEntry {
    /// The first segment names the stage; else it is an HTTP API's `$default`, which gets the whole path
    /// (http-api-develop-routes).
    /// Without one, several slashes before the stage are one (recorded of a REST API).
    fn stage_of<'r>(&self, path: &'r str) -> Result<(StageIndex, &'r str), NotLocated> {
        let below = match self.default_stage {
            Some(_) => path.strip_prefix('/').unwrap_or(path),
            None => path.trim_start_matches('/'),
        };
        let (name, rest) = first_segment(below);
        if let Some(stage) = self.stages.get(name) {
            return Ok((*stage, rooted(rest)));
        }
        match self.default_stage {
            Some(stage) => Ok((stage, rooted(path))),
            None => Err(self.without_stage()),
        }
    }

    fn without_stage(&self) -> NotLocated {
        NotLocated { fault: self.no_stage, why: "unknown stage" }
    }
}

impl DomainEntry {
    fn locate<'r>(&self, path: &'r str) -> Result<Located<'r>, NotLocated> {
        if let Some(fault) = self.refuse {
            return Err(NotLocated { fault, why: "who may call this domain is not enforced yet" });
        }
        let (mapping, base_path, rest) = self.mapping(path).ok_or(forbidden("no mapping for the path"))?;
        let (stage, path) = match &mapping.target {
            MappingTarget::Stage(stage) => (*stage, rooted(rest)),
            MappingTarget::Api(api) => api.stage_of(rest)?,
        };
        Ok(Located { stage, path, base_path: Some(base_path), lowers_names: self.multi_level })
    }

    /// The longest mapping that fits, what of the path it took, and what is left (rest-api-mappings).
    ///
    /// With only one-segment mappings a segment must be equal; as soon as one has more, the longest prefix wins, even if it
    /// ends inside a segment: `/ordersandmore` goes to `orders`.
    fn mapping<'d, 'r>(&'d self, path: &'r str) -> Option<(&'d MappingEntry, &'r str, &'r str)> {
        let bare = path.strip_prefix('/').unwrap_or(path);
        let (first, _) = first_segment(bare);
        let fits = |mapping: &&MappingEntry| match &*mapping.path {
            "" => true,
            base if self.multi_level => bare.starts_with(base),
            base => first == base,
        };
        let mapping = self.mappings.iter().find(fits)?;
        let (base_path, rest) = bare.split_at(mapping.path.len());
        Some((mapping, base_path, if base_path.is_empty() { path } else { rest }))
    }
}

fn forbidden(why: &'static str) -> NotLocated {
    NotLocated { fault: FaultKind::Forbidden, why }
}

/// Up to the first slash, and from it on.
fn first_segment(path: &str) -> (&str, &str) {
    path.split_at(memchr::memchr(b'/', path.as_bytes()).unwrap_or(path.len()))
}

fn rooted(path: &str) -> &str {
    if path.is_empty() { "/" } else { path }
}
