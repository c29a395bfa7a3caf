//! What of a mapping or a stage opens a door: bodies that were refused and pass, refusals that look like successes, logs
//! that hold what clients sent.

use super::facts::gateway_response;
use crate::listing::stage_name;
use tollgate_routes::{Facts, Integration, Route, Stage, Table};

/// From the strictest on (integration-passthrough-behaviors).
const PASSTHROUGH: [&str; 3] = ["NEVER", "WHEN_NO_TEMPLATES", "WHEN_NO_MATCH"];

/// Bodies that were answered 415 reach the integration.
pub(super) fn passthrough(old: &Route, new: &Route) -> Option<String> {
    let behavior = |facts: &Facts| {
        let said = facts.get("passthroughBehavior")?;
        PASSTHROUGH.iter().position(|known| known == said)
    };
    let (was, is) = (behavior(&old.facts)?, behavior(&new.facts)?);
    let calls = !matches!(new.integration, Integration::Mock(_));
    let change = || format!("bodies without a template may pass: {} → {}", PASSTHROUGH[was], PASSTHROUGH[is]);
    (calls && is > was).then(change)
}

pub(super) fn of_stages(old: &Table, new: &Table, dangers: &mut Vec<String>) {
    for stage in &new.stages {
        let name = |stage: &Stage| (stage.api.clone(), stage_name(stage));
        let Some(before) = old.stages.iter().find(|before| name(before) == name(stage)) else { continue };
        let mut tell = |what: String| dangers.push(format!("{} {}: {what}", stage.api, stage_name(stage)));
        if stage.logging.data_trace && !before.logging.data_trace {
            tell("data_trace: parameters, headers and bodies are logged".to_owned());
        }
        for (key, _) in stage.methods.iter().filter(|(key, method)| {
            let was = before.methods.get(*key).and_then(|method| method.data_trace);
            method.data_trace == Some(true) && !was.unwrap_or(before.logging.data_trace)
        }) {
            tell(format!("{key}: data_trace: parameters, headers and bodies are logged"));
        }
        for (response, status) in succeeding(&stage.facts) {
            if !succeeding(&before.facts).any(|(known, _)| known == response) {
                tell(format!("gateway response {response}: what is refused is answered {status}"));
            }
        }
    }
}

/// Gateway responses with a status below 400.
fn succeeding(facts: &Facts) -> impl Iterator<Item = (&str, u16)> {
    let statuses = facts.iter().filter_map(|(name, text)| Some((gateway_response(name)?, text.parse().ok()?)));
    statuses.filter(|(_, status)| *status < 400)
}
