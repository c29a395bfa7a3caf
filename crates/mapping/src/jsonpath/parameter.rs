//! The parameters of a function: JSON, or paths.

use super::parse::{self, Parser};
use super::{Path, PathError};

#[derive(Clone, Debug)]
pub(super) enum Parameter {
    Json(Box<str>),
    Path(Path),
}

impl Parser<'_> {
    /// The reader at `(`. What is neither JSON nor a path is passed over.
    pub(super) fn parameters(&mut self) -> Result<Box<[Parameter]>, PathError> {
        let open = self.cursor.at;
        let Some(close) = self.cursor.closing(open, b')', false) else {
            return self.cursor.fail("the arguments are not closed");
        };
        let mut parameters = Vec::new();
        let Some(texts) = split(&self.cursor.text[open + 1..close]) else {
            return self.cursor.fail("the arguments' brackets do not match");
        };
        for text in texts {
            match text.as_bytes().first() {
                Some(b'$' | b'@') => parameters.push(Parameter::Path(parse::path(text, self.nesting + 1)?)),
                Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9') => parameters.push(Parameter::Json(text.into())),
                _ => {}
            }
        }
        self.cursor.at = close + 1;
        Ok(parameters.into())
    }
}

/// At the commas that stand in no bracket and no string.
fn split(text: &str) -> Option<Vec<&str>> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quoted, mut escaped) = (0, 0_i32, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth == 0 => return None,
            b')' | b']' | b'}' => depth -= 1,
            b',' if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    Some(parts)
}
