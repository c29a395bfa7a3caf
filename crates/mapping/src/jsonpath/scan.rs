//! `..`: the token after it, at every depth.

use super::Token;
use super::read::{Reading, Rest, Stop};
use tollgate_vtl::{Map, Value};

/// `tokens` are those after the `..`.
pub(super) fn scan(reading: &Reading<'_>, tokens: &[Token], value: &Value, found: &mut Vec<Value>) -> Result<(), Stop> {
    let [token, after @ ..] = tokens else { return Ok(()) };
    let reading = reading.deeper()?;
    let here = applies(&reading, token, after.is_empty(), value)?;
    let rest = Rest { tokens, definite: false };
    match value {
        Value::Map(map) => {
            if here {
                reading.follow(rest, value, found)?;
            }
            map.0.borrow().values().try_for_each(|below| scan(&reading, tokens, below, found))
        }
        Value::List(list) => {
            if here && after.is_empty() {
                reading.follow(rest, value, found)?;
            } else if here {
                // Jayway goes on from every item, whatever the token says of them.
                reading.each(Rest { tokens: after, definite: false }, value, found)?;
            }
            list.items.borrow().iter().try_for_each(|item| scan(&reading, tokens, item, found))
        }
        _ => Ok(()),
    }
}

fn applies(reading: &Reading<'_>, token: &Token, last: bool, value: &Value) -> Result<bool, Stop> {
    match (token, value) {
        (Token::Names(names), Value::Map(map)) => Ok(!token.is_definite(last) || has_all(map, names)),
        (Token::Indexes(_) | Token::Slice(..), Value::List(_)) => Ok(true),
        (Token::Wildcard, _) => Ok(true),
        (Token::Filter(filter), value @ (Value::Map(_) | Value::List(_))) => filter.takes(value, reading),
        _ => Ok(false),
    }
}

fn has_all(map: &Map, names: &[Box<str>]) -> bool {
    let map = map.0.borrow();
    names.iter().all(|name| map.contains_key(&**name))
}
