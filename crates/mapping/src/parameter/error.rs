//! What is wrong with a mapping expression, and where.

/// An expression that cannot be a target or a source of its side.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} (column {column} of the expression)")]
pub struct ExpressionError {
    /// What is wrong and what was expected, without a full stop.
    pub what: String,
    /// In characters of the expression, from 1.
    pub column: usize,
}

impl ExpressionError {
    /// `rest` is the end of `whole` that begins with what is wrong.
    pub(super) fn at(whole: &str, rest: &str, what: impl Into<String>) -> Self {
        let before = whole.get(..whole.len().saturating_sub(rest.len())).unwrap_or(whole);
        ExpressionError { what: what.into(), column: before.chars().count() + 1 }
    }
}
