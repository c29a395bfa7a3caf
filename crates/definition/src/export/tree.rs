//! A document to be written: JSON with numbers in their digits and keys in their order.

use super::yaml;
use crate::openapi;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    Null,
    Bool(bool),
    /// As JSON writes it.
    Number(Box<str>),
    String(Box<str>),
    List(Vec<Tree>),
    /// No key twice.
    Map(Vec<(Box<str>, Tree)>),
}

/// Spaces by which JSON is set in.
const INDENT: usize = 2;

impl Tree {
    pub(super) fn text(text: impl Into<Box<str>>) -> Tree {
        Tree::String(text.into())
    }

    pub(super) fn map<K: Into<Box<str>>>(entries: impl IntoIterator<Item = (K, Tree)>) -> Tree {
        Tree::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    pub(super) fn list(items: impl IntoIterator<Item = Tree>) -> Tree {
        Tree::List(items.into_iter().collect())
    }

    /// A map with more entries; anything else stays as it is.
    pub(super) fn with(mut self, more: Vec<(Box<str>, Tree)>) -> Tree {
        if let Tree::Map(entries) = &mut self {
            entries.extend(more);
        }
        self
    }

    /// JSON that was kept as text; what is none is written as the text it is.
    pub(super) fn parse(json: &str) -> Tree {
        openapi::parse_json(json).unwrap_or_else(|| Tree::text(json))
    }

    /// JSON, a line for each entry, with a line's end at the end.
    pub fn json(&self) -> String {
        let mut out = String::new();
        write_json(self, 0, &mut out);
        out.push('\n');
        out
    }

    /// YAML 1.2: block style, every string in double quotes.
    pub fn yaml(&self) -> String {
        yaml::write(self)
    }
}

fn write_json(tree: &Tree, depth: usize, out: &mut String) {
    match tree {
        Tree::List(items) if !items.is_empty() => {
            let item = |item: &Tree, out: &mut String| write_json(item, depth + 1, out);
            lines(('[', ']'), items, depth, out, item);
        }
        Tree::Map(entries) if !entries.is_empty() => {
            lines(('{', '}'), entries, depth, out, |(key, value), out| {
                quote(key, out);
                out.push_str(": ");
                write_json(value, depth + 1, out);
            });
        }
        scalar => write_scalar(scalar, out),
    }
}

fn lines<T>((open, close): (char, char), items: &[T], depth: usize, out: &mut String, write: impl Fn(&T, &mut String)) {
    out.push(open);
    for (at, item) in items.iter().enumerate() {
        out.push_str(if at > 0 { ",\n" } else { "\n" });
        out.extend(std::iter::repeat_n(' ', (depth + 1) * INDENT));
        write(item, out);
    }
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', depth * INDENT));
    out.push(close);
}

/// Anything on one line: a scalar, or a collection with nothing in it.
pub(super) fn write_scalar(tree: &Tree, out: &mut String) {
    match tree {
        Tree::Null => out.push_str("null"),
        Tree::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Tree::Number(digits) => out.push_str(digits),
        Tree::String(text) => quote(text, out),
        Tree::List(_) => out.push_str("[]"),
        Tree::Map(_) => out.push_str("{}"),
    }
}

pub(super) fn quote(text: &str, out: &mut String) {
    // A string is always JSON.
    out.push_str(&serde_json::Value::from(text).to_string());
}
