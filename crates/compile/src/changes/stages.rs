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
        // What changed of its routes, or of what holds for all of them, says it.
        let is_told = |detail: &String| OF_DEPLOYMENT.iter().any(|lead| detail.starts_with(lead));
        if has_routes_told.contains(&stage.name) || stage.details.iter().any(is_told) {
            stage.details.retain(|detail| !detail.starts_with("deployment: "));
        }
        is_whole || !stage.details.is_empty()
    });
}

/// Of a stage's facts, those that a definition file says.
const OF_DEPLOYMENT: [&str; 11] = [
    "apiKeySource",
    "authorizer ",
    "binaryMediaTypes",
    "endpoint",
    "gateway response ",
    "ipAddressType",
    "minimumCompressionSize",
    "model ",
    "policy",
    "securityPolicy",
    "vpcEndpointIds",
];

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
        let mut settings = flat(&json!({
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
        }));
        settings.extend(stage.facts.clone());
        settings
    };
    table
        .stages
        .iter()
        .map(|stage| (stage_name(&stage.api, &crate::listing::stage_name(stage)), settings(stage)))
        .collect()
}
