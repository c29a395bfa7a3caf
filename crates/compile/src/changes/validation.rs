//! What a route asks of a request, in words.

use tollgate_routes::RequestRules;

/// `X-Tenant, q`, as the refusal names them.
pub(super) fn required(rules: &RequestRules) -> Option<String> {
    listed(rules.required.iter().map(|parameter| &*parameter.name))
}

/// The models that bodies are held to.
pub(super) fn models(rules: &RequestRules) -> Option<String> {
    listed(rules.models.iter().flat_map(|models| &models.models).map(|model| &*model.name))
}

fn listed<'n>(names: impl Iterator<Item = &'n str>) -> Option<String> {
    let names: Vec<&str> = names.collect();
    (!names.is_empty()).then(|| names.join(", "))
}
