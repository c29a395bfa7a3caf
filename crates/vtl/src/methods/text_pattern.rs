use super::{Called, int};
use crate::ast::Method;
use crate::regex::{expand, match_cost};
use crate::render::{Done, Renderer};
use crate::{List, ListStyle, Value};
use fancy_regex::Regex;

impl Renderer<'_> {
    /// The methods that take a regular expression.
    pub(super) fn text_pattern(&mut self, text: &str, method: &Method, arguments: &[Value]) -> Called {
        match (&*method.name, arguments) {
            ("matches", [Value::Text(pattern)]) => {
                // The whole text, whatever alternatives the expression has.
                let whole = format!("\\A(?:{pattern})\\z");
                let found = self.search(method, &whole, |regex, _| Ok((regex.is_match(text)?, 1)))?;
                Ok(Some(Value::Bool(found)))
            }
            ("replaceAll", [Value::Text(pattern), Value::Text(to)]) => {
                self.replace(text, method, pattern, to, usize::MAX)
            }
            ("replaceFirst", [Value::Text(pattern), Value::Text(to)]) => self.replace(text, method, pattern, to, 1),
            ("split", [Value::Text(pattern)]) => self.split(text, method, pattern, 0),
            ("split", [Value::Text(pattern), limit]) => match int(limit) {
                Some(limit) => self.split(text, method, pattern, limit),
                None => Ok(None),
            },
            _ => Ok(None),
        }
    }

    /// Runs an expression; where that takes many steps back, they are paid for first. `run` is told how many matches may be
    /// looked for, and gives with what it found how many it did.
    fn search<T>(
        &mut self,
        method: &Method,
        pattern: &str,
        run: impl Fn(&Regex, usize) -> fancy_regex::Result<(T, usize)>,
    ) -> Done<T> {
        let each = match_cost(pattern);
        self.steps(method.pattern.cost(pattern) + pattern.len() + each)?;
        let most = self.steps_left() / each;
        let mut outcome = method.pattern.with(pattern, |regex| run(regex, most));
        if let Ok(Err(error)) = &outcome
            && is_impatient(error)
        {
            self.steps(self.limits.backtracks / 2)?;
            outcome = method.pattern.with_patience(pattern, self.limits.backtracks, |regex| run(regex, most));
        }
        match outcome {
            Ok(Ok((found, matches))) => {
                self.steps(matches.saturating_mul(each))?;
                Ok(found)
            }
            Ok(Err(error)) => Err(self.limit(format!("`{pattern}` takes too long: {error}"))),
            Err(message) => self.fail(message),
        }
    }

    fn replace(&mut self, text: &str, method: &Method, pattern: &str, to: &str, count: usize) -> Called {
        let most = self.limits.output_bytes;
        let replaced = self.search(method, pattern, |regex, matches| {
            let (mut out, mut end, mut found_count) = (String::with_capacity(text.len()), 0, 0);
            // One more than is paid for, so that it is told from the last.
            for captures in regex.captures_iter(text).take(count.min(matches + 1)) {
                let captures = captures?;
                found_count += 1;
                let Some(found) = captures.get(0) else { continue };
                out.push_str(&text[end..found.start()]);
                end = found.end();
                if let Err(message) = expand(to, &captures, &mut out) {
                    return Ok((Err(message), found_count));
                }
                if out.len() > most {
                    return Ok((Err("a replacement grows too long".to_owned()), found_count));
                }
            }
            out.push_str(&text[end..]);
            Ok((Ok(out), found_count))
        })?;
        match replaced {
            Ok(text) => self.some_text(text),
            Err(message) => self.fail(message),
        }
    }

    /// Java's split: no empty first part from an empty match, and without a limit no empty parts at the end.
    fn split(&mut self, text: &str, method: &Method, pattern: &str, limit: i32) -> Called {
        let most = usize::try_from(limit).ok().filter(|limit| *limit > 0).unwrap_or(usize::MAX);
        let mut parts = self.search(method, pattern, |regex, matches| {
            let (mut parts, mut end, mut found_count) = (Vec::new(), 0, 0);
            for found in regex.find_iter(text).take(matches + 1) {
                let found = found?;
                found_count += 1;
                if parts.len() + 1 >= most {
                    break;
                }
                if found.end() == 0 {
                    continue;
                }
                parts.push(&text[end..found.start()]);
                end = found.end();
            }
            parts.push(&text[end..]);
            Ok((parts, found_count))
        })?;
        if limit == 0 && parts.len() > 1 {
            while parts.last().is_some_and(|last| last.is_empty()) {
                parts.pop();
            }
        }
        self.bytes(text.len() + parts.len() * 64)?;
        let parts = parts.into_iter().map(|part| Value::Text(part.into())).collect();
        Ok(Some(Value::List(List::new(parts, ListStyle::Java))))
    }
}

/// Has the search only come to its bound?
fn is_impatient(error: &fancy_regex::Error) -> bool {
    matches!(error, fancy_regex::Error::RuntimeError(fancy_regex::RuntimeError::BacktrackLimitExceeded))
}
