//! The two sides of a comparison, evaluated, and when they are equal.

use super::{Number, Term};
use crate::json;
use crate::jsonpath::DEPTH;
use crate::jsonpath::read::{Reading, Stop};
use crate::pattern::Pattern;
use std::rc::Rc;
use tollgate_vtl::Value;

#[derive(Clone, Debug)]
pub(super) enum Operand<'f> {
    /// A path that found nothing: equal to nothing, itself included.
    Nothing,
    Null,
    Bool(bool),
    Number(Number),
    Text(Rc<str>),
    List(Vec<Operand<'f>>, Value),
    /// An object.
    Map(Value),
    Pattern(&'f Pattern),
}

impl<'f> Operand<'f> {
    pub(super) fn of(term: &'f Term, item: &Value, reading: &Reading<'_>) -> Result<Operand<'f>, Stop> {
        Ok(match term {
            Term::Path(path) => {
                let from = if path.from_root { reading.document } else { item };
                match reading.find(path, from) {
                    Ok(found) => Operand::from(&found),
                    Err(Stop::NotFound) => Operand::Nothing,
                    Err(stop) => return Err(stop),
                }
            }
            Term::Text(text) => Operand::Text(Rc::from(&**text)),
            Term::Number(number) => Operand::Number(number.clone()),
            Term::Bool(bool) => Operand::Bool(*bool),
            Term::Null => Operand::Null,
            Term::Json(text) => Operand::from(&json::parse(text).map_err(|_| Stop::Failed)?),
            Term::Pattern(pattern) => Operand::Pattern(pattern),
        })
    }

    /// The items of a list to look into. Jayway cannot compare lists and objects with them, and gives the whole path up.
    pub(super) fn items(&self) -> Result<Option<&[Operand<'f>]>, Stop> {
        let Operand::List(items, _) = self else { return Ok(None) };
        if items.iter().any(|item| matches!(item, Operand::Map(_))) { Err(Stop::Failed) } else { Ok(Some(items)) }
    }

    /// Strings and numbers equal across kinds: the left side's kind decides how.
    pub(super) fn equals(&self, other: &Operand<'_>) -> bool {
        match (self, other) {
            (Operand::Null, Operand::Null) => true,
            (Operand::Bool(left), Operand::Bool(right)) => left == right,
            (Operand::Number(left), Operand::Number(right)) => left.order(right) == Some(std::cmp::Ordering::Equal),
            (Operand::Number(left), Operand::Text(right)) => {
                Number::parse(right).is_some_and(|right| left.order(&right) == Some(std::cmp::Ordering::Equal))
            }
            (Operand::Text(left), Operand::Number(right)) => **left == *right.text,
            (Operand::Text(left), Operand::Text(right)) => left == right,
            (Operand::List(_, left) | Operand::Map(left), Operand::List(_, right) | Operand::Map(right)) => {
                equal(left, right, 0)
            }
            _ => false,
        }
    }

    pub(super) fn same_kind(&self, other: &Operand<'_>) -> bool {
        let json = |operand: &Operand<'_>| matches!(operand, Operand::List(..) | Operand::Map(_));
        (json(self) && json(other)) || std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

impl From<&Value> for Operand<'_> {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null | Value::Object(_) => Operand::Null,
            Value::Bool(bool) => Operand::Bool(*bool),
            Value::Number(number) => {
                let mut text = String::new();
                // One number always fits.
                let _ = json::print(&Value::Number(number.clone()), &mut text, usize::MAX);
                Number::parse(&text).map_or(Operand::Null, Operand::Number)
            }
            Value::Text(text) => Operand::Text(text.clone()),
            Value::List(list) => Operand::List(list.items.borrow().iter().map(shallow).collect(), value.clone()),
            Value::Map(_) => Operand::Map(value.clone()),
        }
    }
}

/// An item of a list: a list in it is a whole, never looked into.
fn shallow(value: &Value) -> Operand<'static> {
    match value {
        Value::List(_) => Operand::Map(value.clone()),
        value => Operand::from(value),
    }
}

impl Number {
    pub(super) fn parse(text: &str) -> Option<Number> {
        let decimal =
            !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
        let value = if decimal { text.parse().ok()? } else { return None };
        Some(Number { text: text.into(), value })
    }

    pub(super) fn order(&self, other: &Number) -> Option<std::cmp::Ordering> {
        match (self.text.parse::<i128>(), other.text.parse::<i128>()) {
            (Ok(left), Ok(right)) => Some(left.cmp(&right)),
            _ => self.value.partial_cmp(&other.value),
        }
    }
}

/// Java's `equals` of lists and maps.
fn equal(left: &Value, right: &Value, depth: usize) -> bool {
    if depth > DEPTH {
        return false;
    }
    match (left, right) {
        (Value::List(left), Value::List(right)) => {
            let (left, right) = (left.items.borrow(), right.items.borrow());
            left.len() == right.len()
                && left.iter().zip(right.iter()).all(|(left, right)| equal(left, right, depth + 1))
        }
        (Value::Map(left), Value::Map(right)) => {
            let (left, right) = (left.0.borrow(), right.0.borrow());
            left.len() == right.len()
                && left.iter().all(|(name, left)| right.get(name).is_some_and(|right| equal(left, right, depth + 1)))
        }
        (Value::List(_) | Value::Map(_), _) | (_, Value::List(_) | Value::Map(_)) => false,
        (left, right) => match (Operand::from(left), Operand::from(right)) {
            (left @ Operand::Number(_), right @ Operand::Number(_)) => left.equals(&right),
            (left, right) => left.same_kind(&right) && left.equals(&right),
        },
    }
}
