use std::fmt;

/// Why a template cannot be parsed or rendered, and where. Lines and columns count from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub line: u32,
    pub column: u32,
    pub kind: ErrorKind,
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is not a template.
    Syntax,
    /// A method was called with what it refuses, as Java's exceptions do: `'abc'.substring(9)`.
    Call,
    /// A method of the host ended the template.
    Host,
    /// `#include` and `#parse`: there is nothing to include.
    Refused,
    /// One of [`Limits`](crate::Limits) is reached.
    Limit,
}

/// A place in a template's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl At {
    pub(crate) fn error(self, kind: ErrorKind, message: impl Into<String>) -> Error {
        Error { line: self.line, column: self.column, kind, message: message.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for Error {}
