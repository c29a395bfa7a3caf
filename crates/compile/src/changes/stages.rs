//! Stages: what of them no route shows.

use super::flat::{Named, flat};
use super::{Changes, Difference, RouteName, doors};
use serde_json::json;
use std::collections::BTreeSet;
use tollgate_routes::{Release, Stage, Table};

pub(super) fn compare(old: &Table, new: &Table, changes: &mut Changes) {
    let have_routes_told = told_routes(changes).map(|route| stage_name(&route.api, &route.stage)).collect();
    let (old, new) = (stages(old), stages(new));
    doors::of_stages(&old, &new, &mut changes.dangers);
    changes.stages = differences(&old, &new, &have_routes_told);
}

/// That its routes changed, or what holds for all of them, says that a stage has another deployment.
pub(super) fn differences(old: &Named, new: &Named, have_routes_told: &BTreeSet<String>) -> Vec<Difference> {
    let mut found = Vec::new();
    Difference::of("stage", old, new, &mut found);
    found.retain_mut(|stage| {
        let is_whole = stage.details.is_empty();
        let is_told = |detail: &String| OF_DEPLOYMENT.iter().any(|lead| detail.starts_with(lead));
        if have_routes_told.contains(&stage.name) || stage.details.iter().any(is_told) {
            stage.details.retain(|detail| !detail.starts_with("deployment: "));
        }
        is_whole || !stage.details.is_empty()
    });
    found
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

/// By API and name.
pub(super) fn stages(table: &Table) -> Named {
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
