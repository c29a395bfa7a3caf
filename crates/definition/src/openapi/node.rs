//! A definition's text as a tree in which every key and value knows its place.

use crate::source::Span;
use std::collections::HashMap;
use std::rc::Rc;

/// Collections within collections; deeper text is refused, so that no walk over a tree can exhaust the stack.
pub(super) const MAX_DEPTH: usize = 100;

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    /// As it was written.
    Number(Rc<str>),
    String(Rc<str>),
    Seq(Vec<Node>),
    Map(Vec<Entry>),
}

/// Keys are texts: `200:` is `"200"`.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: Rc<str>,
    /// The key's place.
    pub(super) span: Span,
    pub(super) value: Node,
}

/// What a parser has to say about a text.
#[derive(Debug)]
pub(super) struct Flaw {
    pub(super) name: &'static str,
    pub(super) span: Span,
    pub(super) message: String,
    /// Another place that belongs to it.
    pub(super) related: Option<(Span, &'static str)>,
}

/// What a parser makes of a text. Without a root there is at least one flaw, or the text is empty.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) root: Option<Node>,
    pub(super) flaws: Vec<Flaw>,
}

impl Node {
    /// The value of a key; `None` also when this is no map.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| &*entry.key == key)
    }

    /// The entries of a map; none when this is something else.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none when this is something else.
    pub(super) fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::Seq(items) => items,
            _ => &[],
        }
    }

    /// The first character: for what is missing from the whole.
    pub(super) fn beginning(&self) -> Span {
        Span { start: self.span.start, end: self.span.start + 1 }
    }

    /// The text of a string or number.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) | Kind::Number(text) => Some(text),
            _ => None,
        }
    }

    /// Null, or a collection or string with nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        match &self.kind {
            Kind::Null => true,
            Kind::String(text) => text.is_empty(),
            Kind::Seq(items) => items.is_empty(),
            Kind::Map(entries) => entries.is_empty(),
            Kind::Bool(_) | Kind::Number(_) => false,
        }
    }

    /// For diagnostics: "a list".
    pub(super) fn describe(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::String(_) => "a string",
            Kind::Seq(_) => "a list",
            Kind::Map(_) => "an object",
        }
    }

    /// Nodes in this tree, itself included, and collections within collections.
    pub(super) fn measure(&self) -> Measure {
        let inner = |children: &mut dyn Iterator<Item = &Node>| {
            children.map(Node::measure).fold(Measure { nodes: 1, depth: 1 }, |sum, child| Measure {
                nodes: sum.nodes + child.nodes,
                depth: sum.depth.max(child.depth + 1),
            })
        };
        match &self.kind {
            Kind::Seq(items) => inner(&mut items.iter()),
            Kind::Map(entries) => inner(&mut entries.iter().map(|entry| &entry.value)),
            _ => Measure { nodes: 1, depth: 0 },
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measure {
    pub(super) nodes: usize,
    pub(super) depth: usize,
}

impl Flaw {
    pub(super) fn new(name: &'static str, span: Span, message: impl Into<String>) -> Self {
        Flaw { name, span, message: message.into(), related: None }
    }
}

/// Reports each key that was written before in the same map, and keeps the first.
pub(super) fn refuse_duplicates(entries: Vec<Entry>, flaws: &mut Vec<Flaw>) -> Vec<Entry> {
    let mut first: HashMap<Rc<str>, Span> = HashMap::with_capacity(entries.len());
    let mut kept = Vec::with_capacity(entries.len());
    for entry in entries {
        match first.get(&entry.key) {
            None => {
                first.insert(entry.key.clone(), entry.span);
                kept.push(entry);
            }
            Some(before) => flaws.push(Flaw {
                related: Some((*before, "first written here")),
                ..Flaw::new("duplicate-key", entry.span, format!("the key `{}` is there twice; remove one", entry.key))
            }),
        }
    }
    kept
}
