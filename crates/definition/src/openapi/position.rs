//! From character positions, in which the YAML parser counts, to bytes.

use crate::source::Span;

/// Characters from one known position to the next.
const STRIDE: usize = 32;

pub(super) struct Positions<'t> {
    text: &'t str,
    base: usize,
    /// The byte at which every `STRIDE`th character begins; empty when every character is one byte.
    known: Vec<u32>,
}

impl<'t> Positions<'t> {
    pub(super) fn new(text: &'t str, base: usize) -> Self {
        let known = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().step_by(STRIDE).map(|(byte, _)| u32::try_from(byte).unwrap_or(u32::MAX)).collect()
        };
        Positions { text, base, known }
    }

    /// The bytes of these characters, in the file.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::from(self.base + self.byte(start)..self.base + self.byte(end.max(start)))
    }

    fn byte(&self, character: usize) -> usize {
        if self.known.is_empty() {
            return character.min(self.text.len());
        }
        let Some(from) = self.known.get(character / STRIDE).map(|byte| *byte as usize) else { return self.text.len() };
        let rest = &self.text[from..];
        rest.char_indices().nth(character % STRIDE).map_or(self.text.len(), |(byte, _)| from + byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_become_bytes() {
        let text = "äb".repeat(STRIDE);
        let positions = Positions::new(&text, 10);
        for (index, (byte, character)) in text.char_indices().enumerate() {
            let span = positions.span(index, index + 1);
            assert_eq!((span.start as usize, span.end as usize), (10 + byte, 10 + byte + character.len_utf8()));
        }
        assert_eq!(positions.span(9_999, 9_999).start as usize, 10 + text.len());
    }
}
