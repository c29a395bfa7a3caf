//! YAML 1.2 into [`Node`]s: one document, the core schema, aliases within a bound, no key twice.

use super::node::{Entry, Flaw, Kind, MAX_DEPTH, Map, Node, Parsed};
use super::position::Positions;
use super::scalar;
use crate::source::Span;
use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

/// Nodes that all anchors and aliases of a file may stand for together: a few lines of nested ones stand for billions.
const MAX_ALIASED_NODES: usize = 200_000;
/// Lines of flow collections that may be less indented than the block around them.
const MAX_JOINED_LINES: usize = 32;

/// Spans count from `base`, the bytes before `text` in its file.
pub(super) fn parse(text: &str, base: usize) -> Parsed {
    let positions = Positions::new(text, base);
    let mut first = None;
    let mut joined = Cow::Borrowed(text);
    for _ in 0..=MAX_JOINED_LINES {
        let outdented = match build(&joined, &positions) {
            Ok(parsed) => return parsed,
            Err(outdented) => outdented,
        };
        let more = join_line(&joined, positions.span(outdented.at, outdented.at).start as usize - base);
        let first = first.get_or_insert(outdented.parsed);
        match more {
            Some(text) => joined = Cow::Owned(text),
            None => return std::mem::take(first),
        }
    }
    first.unwrap_or_default()
}

/// A line of a flow collection is less indented than the block around it: not YAML 1.2, but all that Amazon's reader of YAML
/// 1.1 (SnakeYAML) takes.
struct Outdented {
    /// The character where the line's text begins.
    at: usize,
    /// The text read as YAML 1.2.
    parsed: Parsed,
}

fn build(text: &str, positions: &Positions<'_>) -> Result<Parsed, Outdented> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let step = match event {
            Ok((event, span)) => builder.take(event, positions.span(span.start.index(), span.end.index())),
            Err(error) => {
                let at = error.marker().index();
                let flaw = Flaw::new("syntax", positions.span(at, at + 1), format!("not valid YAML: {}", error.info()));
                if error.info() == "invalid indentation" {
                    builder.flaws.push(flaw);
                    return Err(Outdented { at, parsed: Parsed { root: None, flaws: builder.flaws } });
                }
                Err(flaw)
            }
        };
        if let Err(flaw) = step {
            builder.flaws.push(flaw);
            return Ok(Parsed { root: None, flaws: builder.flaws });
        }
    }
    Ok(Parsed { root: builder.root, flaws: builder.flaws })
}

/// The text with the line that has its first character at this byte joined to the line before, every place as it was. `None`
/// where a comment may end that line.
fn join_line(text: &str, at: usize) -> Option<String> {
    let (before, after) = text.split_at_checked(at)?;
    let (lines, indentation) = before.rsplit_once('\n')?;
    let last = lines.rsplit('\n').next().unwrap_or_default();
    if last.contains('#') || !indentation.trim().is_empty() {
        return None;
    }
    let (lines, end) = lines.strip_suffix('\r').map_or((lines, " "), |lines| (lines, "  "));
    Some([lines, end, indentation, after].concat())
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
                let map = Map::new(entries, &mut self.flaws);
                Kind::Map(self.merge(map, merged).finish())
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
    fn merge(&mut self, mut map: Map, merged: Vec<Node>) -> Map {
        let merged = merged.into_iter().flat_map(|node| match node.kind {
            Kind::Seq(items) => items,
            _ => vec![node],
        });
        for node in merged {
            match node.kind {
                Kind::Map(other) => map.inherit(other),
                _ => self.flaws.push(Flaw::new("syntax", node.span, "`<<` merges objects only")),
            }
        }
        map
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
#[path = "yaml_tests.rs"]
mod tests;
