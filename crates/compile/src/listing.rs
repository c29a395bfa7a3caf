//! The compiled table for people: one line a route, sorted and stable, so that a diff of two lists is a diff of two tables.

use serde::Serialize;
use std::fmt;
use tollgate_definition::Sources;
use tollgate_routes::{Access, Exchange, HttpProxy, Integration, Release, Route, Stage, Table};

/// One route. Sorted by API, stage, path and method.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RouteLine {
    pub api: String,
    /// `prod/canary` for the canary of `prod`.
    pub stage: String,
    /// `/pets/{id}`; `$default`.
    pub path: String,
    /// `GET`, `ANY`.
    pub method: String,
    /// `GET /pets/{id}`, `$default`.
    pub key: String,
    /// `open`, or the fault that every request is answered with.
    pub access: String,
    /// `http_proxy`, `http`, `mock`, or the fault that is answered without a call.
    pub integration: String,
    /// As the definition writes it.
    pub uri: Option<String>,
    pub target_group: Option<String>,
    /// `apis/petstore.yaml:12`
    pub origin: Option<String>,
}

/// Every route of a table. `sources` are those that the table was compiled from.
pub fn listing(table: &Table, sources: &Sources) -> Vec<RouteLine> {
    let routes = table.stages.iter().flat_map(|stage| stage.routes.iter().map(move |route| (stage, route)));
    let mut lines: Vec<RouteLine> = routes.map(|(stage, route)| line(stage, route, sources)).collect();
    lines.sort();
    lines
}

fn line(stage: &Stage, route: &Route, sources: &Sources) -> RouteLine {
    let proxy = endpoint(&route.integration);
    let group = proxy.and_then(|proxy| stage.groups.get(usize::from(proxy.group)));
    RouteLine {
        api: stage.api.to_string(),
        stage: stage_name(stage),
        path: route.resource_path.to_string(),
        method: route.key.split_once(' ').map_or("ANY", |(method, _)| method).to_owned(),
        key: route.key.to_string(),
        access: access(route.access).to_owned(),
        integration: integration(&route.integration).to_owned(),
        uri: proxy.map(|proxy| proxy.uri.to_string()),
        target_group: group.map(ToString::to_string),
        origin: sources.place(route.origin).map(|place| format!("{}:{}", place.path, place.line)),
    }
}

pub(crate) fn access(access: Access) -> &'static str {
    match access {
        Access::Open => "open",
        Access::Refuse(fault) => fault.row().name,
    }
}

/// `prod`; the canary on it is `prod/canary`.
pub(crate) fn stage_name(stage: &Stage) -> String {
    match stage.release {
        Release::Canary => format!("{}/canary", stage.name),
        Release::Whole | Release::Shared { .. } => stage.name.to_string(),
    }
}

/// Where a call goes; `None` where nothing is called.
pub(crate) fn endpoint(integration: &Integration) -> Option<&HttpProxy> {
    match integration {
        Integration::HttpProxy(proxy) => Some(proxy),
        Integration::Http(http) => Some(&http.proxy),
        Integration::Mock(_) | Integration::Function(_) | Integration::Fault(_) => None,
    }
}

pub(crate) fn integration(integration: &Integration) -> &'static str {
    match integration {
        Integration::HttpProxy(_) => "http_proxy",
        Integration::Http(http) if http.service => "aws",
        Integration::Http(_) => "http",
        Integration::Mock(_) => "mock",
        Integration::Function(call) => match call.exchange {
            Exchange::Event(_) => "aws_proxy",
            Exchange::Mapped(_) => "aws",
        },
        Integration::Fault(fault) => fault.row().name,
    }
}

/// Fields apart by two spaces; what is not there is `-`.
impl fmt::Display for RouteLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        write!(
            f,
            "{}  {}  {}  {}  {}  {}  {}",
            self.api,
            self.stage,
            self.key,
            self.access,
            self.integration,
            or_dash(&self.uri),
            or_dash(&self.origin)
        )
    }
}
