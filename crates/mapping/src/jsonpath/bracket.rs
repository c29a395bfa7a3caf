//! What stands in brackets: names, indexes, slices, `*` and filters.

use super::cursor::unescape;
use super::filter;
use super::parse::Parser;
use super::{PathError, Token};

impl Parser<'_> {
    pub(super) fn bracket(&mut self) -> Result<(), PathError> {
        let first = self.cursor.significant(self.cursor.at + 1);
        let token = match self.cursor.byte(first) {
            Some(quote @ (b'\'' | b'"')) => self.names(first, quote)?,
            Some(b'0'..=b'9' | b'-' | b':') => self.numbers()?,
            Some(b'*') => self.wildcard(first)?,
            Some(b'?') => self.filter(first)?,
            _ => return self.cursor.fail("`?`, `*`, a quote or a number was expected after `[`"),
        };
        self.tokens.push(token);
        Ok(())
    }

    fn names(&mut self, mut at: usize, quote: u8) -> Result<Token, PathError> {
        let mut names = Vec::new();
        loop {
            let Some(end) = self.cursor.closing_quote(at, quote) else {
                return self.cursor.fail("the quote is not closed");
            };
            match unescape(&self.cursor.text[at + 1..end]) {
                Some(name) => names.push(name.into_boxed_str()),
                None => return self.cursor.fail("an escape cannot be read"),
            }
            let after = self.cursor.significant(end + 1);
            match self.cursor.byte(after) {
                Some(b']') => {
                    self.cursor.at = after + 1;
                    return Ok(Token::Names(names.into()));
                }
                Some(b',') => at = self.cursor.significant(after + 1),
                _ => return self.cursor.fail("`,` or `]` was expected after a name"),
            }
            if self.cursor.byte(at) != Some(quote) {
                return self.cursor.fail("a name was expected after `,`");
            }
        }
    }

    fn numbers(&mut self) -> Result<Token, PathError> {
        let start = self.cursor.at + 1;
        let Some(end) = self.cursor.find(start, b']') else { return self.cursor.fail("`]` is missing") };
        let text = self.cursor.text[start..end].trim();
        let token = if text.contains(':') { slice(text) } else { indexes(text) };
        let Some(token) = token else { return self.cursor.fail("numbers were expected in the brackets") };
        self.cursor.at = end + 1;
        Ok(token)
    }

    fn wildcard(&mut self, star: usize) -> Result<Token, PathError> {
        let end = self.cursor.significant(star + 1);
        if self.cursor.byte(end) != Some(b']') {
            return self.cursor.fail("`]` was expected after `*`");
        }
        self.cursor.at = end + 1;
        Ok(Token::Wildcard)
    }

    fn filter(&mut self, mark: usize) -> Result<Token, PathError> {
        let open = self.cursor.significant(mark + 1);
        if self.cursor.byte(open) != Some(b'(') {
            return self.cursor.fail("`(` was expected after `?`");
        }
        let Some(close) = self.cursor.closing(open, b')', true) else {
            return self.cursor.fail("the filter's parenthesis is not closed");
        };
        let end = self.cursor.significant(close + 1);
        if self.cursor.byte(end) != Some(b']') {
            return self.cursor.fail("`]` was expected after the filter");
        }
        let filter = filter::parse(&self.cursor.text[open..=close], self.nesting + 1)
            .map_err(|error| PathError { what: error.what, at: open + error.at })?;
        self.cursor.at = end + 1;
        Ok(Token::Filter(filter))
    }
}

fn indexes(text: &str) -> Option<Token> {
    let indexes: Option<Vec<i32>> = text.split(',').map(|index| index.trim().parse().ok()).collect();
    Some(Token::Indexes(indexes?.into()))
}

/// A third part, the step, is passed over.
fn slice(text: &str) -> Option<Token> {
    let mut parts = text.split(':').map(|part| if part.is_empty() { Some(None) } else { part.parse().ok().map(Some) });
    let from = parts.next()??;
    let to = parts.next()??;
    (from.is_some() || to.is_some()).then_some(Token::Slice(from, to))
}
