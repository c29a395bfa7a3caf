//! What is looked for in every corner of a definition: references that lead nowhere, unknown extensions, and functions of
//! CloudFormation that nobody replaced.

use super::extension;
use super::models::Models;
use super::node::{Kind, Node};
use super::reader::Reader;
use super::reference;
use super::version::Version;

/// Values that are data or documentation of somebody else: nothing in them is read.
const OPAQUE: &[&str] = &["example", "examples", "x-amazon-apigateway-documentation"];

/// Looks at a value and everything in it.
pub(super) fn walk(reader: &mut Reader<'_>, version: Version, node: &Node) {
    match &node.kind {
        Kind::Map(_) => {
            check_reference(reader, version, node);
            check_function(reader, node);
            for entry in node.entries().iter().filter(|entry| !OPAQUE.contains(&&*entry.key)) {
                extension::check_name(reader, &entry.key, entry.span);
                if entry.key.starts_with(extension::PREFIX) || !entry.key.starts_with("x-") {
                    walk(reader, version, &entry.value);
                }
            }
        }
        Kind::Seq(items) => items.iter().for_each(|item| walk(reader, version, item)),
        _ => {}
    }
}

fn check_reference(reader: &mut Reader<'_>, version: Version, node: &Node) {
    let Some(target) = reference::of(node) else { return };
    let elsewhere = reference::is_external_model(target.text) || Models::is_given(version, target.text);
    if !elsewhere && reference::find(reader.root, target.text).is_none() {
        reader.error("unresolved-reference", target.span, reference::explain(target.text));
    }
}

fn check_function(reader: &mut Reader<'_>, node: &Node) {
    let [entry] = node.entries() else { return };
    if node.is_function() {
        let message = format!(
            "`{}` is CloudFormation's and is not replaced here; write its value, or import the definition that was exported",
            entry.key
        );
        reader.error("unresolved-placeholder", entry.span, message);
    }
}
