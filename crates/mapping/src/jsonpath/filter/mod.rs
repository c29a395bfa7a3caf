//! `[?(...)]`: an expression over `@`, the value looked at, and `$`, the document.

mod compare;
mod operand;
mod parse;
mod test;

use super::Path;
use crate::pattern::Pattern;

pub(super) use parse::parse;

#[derive(Clone, Debug)]
pub(super) enum Filter {
    Any(Box<[Filter]>),
    All(Box<[Filter]>),
    Not(Box<Filter>),
    /// `@.a`, and `!@.a`, which wants it not to be there.
    Exists(Path, bool),
    Compare(Box<(Term, Operator, Term)>),
}

/// One side of a comparison, as written.
#[derive(Clone, Debug)]
pub(super) enum Term {
    Path(Path),
    Text(Box<str>),
    Number(Number),
    Bool(bool),
    Null,
    /// A list or an object.
    Json(Box<str>),
    Pattern(Pattern),
}

/// A number with its text, which is what it is when it is compared with a string.
#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) text: Box<str>,
    pub(super) value: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    /// `===`: also of one kind.
    Same,
    NotSame,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Matches,
    In,
    NotIn,
    SubsetOf,
    AnyOf,
    NoneOf,
    Contains,
    ContainsAll,
    Size,
    Empty,
}
