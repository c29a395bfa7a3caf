//! What a new table would do: routes and groups that come, go and change, the dangerous first.

use crate::listing::{access, integration};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use tollgate_model::TargetGroup;
use tollgate_model::target_group::Verify;
use tollgate_routes::{Access, Integration, Route, Stage, Table};

/// The difference of two tables. Every list is sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// What opens a door: access control that goes, certificates that are verified less, an endpoint that answers again.
    pub dangers: Vec<String>,
    pub routes_removed: Vec<RouteName>,
    pub routes_changed: Vec<Change>,
    pub routes_added: Vec<RouteName>,
    /// Kept as they are, or with other settings; what they have learnt stays.
    pub groups_kept: Vec<String>,
    pub groups_changed: Vec<String>,
    pub groups_new: Vec<String>,
    /// Drained.
    pub groups_gone: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RouteName {
    pub api: String,
    pub stage: String,
    pub key: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    pub route: RouteName,
    /// `access: open → AUTHORIZER_CONFIGURATION_ERROR`
    pub what: Vec<String>,
}

/// What becomes of the old table (none at the start) when the new one is served.
pub fn changes(old: Option<&Table>, new: &Table) -> Changes {
    let mut changes = Changes::default();
    changes.routes(&routes(old), &routes(Some(new)));
    changes.groups(&groups(old), &groups(Some(new)));
    if let Some(old) = old {
        changes.hosts(old, new);
    }
    changes.dangers.sort();
    changes
}

type Routes<'t> = BTreeMap<RouteName, (&'t Stage, &'t Route)>;

fn routes(table: Option<&Table>) -> Routes<'_> {
    let stages = table.into_iter().flat_map(|table| &table.stages);
    stages.flat_map(|stage| stage.routes.iter().map(move |route| (name(stage, route), (&**stage, route)))).collect()
}

fn name(stage: &Stage, route: &Route) -> RouteName {
    RouteName { api: stage.api.to_string(), stage: stage.name.to_string(), key: route.key.to_string() }
}

fn groups(table: Option<&Table>) -> BTreeMap<String, &TargetGroup> {
    table.into_iter().flat_map(|table| &table.groups).map(|group| (group.key.to_string(), &**group)).collect()
}

impl Changes {
    /// Would anything that is served change.
    pub fn is_empty(&self) -> bool {
        let Changes {
            dangers,
            routes_removed,
            routes_changed,
            routes_added,
            groups_changed,
            groups_new,
            groups_gone,
            ..
        } = self;
        dangers.is_empty()
            && routes_removed.is_empty()
            && routes_changed.is_empty()
            && routes_added.is_empty()
            && [groups_changed, groups_new, groups_gone].into_iter().all(Vec::is_empty)
    }

    fn routes(&mut self, old: &Routes<'_>, new: &Routes<'_>) {
        self.routes_removed = old.keys().filter(|name| !new.contains_key(*name)).cloned().collect();
        self.routes_added = new.keys().filter(|name| !old.contains_key(*name)).cloned().collect();
        for (name, (old_stage, old_route)) in old {
            let Some((stage, route)) = new.get(name) else { continue };
            if matches!((old_route.access, route.access), (Access::Refuse(_), Access::Open)) {
                self.dangers.push(format!("{name}: access control goes away"));
            }
            let what = differences((old_stage, old_route), (stage, route));
            if !what.is_empty() {
                self.routes_changed.push(Change { route: name.clone(), what });
            }
        }
    }

    fn groups(&mut self, old: &BTreeMap<String, &TargetGroup>, new: &BTreeMap<String, &TargetGroup>) {
        self.groups_gone = old.keys().filter(|key| !new.contains_key(*key)).cloned().collect();
        for (key, group) in new {
            let list = match old.get(key) {
                None => &mut self.groups_new,
                Some(old) if same(old, group) => &mut self.groups_kept,
                Some(_) => &mut self.groups_changed,
            };
            list.push(key.clone());
            let trusts_anyone =
                |group: &TargetGroup| group.tls.as_ref().is_some_and(|tls| tls.verify == Verify::AnyIssuer);
            if trusts_anyone(group) && !old.get(key).is_some_and(|old| trusts_anyone(old)) {
                self.dangers.push(format!("{key}: certificates of any issuer are accepted"));
            }
        }
    }

    fn hosts(&mut self, old: &Table, new: &Table) {
        for (id, api) in &new.hosts.apis {
            let was = old.hosts.apis.get(id).and_then(|old| old.endpoint_disabled);
            if was.is_some() && api.endpoint_disabled.is_none() {
                self.dangers.push(format!("{id}: the default endpoint answers again"));
            }
        }
        let domains = |table: &'_ Table| -> BTreeMap<String, bool> {
            let hosts = &table.hosts;
            let all = hosts.domains.values().chain(hosts.wildcards.values()).chain(&hosts.any);
            all.map(|domain| (domain.name.to_string(), domain.refuse.is_some())).collect()
        };
        let before = domains(old);
        for (name, refused) in domains(new) {
            if !refused && before.get(&name) == Some(&true) {
                self.dangers.push(format!("{name}: access control of the domain goes away"));
            }
        }
    }
}

/// Where a group comes from does not matter.
fn same(a: &TargetGroup, b: &TargetGroup) -> bool {
    serde_json::to_value(a).ok() == serde_json::to_value(b).ok()
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
    let (Integration::HttpProxy(a), Integration::HttpProxy(b)) = (&old.integration, &new.integration) else {
        return what;
    };
    differ("uri", a.uri.to_string(), b.uri.to_string());
    let group =
        |stage: &Stage, index: u16| stage.groups.get(usize::from(index)).map(ToString::to_string).unwrap_or_default();
    differ("target group", group(old_stage, a.group), group(stage, b.group));
    differ("timeout", format!("{:?}", a.timeout), format!("{:?}", b.timeout));
    let method = |method: &Option<http::Method>| method.as_ref().map_or("ANY".to_owned(), ToString::to_string);
    differ("method", method(&a.method), method(&b.method));
    let mapped = (&a.path, &a.query, &a.host, &a.query_mappings, &a.header_mappings)
        != (&b.path, &b.query, &b.host, &b.query_mappings, &b.header_mappings);
    if mapped && what.is_empty() {
        what.push("what is sent to the integration".to_owned());
    }
    what
}

impl fmt::Display for RouteName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.api, self.stage, self.key)
    }
}

/// One line a change, the dangerous first.
impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.dangers.iter().try_for_each(|danger| writeln!(f, "danger: {danger}"))?;
        self.routes_removed.iter().try_for_each(|name| writeln!(f, "route removed: {name}"))?;
        for Change { route, what } in &self.routes_changed {
            writeln!(f, "route changed: {route} ({})", what.join(", "))?;
        }
        self.routes_added.iter().try_for_each(|name| writeln!(f, "route added: {name}"))?;
        for (what, groups) in
            [("gone", &self.groups_gone), ("changed", &self.groups_changed), ("new", &self.groups_new)]
        {
            groups.iter().try_for_each(|group| writeln!(f, "target group {what}: {group}"))?;
        }
        Ok(())
    }
}
