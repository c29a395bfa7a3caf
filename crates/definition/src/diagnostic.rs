//! What is wrong with a definition, where, and what was expected.

use crate::source::Sources;
use std::fmt::Write;
use tollgate_model::Origin;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Error,
    Warning,
}

impl Severity {
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// One finding. Its `name` lasts: people allow and deny findings by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub name: &'static str,
    pub severity: Severity,
    pub origin: Origin,
    /// What is wrong and what was expected, one sentence without a full stop.
    pub message: String,
    /// Further places, each with its note: "first named here".
    pub related: Vec<(Origin, String)>,
}

/// Findings as they are made. Nothing stops at the first.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
}

impl Diagnostic {
    pub fn error(name: &'static str, origin: Origin, message: impl Into<String>) -> Self {
        Diagnostic { name, severity: Severity::Error, origin, message: message.into(), related: Vec::new() }
    }

    pub fn warning(name: &'static str, origin: Origin, message: impl Into<String>) -> Self {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(name, origin, message) }
    }

    pub fn and(mut self, origin: Origin, note: impl Into<String>) -> Self {
        self.related.push((origin, note.into()));
        self
    }

    /// `path:line:column: error[name]: message`, the source line under it, then the related places.
    pub fn render(&self, sources: &Sources, out: &mut String) {
        render_at(sources, self.origin, &format!("{}[{}]: {}", self.severity.as_str(), self.name, self.message), out);
        for (origin, note) in &self.related {
            render_at(sources, *origin, &format!("note: {note}"), out);
        }
    }
}

fn render_at(sources: &Sources, origin: Origin, text: &str, out: &mut String) {
    // Writing to a String cannot fail.
    let _ = match sources.place(origin) {
        None => writeln!(out, "{text}"),
        Some(place) => {
            let number = place.line.to_string();
            let gap = " ".repeat(number.len());
            let lead: String = place
                .source_line
                .chars()
                .take(place.column as usize - 1)
                .map(|c| if c == '\t' { '\t' } else { ' ' })
                .collect();
            writeln!(
                out,
                "{}:{}:{}: {text}\n {number} | {}\n {gap} | {lead}{}",
                place.path,
                place.line,
                place.column,
                place.source_line,
                "^".repeat(place.width.min(80) as usize)
            )
        }
    };
}

impl Diagnostics {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    pub fn error(&mut self, name: &'static str, origin: Origin, message: impl Into<String>) {
        self.push(Diagnostic::error(name, origin, message));
    }

    pub fn warning(&mut self, name: &'static str, origin: Origin, message: impl Into<String>) {
        self.push(Diagnostic::warning(name, origin, message));
    }

    pub fn extend(&mut self, other: Diagnostics) {
        self.found.extend(other.found);
    }

    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.iter()
    }

    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.found.retain(keep);
    }

    /// By file and place, each finding once.
    pub fn sort(&mut self, sources: &Sources) {
        let key = |d: &Diagnostic| {
            let place = sources.place(d.origin);
            (sources.file_of(d.origin), place.map(|p| (p.line, p.column)), d.severity)
        };
        self.found.sort_by(|a, b| {
            key(a).cmp(&key(b)).then_with(|| a.name.cmp(b.name)).then_with(|| a.message.cmp(&b.message))
        });
        self.found.dedup();
    }

    pub fn count(&self, severity: Severity) -> usize {
        self.found.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.found.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_shows_its_line() {
        let mut sources = Sources::default();
        let file = sources.add("conf/a.toml", "[node]\nthreds = 2\n");
        let origin = sources.origin(file, 7..13);
        let mut text = String::new();
        Diagnostic::error("unknown-key", origin, "unknown key `threds`; did you mean `threads`?")
            .render(&sources, &mut text);
        assert_eq!(
            text,
            "conf/a.toml:2:1: error[unknown-key]: unknown key `threds`; did you mean `threads`?\n 2 | threds = 2\n   | ^^^^^^\n"
        );
    }
}
