use super::unit::Units;
use super::{Called, int, size, whole};
use crate::ast::Method;
use crate::render::Renderer;
use crate::{List, ListStyle, Value};
use std::rc::Rc;

impl Renderer<'_> {
    pub(super) fn text_method(&mut self, text: &Rc<str>, method: &Method, arguments: &[Value]) -> Called {
        // Every method walks its text at most a few times.
        self.steps(text.len() / 16)?;
        if let Some(found) = self.text_question(text, &method.name, arguments)? {
            return Ok(Some(found));
        }
        if let Some(found) = self.text_change(text, &method.name, arguments)? {
            return Ok(Some(found));
        }
        if let Some(found) = self.text_pattern(text, method, arguments)? {
            return Ok(Some(found));
        }
        if let Some(found) = self.text_static(&method.name, arguments)? {
            return Ok(Some(found));
        }
        self.any_method(&Value::Text(text.clone()), &method.name, arguments)
    }

    /// What it is.
    fn text_question(&mut self, text: &Rc<str>, name: &str, arguments: &[Value]) -> Called {
        Ok(Some(match (name, arguments) {
            ("length", []) => size(Units::of(text).len()),
            ("isEmpty", []) => Value::Bool(text.is_empty()),
            ("isBlank", []) => Value::Bool(text.chars().all(char::is_whitespace)),
            ("equals", [Value::Text(other)]) => Value::Bool(text == other),
            ("contentEquals", [Value::Text(other)]) => Value::Bool(text == other),
            ("equalsIgnoreCase", [Value::Text(other)]) => Value::Bool(folded(text) == folded(other)),
            ("equalsIgnoreCase", [Value::Null]) => Value::Bool(false),
            ("compareTo", [Value::Text(other)]) => whole(compare(text, other)),
            ("compareToIgnoreCase", [Value::Text(other)]) => whole(compare(&folded(text), &folded(other))),
            ("contains", [Value::Text(other)]) => Value::Bool(text.contains(&**other)),
            ("startsWith", [Value::Text(other)]) => Value::Bool(text.starts_with(&**other)),
            ("endsWith", [Value::Text(other)]) => Value::Bool(text.ends_with(&**other)),
            ("charAt", [place]) => return self.char_at(text, place),
            ("codePointAt", [place]) => match self.char_at(text, place)? {
                Some(Value::Text(char)) => whole(char.chars().next().map_or(0, |char| char as i32)),
                found => return Ok(found),
            },
            _ => return self.text_search(text, name, arguments),
        }))
    }

    fn char_at(&mut self, text: &str, place: &Value) -> Called {
        let Some(place) = int(place) else { return Ok(None) };
        let units = Units::of(text);
        match usize::try_from(place).ok().filter(|place| *place < units.len()) {
            Some(place) => self.some_text(units.part(place, place + 1).into_owned()),
            None => self.fail(format!("charAt({place}) of a text of {} characters", units.len())),
        }
    }

    /// Another text made of it.
    fn text_change(&mut self, text: &Rc<str>, name: &str, arguments: &[Value]) -> Called {
        let changed = match (name, arguments) {
            ("toString" | "intern", []) => return Ok(Some(Value::Text(text.clone()))),
            ("substring" | "subSequence", [start]) if name == "substring" => return self.substring(text, start, None),
            ("substring" | "subSequence", [start, end]) => return self.substring(text, start, Some(end)),
            ("toUpperCase", []) => text.to_uppercase(),
            ("toLowerCase", []) => text.to_lowercase(),
            // Java's trim cuts everything up to the blank.
            ("trim", []) => text.trim_matches(|char| char <= ' ').to_owned(),
            ("strip", []) => text.trim().to_owned(),
            ("stripLeading", []) => text.trim_start().to_owned(),
            ("stripTrailing", []) => text.trim_end().to_owned(),
            ("concat", [Value::Text(other)]) => {
                self.bytes(other.len())?;
                [&**text, other].concat()
            }
            ("repeat", [count]) => return self.repeat(text, count),
            ("replace", [Value::Text(from), Value::Text(to)]) => {
                if to.len() > from.len() {
                    let count = if from.is_empty() { text.len() + 1 } else { text.matches(&**from).count() };
                    self.bytes(count.saturating_mul(to.len()))?;
                }
                text.replace(&**from, to)
            }
            ("toCharArray", []) => {
                self.bytes(text.len().saturating_mul(64))?;
                let chars = text.chars().map(|char| Value::Text(char.to_string().into())).collect();
                return Ok(Some(Value::List(List::new(chars, ListStyle::Java))));
            }
            _ => return Ok(None),
        };
        self.some_text(changed)
    }

    fn substring(&mut self, text: &str, start: &Value, end: Option<&Value>) -> Called {
        let units = Units::of(text);
        let Some(from) = int(start) else { return Ok(None) };
        let Some(to) = end.map_or(i32::try_from(units.len()).ok(), int) else { return Ok(None) };
        let (first, last) = (usize::try_from(from).unwrap_or(usize::MAX), usize::try_from(to).unwrap_or(usize::MAX));
        if first > last || last > units.len() {
            return self.fail(format!("substring({from}, {to}) of a text of {} characters", units.len()));
        }
        self.some_text(units.part(first, last).into_owned())
    }

    fn repeat(&mut self, text: &str, count: &Value) -> Called {
        let Some(count) = int(count) else { return Ok(None) };
        let Ok(times) = usize::try_from(count) else {
            return self.fail(format!("repeat({count}): the count is negative"));
        };
        self.bytes(text.len().saturating_mul(times))?;
        self.some_text(text.repeat(times))
    }

    /// What Java's `String` has for its class, called on any text.
    fn text_static(&mut self, name: &str, arguments: &[Value]) -> Called {
        let text = match (name, arguments) {
            ("valueOf", [value]) => self.text_of(value)?,
            ("join", [Value::Text(between), Value::List(list)]) => {
                let mut text = String::new();
                let mut place = 0;
                while let Some(item) = list.at(place) {
                    text.push_str(if place == 0 { "" } else { between });
                    self.bytes(between.len())?;
                    text.push_str(&self.text_of(&item)?);
                    place += 1;
                }
                text
            }
            ("format", [Value::Text(format), values @ ..]) => return self.format(format, values),
            _ => return Ok(None),
        };
        self.some_text(text)
    }
}

/// As Java compares without case: by upper case, then by lower case, each character for itself.
fn folded(text: &str) -> String {
    text.chars().map(|char| one(one(char, char.to_uppercase()), char.to_lowercase())).collect()
}

fn one(char: char, mut mapped: impl ExactSizeIterator<Item = char>) -> char {
    if mapped.len() == 1 { mapped.next().unwrap_or(char) } else { char }
}

/// The difference of the first units that differ, else of the lengths.
fn compare(left: &str, right: &str) -> i32 {
    let (mut a, mut b) = (left.encode_utf16(), right.encode_utf16());
    loop {
        match (a.next(), b.next()) {
            (Some(a), Some(b)) if a == b => {}
            (Some(a), Some(b)) => return i32::from(a) - i32::from(b),
            (None, None) => return 0,
            (Some(_), None) => return i32::try_from(1 + a.count()).unwrap_or(i32::MAX),
            (None, Some(_)) => return -i32::try_from(1 + b.count()).unwrap_or(i32::MAX),
        }
    }
}
