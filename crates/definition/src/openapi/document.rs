//! A definition's text as a tree, or why it is none.

use super::node::{Flaw, Kind, Node, Parsed};
use super::{json, yaml};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{FileId, Source, Sources, Span};

/// The largest definition that Amazon imports (limits): 6 MB.
pub const MAX_BYTES: usize = 6 * 1024 * 1024;

const BYTE_ORDER_MARK: char = '\u{feff}';

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Json,
    Yaml,
}

/// The tree of a file, with an object at its root. Flaws that leave a tree are errors all the same.
pub(super) fn parse(sources: &mut Sources, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    let parsed = read(sources.file(file)?);
    for flaw in parsed.flaws {
        let mut diagnostic = Diagnostic::error(flaw.name, sources.origin(file, flaw.span), flaw.message);
        if let Some((span, note)) = flaw.related {
            diagnostic = diagnostic.and(sources.origin(file, span), note);
        }
        diagnostics.push(diagnostic);
    }
    parsed.root
}

/// As [`parse`], for those who only look.
pub(super) fn read(source: &Source) -> Parsed {
    let unusable = |message: String| Parsed {
        root: None,
        flaws: vec![Flaw::new("definition-unreadable", Span::default(), message)],
    };
    if source.text.len() > MAX_BYTES {
        return unusable(format!("the definition has {} bytes; expected at most {MAX_BYTES}", source.text.len()));
    }
    let text = source.text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&source.text);
    let base = source.text.len() - text.len();
    let mut parsed = match format(&source.path, text) {
        Format::Json => json::parse(text, base),
        Format::Yaml => yaml::parse(text, base),
    };
    match &parsed.root {
        Some(root) if is_template(root) => {
            let message =
                "this is a CloudFormation template; expected the definition in its `Body`, or an export of the API";
            let flaw = Flaw::new("definition-unreadable", root.beginning(), message);
            Parsed { root: None, flaws: vec![flaw] }
        }
        Some(Node { kind: Kind::Map(_), .. }) => parsed,
        Some(other) => {
            let message = format!("a definition is an object, and not {}", other.describe());
            parsed.flaws.push(Flaw::new("definition-unreadable", other.beginning(), message));
            Parsed { root: None, flaws: parsed.flaws }
        }
        None if parsed.flaws.is_empty() => unusable("the definition is empty".to_owned()),
        None => parsed,
    }
}

/// CloudFormation, as people keep their definitions in it: its own functions make more flaws that say nothing new.
fn is_template(root: &Node) -> bool {
    root.get("AWSTemplateFormatVersion").is_some() || root.get("Resources").is_some_and(|r| !r.entries().is_empty())
}

/// By the file's extension; by its first character when that says nothing. A `.yaml` file that is JSON stays YAML, of which
/// JSON is a part, unless it has tabs where YAML may not have them.
fn format(path: &str, text: &str) -> Format {
    let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let braced = text.trim_start().starts_with(['{', '[']);
    match extension.as_deref() {
        Some("json") => Format::Json,
        Some("yaml" | "yml") if braced && json::parse(text, 0).root.is_some() => Format::Json,
        Some("yaml" | "yml") => Format::Yaml,
        _ if braced => Format::Json,
        _ => Format::Yaml,
    }
}
