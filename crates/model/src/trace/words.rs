//! A step in words: the one place that both pictures of a chain, text and JSON, are made from.

use super::{Line, Mark, Phase, Step, redacted_query};

impl Step {
    /// In words, without secrets.
    pub fn line(&self) -> Line {
        self.facts(Line::new(self.word(), self.what(), self.mark(), self.origin()))
    }

    fn word(&self) -> &'static str {
        match self {
            Step::Domain { .. } => "domain",
            Step::Stage { .. } => "stage",
            Step::Canary { .. } => "canary",
            Step::Route { .. } | Step::NoRoute { .. } => "route",
            Step::Access { .. } => "access",
            Step::MethodRequest { .. } => "request",
            Step::MethodRequestBody { .. } => "request body",
            Step::Validated { .. } => "validation",
            Step::Template { phase: Phase::Request, .. } | Step::PassThrough { phase: Phase::Request, .. } => {
                "request template"
            }
            Step::Template { .. } | Step::PassThrough { .. } => "response template",
            Step::Forward { .. } => "forward",
            Step::IntegrationRequest { .. } => "integration request",
            Step::Mock { .. } => "mock",
            Step::IntegrationResponse { .. } => "integration response",
            Step::Selected { .. } => "selected",
            Step::MethodResponse { .. } => "method response",
            Step::GatewayResponse { .. } => "gateway response",
            Step::Refused { .. } => "refused",
        }
    }

    fn what(&self) -> String {
        match self {
            Step::Domain { name, .. } => name.to_string(),
            Step::Stage { api, stage, .. } => format!("{api}/{stage}"),
            Step::Canary { drawn: true, .. } => "this request goes to the canary".to_owned(),
            Step::Canary { .. } => "not drawn: it goes to the stage's own deployment".to_owned(),
            Step::Route { key, .. } if key.is_empty() => "OPTIONS, answered by the API's CORS configuration".to_owned(),
            Step::Route { key, .. } => key.to_string(),
            Step::NoRoute { resource: Some(resource), .. } => format!("{resource} does not have this method"),
            Step::NoRoute { path, .. } => format!("nothing is there for {path}"),
            Step::Access { what, .. } | Step::Validated { what, .. } => what.to_string(),
            Step::MethodRequest { .. } => "what mappings and logs see".to_owned(),
            Step::MethodRequestBody { body } => format!("{} bytes", body.len()),
            Step::Template { content_type, .. } => format!("for {content_type}"),
            Step::PassThrough { content_type, .. } => format!("none for {content_type}: the body is passed through"),
            Step::Forward { uri, .. } => redacted_query(uri).into_owned(),
            Step::IntegrationRequest { method, uri, .. } => format!("{method} {}", redacted_query(uri)),
            Step::Mock { status, .. } => format!("answers {status} without a call"),
            Step::IntegrationResponse { status, latency, .. } => format!("{status} after {} ms", latency.as_millis()),
            Step::Selected { pattern: Some(pattern), status, .. } => format!("{status}, because `{pattern}` fits"),
            Step::Selected { status, .. } => format!("{status}, the default integration response"),
            Step::MethodResponse { status, .. } | Step::GatewayResponse { status, .. } => status.to_string(),
            Step::Refused { kind, status, .. } => format!("{status} {}", kind.row().name),
        }
    }

    fn mark(&self) -> Mark {
        match self {
            Step::NoRoute { .. } | Step::Refused { .. } => Mark::Refused,
            Step::MethodRequest { .. }
            | Step::MethodRequestBody { .. }
            | Step::GatewayResponse { .. }
            | Step::Access { enforced: false, .. } => Mark::Shown,
            _ => Mark::Passed,
        }
    }

    fn facts(&self, line: Line) -> Line {
        match self {
            Step::Domain { base_path, .. } => line.fact("base path", format!("/{base_path}")),
            Step::Canary { percent, .. } => line.fact("percent", &**percent),
            Step::NoRoute { methods, .. } => {
                line.list("methods there", methods.iter().map(ToString::to_string).collect())
            }
            Step::MethodRequest { path, query, headers } => {
                line.fields("path", path, " = ").fields("query string", query, " = ").fields("headers", headers, ": ")
            }
            Step::MethodRequestBody { body } => line.body(Some(body)),
            Step::Forward { group, .. } => line.fact("target group", &**group),
            Step::IntegrationRequest { headers, body, .. }
            | Step::IntegrationResponse { headers, body, .. }
            | Step::MethodResponse { headers, body, .. } => line.fields("headers", headers, ": ").body(body.as_deref()),
            Step::GatewayResponse { headers, body, .. } => line.fields("headers", headers, ": ").body(Some(body)),
            Step::Refused { detail: Some(detail), .. } => line.fact("because", &**detail),
            _ => line,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FaultKind, Origin};

    #[test]
    fn a_step_serialises_without_secrets_and_with_its_facts_in_order() {
        let pair = |name: &str, value: &str| (name.into(), value.into());
        let step = Step::IntegrationRequest {
            method: "POST".into(),
            uri: "http://backend/pets".into(),
            headers: vec![pair("Accept", "*/*"), pair("Authorization", "Bearer abcdefghijklmnop")],
            body: Some(Box::from(*b"{}")),
            origin: Origin(3),
        };
        assert_eq!(
            serde_json::to_string(&step.line()).unwrap(),
            r#"{"step":"integration request","what":"POST http://backend/pets","mark":"passed","facts":{"headers":["Accept: */*","Authorization: ******klmnop"],"body":"{}"}}"#
        );
    }

    #[test]
    fn a_body_is_shown_as_far_as_it_is_text_and_short() {
        for (body, shown) in [
            (None, Some("streamed".to_owned())),
            (Some(vec![]), None),
            (Some(b"text".to_vec()), Some("text".to_owned())),
            (Some(vec![0xff, 0]), Some("2 bytes, not text".to_owned())),
            (Some("ä".repeat(600).into_bytes()), Some(format!("{} [1200 bytes in all]", "ä".repeat(512)))),
        ] {
            let body = body.map(Vec::into_boxed_slice);
            let step = Step::MethodResponse { status: 200, headers: vec![], body, origin: Origin::NOWHERE };
            assert_eq!(step.line().facts.first().map(|fact| fact.values.texts()[0].clone()), shown);
        }
    }

    #[test]
    fn a_refusal_says_what_the_client_was_not_told() {
        let kind = FaultKind::ApiConfigurationError;
        let line = Step::Refused { kind, status: 500, detail: Some("a template".into()), origin: Origin(9) }.line();
        assert_eq!(
            (line.what.as_str(), line.mark, line.origin),
            ("500 API_CONFIGURATION_ERROR", Mark::Refused, Origin(9))
        );
        assert_eq!(line.facts[0].values.texts(), ["a template"]);
    }
}
