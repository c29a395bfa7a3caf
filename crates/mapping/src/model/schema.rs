//! A schema as it is checked.

use super::format::Format;
use super::pattern::Search;
use indexmap::IndexMap;
use serde_json::{Number, Value};

/// Index among the schemas of an API.
pub(super) type SchemaId = usize;

#[derive(Debug, Default)]
pub(super) struct Schema {
    pub(super) types: Option<Types>,
    pub(super) allowed: Option<Value>,
    pub(super) all_of: Box<[SchemaId]>,
    pub(super) any_of: Box<[SchemaId]>,
    pub(super) one_of: Box<[SchemaId]>,
    pub(super) not: Option<SchemaId>,
    pub(super) number: Numbers,
    pub(super) string: Strings,
    pub(super) array: Arrays,
    pub(super) object: Objects,
}

/// `maximum`, `minimum`, each with whether it is exclusive.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    pub(super) maximum: Option<(Number, bool)>,
    pub(super) minimum: Option<(Number, bool)>,
    pub(super) multiple_of: Option<Number>,
}

#[derive(Debug, Default)]
pub(super) struct Strings {
    pub(super) max_length: Option<u64>,
    pub(super) min_length: Option<u64>,
    pub(super) pattern: Option<Search>,
    pub(super) format: Option<Format>,
}

#[derive(Debug, Default)]
pub(super) struct Arrays {
    pub(super) items: Items,
    pub(super) max_items: Option<u64>,
    pub(super) min_items: Option<u64>,
    pub(super) unique: bool,
}

#[derive(Debug, Default)]
pub(super) enum Items {
    #[default]
    Any,
    All(SchemaId),
    /// One by one, then the further ones.
    Each(Box<[SchemaId]>, Further),
}

/// What is not named: `additionalItems`, `additionalProperties`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Further {
    #[default]
    Any,
    None,
    All(SchemaId),
}

#[derive(Debug, Default)]
pub(super) struct Objects {
    pub(super) properties: IndexMap<Box<str>, SchemaId>,
    pub(super) patterns: Box<[(Search, SchemaId)]>,
    pub(super) further: Further,
    pub(super) dependencies: Box<[(Box<str>, Dependency)]>,
    pub(super) max_properties: Option<u64>,
    pub(super) min_properties: Option<u64>,
    /// In the order of the definition.
    pub(super) required: Box<[Box<str>]>,
}

#[derive(Debug)]
pub(super) enum Dependency {
    Properties(Box<[Box<str>]>),
    Schema(SchemaId),
}

/// The primitive types, in the order in which the messages list them.
const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];

/// A set of [`TYPES`], one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Types(u8);

impl Types {
    /// `number` includes `integer`.
    pub(super) fn with(self, name: &str) -> Option<Self> {
        let bit = |name: &str| TYPES.iter().position(|known| *known == name).map(|index| 1 << index);
        let more = if name == "number" { bit("integer")? } else { 0 };
        bit(name).map(|bit| Types(self.0 | bit | more))
    }

    pub(super) fn contains(self, name: &str) -> bool {
        self.names().any(|known| known == name)
    }

    pub(super) fn names(self) -> impl Iterator<Item = &'static str> {
        TYPES.into_iter().enumerate().filter(move |(index, _)| self.0 & (1 << index) != 0).map(|(_, name)| name)
    }
}

/// From here on a number was read as a double for its size alone.
const BEYOND_INTEGERS: f64 = 18_446_744_073_709_551_616.0;

/// The primitive type of a value. `1.0` is no integer (draft-zyp-json-schema-04 section 3.5).
pub(super) fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.as_f64().is_some_and(|n| number.is_f64() && n.abs() < BEYOND_INTEGERS) => {
            "number"
        }
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
