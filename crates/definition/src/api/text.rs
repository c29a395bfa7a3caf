//! Texts, templates and JSON, each with its place.

use serde::Serialize;
use tollgate_model::Origin;

/// A text and where it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Text {
    pub text: Box<str>,
    pub origin: Origin,
}

/// A mapping template, or a gateway response's, and the content type that it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Template {
    /// As written: `application/json`, `$default`.
    pub content_type: Text,
    /// Nothing in it is replaced at import; it may be empty.
    pub template: Text,
}

/// JSON as it was written (YAML as the JSON it stands for): keys in their order, numbers in their digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Json {
    pub text: Box<str>,
    pub origin: Origin,
}
