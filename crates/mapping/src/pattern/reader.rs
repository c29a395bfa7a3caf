//! A pattern's text as it is read.

/// A `selectionPattern` that cannot be matched with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} (character {column} of the pattern)")]
pub struct PatternError {
    /// What is wrong, without a full stop.
    pub what: String,
    /// In characters of the pattern, from 1.
    pub column: usize,
}

#[derive(Clone, Copy)]
pub(super) struct Reader<'p> {
    whole: &'p str,
    rest: &'p str,
}

impl<'p> Reader<'p> {
    pub(super) fn new(whole: &'p str) -> Self {
        Reader { whole, rest: whole }
    }

    pub(super) fn rest(&self) -> &'p str {
        self.rest
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    pub(super) fn take(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next();
        self.rest = chars.as_str();
        next
    }

    /// Moves past `text` when it is next.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// The text before `end`, and past it; `None` where there is no `end`.
    pub(super) fn take_until(&mut self, end: &str) -> Option<&'p str> {
        let (before, after) = self.rest.split_once(end)?;
        self.rest = after;
        Some(before)
    }

    /// As many of the characters as are next, `most` at most.
    pub(super) fn take_while(&mut self, most: usize, wanted: impl Fn(char) -> bool) -> &'p str {
        let end = self.rest.char_indices().take(most).find(|(_, c)| !wanted(*c));
        let longest = self.rest.char_indices().nth(most).map_or(self.rest.len(), |(index, _)| index);
        let (taken, rest) = self.rest.split_at(end.map_or(longest, |(index, _)| index));
        self.rest = rest;
        taken
    }

    /// An error at the place that is next.
    pub(super) fn fail(&self, what: impl Into<String>) -> PatternError {
        let before = &self.whole[..self.whole.len() - self.rest.len()];
        PatternError { what: what.into(), column: before.chars().count() + 1 }
    }
}
