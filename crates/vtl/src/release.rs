//! Ends of values that count their references: cycles are cut when a rendering ends, and what is nested deeply is taken
//! apart level by level, not by recursion.

use crate::objects::Own;
use crate::{List, Map, Value};
use indexmap::IndexMap;
use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::{Rc, Weak};

#[derive(Debug)]
enum Held {
    List(Weak<RefCell<Vec<Value>>>),
    Map(Weak<RefCell<IndexMap<Rc<str>, Value>>>),
}

/// The lists and maps that may hold themselves: those that a list, map or object was put into.
#[derive(Debug, Default)]
pub(crate) struct Cycles(Vec<Held>);

impl Cycles {
    pub(crate) fn note(&mut self, holder: &Value, value: &Value) {
        if !matches!(value, Value::List(_) | Value::Map(_) | Value::Object(_)) {
            return;
        }
        match holder {
            Value::List(List { items, .. }) => self.0.push(Held::List(Rc::downgrade(items))),
            Value::Map(Map(entries)) => self.0.push(Held::Map(Rc::downgrade(entries))),
            Value::Object(object) => {
                if let Some(inner) = object.holds() {
                    self.note(&inner, value);
                }
            }
            _ => {}
        }
    }

    /// Empties those that can be reached from themselves. Others, which a host may have kept, stay as they are.
    pub(crate) fn release(&mut self) {
        let mut visits = VISITS;
        for held in std::mem::take(&mut self.0) {
            let value = match held {
                Held::List(items) => {
                    items.upgrade().map(|items| Value::List(List { items, style: crate::ListStyle::Java }))
                }
                Held::Map(entries) => entries.upgrade().map(|entries| Value::Map(Map(entries))),
            };
            if let Some(value) = value.filter(|value| holds_itself(value, &mut visits)) {
                drop(taken(&value));
            }
        }
    }
}

fn address(value: &Value) -> Option<*const ()> {
    match value {
        Value::List(list) => Some(Rc::as_ptr(&list.items).cast()),
        Value::Map(map) => Some(Rc::as_ptr(&map.0).cast()),
        Value::Object(object) => Some(Rc::as_ptr(object).cast()),
        _ => None,
    }
}

fn children(value: &Value) -> Vec<Value> {
    let inner = |value: &&Value| address(value).is_some();
    match value {
        Value::List(list) => list.items.borrow().iter().filter(inner).cloned().collect(),
        Value::Map(map) => map.0.borrow().values().filter(inner).cloned().collect(),
        Value::Object(object) => object.holds().into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Lists and maps looked at in search of cycles, all together: beyond, each one noted is taken for one.
const VISITS: usize = 1_000_000;

fn holds_itself(start: &Value, visits: &mut usize) -> bool {
    let (mut seen, mut open) = (HashSet::new(), children(start));
    while let Some(value) = open.pop() {
        if *visits == 0 || address(&value) == address(start) {
            return true;
        }
        *visits -= 1;
        if address(&value).is_some_and(|address| seen.insert(address)) {
            open.extend(children(&value));
        }
    }
    false
}

/// What a list or map held, or what an object of ours still refers to.
fn taken(value: &Value) -> Vec<Value> {
    match value {
        Value::List(list) => std::mem::take(&mut *list.items.borrow_mut()),
        Value::Map(map) => std::mem::take(&mut *map.0.borrow_mut()).into_values().collect(),
        Value::Object(object) => match object.own() {
            Some(Own::Walk(walk)) => std::iter::from_fn(|| walk.next()).collect(),
            Some(_) => object.holds().into_iter().collect(),
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Takes apart what nothing else refers to.
fn dismantle(mut open: Vec<Value>) {
    while let Some(value) = open.pop() {
        let last = match &value {
            Value::List(list) => Rc::strong_count(&list.items) == 1,
            Value::Map(map) => Rc::strong_count(&map.0) == 1,
            Value::Object(object) => Rc::strong_count(object) == 1,
            _ => false,
        };
        if last {
            open.append(&mut taken(&value));
        }
    }
}

fn is_nest(value: &Value) -> bool {
    matches!(value, Value::List(_) | Value::Map(_) | Value::Object(_))
}

impl Drop for List {
    fn drop(&mut self) {
        if Rc::strong_count(&self.items) == 1
            && let Ok(mut items) = self.items.try_borrow_mut()
            && items.iter().any(is_nest)
        {
            let items = std::mem::take(&mut *items);
            dismantle(items);
        }
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        if Rc::strong_count(&self.0) == 1
            && let Ok(mut entries) = self.0.try_borrow_mut()
            && entries.values().any(is_nest)
        {
            let entries = std::mem::take(&mut *entries);
            dismantle(entries.into_values().collect());
        }
    }
}
