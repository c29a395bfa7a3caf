//! `selectionPattern`: which integration response an answer meets.
//!
//! Amazon's patterns are Java's, matched against the whole text (handle-errors-in-lambda-integration). They are
//! translated once; a pattern that no finite automaton can run is run with a bound on its steps and its text.

mod class;
mod escape;
mod group;
mod java;
mod reader;
mod select;
#[cfg(test)]
mod tests;

pub use reader::PatternError;
pub use select::{Selection, select};

/// Longest pattern, in bytes.
pub const MAX_PATTERN_BYTES: usize = 8 * 1024;
/// Largest automaton of one pattern, in bytes.
pub const MAX_AUTOMATON_BYTES: usize = 1024 * 1024;
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

#[derive(Clone, Debug)]
enum Engine {
    /// Takes time linear in the text.
    Linear(regex::Regex),
    /// Look-around, back references, atomic groups and possessive quantifiers.
    Backtracking(fancy_regex::Regex),
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
        let engine = if backtracks { backtracking(&whole) } else { linear(&whole) };
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
        match &self.engine {
            Engine::Linear(regex) => Ok(regex.is_match(text)),
            Engine::Backtracking(_) if text.len() > MAX_BACKTRACKED_TEXT_BYTES => Err(Exceeded),
            Engine::Backtracking(regex) => regex.is_match(text).map_err(|_| Exceeded),
        }
    }
}

fn linear(regex: &str) -> Result<Engine, String> {
    let built = regex::RegexBuilder::new(regex).size_limit(MAX_AUTOMATON_BYTES).build();
    built.map(Engine::Linear).map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => too_large(),
        error => format!("it cannot be run: {}", one_line(&error.to_string())),
    })
}

fn backtracking(regex: &str) -> Result<Engine, String> {
    let mut builder = fancy_regex::RegexBuilder::new(regex);
    builder.backtrack_limit(MAX_BACKTRACKS).delegate_size_limit(MAX_AUTOMATON_BYTES);
    builder
        .build()
        .map(Engine::Backtracking)
        .map_err(|error| format!("it cannot be run: {}", one_line(&error.to_string())))
}

fn too_large() -> String {
    format!("its repetitions make it larger than {MAX_AUTOMATON_BYTES} bytes; repeat less")
}

/// The last line of an engine's message, which says what is wrong: the others draw the translated pattern.
fn one_line(message: &str) -> String {
    let line = message.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("no reason is known");
    line.trim().trim_start_matches("error: ").to_owned()
}
