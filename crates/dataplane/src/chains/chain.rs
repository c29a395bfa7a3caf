//! One request's chain, in words: no body and no secret is in it.

use serde_json::{Value, json};
use std::time::SystemTime;
use tollgate_definition::Sources;
use tollgate_model::trace::Line;
use tollgate_model::{ExtendedRequestId, RequestId, Step};

/// What a refused or failed request was, and each step that led there.
pub(crate) struct Chain {
    pub(crate) request_id: RequestId,
    /// The one that clients of HTTP APIs see.
    pub(crate) extended_request_id: ExtendedRequestId,
    pub(crate) at: SystemTime,
    pub(crate) method: Box<str>,
    /// Raw, without its query.
    pub(crate) path: Box<str>,
    pub(crate) status: u16,
    pub(crate) response_type: &'static str,
    pub(crate) steps: Box<[Told]>,
}

/// One step.
pub(crate) struct Told {
    line: Line,
    /// `apis/petstore.yaml:12`
    origin: Option<String>,
}

// === impl Chain ===

impl Chain {
    /// What clients may know it by.
    pub(super) fn ids(&self) -> [&str; 2] {
        [self.request_id.as_str(), self.extended_request_id.as_str()]
    }

    /// `GET /requests/{id}`
    pub(crate) fn json(&self) -> Value {
        let at = self.at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        json!({
            "request_id": self.request_id.as_str(),
            "extended_request_id": self.extended_request_id.as_str(),
            "at": at,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "response_type": self.response_type,
            "steps": self.steps.iter().map(Told::json).collect::<Vec<_>>(),
        })
    }
}

// === impl Told ===

impl Told {
    pub(crate) fn of(step: &Step, sources: &Sources) -> Told {
        let mut line = step.line();
        line.facts.retain(|fact| fact.name != "body");
        let origin = sources.place(line.origin).map(|place| format!("{}:{}", place.path, place.line));
        Told { line, origin }
    }

    fn json(&self) -> Value {
        let mut told = json!(self.line);
        if let (Value::Object(told), Some(origin)) = (&mut told, &self.origin) {
            told.insert("origin".to_owned(), json!(origin));
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_told_with_its_line_and_without_its_body() {
        let mut sources = Sources::default();
        let file = sources.add("apis/pets.yaml", "openapi: 3.0.1\npaths: {}\n");
        let origin = sources.origin(file, 15..20);
        let step = Step::IntegrationRequest {
            method: "POST".into(),
            uri: "http://backend/pets".into(),
            headers: vec![("Cookie".into(), "session=0123456789abcdef".into())],
            body: Some(Box::from(*b"{\"card\":\"4111\"}")),
            origin,
        };
        let expected = json!({
            "step": "integration request",
            "what": "POST http://backend/pets",
            "mark": "passed",
            "facts": { "headers": ["Cookie: ******abcdef"] },
            "origin": "apis/pets.yaml:2",
        });
        assert_eq!(Told::of(&step, &sources).json(), expected);
    }
}
