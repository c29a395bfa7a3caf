//! The names that expressions hold: parameters, `$context` variables, places in a body.

use super::ExpressionError;
use std::ops::Deref;

/// The name of a parameter, in the letters written: `^[a-zA-Z0-9._$-]+$` (rest-api-parameter-mapping-sources).
/// Each such name is also a field name of HTTP (RFC 9110 section 5.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(Box<str>);

/// What stands after `context.`: `identity.sourceIp`, `authorizer.claims['cognito:groups']`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ContextPath {
    dotted: Box<str>,
    segments: Box<[Box<str>]>,
}

impl Name {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// All of `rest`, the end of `whole`.
    pub(crate) fn parse(whole: &str, rest: &str) -> Result<Self, ExpressionError> {
        if rest.is_empty() {
            return Err(ExpressionError::at(whole, rest, format!("a name is missing after `{whole}`")));
        }
        match rest.char_indices().find(|(_, c)| !is_name_character(*c)) {
            None => Ok(Name(rest.into())),
            Some((index, c)) => Err(unnameable(whole, &rest[index..], c)),
        }
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl ContextPath {
    /// Steps joined with dots, as a variable's name has them: `authorizer.claims.cognito:groups`.
    pub fn dotted(&self) -> &str {
        &self.dotted
    }

    /// At least one; none is empty.
    pub fn segments(&self) -> &[Box<str>] {
        &self.segments
    }

    /// All of `rest`, the end of `whole`: steps as `.name` or `['name']`. Claims have names with colons.
    pub(crate) fn parse(whole: &str, mut rest: &str) -> Result<Self, ExpressionError> {
        let mut segments: Vec<Box<str>> = Vec::new();
        loop {
            let (segment, after) = match rest.strip_prefix("['") {
                Some(quoted) if !segments.is_empty() => quoted_step(whole, quoted)?,
                _ => plain_step(whole, rest)?,
            };
            segments.push(segment.into());
            rest = match after.strip_prefix('.') {
                Some(next) => next,
                None if after.is_empty() => break,
                None => after,
            };
        }
        Ok(ContextPath { dotted: segments.join(".").into(), segments: segments.into() })
    }
}

fn quoted_step<'t>(whole: &str, quoted: &'t str) -> Result<(&'t str, &'t str), ExpressionError> {
    match quoted.split_once("']") {
        Some((segment, after)) if !segment.is_empty() && (after.is_empty() || after.starts_with(['.', '['])) => {
            Ok((segment, after))
        }
        Some((_, after)) if !after.is_empty() => {
            Err(ExpressionError::at(whole, after, "a step of a `$context` variable begins with `.` or `[`"))
        }
        _ => Err(ExpressionError::at(whole, quoted, "`['` has no name that ends with `']`")),
    }
}

fn plain_step<'t>(whole: &str, rest: &'t str) -> Result<(&'t str, &'t str), ExpressionError> {
    let (segment, after) = rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len()));
    if segment.is_empty() {
        return Err(ExpressionError::at(whole, rest, "the name of a `$context` variable is missing"));
    }
    match segment.char_indices().find(|(_, c)| !is_name_character(*c) && *c != ':') {
        None => Ok((segment, after)),
        Some((index, c)) => Err(unnameable(whole, &rest[index..], c)),
    }
}

fn is_name_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '$' | '-')
}

fn unnameable(whole: &str, rest: &str, c: char) -> ExpressionError {
    let what = format!("`{c}` cannot stand in a name; names are made of letters, digits, `.`, `_`, `$` and `-`");
    ExpressionError::at(whole, rest, what)
}
