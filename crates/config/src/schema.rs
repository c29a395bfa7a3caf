//! The grammar as JSON Schema (draft 2020-12), for editors and for checks outside of Tollgate.
//!
//! It describes one file. What an overlay may leave out is required by no file, so that only identities are required.

use crate::grammar::{Grammar, Key, Kind, ROOT, Support};
use serde_json::{Map, Value, json};

/// A `${…}` may stand for any text.
const PLACEHOLDER: &str = r"\$\{";

/// The JSON Schema of `tollgate.toml`. Keys that this build accepts without acting on them carry
/// `"x-tollgate-support": "not-enforced"`, and those that refuse what they guard `"access"`.
pub fn schema() -> Value {
    let mut schema = table(&ROOT, &[]);
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".to_owned(), json!("tollgate.toml"));
    Value::Object(schema)
}

/// `identity`: one of these must be there.
fn table(grammar: &Grammar, identity: &[&str]) -> Map<String, Value> {
    let properties: Map<_, _> = grammar.keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let mut schema = object(json!({ "type": "object", "properties": properties, "additionalProperties": false }));
    match identity {
        [] => {}
        [only] => drop(schema.insert("required".to_owned(), json!([only]))),
        several => {
            let choices: Vec<_> = several.iter().map(|key| json!({ "required": [key] })).collect();
            schema.insert("anyOf".to_owned(), json!(choices));
        }
    }
    schema
}

fn property(key: &Key) -> Value {
    let mut schema = of_kind(&key.kind);
    let (support, note) = match key.support {
        Support::Yes => (None, ""),
        Support::Later => (Some("not-enforced"), " Accepted, and not acted on yet."),
        Support::Access => (Some("access"), " Not enforced yet: what it guards is refused."),
    };
    let default = if key.default.is_empty() { String::new() } else { format!(" Default: {}.", key.default) };
    schema.insert("description".to_owned(), json!(format!("{}{default}{note}", key.doc)));
    if let Some(default) = default_value(key.default) {
        schema.insert("default".to_owned(), default);
    }
    if let Some(support) = support {
        schema.insert("x-tollgate-support".to_owned(), json!(support));
    }
    Value::Object(schema)
}

/// The default where it is a value, and not words about one.
fn default_value(written: &str) -> Option<Value> {
    let table: toml::Table = toml::from_str(&format!("default = {written}")).ok()?;
    serde_json::to_value(table.get("default")?).ok()
}

fn of_kind(kind: &Kind) -> Map<String, Value> {
    match kind {
        Kind::Flag => object(json!({ "type": "boolean" })),
        Kind::Integer(least, most) => object(json!({ "type": "integer", "minimum": least, "maximum": most })),
        Kind::Number(least, most) => object(json!({ "type": "number", "minimum": least, "maximum": most })),
        Kind::Duration | Kind::Pause => text(r"^[0-9]+(ms|s|m|h|d)$"),
        Kind::Size(_) => text(r"^[0-9]+([KMGT]i?)?B$"),
        Kind::Bind | Kind::Address => text(r"^(unix:/.*|.*:[0-9]+)$"),
        Kind::RouteKey => text(r"^(\$default|[A-Z]+ /.*)$"),
        Kind::Choice(values) => choice(values),
        Kind::Table(grammar) => table(grammar, &[]),
        Kind::Entries(grammar, identity) => {
            object(json!({ "type": "array", "items": Value::Object(table(grammar, identity)) }))
        }
        Kind::List(kind) => object(json!({ "type": "array", "items": Value::Object(of_kind(kind)) })),
        Kind::Map(kind) => object(json!({ "type": "object", "additionalProperties": Value::Object(of_kind(kind)) })),
        Kind::Either(kinds) => {
            let choices: Vec<_> = kinds.iter().map(|kind| Value::Object(of_kind(kind))).collect();
            object(json!({ "anyOf": choices }))
        }
        Kind::Text | Kind::Secret | Kind::Path | Kind::Network | Kind::HostName => object(json!({ "type": "string" })),
    }
}

fn text(pattern: &str) -> Map<String, Value> {
    object(json!({ "type": "string", "pattern": format!("{PLACEHOLDER}|{pattern}") }))
}

/// Editors complete from `enum`; case is ignored, which only a pattern can say.
fn choice(values: &[&str]) -> Map<String, Value> {
    let any_case = |c: char| match c.is_ascii_alphabetic() {
        true => format!("[{}{}]", c.to_ascii_lowercase(), c.to_ascii_uppercase()),
        false => c.to_string().replace('.', r"\."),
    };
    let patterns: Vec<String> = values.iter().map(|value| value.chars().map(any_case).collect()).collect();
    let pattern = format!("{PLACEHOLDER}|^({})$", patterns.join("|"));
    object(json!({ "type": "string", "anyOf": [{ "enum": values }, { "pattern": pattern }] }))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
