//! Java's methods that templates use, by the class of what they are called on. An unknown name, or arguments that no
//! method of that name takes, resolve to nothing; what Java throws at is an error.

mod format;
mod list;
mod map;
mod number;
mod objects;
mod text;
mod text_pattern;
mod text_search;
mod unit;

use crate::ast::Method;
use crate::objects::Own;
use crate::render::{Done, Renderer};
use crate::{Number, Value};

use list::elements;
use std::borrow::Cow;

/// The outcome of a method. `None`: there is no such method.
pub(crate) type Called = Done<Option<Value>>;

impl Renderer<'_> {
    pub(crate) fn call(&mut self, value: &Value, method: &Method, arguments: &[Value]) -> Called {
        let name = &*method.name;
        match value {
            Value::Null => Ok(None),
            Value::Object(object) => match object.own() {
                Some(Own::Loop(scope)) if name == "getTopmost" && arguments.is_empty() => {
                    Ok(Some(scope.topmost().unwrap_or_else(|| value.clone())))
                }
                None | Some(Own::Loop(_)) => {
                    let arguments = self.lent(arguments)?;
                    let outcome = object.call(self.scope, name, &arguments);
                    self.host(outcome)
                }
                Some(own) => match self.own_method(value, own, name, arguments)? {
                    None => self.any_method(value, name, arguments),
                    found => Ok(found),
                },
            },
            Value::Text(text) => self.text_method(text, method, arguments),
            Value::List(list) => self.list_method(value, list, name, arguments),
            Value::Map(map) => self.map_method(value, map, name, arguments),
            Value::Number(number) => self.number_method(value, number, name, arguments),
            Value::Bool(bool) => self.bool_method(value, *bool, name, arguments),
        }
    }

    /// A host knows no `#define`d blocks: it gets what they print.
    fn lent<'a>(&mut self, arguments: &'a [Value]) -> Done<Cow<'a, [Value]>> {
        let is_block =
            |value: &Value| matches!(value, Value::Object(object) if matches!(object.own(), Some(Own::Defined(_))));
        if !arguments.iter().any(is_block) {
            return Ok(Cow::Borrowed(arguments));
        }
        let mut lent = arguments.to_vec();
        for argument in lent.iter_mut().filter(|argument| is_block(argument)) {
            *argument = Value::Text(self.text_of(argument)?.into());
        }
        Ok(Cow::Owned(lent))
    }

    /// What every Java object has.
    fn any_method(&mut self, value: &Value, name: &str, arguments: &[Value]) -> Called {
        Ok(Some(match (name, arguments) {
            ("toString", []) => {
                let text = self.text_of(value)?;
                return self.some_text(text);
            }
            ("equals", [other]) => Value::Bool(self.equals(value, other)?),
            ("compareTo", [_]) if !matches!(value, Value::List(_) | Value::Map(_) | Value::Object(_)) => {
                return self.fail("compareTo takes a value of the same class");
            }
            ("hashCode", []) => self.hash(value).map(whole)?,
            _ => return Ok(None),
        }))
    }

    fn some_text(&mut self, text: String) -> Called {
        self.text(text).map(Some)
    }

    fn bool_method(&mut self, value: &Value, bool: bool, name: &str, arguments: &[Value]) -> Called {
        Ok(Some(match (name, arguments) {
            ("booleanValue", []) => Value::Bool(bool),
            ("compareTo", [Value::Bool(other)]) => whole(bool.cmp(other) as i32),
            ("parseBoolean" | "valueOf", [Value::Text(text)]) => Value::Bool(text.eq_ignore_ascii_case("true")),
            ("valueOf", [Value::Bool(other)]) => Value::Bool(*other),
            ("logicalAnd", [Value::Bool(a), Value::Bool(b)]) => Value::Bool(*a && *b),
            ("logicalOr", [Value::Bool(a), Value::Bool(b)]) => Value::Bool(*a || *b),
            ("logicalXor", [Value::Bool(a), Value::Bool(b)]) => Value::Bool(a != b),
            ("toString", [Value::Bool(other)]) => return self.some_text(other.to_string()),
            _ => return self.any_method(value, name, arguments),
        }))
    }
}

fn whole(number: i32) -> Value {
    Value::Number(Number::Int(number))
}

fn size(length: usize) -> Value {
    Value::Number(crate::number::from_size(i64::try_from(length).unwrap_or(i64::MAX)))
}

/// The value of an `int` argument.
fn int(value: &Value) -> Option<i32> {
    match value {
        Value::Number(Number::Int(number)) => Some(*number),
        _ => None,
    }
}
