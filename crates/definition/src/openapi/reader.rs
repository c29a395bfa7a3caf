//! What every part of the import needs: the tree, the options, a way to say what is wrong and where.

use super::node::{Entry, Kind, Node};
use super::placeholder;
use super::{BasePath, ImportOptions};
use crate::api::{Protocol, Text};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{FileId, Sources, Span};
use std::collections::BTreeMap;
use tollgate_model::Origin;

pub(super) struct Reader<'a> {
    pub(super) root: &'a Node,
    pub(super) options: &'a ImportOptions,
    sources: &'a mut Sources,
    file: FileId,
    diagnostics: &'a mut Diagnostics,
    unenforced: BTreeMap<String, Unenforced>,
}

/// A setting that is read and not enforced: where it stands first, and how often.
struct Unenforced {
    first: Span,
    count: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        root: &'a Node,
        options: &'a ImportOptions,
        sources: &'a mut Sources,
        file: FileId,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Reader { root, options, sources, file, diagnostics, unenforced: BTreeMap::new() }
    }

    pub(super) fn protocol(&self) -> Protocol {
        self.options.protocol
    }

    pub(super) fn basepath(&self) -> BasePath {
        self.options.basepath
    }

    /// "a REST API", "an HTTP API".
    pub(super) fn kind(&self) -> &'static str {
        match self.options.protocol {
            Protocol::Rest => "a REST API",
            Protocol::Http => "an HTTP API",
        }
    }

    pub(super) fn origin(&mut self, span: Span) -> Origin {
        self.sources.origin(self.file, span)
    }

    pub(super) fn error(&mut self, name: &'static str, span: Span, message: impl Into<String>) {
        let origin = self.origin(span);
        self.diagnostics.error(name, origin, message);
    }

    pub(super) fn error_with_note(
        &mut self,
        name: &'static str,
        span: Span,
        message: impl Into<String>,
        note: (Span, &str),
    ) {
        let (origin, noted) = (self.origin(span), self.origin(note.0));
        self.diagnostics.push(Diagnostic::error(name, origin, message).and(noted, note.1));
    }

    pub(super) fn warning(&mut self, name: &'static str, span: Span, message: impl Into<String>) {
        let origin = self.origin(span);
        self.diagnostics.warning(name, origin, message);
    }

    /// A setting that would change behaviour and is not enforced by this build. Each is reported once.
    pub(super) fn not_enforced(&mut self, setting: impl Into<String>, span: Span) {
        self.unenforced.entry(setting.into()).or_insert(Unenforced { first: span, count: 0 }).count += 1;
    }

    /// Reports what [`Reader::not_enforced`] collected.
    pub(super) fn report_unenforced(&mut self) {
        for (setting, Unenforced { first, count }) in std::mem::take(&mut self.unenforced) {
            let places = match count {
                1 => String::new(),
                2 => ", here and in another place".to_owned(),
                more => format!(", here and in {} other places", more - 1),
            };
            self.warning("not-enforced", first, format!("`{setting}` is read and not enforced by this build{places}"));
        }
    }

    /// The entries of an object; anything else but null is an error.
    pub(super) fn object<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Entry] {
        if !matches!(node.kind, Kind::Map(_) | Kind::Null) {
            self.wrong_type(node, what, "an object");
        }
        node.entries()
    }

    /// The items of a list; anything else but null is an error.
    pub(super) fn list<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Node] {
        if !matches!(node.kind, Kind::Seq(_) | Kind::Null) {
            self.wrong_type(node, what, "a list");
        }
        node.items()
    }

    /// A string, with Amazon's variables replaced (import-api-aws-variables).
    pub(super) fn text(&mut self, node: &Node, what: &str) -> Option<Text> {
        let Some(text) = node.text() else {
            self.wrong_type(node, what, "a string");
            return None;
        };
        let text = self.expand(text, node.span).into();
        Some(Text { text, origin: self.origin(node.span) })
    }

    /// A string that is only shown: nothing in it is replaced.
    pub(super) fn label(&mut self, node: &Node, what: &str) -> Option<String> {
        if node.text().is_none() {
            self.wrong_type(node, what, "a string");
        }
        node.text().map(str::to_owned)
    }

    /// `true`, `false`, or either as a string, as CloudFormation writes it.
    pub(super) fn boolean(&mut self, node: &Node, what: &str) -> Option<bool> {
        match (&node.kind, node.text()) {
            (Kind::Bool(value), _) => Some(*value),
            (_, Some("true")) => Some(true),
            (_, Some("false")) => Some(false),
            _ => {
                self.wrong_type(node, what, "`true` or `false`");
                None
            }
        }
    }

    pub(super) fn wrong_type(&mut self, node: &Node, what: &str, expected: &str) {
        self.error("wrong-type", node.span, format!("`{what}` is {expected}, and not {}", node.describe()));
    }

    /// Replaces `${AWS::Region}` and its like, and reports what would have been replaced before the export.
    pub(super) fn expand(&mut self, text: &str, span: Span) -> String {
        let expanded = placeholder::expand(text, &self.options.region, &self.options.account);
        for name in &expanded.unresolved {
            let message = format!(
                "`${{{name}}}` is nothing that is replaced here; expected its value, or one of `${{stageVariables.NAME}}`, \
                 `${{AWS::Region}}`, `${{AWS::AccountId}}`, `${{AWS::Partition}}`"
            );
            self.error("unresolved-placeholder", span, message);
        }
        expanded.text
    }

    /// Follows `$ref` within the file. `None` after an error, or when there is a circle.
    pub(super) fn resolve<'n>(&mut self, node: &'n Node) -> Option<&'n Node>
    where
        'a: 'n,
    {
        let mut at = node;
        for _ in 0..super::reference::MAX_HOPS {
            let Some(target) = super::reference::of(at) else { return Some(at) };
            match super::reference::find(self.root, target.text) {
                Some(found) => at = found,
                None => {
                    self.error("unresolved-reference", target.span, super::reference::explain(target.text));
                    return None;
                }
            }
        }
        self.error("unresolved-reference", node.span, "this `$ref` leads round in a circle");
        None
    }
}

/// Longer names are not compared: the time it takes grows with the square, and no known name is long.
const MAX_COMPARED: usize = 100;

/// The name a writer may have meant.
pub(super) fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    if name.len() > MAX_COMPARED {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    let distance = |candidate: &str| strsim::damerau_levenshtein(&lower, &candidate.to_ascii_lowercase());
    let (best, candidate) = known.into_iter().map(|candidate| (distance(candidate), candidate)).min()?;
    (best <= 1 + name.len() / 6).then_some(candidate)
}

/// "; did you mean `x`?", or nothing.
pub(super) fn suggest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    nearest(name, known).map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}
