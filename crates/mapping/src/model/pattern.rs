//! `pattern` and `patternProperties`: ECMA 262's regular expressions, found anywhere in the text
//! (draft-fge-json-schema-validation-00 section 3.3).

use super::check::Exceeded;
use crate::pattern::{Engine, MAX_PATTERN_BYTES, finding};

#[derive(Debug)]
pub(super) struct Search {
    written: Box<str>,
    engine: Engine,
}

impl Search {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.len() > MAX_PATTERN_BYTES {
            return Err(format!("the pattern is longer than {MAX_PATTERN_BYTES} bytes"));
        }
        let linear = jsonschema_regex::to_rust_regex(text).ok().and_then(|regex| Engine::linear(&regex).ok());
        // The first translation has no look-around and no back references.
        let engine = linear.map_or_else(|| finding(text), Ok);
        let engine = engine.map_err(|why| format!("`{text}` is no pattern: {why}"))?;
        Ok(Search { written: text.into(), engine })
    }

    pub(super) fn as_str(&self) -> &str {
        &self.written
    }

    pub(super) fn is_in(&self, text: &str) -> Result<bool, Exceeded> {
        self.engine.is_match(text).map_err(|_| Exceeded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ECMA 262 section 15.10.
    #[test]
    fn patterns_are_found_as_ecma_finds_them() {
        for (pattern, text, expected) in [
            ("b", "abc", true),
            ("^b", "abc", false),
            ("^[A-Za-z0-9]{4,10}$", "n@me!!", false),
            ("^\\d{4}\\-(0[1-9]|1[012])$", "1989-10", true),
            ("^\\d$", "\u{664}", false),
            ("^a$", "a\n", false),
            ("^\\s$", "\u{a0}", true),
            ("^[\\w.+-]+@[^@]+$", "a.b+c@d", true),
            ("\\/", "a/b", true),
            // look-around and back references
            ("^(?=.*[a-z])(?=.*\\d).{8,}$", "passw0rd", true),
            ("^(?=.*[a-z])(?=.*\\d).{8,}$", "password", false),
            ("^(?=.*\\d).+$", "\u{664}", false),
            ("^(?!.*admin).*$", "the admin", false),
            ("(.)\\1", "abba", true),
            // of a public API's models
            ("^.{0,4096}$", "\u{e4}b", true),
            ("^.{0,4096}$", "a\nb", false),
        ] {
            assert_eq!(Search::parse(pattern).unwrap().is_in(text).ok(), Some(expected), "{pattern} {text:?}");
        }
        assert!(Search::parse("(a").unwrap_err().contains("`)` is missing"));
        assert!(Search::parse("((a{100}){100}){100}").is_err());
        assert!(Search::parse(&"a".repeat(MAX_PATTERN_BYTES)).is_ok());
        assert!(Search::parse(&"a".repeat(MAX_PATTERN_BYTES + 1)).unwrap_err().contains("longer than"));
    }
}
