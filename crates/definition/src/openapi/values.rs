//! Values of the kinds that a definition has; anything else is an error.

use super::compact;
use super::node::{Entry, Kind, Node};
use super::reader::Reader;
use crate::api::{Json, Text};
use crate::source::Span;

/// What an entry of an object or a list takes beside its text, about.
const ENTRY: usize = 64;

/// Stands for what a function of CloudFormation would have made.
const FUNCTION: &str = "${Fn}";

impl Reader<'_> {
    /// The entries of an object; anything else but null is an error.
    pub(super) fn object<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Entry] {
        if !matches!(node.kind, Kind::Map(_) | Kind::Null) {
            self.wrong_type(node, what, "an object");
        }
        let entries = node.entries();
        if self.charge(entries.len() * ENTRY, node.span) { entries } else { &[] }
    }

    /// The items of a list; anything else but null is an error.
    pub(super) fn list<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Node] {
        if !matches!(node.kind, Kind::Seq(_) | Kind::Null) {
            self.wrong_type(node, what, "a list");
        }
        let items = node.items();
        if self.charge(items.len() * ENTRY, node.span) { items } else { &[] }
    }

    /// A string, with Amazon's variables replaced (import-api-aws-variables).
    pub(super) fn text(&mut self, node: &Node, what: &str) -> Option<Text> {
        if node.is_function() {
            return Some(Text { text: FUNCTION.into(), origin: self.origin(node.span) });
        }
        let Some(text) = node.text() else {
            self.wrong_type(node, what, "a string");
            return None;
        };
        if !self.charge(text.len(), node.span) {
            return None;
        }
        let text = self.expand(text, node.span).into();
        Some(Text { text, origin: self.origin(node.span) })
    }

    /// A string of a map in which Amazon passes over, with a warning, what is none: "Invalid format for
    /// 'requestParameters'. Expected type string for property …" (recorded at import).
    pub(super) fn text_if_any(&mut self, node: &Node, what: &str) -> Option<Text> {
        if self.passes_over(node, what) { None } else { self.text(node, what) }
    }

    fn passes_over(&mut self, node: &Node, what: &str) -> bool {
        let passed = node.text().is_none() && !node.is_function();
        if passed {
            let message =
                format!("`{what}` is a string, and not {}; Amazon passes it over, and so does this", node.describe());
            self.warning("wrong-type", node.span, message);
        }
        passed
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

    /// A text in which only Amazon's variables are replaced and nothing else is meant for the import: templates, policies.
    pub(super) fn raw(&mut self, node: &Node, what: &str) -> Option<Text> {
        let text = match &node.kind {
            Kind::Null => "",
            Kind::Bool(true) => "true",
            Kind::Bool(false) => "false",
            _ if self.passes_over(node, what) => return None,
            _ => node.text()?,
        };
        if !self.charge(text.len(), node.span) {
            return None;
        }
        let text = self.expanded(text).text.into();
        Some(Text { text, origin: self.origin(node.span) })
    }

    /// Data of somebody else, as JSON: only Amazon's variables are replaced.
    pub(super) fn json(&mut self, node: &Node) -> Json {
        let text = compact::json(node);
        let text = self.expanded(&text).text.into();
        Json { text, origin: self.origin(node.span) }
    }

    /// One of a closed set of values, case ignored.
    pub(super) fn choice<T: Copy>(&mut self, node: &Node, what: &str, allowed: &[(&str, T)]) -> Option<T> {
        let written = self.text(node, what)?;
        let found = allowed.iter().find(|(name, _)| name.eq_ignore_ascii_case(&written.text));
        if found.is_none() {
            let names: Vec<_> = allowed.iter().map(|(name, _)| *name).collect();
            let expected = names.join("`, `");
            let message = format!("`{}` is no value of `{what}`; expected one of `{expected}`", written.text);
            self.error("unknown-value", node.span, message);
        }
        found.map(|(_, value)| *value)
    }

    /// A whole number within bounds.
    pub(super) fn integer(&mut self, node: &Node, what: &str, (least, most): (u64, u64)) -> Option<u64> {
        let Some(number) = node.text().and_then(|text| text.parse::<u64>().ok()) else {
            self.wrong_type(node, what, "a whole number");
            return None;
        };
        if !(least..=most).contains(&number) {
            let message = format!("`{what}` is from {least} to {most}, and not {number}");
            self.error("out-of-range", node.span, message);
            return None;
        }
        Some(number)
    }

    /// A key, and where it stands.
    pub(super) fn key(&mut self, entry: &Entry) -> Text {
        Text { text: (&*entry.key).into(), origin: self.origin(entry.span) }
    }

    /// A function of CloudFormation is reported where all of them are looked for, and not here.
    pub(super) fn wrong_type(&mut self, node: &Node, what: &str, expected: &str) {
        if node.is_function() {
            return;
        }
        self.error("wrong-type", node.span, format!("`{what}` is {expected}, and not {}", node.describe()));
    }

    /// Replaces `${AWS::Region}` and its like, and reports what would have been replaced before the export.
    pub(super) fn expand(&mut self, text: &str, span: Span) -> String {
        let expanded = self.expanded(text);
        for name in &expanded.unresolved {
            let message = format!(
                "`${{{name}}}` is nothing that is replaced here; expected its value, or one of `${{stageVariables.NAME}}`, \
                 `${{AWS::Region}}`, `${{AWS::AccountId}}`, `${{AWS::Partition}}`"
            );
            self.error("unresolved-placeholder", span, message);
        }
        expanded.text
    }
}
