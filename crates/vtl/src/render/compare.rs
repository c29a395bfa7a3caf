//! Java's `equals`, as `==` uses it: between kinds that differ, as texts.

use super::{Done, Renderer};
use crate::objects::{Own, Part, View};
use crate::{List, Map, Number, Value, number};
use std::rc::Rc;

/// Whether both are one object, or plain and equal.
pub(crate) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::List(left), Value::List(right)) => Rc::ptr_eq(&left.items, &right.items),
        (Value::Map(left), Value::Map(right)) => Rc::ptr_eq(&left.0, &right.0),
        (Value::Object(left), Value::Object(right)) => Rc::ptr_eq(left, right),
        _ => false,
    }
}

impl Renderer<'_> {
    /// `==`
    pub(super) fn equal(&mut self, left: &Value, right: &Value) -> Done<bool> {
        match (left, right) {
            (Value::Number(left), Value::Number(right)) => {
                self.steps(number::cost(left, left) + number::cost(right, right))?;
                Ok(number::compare(left, right).is_eq())
            }
            (Value::Null, Value::Null) => Ok(true),
            (Value::Null, _) | (_, Value::Null) => Ok(false),
            (Value::Text(_), Value::Text(_))
            | (Value::Bool(_), Value::Bool(_))
            | (Value::List(_), Value::List(_))
            | (Value::Map(_), Value::Map(_))
            | (Value::Object(_), Value::Object(_)) => self.equals(left, right),
            _ => {
                let left = self.text_of(left)?;
                Ok(left == self.text_of(right)?)
            }
        }
    }

    /// `== 'text'`, without making the text a value.
    pub(super) fn is_text(&mut self, left: &Value, text: &str) -> Done<bool> {
        match left {
            Value::Text(left) => {
                self.steps(text.len() / 16)?;
                Ok(**left == *text)
            }
            Value::Null => Ok(false),
            left => Ok(self.text_of(left)? == text),
        }
    }

    /// `a.equals(b)`: different kinds, and whole numbers of different width, are never equal.
    pub(crate) fn equals(&mut self, left: &Value, right: &Value) -> Done<bool> {
        self.step()?;
        match (left, right) {
            (Value::Null, Value::Null) => Ok(true),
            (Value::Bool(left), Value::Bool(right)) => Ok(left == right),
            (Value::Number(left), Value::Number(right)) => Ok(equal_numbers(left, right)),
            (Value::Text(left), Value::Text(right)) => {
                self.steps(left.len().min(right.len()) / 16)?;
                Ok(left == right)
            }
            _ if same(left, right) => Ok(true),
            (Value::List(left), Value::List(right)) => {
                self.enter()?;
                let equal = self.equal_lists(left, right)?;
                self.leave();
                Ok(equal)
            }
            (Value::Map(left), Value::Map(right)) => {
                self.enter()?;
                let equal = self.equal_maps(left, right)?;
                self.leave();
                Ok(equal)
            }
            (Value::Object(left), Value::Object(right)) => match (left.own(), right.own()) {
                (Some(Own::View(left)), Some(Own::View(right))) => self.equal_views(left, right),
                (Some(Own::Entry(left)), Some(Own::Entry(right))) => {
                    self.enter()?;
                    let equal = left.key == right.key && self.equals(&left.value(), &right.value())?;
                    self.leave();
                    Ok(equal)
                }
                _ => Ok(false),
            },
            _ => Ok(false),
        }
    }

    /// Sets of keys and of entries; `values()` are equal only to themselves.
    fn equal_views(&mut self, left: &View, right: &View) -> Done<bool> {
        match (left.part, right.part) {
            (Part::Keys, Part::Keys) => {
                self.bytes(left.map.0.borrow().len() * super::PLACE_BYTES)?;
                let (left, right) = (left.map.0.borrow(), right.map.0.borrow());
                Ok(left.len() == right.len() && left.keys().all(|key| right.contains_key(key)))
            }
            (Part::Entries, Part::Entries) => {
                let (left, right) = (Value::Map(left.map.clone()), Value::Map(right.map.clone()));
                self.equals(&left, &right)
            }
            _ => Ok(false),
        }
    }

    fn equal_lists(&mut self, left: &List, right: &List) -> Done<bool> {
        let (left, right) = (left.items.borrow(), right.items.borrow());
        if left.len() != right.len() {
            return Ok(false);
        }
        for (left, right) in left.iter().zip(right.iter()) {
            if !self.equals(left, right)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn equal_maps(&mut self, left: &Map, right: &Map) -> Done<bool> {
        let (left, right) = (left.0.borrow(), right.0.borrow());
        if left.len() != right.len() {
            return Ok(false);
        }
        for (key, left) in left.iter() {
            let Some(right) = right.get(key) else { return Ok(false) };
            if !self.equals(left, right)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn equal_numbers(left: &Number, right: &Number) -> bool {
    match (left, right) {
        (Number::Int(left), Number::Int(right)) => left == right,
        (Number::Long(left), Number::Long(right)) => left == right,
        (Number::Big(left), Number::Big(right)) => left == right,
        (Number::Double(left) | Number::Written(_, left), Number::Double(right) | Number::Written(_, right)) => {
            left.to_bits() == right.to_bits()
        }
        _ => false,
    }
}
