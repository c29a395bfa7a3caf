//! What is wrong with a definition, where, and what was expected.

use crate::Within;
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
    /// Where in the value that `origin` is the place of, as the message says too.
    pub within: Option<Within>,
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
        let (severity, message) = (Severity::Error, message.into());
        Diagnostic { name, severity, origin, message, within: None, related: Vec::new() }
    }

    pub fn warning(name: &'static str, origin: Origin, message: impl Into<String>) -> Self {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(name, origin, message) }
    }

    pub fn and(mut self, origin: Origin, note: impl Into<String>) -> Self {
        self.related.push((origin, note.into()));
        self
    }

    /// The finding is at this place of the value that its origin is the place of.
    pub fn within(mut self, text: &str, line: u32, column: u32) -> Self {
        self.within = Some(Within { text: text.into(), line, column });
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

/// Characters of a source line that are shown; exports may be one line of a megabyte.
const SHOWN: usize = 160;
/// Of these, characters before the place itself.
const SHOWN_BEFORE: usize = 60;

fn render_at(sources: &Sources, origin: Origin, text: &str, out: &mut String) {
    let Some(place) = sources.place(origin) else {
        out.push_str(text);
        return out.push('\n');
    };
    let column = place.column as usize - 1;
    let skipped = if place.source_line.len() > SHOWN { column.saturating_sub(SHOWN_BEFORE) } else { 0 };
    let shown = excerpt(place.source_line, skipped);
    let lead: String =
        shown.chars().take(column - skipped).map(|character| if character == '\t' { '\t' } else { ' ' }).collect();
    let number = place.line.to_string();
    let gap = " ".repeat(number.len());
    let carets = "^".repeat((place.width as usize).min(SHOWN / 2));
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "{}:{}:{}: {text}\n {number} | {shown}\n {gap} | {lead}{carets}",
        place.path, place.line, place.column
    );
}

/// The part of a line from this character on that is shown. `…` stands for what is left out.
fn excerpt(line: &str, skipped: usize) -> String {
    let mut rest = line.chars().skip(skipped);
    let mut shown: String = rest.by_ref().take(SHOWN).collect();
    if skipped > 0 {
        shown = std::iter::once('…').chain(shown.chars().skip(1)).collect();
    }
    if rest.next().is_some() {
        shown.push('…');
    }
    shown
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

    /// Keeps the first `most` findings, and returns how many were left out.
    pub fn truncate(&mut self, most: usize) -> usize {
        let left_out = self.found.len().saturating_sub(most);
        self.found.truncate(most);
        left_out
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

    /// Findings within a value get the very place in its file, where that can be told; else they keep the value's start.
    pub fn pinpoint(&mut self, sources: &mut Sources) {
        for diagnostic in &mut self.found {
            if let Some(origin) = diagnostic.within.take().and_then(|within| sources.within(diagnostic.origin, &within))
            {
                diagnostic.origin = origin;
            }
        }
    }

    /// By file and place, each finding once.
    pub fn sort(&mut self, sources: &Sources) {
        let key = |d: &Diagnostic| (sources.span_of(d.origin).map(|(file, span)| (file, span.start)), d.severity);
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
    fn of_a_long_line_the_part_around_the_place_is_shown() {
        let mut sources = Sources::default();
        let line = format!("{}x{}", "ä".repeat(500), "b".repeat(500));
        let file = sources.add("a.json", line);
        let origin = sources.origin(file, 1000..1001);
        let mut text = String::new();
        Diagnostic::error("name", origin, "what").render(&sources, &mut text);
        let shown = format!("…{}x{}…", "ä".repeat(59), "b".repeat(99));
        assert_eq!(text, format!("a.json:1:501: error[name]: what\n 1 | {shown}\n   | {}^\n", " ".repeat(60)));
    }

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
