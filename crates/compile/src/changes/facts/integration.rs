//! What an integration says.

use super::{add_headers, add_templates, source};
use crate::changes::flat::flat;
use serde_json::{Map, Value};
use tollgate_definition::Integration;
use tollgate_definition::api::{IntegrationResponse, IntegrationType, StatusParameters};
use tollgate_routes::Facts;

/// Told otherwise: by what they compile to, or below.
const TOLD: [&str; 9] = [
    "kind",
    "uri",
    "http_method",
    "timeout",
    "connection",
    "request_parameters",
    "request_templates",
    "responses",
    "response_parameters",
];

pub(super) fn facts(integration: &Integration) -> Facts {
    let mut facts = settings(integration);
    for parameter in &integration.request_parameters {
        facts.insert(parameter.target.text.to_string(), source(&parameter.source.text));
    }
    add_templates(&mut facts, "request", &integration.request_templates);
    for response in &integration.responses {
        add_response(&mut facts, response);
    }
    for StatusParameters { status, parameters } in &integration.response_parameters {
        let told = parameters
            .iter()
            .map(|it| (format!("response {} {}", status.text, it.target.text), source(&it.source.text)));
        facts.extend(told);
    }
    if integration.responses.len() > 1 {
        // The first that matches is taken.
        let order: Vec<String> = integration.responses.iter().map(name).collect();
        facts.insert("responses".to_owned(), order.join(", "));
    }
    facts
}

/// Whatever else there is, by Amazon's names: `contentHandling`, `tls.insecureSkipVerification`.
fn settings(integration: &Integration) -> Facts {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(integration) else { return Facts::new() };
    fields.retain(|name, value| !TOLD.contains(&name.as_str()) && !is_default(name, value, integration.kind));
    let fields: Map<String, Value> = fields.into_iter().map(|(name, value)| (name, unplaced(value))).collect();
    flat(&fields).into_iter().map(|(name, text)| (camel_case(&name), text)).collect()
}

/// Most integrations say no more than what they go to: these cost a table nothing.
fn is_default(name: &str, value: &Value, kind: IntegrationType) -> bool {
    let is_proxy = matches!(kind, IntegrationType::HttpProxy | IntegrationType::AwsProxy);
    match name {
        // Proxies pass everything through.
        "passthrough_behavior" => is_proxy,
        "response_transfer_mode" => value == "BUFFERED",
        _ => value.as_array().is_some_and(Vec::is_empty),
    }
}

/// A text with its place is the text.
fn unplaced(value: Value) -> Value {
    match value {
        Value::Object(mut fields) => match (fields.len(), fields.remove("text"), fields.remove("origin")) {
            (2, Some(text), Some(_)) => text,
            (_, text, _) => {
                fields.extend(text.map(|text| ("text".to_owned(), text)));
                fields.into_iter().map(|(name, value)| (name, unplaced(value))).collect()
            }
        },
        Value::Array(items) => items.into_iter().map(unplaced).collect(),
        value => value,
    }
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

fn add_response(facts: &mut Facts, response: &IntegrationResponse) {
    let of = format!("response {}", name(response));
    facts.insert(format!("{of} statusCode"), response.status_code.to_string());
    let handling = response.content_handling.and_then(|handling| serde_json::to_value(handling).ok());
    if let Some(Value::String(handling)) = handling {
        facts.insert(format!("{of} contentHandling"), handling);
    }
    add_headers(facts, &of, &response.response_parameters);
    add_templates(facts, &of, &response.response_templates);
}

/// By its pattern: `4\d{2}`, `default`.
fn name(response: &IntegrationResponse) -> String {
    response.selection_pattern.as_ref().map_or("default", |pattern| &pattern.text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_are_amazons() {
        for (ours, amazons) in [
            ("content_handling", "contentHandling"),
            ("tls.insecure_skip_verification", "tls.insecureSkipVerification"),
            ("credentials", "credentials"),
        ] {
            assert_eq!(camel_case(ours), amazons);
        }
    }

    #[test]
    fn a_text_with_its_place_is_the_text() {
        let written = json!({ "a": { "text": "x", "origin": null }, "b": [{ "text": "y", "origin": null }], "c": 1 });
        assert_eq!(unplaced(written), json!({ "a": "x", "b": ["y"], "c": 1 }));
    }
}
