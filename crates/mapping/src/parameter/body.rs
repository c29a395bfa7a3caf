//! `…body` and `…body.JSONPATH`: what a JSON body gives to a parameter.

use super::ExpressionError;
use crate::json::{self, Unreadable};
use crate::jsonpath::{Exhausted, Path};
use std::cell::Cell;
use std::hash::{Hash, Hasher};
use tollgate_vtl::{Map, Value};

/// Longest value that a body gives: all headers together may have no more (limits).
pub const MAX_VALUE_BYTES: usize = 10_240;

/// A place in a JSON body, as a JSONPath from its root: `$.redirect.url`. Compared by its text.
#[derive(Clone, Debug)]
pub struct BodyPath {
    text: Box<str>,
    path: Path,
}

/// The JSON of a body. Only what begins like a document is read as one; anything else has no places
/// (as observed: "only JSON decodes the body if it starts with `{`, `[`, `\"` or `'`").
///
/// # Errors
/// Of a request: 400 "Invalid JSON in request body". Of a response: 500.
pub fn document(body: &str) -> Result<Value, Unreadable> {
    match body.trim_ascii_start().starts_with(['{', '[', '"', '\'']) {
        true => json::parse(body),
        false => Ok(Value::Map(Map::default())),
    }
}

impl BodyPath {
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// All of `rest`, the end of `whole`: what stands after `body.`, where the guide writes JSONPath without `$.`.
    pub(super) fn parse(whole: &str, rest: &str) -> Result<Self, ExpressionError> {
        let lead = match rest {
            "" => return Err(ExpressionError::at(whole, rest, format!("a JSONPath is missing after `{whole}`"))),
            rest if rest == "$" || rest.starts_with("$.") || rest.starts_with("$[") => "",
            rest if rest.starts_with('[') => "$",
            _ => "$.",
        };
        let text = format!("{lead}{rest}");
        let path = Path::parse(&text).map_err(|error| {
            let at = error.at.saturating_sub(lead.len());
            ExpressionError::at(whole, rest.get(at..).unwrap_or_default(), error.what)
        })?;
        Ok(BodyPath { text: text.into(), path })
    }

    /// What a request's body gives. A text gives itself, `null` and nothing give nothing, lists and objects their JSON.
    /// What it gives may hold any character: it need not be a header's value.
    ///
    /// # Errors
    /// When no step is left, or the value is longer than [`MAX_VALUE_BYTES`].
    pub fn of_request(&self, document: &Value, steps: &Cell<usize>) -> Result<Option<String>, Exhausted> {
        let found = self.path.read(document, steps)?;
        self.text_of(&found)
    }

    /// What an integration response's body gives: the same, and a Lambda function's `errorMessage` that is itself JSON is
    /// read as such for the places in it (handle-errors-in-lambda-integration).
    ///
    /// # Errors
    /// When no step is left, or the value is longer than [`MAX_VALUE_BYTES`].
    pub fn of_response(&self, document: &Value, steps: &Cell<usize>) -> Result<Option<String>, Exhausted> {
        let found = self.of_request(document, steps)?;
        match error_document(document) {
            Some(error) if found.is_none() => self.of_request(&error, steps),
            _ => Ok(found),
        }
    }

    fn text_of(&self, found: &Value) -> Result<Option<String>, Exhausted> {
        match found {
            Value::Null => Ok(None),
            Value::List(list) if !self.path.is_definite() && list.items.borrow().is_empty() => Ok(None),
            Value::Text(text) if text.len() > MAX_VALUE_BYTES => Err(Exhausted),
            Value::Text(text) => Ok(Some(text.as_ref().to_owned())),
            found => {
                let mut text = String::new();
                json::print(found, &mut text, MAX_VALUE_BYTES).map_err(|_| Exhausted)?;
                Ok(Some(text))
            }
        }
    }
}

/// The document with `errorMessage` read as JSON, where it is an object.
fn error_document(document: &Value) -> Option<Value> {
    let Value::Map(members) = document else { return None };
    let message = members.0.borrow().get("errorMessage").cloned()?;
    let Value::Text(message) = message else { return None };
    let error = json::parse(&message).ok().filter(|error| matches!(error, Value::Map(_)))?;
    let expanded = Map::default();
    expanded.0.borrow_mut().insert("errorMessage".into(), error);
    Some(Value::Map(expanded))
}

impl PartialEq for BodyPath {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for BodyPath {}

impl Hash for BodyPath {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{RequestSource, ResponseSource};
    use super::*;

    const STEPS: usize = 10_000;

    fn of_request(expression: &str, body: &str) -> Result<Option<String>, Exhausted> {
        let Ok(RequestSource::BodyPath(path)) = RequestSource::parse(expression) else { panic!("{expression}") };
        path.of_request(&document(body).unwrap(), &Cell::new(STEPS))
    }

    fn of_response(expression: &str, body: &str) -> Option<String> {
        let Ok(ResponseSource::BodyPath(path)) = ResponseSource::parse(expression) else { panic!("{expression}") };
        path.of_response(&document(body).unwrap(), &Cell::new(STEPS)).unwrap()
    }

    #[test]
    fn a_place_of_the_body_is_mapped_as_text() {
        let body = r#"{"redirect":{"url":"https://example.com"},"n":1.50,"b":true,"z":null,"l":["a",{"b":1}]}"#;
        for (expression, expected) in [
            ("method.request.body.redirect.url", Some("https://example.com")),
            ("method.request.body.n", Some("1.50")),
            ("method.request.body.b", Some("true")),
            ("method.request.body.l[0]", Some("a")),
            // handle-errors-in-lambda-integration: a complex value is mapped as a JSON string
            ("method.request.body.l", Some(r#"["a",{"b":1}]"#)),
            ("method.request.body.redirect", Some(r#"{"url":"https://example.com"}"#)),
            ("method.request.body.z", None),
            ("method.request.body.nothing.here", None),
            ("method.request.body.l[*].nothing", None),
        ] {
            assert_eq!(of_request(expression, body), Ok(expected.map(str::to_owned)), "{expression}");
        }
        assert_eq!(of_request("method.request.body[1]", "[1,2]"), Ok(Some("2".to_owned())));
    }

    #[test]
    fn what_is_no_document_has_no_places() {
        for body in ["", "plain text", "12", "<a/>"] {
            assert_eq!(of_request("method.request.body.a", body), Ok(None), "{body}");
        }
        assert!(document("{\"a\":").is_err());
    }

    /// handle-errors-in-lambda-integration, "Handle custom Lambda errors".
    #[test]
    fn a_functions_stringified_error_is_read_for_headers() {
        let body =
            r#"{"errorMessage":"{\"errorType\":\"InternalServerError\",\"trace\":{\"line\":1}}","errorType":"Error"}"#;
        for (expression, expected) in [
            ("integration.response.body.errorMessage.errorType", Some("InternalServerError")),
            ("integration.response.body.errorMessage.trace", Some(r#"{"line":1}"#)),
            ("integration.response.body.errorType", Some("Error")),
            (
                "integration.response.body.errorMessage",
                Some(r#"{"errorType":"InternalServerError","trace":{"line":1}}"#),
            ),
            ("integration.response.body.nothing", None),
        ] {
            assert_eq!(of_response(expression, body).as_deref(), expected, "{expression}");
        }
        assert_eq!(of_response("integration.response.body.errorMessage.a", r#"{"errorMessage":"plain"}"#), None);
    }

    #[test]
    fn long_values_and_long_searches_are_given_up() {
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(MAX_VALUE_BYTES + 1));
        assert_eq!(of_request("method.request.body.a", &long), Err(Exhausted));
        let wide = format!("[{}0]", "0,".repeat(STEPS));
        assert_eq!(of_request("method.request.body..a", &wide), Err(Exhausted));
    }
}
