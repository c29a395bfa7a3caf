//! `[…]`: unions by nesting, intersections by `&&` (java.util.regex.Pattern, "Character classes").

use super::escape::{self, Escape, push_literal};
use super::reader::{PatternError, Reader};

/// Classes within classes.
const MAX_NESTING: usize = 32;

pub(super) struct Class<'r, 'p> {
    pub(super) reader: &'r mut Reader<'p>,
    pub(super) out: &'r mut String,
    /// Java's `COMMENTS`: white space means nothing, in classes too.
    pub(super) comments: bool,
    pub(super) unicode: bool,
}

impl Class<'_, '_> {
    /// After the opening bracket; past the closing one.
    pub(super) fn read(&mut self, nesting: usize) -> Result<(), PatternError> {
        let start = *self.reader;
        if nesting > MAX_NESTING {
            return Err(start.fail(format!("classes are nested deeper than {MAX_NESTING}")));
        }
        self.out.push('[');
        if self.reader.eat("^") {
            self.out.push('^');
        }
        let mut first = true;
        loop {
            match self.reader.take() {
                None => return Err(start.fail("a class is not closed: `]` is missing")),
                Some(']') if !first => break,
                Some(c) if self.comments && c.is_ascii_whitespace() => continue,
                Some('[') => self.read(nesting + 1)?,
                // An intersection with nothing is none.
                Some('&') if self.reader.eat("&") => {
                    if self.reader.peek() != Some(']') {
                        self.out.push_str("&&");
                    }
                }
                // Written as a range, lest `[:` and `:]` be read as the name of a POSIX class.
                Some(':') if !self.reader.rest().starts_with('-') => self.out.push_str(":-:"),
                Some('\\') => self.escaped()?,
                Some(c) => self.single(c)?,
            }
            first = false;
        }
        self.out.push(']');
        Ok(())
    }

    fn escaped(&mut self) -> Result<(), PatternError> {
        let start = *self.reader;
        match escape::read(self.reader, self.unicode)? {
            Escape::Character(c) => self.single(c)?,
            Escape::Set(set) => self.out.push_str(&set),
            Escape::Quoted(text) => text.chars().for_each(|c| push_literal(self.out, c)),
            Escape::Other(c) => return Err(start.fail(format!("`\\{c}` means nothing in a class"))),
        }
        Ok(())
    }

    /// A character, or the range that it begins. A hyphen elsewhere is a hyphen.
    fn single(&mut self, from: char) -> Result<(), PatternError> {
        push_literal(self.out, from);
        let mut ahead = *self.reader;
        if !ahead.eat("-") || matches!(ahead.peek(), None | Some(']' | '[')) {
            return Ok(());
        }
        let start = *self.reader;
        *self.reader = ahead;
        let to = match self.reader.take() {
            Some('\\') => match escape::read(self.reader, self.unicode)? {
                Escape::Character(c) => Some(c),
                _ => None,
            },
            c => c,
        };
        let to =
            to.filter(|to| from <= *to).ok_or_else(|| start.fail("the range has no end, or ends before it begins"))?;
        self.out.push('-');
        push_literal(self.out, to);
        Ok(())
    }
}
