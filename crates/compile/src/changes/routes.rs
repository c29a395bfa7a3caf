//! Routes that come, go and change.

use super::doors::route_dangers;
use super::flat::differences as texts;
use super::functions::invoked;
use super::{Change, Changes, RouteName, validation};
use crate::listing::{access, endpoint, integration, invocation, keyed, stage_name};
use std::collections::BTreeMap;
use tollgate_routes::{Facts, HttpProxy, Release, Route, Stage, Table};

type Routes<'t> = BTreeMap<RouteName, (&'t Stage, &'t Route)>;

pub(super) fn compare(old: Option<&Table>, new: &Table, changes: &mut Changes) {
    let (old, new) = (routes(old), routes(Some(new)));
    changes.routes_removed = old.keys().filter(|name| !new.contains_key(*name)).cloned().collect();
    changes.routes_added = new.keys().filter(|name| !old.contains_key(*name)).cloned().collect();
    for (name, new) in &new {
        let Some(before) = old.get(name) else {
            changes.dangers.extend(canary_dangers(&old, name, new));
            continue;
        };
        let dangers = route_dangers(&told(before.1), &told(new.1));
        changes.dangers.extend(dangers.into_iter().map(|what| format!("{name}: {what}")));
        let what = differences(*before, *new);
        if !what.is_empty() {
            changes.routes_changed.push(Change { route: name.clone(), what });
        }
    }
}

/// A canary that comes gets requests that the stage had.
fn canary_dangers(old: &Routes<'_>, name: &RouteName, (stage, route): &(&Stage, &Route)) -> Vec<String> {
    let of_stage = RouteName { stage: stage.name.to_string(), ..name.clone() };
    let before = old.get(&of_stage).filter(|_| stage.release == Release::Canary);
    let found = before.map(|(_, before)| route_dangers(&told(before), &told(route))).unwrap_or_default();
    found.into_iter().map(|what| format!("{name}: {what}")).collect()
}

fn routes(table: Option<&Table>) -> Routes<'_> {
    let stages = table.into_iter().flat_map(|table| &table.stages);
    stages.flat_map(|stage| keyed(stage).map(move |route| (name(stage, route), (&**stage, route)))).collect()
}

fn name(stage: &Stage, route: &Route) -> RouteName {
    RouteName { api: stage.api.to_string(), stage: stage_name(stage), key: route.key.to_string() }
}

fn differences((old_stage, old): (&Stage, &Route), (stage, new): (&Stage, &Route)) -> Vec<String> {
    let mut what = Vec::new();
    let mut differ = |name: &str, old: String, new: String| {
        if old != new {
            what.push(format!("{name}: {old} → {new}"));
        }
    };
    differ("access", access(old.access).to_owned(), access(new.access).to_owned());
    differ("integration", integration(&old.integration).to_owned(), integration(&new.integration).to_owned());
    if let (Some(a), Some(b)) = (endpoint(&old.integration), endpoint(&new.integration)) {
        what.extend(destination((old_stage, a), (stage, b)));
    }
    if invocation(&old.integration).is_some() && invocation(&new.integration).is_some() {
        what.extend(texts(&invoked(old_stage, &old.integration), &invoked(stage, &new.integration)));
    }
    what.extend(texts(&details(old), &details(new)));
    what
}

/// With what its line says of who may call it, and what.
fn told(route: &Route) -> Facts {
    let mut told = details(route);
    told.insert("access".to_owned(), access(route.access).to_owned());
    told.insert("integration".to_owned(), integration(&route.integration).to_owned());
    told
}

/// What one line does not show of a route, and of what it invokes.
pub(crate) fn line_details(stage: &Stage, route: &Route) -> Facts {
    let mut found = details(route);
    found.extend(invoked(stage, &route.integration));
    found
}

fn details(route: &Route) -> Facts {
    let mut details = route.facts.clone();
    let mut tell = |name: &str, text: Option<String>| details.extend(text.map(|text| (name.to_owned(), text)));
    tell("required parameters", validation::required(&route.request));
    tell("body models", validation::models(&route.request));
    if let Some(endpoint) = endpoint(&route.integration) {
        tell("timeout", Some(format!("{:?}", endpoint.timeout)));
        tell("method", Some(endpoint.method.as_ref().map_or("ANY".to_owned(), ToString::to_string)));
    }
    details
}

/// Where a call goes.
fn destination((old_stage, a): (&Stage, &HttpProxy), (stage, b): (&Stage, &HttpProxy)) -> Vec<String> {
    let mut what = Vec::new();
    let mut differ = |name: &str, old: String, new: String| {
        if old != new {
            what.push(format!("{name}: {old} → {new}"));
        }
    };
    differ("uri", a.uri.to_string(), b.uri.to_string());
    let group =
        |stage: &Stage, index: u16| stage.groups.get(usize::from(index)).map(ToString::to_string).unwrap_or_default();
    differ("target group", group(old_stage, a.group), group(stage, b.group));
    // A variable in it says something else, or a parameter of its path is mapped otherwise.
    if a.uri == b.uri {
        let of_uri = [("host", a.host != b.host), ("path", a.path != b.path), ("query", a.query != b.query)];
        let differing = of_uri.into_iter().filter(|(_, differs)| *differs);
        what.extend(differing.map(|(part, _)| format!("{part} sent to the integration")));
    }
    what
}
