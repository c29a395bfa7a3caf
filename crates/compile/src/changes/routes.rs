//! Routes that come, go and change.

use super::flat::differences as texts;
use super::functions::invoked;
use super::{Change, Changes, RouteName, doors, validation};
use crate::listing::{access, endpoint, integration, invocation, keyed, stage_name};
use std::collections::BTreeMap;
use tollgate_routes::{Access, HttpProxy, Release, Route, Stage, Table};

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
        changes.dangers.extend(dangers(before.1, new.1).into_iter().map(|what| format!("{name}: {what}")));
        let what = differences(*before, *new);
        if !what.is_empty() {
            changes.routes_changed.push(Change { route: name.clone(), what });
        }
    }
}

fn dangers(old: &Route, new: &Route) -> Vec<String> {
    let is_opened = matches!((old.access, new.access), (Access::Refuse(_), Access::Open));
    let opened = is_opened.then(|| "access control goes away".to_owned());
    let dropped = validation::dropped(&old.request, &new.request);
    opened.into_iter().chain(dropped).chain(doors::passthrough(old, new)).collect()
}

/// A canary that comes gets requests that the stage had.
fn canary_dangers(old: &Routes<'_>, name: &RouteName, (stage, route): &(&Stage, &Route)) -> Vec<String> {
    let of_stage = RouteName { stage: stage.name.to_string(), ..name.clone() };
    let before = old.get(&of_stage).filter(|_| stage.release == Release::Canary);
    let found = before.map(|(_, before)| dangers(before, route)).unwrap_or_default();
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
    differ("required parameters", validation::required(&old.request), validation::required(&new.request));
    differ("body models", validation::models(&old.request), validation::models(&new.request));
    differ("integration", integration(&old.integration).to_owned(), integration(&new.integration).to_owned());
    if let (Some(a), Some(b)) = (endpoint(&old.integration), endpoint(&new.integration)) {
        what.extend(destination((old_stage, a), (stage, b)));
    }
    if invocation(&old.integration).is_some() && invocation(&new.integration).is_some() {
        what.extend(texts(&invoked(old_stage, &old.integration), &invoked(stage, &new.integration)));
    }
    what.extend(texts(&old.facts, &new.facts));
    what
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
    differ("timeout", format!("{:?}", a.timeout), format!("{:?}", b.timeout));
    let method = |method: &Option<http::Method>| method.as_ref().map_or("ANY".to_owned(), ToString::to_string);
    differ("method", method(&a.method), method(&b.method));
    // A variable in it says something else, or a parameter of its path is mapped otherwise.
    if a.uri == b.uri {
        let of_uri = [("host", a.host != b.host), ("path", a.path != b.path), ("query", a.query != b.query)];
        let differing = of_uri.into_iter().filter(|(_, differs)| *differs);
        what.extend(differing.map(|(part, _)| format!("{part} sent to the integration")));
    }
    what
}
