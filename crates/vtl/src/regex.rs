//! Java's regular expressions, by a library that backtracks within a bound.

use fancy_regex::{Regex, RegexBuilder};
use std::sync::OnceLock;

/// Bytes that a compiled expression may take.
const COMPILED_BYTES: usize = 1 << 18;
/// Bytes of an expression's text.
const TEXT_BYTES: usize = 4096;

/// Steps back that a search takes before it is asked what more of them cost: enough for what is not built to take many.
const FEW_BACKTRACKS: usize = 1_000;

/// The expression that a place in a template was first called with: mostly it is always the same one.
#[derive(Debug, Default)]
pub(crate) struct Pattern {
    first: OnceLock<(Box<str>, Regex)>,
    /// The same with all the steps back that a template may take.
    patient: OnceLock<(Box<str>, Regex)>,
}

impl Pattern {
    /// Errors say what is wrong with the expression.
    pub(crate) fn with<T>(&self, text: &str, run: impl FnOnce(&Regex) -> T) -> Result<T, String> {
        with(&self.first, text, FEW_BACKTRACKS, run)
    }

    /// For what [`Pattern::with`] was too short for.
    pub(crate) fn with_patience<T>(
        &self,
        text: &str,
        backtracks: usize,
        run: impl FnOnce(&Regex) -> T,
    ) -> Result<T, String> {
        with(&self.patient, text, backtracks, run)
    }

    /// Steps that making the expression costs: none when it is the one that is kept.
    pub(crate) fn cost(&self, text: &str) -> usize {
        // What is repeated by count, and classes of Unicode, are written out when they are compiled.
        let expands = text.contains('{');
        match self.first.get() {
            Some((known, _)) if **known == *text => 0,
            _ => 32 * text.len() + if expands { 10_000 } else { 0 },
        }
    }
}

fn with<T>(
    kept: &OnceLock<(Box<str>, Regex)>,
    text: &str,
    backtracks: usize,
    run: impl FnOnce(&Regex) -> T,
) -> Result<T, String> {
    if let Some((known, regex)) = kept.get()
        && **known == *text
    {
        return Ok(run(regex));
    }
    let regex = compile(text, backtracks)?;
    let outcome = run(&regex);
    // Another thread's may be there already: either will do.
    let _ = kept.set((text.into(), regex));
    Ok(outcome)
}

/// Steps that each match of an expression costs.
pub(crate) fn match_cost(text: &str) -> usize {
    if may_backtrack(text) { FEW_BACKTRACKS / 8 } else { 2 }
}

/// Look-around, back references, atomic groups, possessive quantifiers, and whatever else is not known to be without.
fn may_backtrack(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '(', '*', '+', '?', '}']) {
        let (sign, after) = (rest.as_bytes()[at], &rest[at + 1..]);
        let next = after.chars().next();
        let is_plain = match (sign, next) {
            (b'\\', Some(escaped)) => !escaped.is_ascii_alphanumeric() || "dDwWsShnrtfbBAzpPQE".contains(escaped),
            (b'(', Some('?')) => after[1..].starts_with(|c: char| c == ':' || c.is_ascii_lowercase()),
            (b'*' | b'+' | b'?' | b'}', Some('+')) => false,
            _ => true,
        };
        if !is_plain {
            return true;
        }
        let skipped = if sign == b'\\' { next.map_or(0, char::len_utf8) } else { 0 };
        rest = &after[skipped..];
    }
    false
}

fn compile(text: &str, backtracks: usize) -> Result<Regex, String> {
    if text.len() > TEXT_BYTES {
        return Err(format!("a regular expression of more than {TEXT_BYTES} bytes"));
    }
    RegexBuilder::new(&translate(text))
        .backtrack_limit(backtracks)
        .delegate_size_limit(COMPILED_BYTES)
        .build()
        .map_err(|error| format!("`{text}` is no regular expression: {error}"))
}

/// Java's classes are ASCII's where the library's are Unicode's, and `\Q…\E` quotes.
fn translate(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let (mut rest, mut in_class) = (text, 0_usize);
    while let Some(char) = rest.chars().next() {
        let escape = (char == '\\').then(|| rest[1..].chars().next()).flatten();
        rest = &rest[char.len_utf8() + escape.map_or(0, char::len_utf8)..];
        match (char, escape) {
            (_, Some('Q')) => {
                let (quoted, after) = rest.split_once("\\E").unwrap_or((rest, ""));
                out.push_str(&fancy_regex::escape(quoted));
                rest = after;
            }
            (_, Some(class)) => write_escape(class, in_class > 0, &mut rest, &mut out),
            ('[', None) => {
                in_class += 1;
                out.push('[');
            }
            (']', None) => {
                in_class = in_class.saturating_sub(1);
                out.push(']');
            }
            (char, None) => out.push(char),
        }
    }
    out
}

fn write_escape(class: char, within: bool, rest: &mut &str, out: &mut String) {
    let (open, close) = if within { ("", "") } else { ("[", "]") };
    let set = match class {
        'd' => "0-9",
        'w' => "a-zA-Z0-9_",
        's' => " \\t\\n\\x0B\\f\\r",
        'h' => " \\t\\xA0",
        'D' => return out.push_str("[^0-9]"),
        'W' => return out.push_str("[^a-zA-Z0-9_]"),
        'S' => return out.push_str("[^ \\t\\n\\x0B\\f\\r]"),
        'Z' => return out.push_str("(?=\\n?\\z)"),
        'p' | 'P' => return write_property(class, rest, out),
        other => {
            out.push('\\');
            return out.push(other);
        }
    };
    out.push_str(open);
    out.push_str(set);
    out.push_str(close);
}

/// POSIX classes have Java's names.
fn write_property(class: char, rest: &mut &str, out: &mut String) {
    let posix = [
        "Lower", "Upper", "ASCII", "Alpha", "Digit", "Alnum", "Punct", "Graph", "Print", "Blank", "Cntrl", "XDigit",
        "Space",
    ];
    let named = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
    match named.filter(|(name, _)| posix.contains(name)) {
        Some((name, after)) => {
            let not = if class == 'P' { "^" } else { "" };
            out.push_str(&format!("[[:{not}{}:]]", name.to_ascii_lowercase()));
            *rest = after;
        }
        None => {
            out.push('\\');
            out.push(class);
        }
    }
}

/// The parts of Java's replacement: `$1`, `${name}` and backslashes. Errors: a group that is none.
pub(crate) fn expand(
    replacement: &str,
    captures: &fancy_regex::Captures<'_, str>,
    out: &mut String,
) -> Result<(), String> {
    let mut rest = replacement;
    while let Some(at) = rest.find(['$', '\\']) {
        out.push_str(&rest[..at]);
        let sign = &rest[at..=at];
        rest = &rest[at + 1..];
        if sign == "\\" {
            let char = rest.chars().next().ok_or("a replacement ends in a backslash")?;
            out.push(char);
            rest = &rest[char.len_utf8()..];
        } else {
            rest = group(rest, captures, out)?;
        }
    }
    out.push_str(rest);
    Ok(())
}

/// Writes the group that `rest` names; gives what follows.
fn group<'r>(rest: &'r str, captures: &fancy_regex::Captures<'_, str>, out: &mut String) -> Result<&'r str, String> {
    if let Some((name, after)) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        out.push_str(captures.name(name).map_or("", |found| found.as_str()));
        return Ok(after);
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count().min(2);
    // As many digits as name a group there is; the first always counts.
    let fits =
        (1..=digits).rev().find(|n| *n == 1 || rest[..*n].parse().is_ok_and(|group: usize| group < captures.len()));
    let length = fits.ok_or("`$` in a replacement needs the number of a group: write `\\$` for the character")?;
    let number: usize = rest[..length].parse().map_err(|_| "no group".to_owned())?;
    if number >= captures.len() {
        return Err(format!("the expression has no group {number}"));
    }
    out.push_str(captures.get(number).map_or("", |found| found.as_str()));
    Ok(&rest[length..])
}
