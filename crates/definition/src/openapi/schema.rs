//! A schema of OpenAPI as the JSON Schema (draft 4) that a model is: what Amazon leaves out is left out, and every `$ref` is
//! `#/definitions/NAME`.

use super::compact::{self, list, map, string};
use super::models::Models;
use super::node::{Kind, Node};
use super::reader::{Reader, Setting};
use super::reference;

/// What a keyword's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keyword {
    Schema,
    /// One, or a list of them.
    Schemas,
    /// By name.
    Named,
    /// Anything else: as it is.
    Data,
    /// Left out; it asks nothing of bodies.
    Note,
    /// Left out, though it asks something of bodies.
    Lost,
}

/// api-gateway-known-issues. Everything else is passed on.
pub(crate) fn keyword(key: &str) -> Keyword {
    match key {
        "additionalItems" | "additionalProperties" | "not" => Keyword::Schema,
        "allOf" | "anyOf" | "items" | "oneOf" => Keyword::Schemas,
        "definitions" | "dependencies" | "patternProperties" | "properties" => Keyword::Named,
        "default" | "deprecated" | "example" | "examples" | "externalDocs" | "readOnly" | "writeOnly" | "xml" => {
            Keyword::Note
        }
        "discriminator" | "exclusiveMinimum" | "maxItems" | "minItems" | "nullable" => Keyword::Lost,
        extension if extension.starts_with("x-") => Keyword::Note,
        _ => Keyword::Data,
    }
}

/// Writes a schema. Models that it refers to are asked of `models`.
pub(super) fn write<'a>(reader: &mut Reader<'a>, models: &mut Models<'a>, node: &'a Node, out: &mut String) {
    if let Some(target) = reference::of(node) {
        let target = models.target(reader, target.text, target.span);
        return map(std::iter::once(("$ref", target)), out, |_, target, out| string(&target, out));
    }
    let Kind::Map(_) = node.kind else { return compact::write(node, out) };
    let kept = node.entries().iter().filter(|entry| match keyword(&entry.key) {
        Keyword::Lost => {
            reader.collect(Setting::Keyword, &*entry.key, entry.span);
            false
        }
        kind => kind != Keyword::Note,
    });
    let kept: Vec<_> = kept.map(|entry| (&*entry.key, &entry.value)).collect();
    map(kept.into_iter(), out, |key, value, out| match keyword(key) {
        Keyword::Schema => write(reader, models, value, out),
        Keyword::Schemas => match &value.kind {
            Kind::Seq(items) => list(items.iter(), out, |item, out| write(reader, models, item, out)),
            _ => write(reader, models, value, out),
        },
        Keyword::Named => named(reader, models, value, out),
        Keyword::Data | Keyword::Note | Keyword::Lost => compact::write(value, out),
    });
}

fn named<'a>(reader: &mut Reader<'a>, models: &mut Models<'a>, node: &'a Node, out: &mut String) {
    let Kind::Map(_) = node.kind else { return compact::write(node, out) };
    let entries = node.entries().iter().map(|entry| (&*entry.key, &entry.value));
    map(entries, out, |_, value, out| write(reader, models, value, out));
}
