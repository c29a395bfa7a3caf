//! JSONPath as Jayway's library (JsonPath 2.4) reads and answers it, over template values.
//!
//! A path is parsed once and read many times. A *definite* path (names and single indexes only) gives what is there itself,
//! shared with the document; an *indefinite* one gives a list of all that it found. [`Path::read`] answers as Jayway does with
//! `SUPPRESS_EXCEPTIONS`: where a definite path finds nothing, nothing; where an indefinite one fails, an empty list.
//!
//! Reading counts steps and depth: a deep scan inside a filter inside a deep scan takes the cube of the document.

mod bracket;
mod cursor;
mod filter;
mod function;
mod parameter;
mod parse;
mod read;
mod scan;

use filter::Filter;
use function::Function;
use std::cell::Cell;
use tollgate_vtl::{List, ListStyle, Value};

/// Longest path, in bytes.
pub const PATH_BYTES: usize = 8 * 1024;
/// Filters in filters, parentheses in parentheses, functions as parameters of functions.
pub const NESTING: usize = 32;
/// Deepest that reading follows a path or a document, which a template can put into itself.
pub const DEPTH: usize = 1_000;

/// A parsed path.
#[derive(Clone, Debug)]
pub struct Path {
    /// Begins with `$`, not `@`.
    from_root: bool,
    tokens: Box<[Token]>,
}

#[derive(Clone, Debug)]
enum Token {
    /// `.a`, `['a','b']`
    Names(Box<[Box<str>]>),
    /// `[1]`, `[-1]`, `[0,1]`
    Indexes(Box<[i32]>),
    /// `[1:]`, `[1:3]`, `[:3]`
    Slice(Option<i32>, Option<i32>),
    /// `.*`, `[*]`
    Wildcard,
    /// `..`: the next token, at every depth.
    Scan,
    /// `[?(...)]`
    Filter(Filter),
    /// `.length()`
    Function(Function),
}

/// Why a text is no path, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} at byte {at} of the path")]
pub struct PathError {
    pub what: &'static str,
    pub at: usize,
}

/// Reading was given up: no step was left, or [`DEPTH`] is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the JSONPath looks at too many values, or too deep")]
pub struct Exhausted;

impl Path {
    /// A path may leave `$.` out.
    pub fn parse(text: &str) -> Result<Path, PathError> {
        parse::path(text, 0)
    }

    /// Does it name at most one place.
    pub fn is_definite(&self) -> bool {
        let last = self.tokens.len().saturating_sub(1);
        self.tokens.iter().enumerate().all(|(index, token)| token.is_definite(index == last))
    }

    /// What the path finds in the document; each value looked at takes one of `steps`.
    pub fn read(&self, document: &Value, steps: &Cell<usize>) -> Result<Value, Exhausted> {
        match read::Reading::new(document, steps).find(self, document) {
            Ok(found) => Ok(found),
            Err(read::Stop::Exhausted) => Err(Exhausted),
            Err(_) if self.is_definite() => Ok(Value::Null),
            Err(_) => Ok(list(Vec::new())),
        }
    }
}

impl Token {
    /// Several names at the end are merged into one map: that is one place.
    fn is_definite(&self, last: bool) -> bool {
        match self {
            Token::Names(names) => names.len() == 1 || last,
            Token::Indexes(indexes) => indexes.len() == 1,
            Token::Function(_) => true,
            Token::Slice(..) | Token::Wildcard | Token::Scan | Token::Filter(_) => false,
        }
    }
}

fn list(items: Vec<Value>) -> Value {
    Value::List(List::new(items, ListStyle::Json))
}
