//! Models: the shapes of bodies.

use super::Json;
use serde::Serialize;
use tollgate_model::Origin;

/// A model of a REST API: JSON Schema draft 4.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Model {
    /// Letters and digits only.
    pub name: Box<str>,
    pub content_type: Box<str>,
    pub description: Option<String>,
    /// Every `$ref` in it is `#/definitions/NAME` (or further into one), where NAME is a model of the same API; itself, too.
    pub schema: Json,
    pub origin: Origin,
}
