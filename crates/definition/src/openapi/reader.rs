//! What every part of the import needs: the tree, the options, a way to say what is wrong and where.

pub(super) use super::collected::Setting;
use super::collected::{Collected, Finding};
use super::node::Node;
use super::placeholder::{self, Expanded};
use super::{BasePath, ImportOptions};
use crate::api::Protocol;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{FileId, Sources, Span};
use tollgate_model::Origin;

pub(super) struct Reader<'a> {
    pub(super) root: &'a Node,
    pub(super) options: &'a ImportOptions,
    sources: &'a mut Sources,
    file: FileId,
    diagnostics: &'a mut Diagnostics,
    collected: Collected,
    /// What may still be read; see [`Reader::charge`].
    left: usize,
    exhausted: bool,
}

/// What a definition may come to with all its references followed.
const MAX_BYTES_READ: usize = 256 * 1024 * 1024;

impl<'a> Reader<'a> {
    pub(super) fn new(
        root: &'a Node,
        options: &'a ImportOptions,
        sources: &'a mut Sources,
        file: FileId,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Reader {
            root,
            options,
            sources,
            file,
            diagnostics,
            collected: Collected::default(),
            left: MAX_BYTES_READ,
            exhausted: false,
        }
    }

    pub(super) fn protocol(&self) -> Protocol {
        self.options.protocol
    }

    pub(super) fn basepath(&self) -> BasePath {
        self.options.basepath
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

    /// Of what was read already.
    pub(super) fn warning_at(&mut self, name: &'static str, origin: Origin, message: String) {
        self.diagnostics.warning(name, origin, message);
    }

    pub(super) fn warning(&mut self, name: &'static str, span: Span, message: impl Into<String>) {
        let origin = self.origin(span);
        self.diagnostics.warning(name, origin, message);
    }

    /// A setting that is read and has no effect. Each is reported once.
    pub(super) fn collect(&mut self, setting: Setting, name: impl Into<String>, span: Span) {
        self.collected.add(setting, name.into(), span);
    }

    /// Reports what [`Reader::collect`] was given.
    pub(super) fn report_collected(&mut self) {
        let protocol = self.protocol();
        for Finding { name, span, message } in std::mem::take(&mut self.collected).findings(protocol) {
            self.warning(name, span, message);
        }
    }

    /// Takes so many bytes from what a definition may come to with all its references followed. `false`, after one error, when
    /// nothing is left: a small file could stand for more than there is memory.
    pub(super) fn charge(&mut self, bytes: usize, span: Span) -> bool {
        let enough = bytes <= self.left;
        if enough {
            self.left -= bytes;
        } else if !std::mem::replace(&mut self.exhausted, true) {
            let message =
                format!("with its references followed the definition comes to more than {MAX_BYTES_READ} bytes");
            self.error("definition-unreadable", span, message);
        }
        enough
    }

    pub(super) fn expanded<'t>(&self, text: &'t str) -> Expanded<'t> {
        placeholder::expand(text, &self.options.region, &self.options.account)
    }

    /// As [`Reader::resolve`], but what leads nowhere is left to the audit of all references.
    pub(super) fn resolve_quietly<'n>(&mut self, node: &'n Node) -> Option<&'n Node>
    where
        'a: 'n,
    {
        match super::reference::of(node) {
            Some(target) if super::reference::find(self.root, target.text).is_none() => None,
            _ => self.resolve(node),
        }
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
