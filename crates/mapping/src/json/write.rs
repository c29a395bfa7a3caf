use super::DEPTH;
use std::fmt::Write;
use tollgate_vtl::{Number, Value};

/// The text is longer, or the value deeper, than may be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the value is too long or too deep to be printed as JSON")]
pub struct TooLong;

/// Appends the value as compact JSON, at most `room` bytes of it, in the style `LT_COMPRESS` of json-smart that Jayway's
/// `JsonSmartJsonProvider.toJson` uses.
pub fn print(value: &Value, out: &mut String, room: usize) -> Result<(), TooLong> {
    Printer { end: out.len().saturating_add(room), depth: 0, out }.value(value)
}

struct Printer<'o> {
    out: &'o mut String,
    end: usize,
    depth: usize,
}

impl Printer<'_> {
    fn value(&mut self, value: &Value) -> Result<(), TooLong> {
        match value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(bool) => self.out.push_str(if *bool { "true" } else { "false" }),
            Value::Number(number) => print_number(number, self.out),
            Value::Text(text) => quote(text, self.out),
            Value::List(list) => self.list(&list.items.borrow())?,
            Value::Map(map) => self.map(map)?,
            Value::Object(object) => quote(&object.text(), self.out),
        }
        if self.out.len() > self.end { Err(TooLong) } else { Ok(()) }
    }

    fn list(&mut self, items: &[Value]) -> Result<(), TooLong> {
        self.enter('[')?;
        for (index, item) in items.iter().enumerate() {
            self.comma(index);
            self.value(item)?;
        }
        self.leave(']');
        Ok(())
    }

    fn map(&mut self, map: &tollgate_vtl::Map) -> Result<(), TooLong> {
        self.enter('{')?;
        for (index, (key, value)) in map.0.borrow().iter().enumerate() {
            self.comma(index);
            quote(key, self.out);
            self.out.push(':');
            self.value(value)?;
        }
        self.leave('}');
        Ok(())
    }

    fn comma(&mut self, index: usize) {
        if index > 0 {
            self.out.push(',');
        }
    }

    /// A template can put a list into itself.
    fn enter(&mut self, open: char) -> Result<(), TooLong> {
        self.depth += 1;
        self.out.push(open);
        if self.depth > DEPTH { Err(TooLong) } else { Ok(()) }
    }

    fn leave(&mut self, close: char) {
        self.depth -= 1;
        self.out.push(close);
    }
}

/// Appends a string with its quotes.
pub(crate) fn quote(text: &str, out: &mut String) {
    out.push('"');
    let mut plain = 0;
    for (at, character) in text.char_indices().filter(|(_, character)| is_escaped(*character)) {
        out.push_str(&text[plain..at]);
        escape(character, out);
        plain = at + character.len_utf8();
    }
    out.push_str(&text[plain..]);
    out.push('"');
}

/// JStylerObj: control characters, and the blocks U+2000 to U+20FF.
fn is_escaped(character: char) -> bool {
    matches!(character, '"' | '\\' | '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2000}'..='\u{20ff}')
}

fn escape(character: char, out: &mut String) {
    match character {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        character => {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{:04X}", u32::from(character));
        }
    }
}

fn print_number(number: &Number, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = match number {
        Number::Double(double) if !double.is_finite() => write!(out, "null"),
        number => write!(out, "{number}"),
    };
}
