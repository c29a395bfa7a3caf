//! The compiled table for people: one line a route, sorted and stable, so that a diff of two lists is a diff of two tables.

use crate::arn::FunctionArn;
use crate::changes::line_details;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use tollgate_definition::Sources;
use tollgate_routes::{
    Access, Exchange, FunctionCall, HttpProxy, Integration, Invoked, Release, RemoteFunction, Route, Stage, Table,
};

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
    /// `http_proxy`, `http`, `mock`, `aws_proxy`, `aws`, or the fault that is answered without a call.
    pub integration: String,
    /// What answers for a Lambda function: the `[[function]]` that runs it on this node, else its name and alias.
    pub function: Option<String>,
    /// As the definition writes it; of a function its ARN.
    pub uri: Option<String>,
    pub target_group: Option<String>,
    /// `apis/petstore.yaml:12`
    pub origin: Option<String>,
    /// What else a change of it is told by: templates and responses by their digests, required parameters, timeout.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
}

/// Every route of a table. `sources` are those that the table was compiled from.
pub fn listing(table: &Table, sources: &Sources) -> Vec<RouteLine> {
    let routes = table.stages.iter().flat_map(|stage| keyed(stage).map(move |route| (stage, route)));
    let mut lines: Vec<RouteLine> = routes.map(|(stage, route)| line(stage, route, sources)).collect();
    lines.sort();
    lines
}

/// The routes that a definition has: not the one that answers preflights.
pub(crate) fn keyed(stage: &Stage) -> impl Iterator<Item = &Route> {
    stage.routes.iter().filter(|route| !matches!(route.integration, Integration::Preflight))
}

fn line(stage: &Stage, route: &Route, sources: &Sources) -> RouteLine {
    let proxy = endpoint(&route.integration);
    let call = invocation(&route.integration);
    let group = proxy.map(|proxy| proxy.group).or_else(|| call.and_then(remote).map(|remote| remote.group));
    let group = group.and_then(|group| stage.groups.get(usize::from(group)));
    RouteLine {
        api: stage.api.to_string(),
        stage: stage_name(stage),
        path: route.resource_path.to_string(),
        method: route.key.split_once(' ').map_or("ANY", |(method, _)| method).to_owned(),
        key: route.key.to_string(),
        access: access(route.access).to_owned(),
        integration: integration(&route.integration).to_owned(),
        function: call.map(|call| function(stage, call)),
        uri: proxy.map(|proxy| proxy.uri.to_string()).or_else(|| call.map(|call| call.arn.to_string())),
        target_group: group.map(ToString::to_string),
        origin: sources.place(route.origin).map(|place| format!("{}:{}", place.path, place.line)),
        details: line_details(stage, route),
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
        Integration::Service(_)
        | Integration::Mock(_)
        | Integration::Function(_)
        | Integration::Preflight
        | Integration::Fault(_) => None,
    }
}

/// The function that is invoked, if one is.
pub(crate) fn invocation(integration: &Integration) -> Option<&FunctionCall> {
    match integration {
        Integration::Function(call) => Some(call),
        _ => None,
    }
}

pub(crate) fn remote(call: &FunctionCall) -> Option<&RemoteFunction> {
    match &call.invoked {
        Invoked::Remote(remote) => Some(remote),
        Invoked::Local(_) => None,
    }
}

/// By the entry of a function of this node; another by its name and alias.
pub(crate) fn function(stage: &Stage, call: &FunctionCall) -> String {
    let local = match call.invoked {
        Invoked::Local(index) => stage.functions.get(usize::from(index)).map(ToString::to_string),
        Invoked::Remote(_) => None,
    };
    local.unwrap_or_else(|| FunctionArn::parse(&call.arn).map_or_else(|_| call.arn.to_string(), |arn| arn.handle()))
}

pub(crate) fn integration(integration: &Integration) -> &'static str {
    match integration {
        Integration::HttpProxy(_) => "http_proxy",
        Integration::Http(http) if http.service => "aws",
        Integration::Http(_) => "http",
        Integration::Service(_) => "aws_proxy",
        Integration::Mock(_) => "mock",
        Integration::Preflight => "preflight",
        Integration::Function(call) => match call.exchange {
            Exchange::Event(_) => "aws_proxy",
            Exchange::Mapped(_) => "aws",
        },
        Integration::Fault(fault) => fault.row().name,
    }
}

impl RouteLine {
    /// `aws_proxy orders`.
    fn invoked(&self) -> String {
        self.function.as_ref().map_or(self.integration.clone(), |function| format!("{} {function}", self.integration))
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
            self.invoked(),
            or_dash(&self.uri),
            or_dash(&self.origin)
        )
    }
}
