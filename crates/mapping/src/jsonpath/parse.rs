//! A path's text to its tokens.

use super::cursor::Cursor;
use super::function::Function;
use super::{NESTING, PATH_BYTES, Path, PathError, Token};

/// What a path may leave out.
const ROOT: &str = "$.";

/// A whole path, `nesting` filters or functions deep.
pub(super) fn path(text: &str, nesting: usize) -> Result<Path, PathError> {
    if text.len() > PATH_BYTES {
        return Err(PathError { what: "more than 8 KiB", at: PATH_BYTES });
    }
    if nesting > NESTING {
        return Err(PathError { what: "filters nested too deep", at: 0 });
    }
    let blanks = text.len() - text.trim_start_matches(' ').len();
    let trimmed = text.trim_matches(' ');
    let (parsed, supplied) = match trimmed.as_bytes() {
        [] => return Err(PathError { what: "there is no path", at: 0 }),
        [.., b'.'] => return Err(PathError { what: "a path must not end with `.`", at: blanks + trimmed.len() }),
        [b'$' | b'@', ..] => (rooted(trimmed, nesting), 0),
        _ => (rooted(&format!("{ROOT}{trimmed}"), nesting), ROOT.len()),
    };
    // Places are those of the text as written.
    parsed.map_err(|error| PathError { at: blanks + error.at.saturating_sub(supplied), ..error })
}

fn rooted(text: &str, nesting: usize) -> Result<Path, PathError> {
    let mut parser = Parser { cursor: Cursor { text, at: 1 }, nesting, tokens: Vec::new() };
    if !matches!(parser.cursor.peek(), None | Some(b'.' | b'[')) {
        return parser.cursor.fail("`.` or `[` was expected");
    }
    if text.len() > 1 {
        parser.token()?;
        while !parser.at_tail() {
            parser.token()?;
        }
    }
    if let Some(Token::Scan) = parser.tokens.last() {
        return parser.cursor.fail("a path must not end with `..`");
    }
    Ok(Path { from_root: text.starts_with('$'), tokens: parser.tokens.into() })
}

pub(super) struct Parser<'t> {
    pub(super) cursor: Cursor<'t>,
    pub(super) nesting: usize,
    pub(super) tokens: Vec<Token>,
}

impl Parser<'_> {
    /// Jayway reads no further when one character is left.
    fn at_tail(&self) -> bool {
        self.cursor.at + 1 >= self.cursor.text.len()
    }

    fn token(&mut self) -> Result<(), PathError> {
        match self.cursor.peek() {
            Some(b'[') => self.bracket(),
            Some(b'.') => self.dot(),
            Some(b'*') => {
                self.cursor.at += 1;
                self.tokens.push(Token::Wildcard);
                Ok(())
            }
            _ => self.name(),
        }
    }

    fn dot(&mut self) -> Result<(), PathError> {
        self.cursor.at += 1;
        if self.cursor.eat(".") {
            self.tokens.push(Token::Scan);
        }
        match self.cursor.peek() {
            None => self.cursor.fail("a path must not end with `.`"),
            Some(b'.') => self.cursor.fail("`.` has no meaning here"),
            Some(_) => self.token(),
        }
    }

    fn name(&mut self) -> Result<(), PathError> {
        let start = self.cursor.at;
        let rest = &self.cursor.text[start..];
        let end = rest.find(['.', '[', '(', ' ']).unwrap_or(rest.len());
        let name = &rest[..end];
        self.cursor.at = start + end;
        match self.cursor.peek() {
            Some(b' ') => self.cursor.fail("a name with blanks must be written ['a b']"),
            _ if end == 0 => self.cursor.fail("a name was expected"),
            Some(b'(') => {
                let parameters = self.parameters()?;
                self.tokens.push(Token::Function(Function::new(name, parameters)));
                Ok(())
            }
            _ => {
                self.tokens.push(Token::Names(Box::new([name.into()])));
                Ok(())
            }
        }
    }
}
