//! Steps of the way in, made only for a trace that listens: nothing here decides anything.

use crate::{Forward, Opened, parameters};
use http::Method;
use tollgate_model::trace::{Fields, written};
use tollgate_model::{Head, Origin, Step};
use tollgate_routes::{Located, Route, Stage, Table, Verb};

/// The custom domain name whose mapping took the path; `None` where the host or the path named the API itself.
pub(crate) fn domain(table: &Table, head: &Head<'_>, located: &Located<'_>) -> Option<Step> {
    let base_path = located.base_path?;
    let (domain, mapping) = table.hosts.domain_of(head.host, head.path)?;
    let origin = mapping.map_or(domain.origin, |mapping| mapping.origin);
    Some(Step::Domain { name: (&*domain.name).into(), base_path: base_path.into(), origin })
}

/// No route: what the path has for other methods, if anything.
pub(crate) fn no_route(stage: &Stage, path: &str, origin: Origin) -> Step {
    let mut resource = None;
    let mut methods = Vec::new();
    for verb in Verb::ALL {
        let Ok(method) = Method::from_bytes(verb.as_str().as_bytes()) else { continue };
        let route = stage.matcher.find(&method, path).ok().and_then(|found| stage.routes.get(found.route as usize));
        if let Some(route) = route {
            resource = Some(route.resource_path.clone());
            methods.push(verb.as_str().into());
        }
    }
    Step::NoRoute { path: path.into(), resource, methods, origin }
}

/// The parameters and headers that mappings and logs see.
pub(crate) fn method_request(head: &Head<'_>, opened: &Opened, stage: &Stage, route: &Route) -> Step {
    let at = |index: usize| parameters::decoded(opened.param(index as u16, head.path)).into();
    let path = route.params.iter().enumerate().map(|(index, name)| (name.clone(), at(index))).collect();
    let query = parameters::pairs(head, stage.manners.query_separators)
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    Step::MethodRequest { path, query, headers: written(head.names) }
}

impl Forward<'_> {
    /// The whole address, as Amazon's execution logs write it: scheme and host of the `uri`, and the target.
    pub fn uri(&self) -> String {
        let scheme = self.proxy.uri.split_once("://").map_or("http", |(scheme, _)| scheme);
        format!("{scheme}://{}{}", self.proxy.host.to_str().unwrap_or(""), self.target)
    }

    /// The step of sending it: `headers` as they were dressed, the body streamed.
    pub fn step(&self, caller: &Method, headers: Fields) -> Step {
        let method = self.method.unwrap_or(caller).as_str().into();
        Step::IntegrationRequest { method, uri: self.uri().into(), headers, body: None, origin: self.route.origin }
    }
}
