//! `pattern` and `patternProperties`: ECMA 262's regular expressions, found anywhere in the text
//! (draft-fge-json-schema-validation-00 section 3.3).

use super::check::Exceeded;
use crate::pattern::{Engine, MAX_PATTERN_BYTES};

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
        let translated = jsonschema_regex::to_rust_regex(text).unwrap_or(text.into());
        // Look-around and back references are the second engine's.
        let engine = Engine::linear(&translated).or_else(|why| Engine::backtracking(&translated).map_err(|_| why));
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
