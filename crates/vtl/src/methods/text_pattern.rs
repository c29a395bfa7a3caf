use super::{Called, int};
use crate::ast::Method;
use crate::regex::expand;
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
                let found = self.search(method, &whole, |regex| regex.is_match(text))?;
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

    fn search<T>(
        &mut self,
        method: &Method,
        pattern: &str,
        run: impl FnOnce(&Regex) -> fancy_regex::Result<T>,
    ) -> Done<T> {
        self.steps(pattern.len())?;
        match method.pattern.with(pattern, self.limits.backtracks, run) {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(error)) => Err(self.limit(format!("`{pattern}` takes too long: {error}"))),
            Err(message) => self.fail(message),
        }
    }

    fn replace(&mut self, text: &str, method: &Method, pattern: &str, to: &str, count: usize) -> Called {
        let most = self.limits.output_bytes;
        let replaced = self.search(method, pattern, |regex| {
            let (mut out, mut end) = (String::with_capacity(text.len()), 0);
            for captures in regex.captures_iter(text).take(count) {
                let captures = captures?;
                let Some(found) = captures.get(0) else { continue };
                out.push_str(&text[end..found.start()]);
                end = found.end();
                if let Err(message) = expand(to, &captures, &mut out) {
                    return Ok(Err(message));
                }
                if out.len() > most {
                    return Ok(Err("a replacement grows too long".to_owned()));
                }
            }
            out.push_str(&text[end..]);
            Ok(Ok(out))
        })?;
        match replaced {
            Ok(text) => self.some_text(text),
            Err(message) => self.fail(message),
        }
    }

    /// Java's split: no empty first part from an empty match, and without a limit no empty parts at the end.
    fn split(&mut self, text: &str, method: &Method, pattern: &str, limit: i32) -> Called {
        let most = usize::try_from(limit).ok().filter(|limit| *limit > 0).unwrap_or(usize::MAX);
        let mut parts = self.search(method, pattern, |regex| {
            let (mut parts, mut end) = (Vec::new(), 0);
            for found in regex.find_iter(text) {
                let found = found?;
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
            Ok(parts)
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
