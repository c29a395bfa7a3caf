//! Stages: what of them no route shows.

use super::flat::{Flat, flat};
use super::{Changes, Difference, RouteName};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use tollgate_routes::{Release, Stage, Table};

pub(super) fn compare(old: &Table, new: &Table, changes: &mut Changes) {
    Difference::of("stage", &stages(old), &stages(new), &mut changes.stages);
    let has_routes_told: BTreeSet<String> =
        told_routes(changes).map(|route| stage_name(&route.api, &route.stage)).collect();
    changes.stages.retain_mut(|stage| {
        let is_whole = stage.details.is_empty();
        // That its routes changed says it.
        if has_routes_told.contains(&stage.name) {
            stage.details.retain(|detail| !detail.starts_with("deployment: "));
        }
        is_whole || !stage.details.is_empty()
    });
}

fn told_routes(changes: &Changes) -> impl Iterator<Item = &RouteName> {
    let changed = changes.routes_changed.iter().map(|change| &change.route);
    changes.routes_removed.iter().chain(&changes.routes_added).chain(changed)
}

fn stage_name(api: &str, stage: &str) -> String {
    format!("{api} {stage}")
}

fn percent(release: Release) -> Option<f64> {
    match release {
        Release::Shared { percent } => Some(percent),
        Release::Whole | Release::Canary => None,
    }
}

fn stages(table: &Table) -> BTreeMap<String, Flat> {
    let settings = |stage: &Stage| {
        flat(&json!({
            "access_log": stage.access_log,
            "account": stage.account,
            "api_id": stage.api_id,
            "canary_percent": percent(stage.release),
            "data_trace": stage.logging.data_trace,
            "deployment": stage.deployment_id,
            "execution_log": stage.execution_log,
            "kind": stage.manners.kind,
            "logging_level": stage.logging.level,
            "methods": stage.methods,
            "metrics": stage.metrics,
            "region": stage.region,
        }))
    };
    table
        .stages
        .iter()
        .map(|stage| (stage_name(&stage.api, &crate::listing::stage_name(stage)), settings(stage)))
        .collect()
}
