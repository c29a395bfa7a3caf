//! What a definition says and no compiled value shows, as names and texts: what a change of it is told by.
//!
//! Names are the definition's own. Templates, schemas, static texts and the values of variables are digests: they are
//! long, or may be secret.

mod deployment;
mod integration;

use super::flat::digest;
use tollgate_definition::api::{Cors, ResponseParameter, Template};
use tollgate_definition::{Integration, RestMethod, Stage};
use tollgate_routes::Facts;

/// Of a method or route.
pub(crate) fn of_route(method: Option<&RestMethod>, written: Option<&Integration>) -> Facts {
    let mut facts = written.map(integration::facts).unwrap_or_default();
    let responses = method.into_iter().flat_map(|method| &method.method_responses);
    let statuses: Vec<String> = responses.map(|response| response.status_code.to_string()).collect();
    if !statuses.is_empty() {
        facts.insert("method responses".to_owned(), statuses.join(", "));
    }
    facts
}

/// Of a deployment, and of the variables it is served with. `cors`: what holds of it, wherever it is written.
pub(crate) fn of_stage(stage: &Stage, cors: Option<&Cors>) -> Facts {
    let mut facts = deployment::facts(&stage.deployment.kind);
    facts.extend(cors.into_iter().flat_map(deployment::cors));
    facts.extend(stage.variables.iter().map(|(name, value)| (format!("variable {name}"), digest(&value.value))));
    facts
}

/// The type of the gateway response whose status this fact is.
pub(super) fn gateway_response(name: &str) -> Option<&str> {
    name.strip_prefix(deployment::GATEWAY_RESPONSE)?.strip_suffix(deployment::STATUS)
}

/// `response 200 template application/json`
fn add_templates(facts: &mut Facts, of: &str, templates: &[Template]) {
    for Template { content_type, template } in templates {
        let text = if template.text.is_empty() { "empty".to_owned() } else { digest(&template.text) };
        facts.insert(format!("{of} template {}", content_type.text), text);
    }
}

/// `response 200 method.response.header.x`
fn add_headers(facts: &mut Facts, of: &str, parameters: &[ResponseParameter]) {
    let told = parameters.iter().map(|it| (format!("{of} {}", it.target.text), source(&it.source.text)));
    facts.extend(told);
}

/// An expression is itself; a static text may be a secret.
fn source(text: &str) -> String {
    let is_expression =
        ["method.", "integration.", "context.", "stageVariables.", "$"].map(|lead| text.starts_with(lead));
    if is_expression.contains(&true) { text.to_owned() } else { digest(text) }
}
