//! What Amazon calls method settings: the stage's, where a method says nothing of its own (set-up-stages).

use crate::names::UNKNOWN_METHOD;
use crate::table::Context;
use std::collections::BTreeMap;
use tollgate_definition::Stage;
use tollgate_model::Logging;
use tollgate_model::logging::MethodOverride;
use tollgate_routes::Route;

/// What is logged of the requests of this route.
pub(crate) fn logging(stage: &Stage, key: &str) -> Logging {
    let own = of(stage, key);
    Logging {
        level: own.logging_level.unwrap_or(stage.logging.level),
        data_trace: own.data_trace.unwrap_or(stage.logging.data_trace),
    }
}

/// Does this route have series of its own.
pub(crate) fn metrics(stage: &Stage, key: &str) -> bool {
    of(stage, key).metrics.unwrap_or(stage.metrics)
}

fn of(stage: &Stage, key: &str) -> MethodOverride {
    stage.methods.get(key).map(|method| method.settings).unwrap_or_default()
}

/// Settings of methods that the stage does not have.
pub(crate) fn check(context: &mut Context<'_>, stage: &Stage, routes: &[Route]) {
    for (key, method) in &stage.methods {
        if routes.iter().any(|route| *route.key == **key) {
            continue;
        }
        let path = key.split_once(' ').map_or("", |(_, path)| path);
        let there = routes.iter().filter(|route| *route.resource_path == *path);
        let there: Vec<_> = there.map(|route| format!("`{}`", route.key)).collect();
        let hint = if there.is_empty() { "the key of a route".to_owned() } else { there.join(" or ") };
        let message = format!("stage `{}` has no method `{key}` to set anything for; expected {hint}", stage.name);
        context.diagnostics.error(UNKNOWN_METHOD, method.origin, message);
    }
}

/// For telling what changed.
pub(crate) fn overrides(stage: &Stage) -> BTreeMap<Box<str>, MethodOverride> {
    stage.methods.iter().map(|(key, method)| (key.as_str().into(), method.settings)).collect()
}
