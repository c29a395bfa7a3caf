//! Kept JSON back into a tree, for those who write documents.

use super::json;
use super::node::{Kind, Node};
use crate::export::Tree;

/// `None` for what is no JSON.
pub(crate) fn parse_json(text: &str) -> Option<Tree> {
    json::parse(text, 0).root.as_ref().map(tree)
}

fn tree(node: &Node) -> Tree {
    match &node.kind {
        Kind::Null => Tree::Null,
        Kind::Bool(value) => Tree::Bool(*value),
        Kind::Number(digits) => Tree::Number((&**digits).into()),
        Kind::String(text) => Tree::String((&**text).into()),
        Kind::Seq(items) => Tree::List(items.iter().map(tree).collect()),
        Kind::Map(_) => Tree::Map(node.entries().iter().map(|e| ((&*e.key).into(), tree(&e.value))).collect()),
    }
}
