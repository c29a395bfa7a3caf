use super::{Done, Renderer};
use crate::objects::Own;
use crate::{List, ListStyle, Map, Value, number};
use std::fmt::Write as _;

impl Renderer<'_> {
    /// Java's `toString`, to the output.
    pub(super) fn print(&mut self, value: &Value) -> Done<()> {
        match value {
            Value::Null => Ok(()),
            Value::Text(text) => self.write(text),
            Value::Bool(value) => self.write(if *value { "true" } else { "false" }),
            Value::Number(value) => self.print_number(value),
            Value::List(list) => self.nested(|this| match list.style {
                ListStyle::Java => this.print_list(list),
                ListStyle::Json => this.print_json(value),
            }),
            Value::Map(map) => self.nested(|this| this.print_map(map)),
            Value::Object(object) => match object.own() {
                Some(own) => self.nested(|this| this.print_own(own)),
                None => self.write(&object.text()),
            },
        }
    }

    fn nested(&mut self, print: impl FnOnce(&mut Self) -> Done<()>) -> Done<()> {
        self.enter()?;
        self.step()?;
        print(self)?;
        self.leave();
        Ok(())
    }

    fn print_number(&mut self, value: &crate::Number) -> Done<()> {
        self.steps(number::size(value) + number::cost(value, value))?;
        number::write(value, &mut self.out);
        self.write("")
    }

    /// A text of its own.
    pub(crate) fn text_of(&mut self, value: &Value) -> Done<String> {
        if let Value::Text(text) = value {
            self.bytes(text.len())?;
            return Ok(text.to_string());
        }
        let outer = std::mem::take(&mut self.out);
        let outcome = self.print(value);
        let text = std::mem::replace(&mut self.out, outer);
        outcome?;
        self.bytes(text.len())?;
        Ok(text)
    }

    /// Null within a list or map.
    fn print_element(&mut self, value: &Value) -> Done<()> {
        match value {
            Value::Null => self.write("null"),
            value => self.print(value),
        }
    }

    // What is printed may be a block that changes the list: no borrow lasts longer than taking one element.
    fn print_list(&mut self, list: &List) -> Done<()> {
        self.write("[")?;
        let whole = Value::List(list.clone());
        let mut place = 0;
        while let Some(item) = list.at(place) {
            self.step()?;
            self.write(if place == 0 { "" } else { ", " })?;
            if super::compare::same(&whole, &item) {
                self.write("(this Collection)")?;
            } else {
                self.print_element(&item)?;
            }
            place += 1;
        }
        self.write("]")
    }

    fn print_map(&mut self, map: &Map) -> Done<()> {
        self.write("{")?;
        let whole = Value::Map(map.clone());
        let mut place = 0;
        while let Some((key, value)) = map.at(place) {
            self.step()?;
            self.write(if place == 0 { "" } else { ", " })?;
            self.write(&key)?;
            self.write("=")?;
            if super::compare::same(&whole, &value) {
                self.write("(this Map)")?;
            } else {
                self.print_element(&value)?;
            }
            place += 1;
        }
        self.write("}")
    }

    fn print_own(&mut self, own: Own<'_>) -> Done<()> {
        match own {
            Own::Loop(_) => self.write("{}"),
            Own::Defined(block) => self.print_defined(block, block.frame),
            Own::View(view) => {
                self.bytes(view.map.0.borrow().len() * 16)?;
                self.print_list(&List::new(view.list(), ListStyle::Java))
            }
            Own::Entry(entry) => {
                self.write(&entry.key)?;
                self.write("=")?;
                self.print_element(&entry.value())
            }
            Own::Walk(_) => Ok(()),
        }
    }

    /// Compact JSON: how a list from JSON prints, and all within it.
    fn print_json(&mut self, value: &Value) -> Done<()> {
        self.step()?;
        match value {
            Value::Null => self.write("null"),
            Value::Text(text) => self.print_quoted(text),
            Value::List(list) => self.nested(|this| this.print_json_list(list)),
            Value::Map(map) => self.nested(|this| this.print_json_map(map)),
            Value::Bool(_) | Value::Number(_) => self.print(value),
            Value::Object(_) => {
                let text = self.text_of(value)?;
                self.print_quoted(&text)
            }
        }
    }

    fn print_json_list(&mut self, list: &List) -> Done<()> {
        self.write("[")?;
        let mut place = 0;
        while let Some(item) = list.at(place) {
            self.write(if place == 0 { "" } else { "," })?;
            self.print_json(&item)?;
            place += 1;
        }
        self.write("]")
    }

    fn print_json_map(&mut self, map: &Map) -> Done<()> {
        self.write("{")?;
        let mut place = 0;
        while let Some((key, value)) = map.at(place) {
            self.write(if place == 0 { "" } else { "," })?;
            self.print_quoted(&key)?;
            self.write(":")?;
            self.print_json(&value)?;
            place += 1;
        }
        self.write("}")
    }

    /// As json-smart 2 prints the text of a list (`JSONStyle.NO_COMPRESS`): `/` and U+2000 to U+20FF are escaped, too.
    fn print_quoted(&mut self, text: &str) -> Done<()> {
        self.steps(text.len() / 16)?;
        self.write("\"")?;
        for char in text.chars() {
            match char {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '/' => self.out.push_str("\\/"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                '\u{8}' => self.out.push_str("\\b"),
                '\u{c}' => self.out.push_str("\\f"),
                '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2000}'..='\u{20ff}' => {
                    let _ = write!(self.out, "\\u{:04X}", char as u32);
                }
                char => self.out.push(char),
            }
        }
        self.write("\"")
    }
}
