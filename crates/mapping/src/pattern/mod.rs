//! `selectionPattern`: which integration response an answer meets.
//!
//! Amazon's patterns are Java's, matched against the whole text (handle-errors-in-lambda-integration). They are
//! translated once; a pattern that no finite automaton can run is run with a bound on its steps and its text.

mod class;
mod engine;
mod escape;
mod group;
mod java;
mod reader;
mod select;
#[cfg(test)]
mod tests;

pub(crate) use engine::Engine;
pub use reader::PatternError;
pub use select::{Selection, select};

/// Longest pattern, in bytes.
pub const MAX_PATTERN_BYTES: usize = 8 * 1024;
/// Largest automaton of one pattern, in bytes: `^.{0,4096}$`, which published definitions have, takes more than one MiB.
pub const MAX_AUTOMATON_BYTES: usize = 10 * 1024 * 1024;
/// Backtracks of one match, for patterns that need them.
pub const MAX_BACKTRACKS: usize = 100_000;
/// Longest text that a pattern is matched against by backtracking, in bytes. Others have no such limit.
pub const MAX_BACKTRACKED_TEXT_BYTES: usize = 64 * 1024;

/// A pattern, ready to match.
#[derive(Clone, Debug)]
pub struct Pattern {
    written: Box<str>,
    engine: Engine,
}

/// A match was given up at [`MAX_BACKTRACKS`] or [`MAX_BACKTRACKED_TEXT_BYTES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the pattern needs more than {MAX_BACKTRACKS} steps or a text of at most {MAX_BACKTRACKED_TEXT_BYTES} bytes")]
pub struct Exceeded;

impl Pattern {
    /// # Errors
    /// Where the text is no pattern of Java, or one that this gateway cannot run.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        if text.len() > MAX_PATTERN_BYTES {
            return Err(PatternError { what: format!("it is longer than {MAX_PATTERN_BYTES} bytes"), column: 1 });
        }
        let java::Translated { regex, backtracks } = java::translate(text)?;
        let whole = format!(r"\A(?:{regex})\z");
        let engine = if backtracks { Engine::backtracking(&whole) } else { Engine::linear(&whole) };
        engine.map(|engine| Pattern { written: text.into(), engine }).map_err(|what| PatternError { what, column: 1 })
    }

    /// As the definition has it.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Does the pattern match the whole text?
    ///
    /// # Errors
    /// When the match was given up; Amazon's answer to that is not known, here it counts as no match.
    pub fn is_match(&self, text: &str) -> Result<bool, Exceeded> {
        self.engine.is_match(text)
    }
}

/// What finds a pattern anywhere in a text, for other dialects that have look-around and back references as Java's has.
pub(crate) fn finding(text: &str) -> Result<Engine, String> {
    let translated = java::translate(text).map_err(|error| error.to_string())?;
    Engine::backtracking(&translated.regex)
}
