//! What runs a translated pattern, within its bounds.

use super::{Exceeded, MAX_AUTOMATON_BYTES, MAX_BACKTRACKED_TEXT_BYTES, MAX_BACKTRACKS};

#[derive(Clone, Debug)]
pub(crate) enum Engine {
    /// Takes time linear in the text.
    Linear(regex::Regex),
    /// Look-around, back references, atomic groups and possessive quantifiers.
    Backtracking(fancy_regex::Regex),
}

impl Engine {
    /// # Errors
    /// Why the pattern cannot be run.
    pub(crate) fn linear(regex: &str) -> Result<Self, String> {
        let built = regex::RegexBuilder::new(regex).size_limit(MAX_AUTOMATON_BYTES).build();
        built.map(Engine::Linear).map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => {
                format!("its repetitions make it larger than {MAX_AUTOMATON_BYTES} bytes; repeat less")
            }
            error => format!("it cannot be run: {}", one_line(&error.to_string())),
        })
    }

    /// # Errors
    /// Why the pattern cannot be run.
    pub(crate) fn backtracking(regex: &str) -> Result<Self, String> {
        let mut builder = fancy_regex::RegexBuilder::new(regex);
        builder.backtrack_limit(MAX_BACKTRACKS).delegate_size_limit(MAX_AUTOMATON_BYTES);
        let built = builder.build().map(Engine::Backtracking);
        built.map_err(|error| format!("it cannot be run: {}", one_line(&error.to_string())))
    }

    /// Is there a match anywhere in the text?
    pub(crate) fn is_match(&self, text: &str) -> Result<bool, Exceeded> {
        match self {
            Engine::Linear(regex) => Ok(regex.is_match(text)),
            Engine::Backtracking(_) if text.len() > MAX_BACKTRACKED_TEXT_BYTES => Err(Exceeded),
            Engine::Backtracking(regex) => regex.is_match(text).map_err(|_| Exceeded),
        }
    }
}

/// The last line of an engine's message, which says what is wrong: the others draw the translated pattern.
fn one_line(message: &str) -> String {
    let line = message.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("no reason is known");
    line.trim().trim_start_matches("error: ").to_owned()
}
