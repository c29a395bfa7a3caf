//! JSON (RFC 8259) into [`Node`]s: no comments, no trailing commas, no key twice.

use super::node::{Entry, Flaw, Kind, MAX_DEPTH, Map, Node, Parsed};
use crate::source::Span;
use jsonc_parser::ast::Value;
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Spans count from `base`, the bytes before `text` in its file.
pub(super) fn parse(text: &str, base: usize) -> Parsed {
    let mut parser = Converter { base, flaws: Vec::new() };
    if let Some(span) = parser.too_deep(text) {
        let message = format!("collections are nested more than {MAX_DEPTH} deep");
        return Parsed { root: None, flaws: vec![Flaw::new("syntax", span, message)] };
    }
    match parse_to_ast(text, &CollectOptions::default(), &STRICT) {
        Ok(result) => {
            let root = result.value.map(|value| parser.convert(value));
            Parsed { root, flaws: parser.flaws }
        }
        Err(error) => {
            let message = format!("not valid JSON: {}", explain(error.kind()));
            Parsed { root: None, flaws: vec![Flaw::new("syntax", parser.span(error.range()), message)] }
        }
    }
}

/// What was wrong, and what was expected.
fn explain(kind: &ParseErrorKind) -> String {
    match kind {
        ParseErrorKind::UnexpectedWord => "expected a value: strings and keys stand in double quotes".to_owned(),
        ParseErrorKind::CommentsNotAllowed => {
            "JSON has no comments; write the definition as YAML to have them".to_owned()
        }
        ParseErrorKind::TrailingCommasNotAllowed => "a comma before the closing bracket; remove it".to_owned(),
        ParseErrorKind::ExpectedComma => "expected a comma here".to_owned(),
        ParseErrorKind::UnterminatedObject => "this `{` is never closed".to_owned(),
        ParseErrorKind::UnterminatedArray => "this `[` is never closed".to_owned(),
        ParseErrorKind::MultipleRootJsonValues => "expected the end of the file after the first value".to_owned(),
        other => {
            let text = other.to_string();
            let mut letters = text.chars();
            letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
        }
    }
}

struct Converter {
    base: usize,
    flaws: Vec<Flaw>,
}

impl Converter {
    fn span(&self, range: Range) -> Span {
        Span::from(self.base + range.start..self.base + range.end)
    }

    /// The bracket that is one too deep. Asked before parsing, because the parser recurses.
    fn too_deep(&self, text: &str) -> Option<Span> {
        let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'{' | b'[' if !in_string => depth += 1,
                b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > MAX_DEPTH {
                return Some(Span::from(self.base + at..self.base + at + 1));
            }
        }
        None
    }

    fn convert(&mut self, value: Value<'_>) -> Node {
        let span = self.span(value.range());
        let kind = match value {
            Value::StringLit(string) => Kind::String(string.value.into()),
            Value::NumberLit(number) => Kind::Number(number.value.into()),
            Value::BooleanLit(boolean) => Kind::Bool(boolean.value),
            Value::NullKeyword(_) => Kind::Null,
            Value::Array(array) => Kind::Seq(array.elements.into_iter().map(|item| self.convert(item)).collect()),
            Value::Object(object) => {
                let entry = |property: jsonc_parser::ast::ObjectProp<'_>| Entry {
                    span: self.span(property.name.range()),
                    key: property.name.as_str().into(),
                    value: self.convert(property.value),
                };
                let entries = object.properties.into_iter().map(entry).collect();
                Kind::Map(Map::new(entries, &mut self.flaws).finish())
            }
        };
        Node { kind, span }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaw(text: &str) -> (String, u32) {
        let parsed = parse(text, 0);
        let flaw = parsed.flaws.first().unwrap_or_else(|| panic!("{text} has no flaw"));
        (flaw.message.clone(), flaw.span.start)
    }

    #[test]
    fn keys_and_values_know_their_places() {
        let root = parse("{\"ä\": [1, \"x\"]}", 3).root.unwrap();
        let entry = root.entry("ä").unwrap();
        assert_eq!((entry.span.start, entry.span.end), (4, 8));
        assert_eq!(entry.value.items()[1].span, Span { start: 14, end: 17 });
    }

    #[test]
    fn what_rfc_8259_does_not_allow_is_refused_where_it_stands() {
        for (text, message, at) in [
            ("{\"a\": 1,}", "a comma before", 7),
            ("[1 2]", "expected a comma", 2),
            ("{\"a\": 1 // one\n}", "no comments", 8),
            ("{'a': 1}", "single-quoted", 1),
            ("{a: 1}", "expected string", 1),
            ("{\"a\": 0x1}", "hexadecimal", 6),
            ("{\"a\": 1} x", "expected the end of the file", 9),
            ("{\"a\": \"x", "unterminated string", 6),
            ("{\"a\": {\"b\": 1}", "never closed", 0),
        ] {
            let (found, start) = flaw(text);
            assert!(found.contains(message) && start == at, "{text}: {found} at {start}");
        }
    }

    #[test]
    fn surrogate_pairs_are_one_character() {
        let root = parse(r#"["\ud83d\ude00"]"#, 0).root.unwrap();
        assert_eq!(root.items()[0].text(), Some("😀"));
        assert!(parse(r#"["\ud83d"]"#, 0).root.is_none());
    }

    #[test]
    fn a_key_twice_is_a_flaw_that_shows_both_places() {
        let parsed = parse("{\"a\": 1, \"b\": {\"c\": 1, \"c\": 2}, \"a\": 3}", 0);
        let places: Vec<_> = parsed.flaws.iter().map(|f| (f.name, f.span.start, f.related.unwrap().0.start)).collect();
        assert_eq!(places, [("duplicate-key", 23, 15), ("duplicate-key", 32, 1)]);
    }

    #[test]
    fn nesting_has_a_bound() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&nested(MAX_DEPTH), 0).root.is_some());
        assert!(parse(&nested(MAX_DEPTH + 1), 0).root.is_none());
        assert!(parse(&"[{\"a\":".repeat(1_000_000), 0).root.is_none());
    }
}
