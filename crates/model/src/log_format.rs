//! An access log's format, parsed: what to write for one record.

use crate::Variable;

/// A line of the access log as pieces, made once at compile time.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LogFormat {
    pub pieces: Vec<LogPiece>,
    /// How a variable's text is escaped where it stands.
    pub escape: Escape,
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub enum LogPiece {
    Literal(Box<str>),
    /// A variable without a value is written `-`, as at Amazon.
    Variable(Variable),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Escape {
    /// Inside a JSON string.
    Json,
    Xml,
    /// Control characters and quotes as `\xHH`: one record stays one line.
    Line,
}

/// Where a stage's access log goes and how a line of it reads.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct AccessLog {
    /// A file, or `-` for standard output.
    pub path: Box<str>,
    pub format: LogFormat,
}
