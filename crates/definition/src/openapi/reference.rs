//! `$ref` within a file. Other files cannot be referred to (api-gateway-known-issues).

use super::node::{Kind, Node};
use crate::source::Span;
use percent_encoding::percent_decode_str;

/// References that lead to references.
pub(super) const MAX_HOPS: usize = 32;

/// Models of another API, which schemas may refer to (models-mappings-models).
const EXTERNAL_MODELS: &str = "https://apigateway.amazonaws.com/restapis/";

pub(super) struct Reference<'n> {
    pub(super) text: &'n str,
    pub(super) span: Span,
}

/// The `$ref` of an object, if it has one that is a string.
pub(super) fn of(node: &Node) -> Option<Reference<'_>> {
    let value = node.get("$ref")?;
    match &value.kind {
        Kind::String(text) => Some(Reference { text, span: value.span }),
        _ => None,
    }
}

/// What `#/a/b~1c` points to: a JSON pointer (RFC 6901) in a URI fragment.
pub(super) fn find<'n>(root: &'n Node, reference: &str) -> Option<&'n Node> {
    let pointer = reference.strip_prefix('#')?;
    if pointer.is_empty() {
        return Some(root);
    }
    pointer.strip_prefix('/')?.split('/').try_fold(root, |node, token| {
        let token = percent_decode_str(token).decode_utf8_lossy().replace("~1", "/").replace("~0", "~");
        match &node.kind {
            Kind::Seq(items) => token.parse::<usize>().ok().and_then(|index| items.get(index)),
            _ => node.get(&token),
        }
    })
}

/// Why a reference leads nowhere.
pub(super) fn explain(reference: &str) -> String {
    match reference.starts_with('#') {
        true => format!("nothing stands at `{reference}` in this file"),
        false => format!(
            "`{reference}` is outside of this file, which Amazon API Gateway does not follow; \
             expected `#/components/…` or `#/definitions/…`"
        ),
    }
}

pub(super) fn is_external_model(reference: &str) -> bool {
    reference.starts_with(EXTERNAL_MODELS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_find_what_they_name() {
        let text = r#"{"paths": {"/a/{b}": {"x~y": [7, 8]}}, "d e": 9}"#;
        let root = super::super::json::parse(text, 0).root.unwrap();
        for (reference, found) in [
            ("#/paths/~1a~1{b}/x~0y/1", Some("8")),
            ("#/paths/~1a~1%7Bb%7d/x~0y/0", Some("7")),
            ("#/d%20e", Some("9")),
            ("#/d e", Some("9")),
            ("#/paths/~1a~1{b}/x~0y/2", None),
            ("#/absent", None),
            ("#paths", None),
            ("other.yaml#/paths", None),
            ("#/%", None),
        ] {
            assert_eq!(find(&root, reference).and_then(Node::text), found, "{reference}");
        }
        assert!(find(&root, "#").is_some());
    }
}
