use super::PathError;

/// A place in a path's text. Everything that has a meaning is ASCII.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.byte(self.at)
    }

    pub(super) fn fail<T>(&self, what: &'static str) -> Result<T, PathError> {
        Err(PathError { what, at: self.at.min(self.text.len()) })
    }

    /// The first place from `at` on that holds no blank.
    pub(super) fn significant(&self, mut at: usize) -> usize {
        while self.byte(at) == Some(b' ') {
            at += 1;
        }
        at
    }

    pub(super) fn skip_blanks(&mut self) {
        self.at = self.significant(self.at);
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.text.as_bytes()[self.at.min(self.text.len())..].starts_with(text.as_bytes());
        if found {
            self.at += text.len();
        }
        found
    }

    pub(super) fn find(&self, from: usize, byte: u8) -> Option<usize> {
        self.text.as_bytes().get(from..)?.iter().position(|known| *known == byte).map(|index| from + index)
    }

    /// The next `byte` after `open` with no `\` before it.
    pub(super) fn closing_quote(&self, open: usize, byte: u8) -> Option<usize> {
        let mut escaped = false;
        for at in open + 1..self.text.len() {
            match self.byte(at)? {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                known if known == byte => return Some(at),
                _ => {}
            }
        }
        None
    }

    /// The bracket that closes the one at `open`, strings (and, with `patterns`, `/.../`) passed over.
    pub(super) fn closing(&self, open: usize, close: u8, patterns: bool) -> Option<usize> {
        let opening = self.byte(open)?;
        let mut depth = 0_usize;
        let mut at = open;
        while let Some(byte) = self.byte(at) {
            match byte {
                b'\'' | b'"' => at = self.closing_quote(at, byte)?,
                b'/' if patterns => at = self.closing_quote(at, byte)?,
                byte if byte == opening => depth += 1,
                byte if byte == close => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(at);
                    }
                }
                _ => {}
            }
            at += 1;
        }
        None
    }
}

/// The escapes of a quoted name or string. `\q` is `q`.
pub(super) fn unescape(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut units = Vec::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let escaped = if character == '\\' { characters.next() } else { None };
        if escaped == Some('u') {
            let digits: String = characters.by_ref().take(4).collect();
            // A text that ends within an escape loses it.
            if digits.len() == 4 {
                units.push(u16::from_str_radix(&digits, 16).ok()?);
            }
            continue;
        }
        flush(&mut units, &mut out);
        out.push(match escaped {
            Some('r') => '\r',
            Some('f') => '\u{c}',
            Some('t') => '\t',
            Some('n') => '\n',
            Some('b') => '\u{8}',
            Some(other) => other,
            None => character,
        });
    }
    flush(&mut units, &mut out);
    Some(out)
}

fn flush(units: &mut Vec<u16>, out: &mut String) {
    out.extend(char::decode_utf16(units.drain(..)).map(|unit| unit.unwrap_or('?')));
}
