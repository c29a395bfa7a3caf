//! Routes that come, go and change.

use super::{Change, Changes, RouteName, validation};
use crate::listing::{access, endpoint, integration, stage_name};
use std::collections::BTreeMap;
use tollgate_routes::{Access, HttpProxy, Route, Stage, Table};

type Routes<'t> = BTreeMap<RouteName, (&'t Stage, &'t Route)>;

pub(super) fn compare(old: Option<&Table>, new: &Table, changes: &mut Changes) {
    let (old, new) = (routes(old), routes(Some(new)));
    changes.routes_removed = old.keys().filter(|name| !new.contains_key(*name)).cloned().collect();
    changes.routes_added = new.keys().filter(|name| !old.contains_key(*name)).cloned().collect();
    for (name, (old_stage, old_route)) in &old {
        let Some((stage, route)) = new.get(name) else { continue };
        if matches!((old_route.access, route.access), (Access::Refuse(_), Access::Open)) {
            changes.dangers.push(format!("{name}: access control goes away"));
        }
        let dropped = validation::dropped(&old_route.request, &route.request);
        changes.dangers.extend(dropped.into_iter().map(|what| format!("{name}: {what}")));
        let what = differences((old_stage, old_route), (stage, route));
        if !what.is_empty() {
            changes.routes_changed.push(Change { route: name.clone(), what });
        }
    }
}

fn routes(table: Option<&Table>) -> Routes<'_> {
    let stages = table.into_iter().flat_map(|table| &table.stages);
    stages.flat_map(|stage| stage.routes.iter().map(move |route| (name(stage, route), (&**stage, route)))).collect()
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
    let (Some(a), Some(b)) = (endpoint(&old.integration), endpoint(&new.integration)) else {
        return what;
    };
    differ("uri", a.uri.to_string(), b.uri.to_string());
    let group =
        |stage: &Stage, index: u16| stage.groups.get(usize::from(index)).map(ToString::to_string).unwrap_or_default();
    differ("target group", group(old_stage, a.group), group(stage, b.group));
    differ("timeout", format!("{:?}", a.timeout), format!("{:?}", b.timeout));
    let method = |method: &Option<http::Method>| method.as_ref().map_or("ANY".to_owned(), ToString::to_string);
    differ("method", method(&a.method), method(&b.method));
    let uri_tells = a.uri != b.uri;
    what.extend(mapped(a, b, uri_tells).into_iter().map(|part| format!("{part} sent to the integration")));
    what
}

/// The parts that a request is made of. Those that follow from a `uri` that changed are told with it.
fn mapped(a: &HttpProxy, b: &HttpProxy, uri_tells: bool) -> Vec<&'static str> {
    let of_uri = [("host", a.host != b.host), ("path", a.path != b.path), ("query", a.query != b.query)];
    let of_uri = of_uri.into_iter().filter(|_| !uri_tells);
    let parameters = [
        ("query parameters", a.query_mappings != b.query_mappings),
        ("headers", a.header_mappings != b.header_mappings),
    ];
    of_uri.chain(parameters).filter(|(_, differs)| *differs).map(|(part, _)| part).collect()
}
