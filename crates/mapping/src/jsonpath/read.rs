//! A path's tokens over a document.

use super::{DEPTH, Path, Token, function, list, scan};
use indexmap::IndexMap;
use std::cell::Cell;
use tollgate_vtl::{List, Map, Value};

/// Why a path came to no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// Jayway's `PathNotFoundException` and `InvalidPathException`: to a filter they say no.
    NotFound,
    /// Its other exceptions: they end the whole path.
    Failed,
    /// The limits are reached.
    Exhausted,
}

/// One look at a document.
#[derive(Clone, Copy)]
pub(super) struct Reading<'d> {
    pub(super) document: &'d Value,
    steps: &'d Cell<usize>,
    depth: usize,
    /// Names that are missing end the path, as where a filter asks whether it exists.
    requiring: bool,
}

/// What is left of a path at some value.
#[derive(Clone, Copy)]
pub(super) struct Rest<'p> {
    pub(super) tokens: &'p [Token],
    /// All tokens before were definite.
    pub(super) definite: bool,
}

impl<'d> Reading<'d> {
    pub(super) fn new(document: &'d Value, steps: &'d Cell<usize>) -> Reading<'d> {
        Reading { document, steps, depth: 0, requiring: false }
    }

    pub(super) fn requiring(self) -> Reading<'d> {
        Reading { requiring: true, ..self }
    }

    /// What the path finds from a value on.
    pub(super) fn find(&self, path: &Path, from: &Value) -> Result<Value, Stop> {
        let mut found = Vec::new();
        self.deeper()?.follow(Rest { tokens: &path.tokens, definite: true }, from, &mut found)?;
        if path.is_definite() { found.pop().ok_or(Stop::NotFound) } else { Ok(list(found)) }
    }

    pub(super) fn deeper(&self) -> Result<Reading<'d>, Stop> {
        let left = self.steps.get().checked_sub(1).ok_or(Stop::Exhausted)?;
        self.steps.set(left);
        if self.depth == DEPTH { Err(Stop::Exhausted) } else { Ok(Reading { depth: self.depth + 1, ..*self }) }
    }

    pub(super) fn follow(&self, rest: Rest<'_>, value: &Value, found: &mut Vec<Value>) -> Result<(), Stop> {
        let [token, after @ ..] = rest.tokens else {
            found.push(value.clone());
            return Ok(());
        };
        let next = Rest { tokens: after, definite: rest.definite && token.is_definite(after.is_empty()) };
        let reading = self.deeper()?;
        match token {
            Token::Names(names) => reading.names(names, rest.definite, next, value, found),
            Token::Indexes(_) | Token::Slice(..) => reading.places(token, rest.definite, next, value, found),
            Token::Wildcard => reading.each(next, value, found),
            Token::Scan => scan::scan(&reading, after, value, found),
            Token::Filter(filter) => reading.filter(filter, rest.definite, next, value, found),
            Token::Function(function) => {
                let result = function::call(function, value, &reading)?;
                if !after.is_empty() {
                    found.push(result.clone());
                }
                reading.follow(next, &result, found)
            }
        }
    }

    fn names(
        &self,
        names: &[Box<str>],
        definite: bool,
        next: Rest<'_>,
        value: &Value,
        found: &mut Vec<Value>,
    ) -> Result<(), Stop> {
        let Value::Map(map) = value else {
            return if definite { Err(Stop::NotFound) } else { Ok(()) };
        };
        if names.len() > 1 && next.tokens.is_empty() {
            found.push(Value::Map(self.merged(names, map)?));
            return Ok(());
        }
        for name in names {
            let below = map.0.borrow().get(&**name).cloned();
            match below {
                Some(below) => self.follow(next, &below, found)?,
                None if self.requiring => return Err(Stop::NotFound),
                None => {}
            }
        }
        Ok(())
    }

    fn merged(&self, names: &[Box<str>], map: &Map) -> Result<Map, Stop> {
        let map = map.0.borrow();
        let mut entries = IndexMap::new();
        for name in names {
            match map.get_key_value(&**name) {
                Some((name, value)) => drop(entries.insert(name.clone(), value.clone())),
                None if self.requiring => return Err(Stop::NotFound),
                None => {}
            }
        }
        Ok(Map::new(entries))
    }

    fn places(
        &self,
        token: &Token,
        definite: bool,
        next: Rest<'_>,
        value: &Value,
        found: &mut Vec<Value>,
    ) -> Result<(), Stop> {
        let Value::List(list) = value else {
            return if definite { Err(Stop::NotFound) } else { Ok(()) };
        };
        let length = i64::try_from(list.items.borrow().len()).unwrap_or(i64::MAX);
        match token {
            Token::Indexes(indexes) => {
                indexes.iter().try_for_each(|index| self.place(list, i64::from(*index), length, next, found))
            }
            Token::Slice(from, to) => {
                let mut places = slice(from.map(i64::from), to.map(i64::from), length);
                places.try_for_each(|index| self.place(list, index, length, next, found))
            }
            _ => Ok(()),
        }
    }

    /// One item, counted from the end when negative. There may be none.
    fn place(&self, list: &List, index: i64, length: i64, next: Rest<'_>, found: &mut Vec<Value>) -> Result<(), Stop> {
        let index = if index < 0 { length + index } else { index };
        let item = usize::try_from(index).ok().and_then(|index| list.items.borrow().get(index).cloned());
        item.map_or(Ok(()), |item| self.follow(next, &item, found))
    }

    pub(super) fn each(&self, next: Rest<'_>, value: &Value, found: &mut Vec<Value>) -> Result<(), Stop> {
        match value {
            Value::Map(map) => map.0.borrow().values().try_for_each(|below| self.follow(next, below, found)),
            Value::List(list) => list.items.borrow().iter().try_for_each(|item| self.follow(next, item, found)),
            _ => Ok(()),
        }
    }

    fn filter(
        &self,
        filter: &super::Filter,
        definite: bool,
        next: Rest<'_>,
        value: &Value,
        found: &mut Vec<Value>,
    ) -> Result<(), Stop> {
        match value {
            Value::Map(_) if filter.takes(value, self)? => self.follow(next, value, found),
            Value::Map(_) => Ok(()),
            Value::List(list) => {
                for item in list.items.borrow().iter() {
                    if filter.takes(item, self)? {
                        self.follow(next, item, found)?;
                    }
                }
                Ok(())
            }
            _ if definite => Err(Stop::NotFound),
            _ => Ok(()),
        }
    }
}

/// A negative start counts from the end where no end is given, and a negative end where no start is; where both are given
/// the start runs on from below zero, so that `[-1:1]` is the last item and the first.
fn slice(from: Option<i64>, to: Option<i64>, length: i64) -> std::ops::Range<i64> {
    match (from, to) {
        (Some(from), None) => (if from < 0 { length + from } else { from }).max(0)..length,
        (Some(from), Some(to)) => from.max(-length)..to.min(length),
        (None, to) => {
            let to = to.unwrap_or(length);
            0..(if to < 0 { length + to } else { to }).min(length)
        }
    }
}
