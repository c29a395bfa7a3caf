//! JSON text to and from template values, as json-smart in its permissive mode reads and prints it: the library behind
//! Jayway's JSONPath, and so behind `$input` and `$util.parseJson`.
//!
//! It reads far more than RFC 8259 allows: trailing commas, bare words, single quotes, text after the document. What is no
//! JSON at all is a string. Only what begins like a document and breaks is refused. Keys keep their order, decimals their text.

mod read;
mod scalar;
mod write;

pub use read::{parse, parse_exact};
pub(crate) use write::quote;
pub use write::{TooLong, print};

/// How deep lists and objects may nest, read or printed (json-smart since 2.4.9, CVE-2023-1370: 400).
pub const DEPTH: usize = 400;

/// Most values in a document: each takes some ten times the two bytes that it can be written in.
pub const VALUES: usize = 2_000_000;

/// Why a text was refused, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why} at byte {at}")]
pub struct Unreadable {
    pub why: &'static str,
    /// Bytes from the start.
    pub at: usize,
}

#[cfg(test)]
mod tests;
