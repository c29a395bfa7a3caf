//! Body models: JSON Schema draft 4 (models-mappings-models, api-gateway-method-request-validation).
//!
//! Amazon validates with the Java library json-schema-validator, whose messages reach users as
//! `$context.error.validationErrorString`. So the order of the checks and the words are that library's: the keywords of a
//! place by name, its children only while nothing has failed yet. An API's models are compiled together, for they refer to
//! each other; a body is checked within a number of steps that grows with the body.
//!
//! Formats are checked as that library does by itself (users tell of refused `email`s). Keywords of OpenAPI that draft 4
//! does not know (`nullable`, `discriminator`, `example`, `readOnly`) mean nothing (api-gateway-known-issues).

#[cfg(test)]
mod bounds;
mod check;
mod combine;
mod compile;
#[cfg(test)]
mod ends;
mod error;
mod format;
mod keyword;
mod number;
mod pattern;
#[cfg(test)]
mod peer;
mod reference;
mod schema;
#[cfg(test)]
mod tests;

pub use error::{Invalid, ModelError};

use schema::{Schema, SchemaId};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Lists and objects of a body may nest this deep (the limit of the JSON reader); deeper ones do not parse.
pub const MAX_BODY_DEPTH: usize = 128;
/// Steps of one validation that every body has, one for each schema a value meets.
pub const STEPS: usize = 10_000;
/// Further steps for each byte of a body.
pub const STEPS_PER_BYTE: usize = 64;
/// All steps of one validation.
pub const MAX_STEPS: usize = 20_000_000;
/// Schemas within schemas, as one value meets them.
const MAX_DEPTH: usize = 512;

/// The models of one API.
#[derive(Clone, Debug, Default)]
pub struct Models {
    schemas: Arc<[Schema]>,
    roots: HashMap<Box<str>, SchemaId>,
}

/// One model, ready to validate; a clone shares it.
#[derive(Clone, Debug)]
pub struct Model {
    schemas: Arc<[Schema]>,
    root: SchemaId,
}

impl Models {
    /// The models by name, each with its schema. References are `#…` within a model, `#/definitions/NAME` or
    /// `#/components/schemas/NAME` for another model, and
    /// `https://apigateway.amazonaws.com/restapis/{restapi_id}/models/NAME`. They may be recursive. `Empty` and `Error`,
    /// which Amazon gives every API, are there unless they are given.
    ///
    /// # Errors
    /// Every place of every model that is no schema of draft 4.
    pub fn compile<'m>(models: impl IntoIterator<Item = (&'m str, &'m Value)>) -> Result<Self, Vec<ModelError>> {
        let given = [("Empty", json!({"type": "object"})), ("Error", error_model())];
        let mut all: Vec<_> = models.into_iter().collect();
        let written: HashSet<_> = all.iter().map(|(name, _)| *name).collect();
        all.extend(given.iter().filter(|(name, _)| !written.contains(name)).map(|(name, schema)| (*name, schema)));
        compile::compile(all)
    }

    pub fn find(&self, name: &str) -> Option<Model> {
        self.roots.get(name).map(|root| Model { schemas: Arc::clone(&self.schemas), root: *root })
    }
}

/// As `GetModel` shows it.
fn error_model() -> Value {
    json!({"type": "object", "properties": {"message": {"type": "string"}}})
}

impl Model {
    /// Is the body what the model says? An empty body counts as `{}`.
    ///
    /// # Errors
    /// 400 `BAD_REQUEST_BODY`, with what `$context.error.validationErrorString` holds.
    pub fn validate(&self, body: &[u8]) -> Result<(), Invalid> {
        if body.is_empty() {
            return self.check(&Value::Object(serde_json::Map::new()), 0).map_err(|_| Invalid::unreadable());
        }
        let value = serde_json::from_slice(body).map_err(|_| Invalid::unreadable())?;
        self.check(&value, body.len())
    }

    fn check(&self, value: &Value, bytes: usize) -> Result<(), Invalid> {
        let steps = bytes.saturating_mul(STEPS_PER_BYTE).saturating_add(STEPS).min(MAX_STEPS);
        check::check(&self.schemas, self.root, value, steps)
    }
}
