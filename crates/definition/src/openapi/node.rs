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
    Map(Map),
}

/// The entries of an object, each key once, in the order they were written.
#[derive(Clone, Debug, Default)]
pub(super) struct Map {
    entries: Vec<Entry>,
    /// Where a key is; empty for maps so small that looking through them is faster.
    index: HashMap<Rc<str>, usize>,
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
    /// `{"Fn::Sub": …}`, `{"Ref": …}`: CloudFormation's functions are objects with one key.
    pub(super) fn is_function(&self) -> bool {
        let is_one = |entry: &Entry| match &*entry.key {
            "Ref" => matches!(entry.value.kind, Kind::String(_)),
            key => key.starts_with("Fn::"),
        };
        matches!(self.entries(), [entry] if is_one(entry))
    }

    /// The value of a key; `None` also when this is no map.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.kind {
            Kind::Map(map) => map.entry(key),
            _ => None,
        }
    }

    /// The entries of a map; none when this is something else.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(map) => &map.entries,
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
            Kind::Map(map) => map.entries.is_empty(),
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

    /// Nodes in this tree, itself included, with long texts for more than one; and collections within collections.
    pub(super) fn measure(&self) -> Measure {
        let inner = |children: &mut dyn Iterator<Item = &Node>| {
            children.map(Node::measure).fold(Measure { nodes: 1, depth: 1 }, |sum, child| Measure {
                nodes: sum.nodes + child.nodes,
                depth: sum.depth.max(child.depth + 1),
            })
        };
        match &self.kind {
            Kind::Seq(items) => inner(&mut items.iter()),
            Kind::Map(map) => inner(&mut map.entries.iter().map(|entry| &entry.value)),
            Kind::Number(text) | Kind::String(text) => Measure { nodes: 1 + text.len() / NODE_TEXT, depth: 0 },
            Kind::Null | Kind::Bool(_) => Measure { nodes: 1, depth: 0 },
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

/// Bytes of text that count as a node more: whatever walks a tree reads its texts.
const NODE_TEXT: usize = 256;

/// Maps of more entries than this have an index.
const INDEXED: usize = 16;

impl Map {
    /// Reports each key that was written before, and keeps the first.
    pub(super) fn new(written: Vec<Entry>, flaws: &mut Vec<Flaw>) -> Map {
        let mut map = Map { entries: Vec::with_capacity(written.len()), index: HashMap::with_capacity(written.len()) };
        for entry in written {
            match map.index.get(&entry.key).and_then(|at| map.entries.get(*at)) {
                None => map.insert(entry),
                Some(before) => flaws.push(Flaw {
                    related: Some((before.span, "first written here")),
                    ..Flaw::new(
                        "duplicate-key",
                        entry.span,
                        format!("the key `{}` is there twice; remove one", entry.key),
                    )
                }),
            }
        }
        map
    }

    /// Adds the entries of another map whose keys are not here yet.
    pub(super) fn inherit(&mut self, other: Map) {
        for entry in other.entries {
            if !self.index.contains_key(&entry.key) {
                self.insert(entry);
            }
        }
    }

    /// Done: small maps need no index.
    pub(super) fn finish(mut self) -> Map {
        if self.entries.len() <= INDEXED {
            self.index = HashMap::new();
        }
        self
    }

    fn insert(&mut self, entry: Entry) {
        self.index.insert(entry.key.clone(), self.entries.len());
        self.entries.push(entry);
    }

    fn entry(&self, key: &str) -> Option<&Entry> {
        match self.index.is_empty() {
            true => self.entries.iter().find(|entry| &*entry.key == key),
            false => self.index.get(key).and_then(|at| self.entries.get(*at)),
        }
    }
}
