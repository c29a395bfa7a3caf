//! What a route asks of a request, in words, and what it stops asking.

use tollgate_routes::RequestRules;

/// `X-Tenant, q`, as the refusal names them.
pub(super) fn required(rules: &RequestRules) -> String {
    listed(rules.required.iter().map(|parameter| &*parameter.name))
}

/// The models that bodies are held to.
pub(super) fn models(rules: &RequestRules) -> String {
    listed(rules.models.iter().flat_map(|models| &models.models).map(|model| &*model.name))
}

/// What was refused and passes from now on.
pub(super) fn dropped(old: &RequestRules, new: &RequestRules) -> Vec<String> {
    let is_asked = |name: &str| new.required.iter().any(|parameter| &*parameter.name == name);
    let gone = old.required.iter().map(|parameter| &*parameter.name).filter(|name| !is_asked(name));
    let mut dropped: Vec<String> = gone.map(|name| format!("`{name}` is not required any more")).collect();
    if old.models.is_some() && new.models.is_none() {
        dropped.push("bodies are not validated any more".to_owned());
    }
    dropped
}

fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}
