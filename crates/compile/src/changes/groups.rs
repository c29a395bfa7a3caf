//! Target groups that come, go and change.

use super::flat::{Flat, Named, differences, flat};
use super::{Changes, GroupChange};
use serde_json::Value;
use std::collections::BTreeMap;
use tollgate_model::TargetGroup;
use tollgate_model::target_group::Verify;
use tollgate_routes::Table;

pub(super) fn compare(old: Option<&Table>, new: &Table, changes: &mut Changes) {
    let (old, new) = (by_key(old), by_key(Some(new)));
    changes.groups_gone = old.keys().filter(|key| !new.contains_key(*key)).cloned().collect();
    for (key, group) in new {
        let before = old.get(&key).copied();
        if trusts_anyone(group) && !before.is_some_and(trusts_anyone) {
            changes.dangers.push(format!("target group {key}: certificates of any issuer are accepted"));
        }
        if before.is_some_and(|before| before.timeouts.total.is_some()) && group.timeouts.total.is_none() {
            changes.dangers.push(format!("target group {key}: timeouts.total goes away"));
        }
        match before.map(|before| what(before, group)) {
            None => changes.groups_new.push(key),
            Some(what) if what.is_empty() => changes.groups_kept.push(key),
            Some(what) => changes.groups_changed.push(GroupChange { group: key, what }),
        }
    }
}

/// By key.
pub(super) fn groups(table: &Table) -> Named {
    table.groups.iter().map(|group| (group.key.to_string(), settings(group))).collect()
}

fn by_key(table: Option<&Table>) -> BTreeMap<String, &TargetGroup> {
    table.into_iter().flat_map(|table| &table.groups).map(|group| (group.key.to_string(), &**group)).collect()
}

fn trusts_anyone(group: &TargetGroup) -> bool {
    group.tls.as_ref().is_some_and(|tls| tls.verify == Verify::AnyIssuer)
}

/// Where a group was written does not matter.
fn what(old: &TargetGroup, new: &TargetGroup) -> Vec<String> {
    let json = |group| serde_json::to_value(group).unwrap_or_default();
    if json(old) == json(new) {
        return Vec::new();
    }
    let what = differences(&settings(old), &settings(new));
    if what.is_empty() { vec!["the order of its targets".to_owned()] } else { what }
}

/// Targets by their addresses, with their weights.
fn settings(group: &TargetGroup) -> Flat {
    let mut value = serde_json::to_value(group).unwrap_or_default();
    let mut targets: Vec<String> =
        group.targets.iter().map(|target| format!("{} × {}", target.address, target.weight)).collect();
    targets.sort();
    value["targets"] = Value::from(targets);
    flat(&value)
}
