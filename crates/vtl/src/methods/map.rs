use super::{Called, size};
use crate::objects::{Part, View};
use crate::render::{Done, PLACE_BYTES, Renderer};
use crate::{Map, Value};
use std::rc::Rc;

impl Renderer<'_> {
    pub(super) fn map_method(&mut self, value: &Value, map: &Map, name: &str, arguments: &[Value]) -> Called {
        if let Some(found) = self.map_question(map, name, arguments)? {
            return Ok(Some(found));
        }
        match self.map_change(value, map, name, arguments)? {
            None => self.any_method(value, name, arguments),
            found => Ok(found),
        }
    }

    fn map_question(&mut self, map: &Map, name: &str, arguments: &[Value]) -> Called {
        let view = |part| Value::Object(Rc::new(View { map: map.clone(), part }));
        Ok(Some(match (name, arguments) {
            ("get", [key]) => self.entry(map, key)?.unwrap_or(Value::Null),
            ("getOrDefault", [key, other]) => self.entry(map, key)?.unwrap_or_else(|| other.clone()),
            ("containsKey", [key]) => Value::Bool(self.entry(map, key)?.is_some()),
            ("containsValue", [wanted]) => Value::Bool(self.has_value(map, wanted)?),
            ("size", []) => size(map.0.borrow().len()),
            ("isEmpty", []) => Value::Bool(map.0.borrow().is_empty()),
            ("keySet", []) => view(Part::Keys),
            ("values", []) => view(Part::Values),
            ("entrySet", []) => view(Part::Entries),
            ("clone", []) => {
                self.bytes(map.0.borrow().len() * 2 * PLACE_BYTES)?;
                Value::Map(Map::new(map.0.borrow().clone()))
            }
            _ => return Ok(None),
        }))
    }

    fn map_change(&mut self, value: &Value, map: &Map, name: &str, arguments: &[Value]) -> Called {
        Ok(Some(match (name, arguments) {
            ("put" | "replace", [key, item]) => {
                if name == "replace" && self.entry(map, key)?.is_none() {
                    return Ok(Some(Value::Null));
                }
                self.insert(value, map, key, item)?
            }
            ("putIfAbsent", [key, item]) => match self.entry(map, key)? {
                None | Some(Value::Null) => self.insert(value, map, key, item)?,
                Some(found) => found,
            },
            ("putAll", [Value::Map(others)]) => {
                let mut place = 0;
                while let Some((key, item)) = others.at(place) {
                    self.insert(value, map, &Value::Text(key), &item)?;
                    place += 1;
                }
                self.nothing()
            }
            ("remove", [key]) => {
                let key = self.key(key)?;
                // Keeping the order moves the entries behind it.
                self.steps(map.0.borrow().len() / 16)?;
                map.0.borrow_mut().shift_remove(&key).unwrap_or(Value::Null)
            }
            ("clear", []) => {
                let gone = std::mem::take(&mut *map.0.borrow_mut());
                drop(gone);
                self.nothing()
            }
            _ => return Ok(None),
        }))
    }

    pub(super) fn entry(&mut self, map: &Map, key: &Value) -> Done<Option<Value>> {
        let key = self.key(key)?;
        Ok(map.0.borrow().get(&key).cloned())
    }

    /// Gives what was there before.
    fn insert(&mut self, holder: &Value, map: &Map, key: &Value, item: &Value) -> Done<Value> {
        self.bytes(2 * PLACE_BYTES)?;
        let key = self.key(key)?;
        self.cycles.note(holder, item);
        Ok(map.0.borrow_mut().insert(key, item.clone()).unwrap_or(Value::Null))
    }

    pub(super) fn has_value(&mut self, map: &Map, wanted: &Value) -> Done<bool> {
        let mut place = 0;
        while let Some((_, item)) = map.at(place) {
            if self.equals(wanted, &item)? {
                return Ok(true);
            }
            place += 1;
        }
        Ok(false)
    }
}
