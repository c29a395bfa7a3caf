//! YAML 1.2 into [`Node`]s: one document, the core schema, aliases within a bound, no key twice.

use super::node::{Entry, Flaw, Kind, MAX_DEPTH, Node, Parsed, refuse_duplicates};
use super::position::Positions;
use super::scalar;
use crate::source::Span;
use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Nodes that all anchors and aliases of a file may stand for together: a few lines of nested ones stand for billions.
const MAX_ALIASED_NODES: usize = 200_000;

/// Spans count from `base`, the bytes before `text` in its file.
pub(super) fn parse(text: &str, base: usize) -> Parsed {
    let positions = Positions::new(text, base);
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let step = match event {
            Ok((event, span)) => builder.take(event, positions.span(span.start.index(), span.end.index())),
            Err(error) => {
                let at = error.marker().index();
                Err(Flaw::new("syntax", positions.span(at, at + 1), format!("not valid YAML: {}", error.info())))
            }
        };
        if let Err(flaw) = step {
            builder.flaws.push(flaw);
            return Parsed { root: None, flaws: builder.flaws };
        }
    }
    Parsed { root: builder.root, flaws: builder.flaws }
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    root: Option<Node>,
    anchors: HashMap<usize, Node>,
    aliased: usize,
    documents: usize,
    flaws: Vec<Flaw>,
}

/// A collection that has begun.
struct Open {
    start: u32,
    anchor: usize,
    items: Items,
}

enum Items {
    Seq(Vec<Node>),
    /// `key` waits for its value. `merged` are the values of `<<`.
    Map {
        entries: Vec<Entry>,
        key: Option<Key>,
        merged: Vec<Node>,
    },
}

enum Key {
    Text(Rc<str>, Span),
    Merge,
}

type Step = Result<(), Flaw>;

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) -> Step {
        match event {
            Event::DocumentStart(_) => self.begin_document(span),
            Event::Scalar(text, style, anchor, tag) => self.scalar(&text, style, anchor, tag.as_deref(), span),
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::SequenceStart(anchor, tag) => self.begin(Items::Seq(Vec::new()), anchor, tag, span),
            Event::MappingStart(anchor, tag) => {
                self.begin(Items::Map { entries: Vec::new(), key: None, merged: Vec::new() }, anchor, tag, span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn begin_document(&mut self, span: Span) -> Step {
        self.documents += 1;
        if self.documents > 1 {
            return Err(Flaw::new("syntax", span, "a second document begins here; a definition is one document"));
        }
        Ok(())
    }

    fn begin(&mut self, items: Items, anchor: usize, tag: Option<Cow<'_, Tag>>, span: Span) -> Step {
        self.check_tag(tag.as_deref(), span);
        self.check_depth(1, span)?;
        self.open.push(Open { start: span.start, anchor, items });
        Ok(())
    }

    fn end(&mut self, span: Span) -> Step {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let kind = match open.items {
            Items::Seq(items) => Kind::Seq(items),
            Items::Map { entries, merged, .. } => {
                let entries = refuse_duplicates(entries, &mut self.flaws);
                Kind::Map(self.merge(entries, merged))
            }
        };
        let span = Span { start: open.start, end: span.end.max(open.start) };
        self.put(Node { kind, span }, open.anchor, ScalarStyle::Plain)
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, anchor: usize, tag: Option<&Tag>, span: Span) -> Step {
        self.check_tag(tag, span);
        let is_text = tag.is_some_and(|tag| tag.suffix == "str" || !tag.is_yaml_core_schema());
        let kind = match style {
            ScalarStyle::Plain if !is_text => scalar::resolve(text),
            _ => Kind::String(text.into()),
        };
        // A key is its text, whatever the schema makes of it.
        if self.wants_key() {
            let node = Node { kind: Kind::String(text.into()), span };
            return self.put(node, anchor, style);
        }
        self.put(Node { kind, span }, anchor, style)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Step {
        let Some(node) = self.anchors.get(&anchor).cloned() else {
            return Err(Flaw::new("syntax", span, "this alias stands for something that contains it"));
        };
        let measure = node.measure();
        self.count_copies(measure.nodes, span)?;
        self.check_depth(measure.depth, span)?;
        self.put(node, 0, ScalarStyle::DoubleQuoted)
    }

    fn count_copies(&mut self, nodes: usize, span: Span) -> Step {
        self.aliased += nodes;
        if self.aliased > MAX_ALIASED_NODES {
            let message = format!("the file's anchors and aliases stand for more than {MAX_ALIASED_NODES} values");
            return Err(Flaw::new("syntax", span, message));
        }
        Ok(())
    }

    fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { items: Items::Map { key: None, .. }, .. }))
    }

    /// A finished node goes where it belongs.
    fn put(&mut self, node: Node, anchor: usize, style: ScalarStyle) -> Step {
        if anchor != 0 {
            self.count_copies(node.measure().nodes, node.span)?;
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut().map(|open| &mut open.items) {
            None => self.root = Some(node),
            Some(Items::Seq(items)) => items.push(node),
            Some(Items::Map { entries, key, merged }) => match key.take() {
                Some(Key::Text(name, span)) => entries.push(Entry { key: name, span, value: node }),
                Some(Key::Merge) => merged.push(node),
                None => *key = Some(as_key(node, style)?),
            },
        }
        Ok(())
    }

    /// `<<`: what is written in the map itself wins, then the first that is merged.
    fn merge(&mut self, mut entries: Vec<Entry>, merged: Vec<Node>) -> Vec<Entry> {
        let maps = merged.into_iter().flat_map(|node| match node.kind {
            Kind::Seq(items) => items,
            _ => vec![node],
        });
        let mut known: HashSet<Rc<str>> = HashSet::new();
        for map in maps {
            if known.is_empty() {
                known = entries.iter().map(|entry| entry.key.clone()).collect();
            }
            match map.kind {
                Kind::Map(inherited) => {
                    entries.extend(inherited.into_iter().filter(|entry| known.insert(entry.key.clone())));
                }
                _ => self.flaws.push(Flaw::new("syntax", map.span, "`<<` merges objects only")),
            }
        }
        entries
    }

    fn check_depth(&self, more: usize, span: Span) -> Step {
        if self.open.len() + more > MAX_DEPTH {
            let message = format!("collections are nested more than {MAX_DEPTH} deep");
            return Err(Flaw::new("syntax", span, message));
        }
        Ok(())
    }

    /// CloudFormation's short functions are tags. Everything else that is not of the core schema is a mistake too.
    fn check_tag(&mut self, tag: Option<&Tag>, span: Span) {
        let Some(tag) = tag.filter(|tag| !tag.is_yaml_core_schema() && !tag.suffix.is_empty()) else { return };
        let message = format!(
            "`!{}` is not replaced here, it is CloudFormation's; write its value, or import the definition that was exported",
            tag.suffix
        );
        self.flaws.push(Flaw::new("unresolved-placeholder", span, message));
    }
}

fn as_key(node: Node, style: ScalarStyle) -> Result<Key, Flaw> {
    match node.kind {
        Kind::String(text) if &*text == "<<" && style == ScalarStyle::Plain => Ok(Key::Merge),
        Kind::String(text) | Kind::Number(text) => Ok(Key::Text(text, node.span)),
        Kind::Bool(value) => Ok(Key::Text(value.to_string().into(), node.span)),
        _ => Err(Flaw::new("syntax", node.span, format!("a key is a text, and not {}", node.describe()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaw(text: &str) -> (&'static str, String, u32) {
        let parsed = parse(text, 0);
        let flaw = parsed.flaws.first().unwrap_or_else(|| panic!("{text:?} has no flaw"));
        (flaw.name, flaw.message.clone(), flaw.span.start)
    }

    fn at(text: &str, span: Span) -> &str {
        &text[span.start as usize..span.end as usize]
    }

    #[test]
    fn keys_and_values_know_their_places() {
        for end in ["\n", "\r\n"] {
            let text = ["# ä", "paths:", "  '/pets': &p", "    get: \"ü\"", "  /b: [1, *p]", ""].join(end);
            let root = parse(&text, 0).root.unwrap();
            let paths = root.entry("paths").unwrap();
            assert_eq!(at(&text, paths.span), "paths");
            assert_eq!(at(&text, paths.value.entry("/pets").unwrap().span), "'/pets'");
            let get = paths.value.get("/pets").unwrap().entry("get").unwrap();
            assert_eq!((at(&text, get.span), at(&text, get.value.span)), ("get", "\"ü\""));
            assert_eq!(at(&text, paths.value.get("/b").unwrap().items()[0].span), "1");
        }
    }

    #[test]
    fn keys_are_texts() {
        let root = parse("200: a\ntrue: b\non: c\n~: d\n\"5\": e", 0).root.unwrap();
        let keys: Vec<_> = root.entries().iter().map(|entry| &*entry.key).collect();
        assert_eq!(keys, ["200", "true", "on", "~", "5"]);
    }

    #[test]
    fn merged_keys_give_way_to_the_maps_own() {
        let text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}";
        let root = parse(text, 0).root.unwrap();
        let merged = root.get("c").unwrap();
        let value = |key| merged.get(key).and_then(Node::text).unwrap().to_owned();
        assert_eq!([value("x"), value("y"), value("z")], ["3", "1", "2"]);
    }

    #[test]
    fn what_is_no_definition_is_refused_where_it_stands() {
        for (text, name, message, start) in [
            ("a: 1\n---\nb: 2", "syntax", "second document", 5),
            ("a: 1\nb: 2\na: 3", "duplicate-key", "`a`", 10),
            ("a: [1, 2", "syntax", "not valid YAML", 8),
            ("a: b: c", "syntax", "not valid YAML", 4),
            ("a: &x [*x]", "syntax", "contains it", 7),
            ("a: *x", "syntax", "not valid YAML", 3),
            ("? [a]\n: b", "syntax", "a key is a text", 2),
            ("a: !Sub '${x}'", "unresolved-placeholder", "`!Sub`", 3),
            ("a: {<<: 1}", "syntax", "`<<` merges", 8),
        ] {
            let (found, text_found, at) = flaw(text);
            assert!(found == name && text_found.contains(message), "{text:?}: {found} {text_found}");
            assert_eq!(at, start, "{text:?}");
        }
    }

    #[test]
    fn aliases_within_aliases_have_a_bound() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
            text.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
        }
        assert!(flaw(&text).1.contains("stand for more than"));
    }

    #[test]
    fn nesting_has_a_bound() {
        for text in ["- ".repeat(1_000_000), "[".repeat(1_000_000), "? ".repeat(100_000), "{a: ".repeat(100_000)] {
            assert_eq!(flaw(&text).0, "syntax");
        }
        let chain = |depth: usize| format!("{}x", "- ".repeat(depth));
        assert!(parse(&chain(MAX_DEPTH), 0).root.is_some());
        assert!(parse(&chain(MAX_DEPTH + 1), 0).root.is_none());
        let long = format!("a: &a {}x{}\nb: {0}*a{1}", "[".repeat(60), "]".repeat(60));
        assert!(flaw(&long).1.contains("nested more than"));
    }
}
