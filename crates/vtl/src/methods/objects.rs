use super::text_search::hash;
use super::{Called, elements, size};
use crate::objects::{Entry, Own, Part, View, Walk};
use crate::render::{Done, PLACE_BYTES, Renderer};
use crate::{List, ListStyle, Map, Number, Value};
use std::rc::Rc;

impl Renderer<'_> {
    /// A property of a view, entry or iterator.
    pub(crate) fn own_property(&mut self, own: Own<'_>, name: &str) -> Done<Value> {
        Ok(match (own, name) {
            (Own::Entry(entry), "key") => Value::Text(entry.key.clone()),
            (Own::Entry(entry), "value") => entry.value(),
            (Own::View(view), "empty") => Value::Bool(view.map.0.borrow().is_empty()),
            _ => Value::Null,
        })
    }

    pub(super) fn own_method(&mut self, value: &Value, own: Own<'_>, name: &str, arguments: &[Value]) -> Called {
        match own {
            Own::View(view) => self.view_method(view, name, arguments),
            Own::Entry(entry) => self.entry_method(value, entry, name, arguments),
            Own::Walk(walk) => self.walk_method(walk, name, arguments),
            Own::Loop(_) | Own::Defined(_) => Ok(None),
        }
    }

    fn view_method(&mut self, view: &View, name: &str, arguments: &[Value]) -> Called {
        let length = view.map.0.borrow().len();
        Ok(Some(match (name, arguments) {
            ("size", []) => size(length),
            ("isEmpty", []) => Value::Bool(length == 0),
            ("iterator", []) => {
                self.bytes(length * PLACE_BYTES)?;
                Value::Object(Rc::new(Walk::new(view.list())))
            }
            ("toArray", []) => {
                self.bytes(length * PLACE_BYTES)?;
                Value::List(List::new(view.list(), ListStyle::Java))
            }
            ("clear", []) => {
                let gone = std::mem::take(&mut *view.map.0.borrow_mut());
                drop(gone);
                self.nothing()
            }
            _ => return self.view_mix(view, name, arguments),
        }))
    }

    /// With values and other collections.
    fn view_mix(&mut self, view: &View, name: &str, arguments: &[Value]) -> Called {
        let [wanted] = arguments else { return Ok(None) };
        let changed = match name {
            "contains" => self.in_view(view, wanted)?,
            "remove" => self.remove_from(view, |this, item| this.equals(wanted, item), true)?,
            "containsAll" | "removeAll" | "retainAll" => {
                let Some(others) = elements(wanted) else { return Ok(None) };
                let others = List::new(others, ListStyle::Java);
                let found = |this: &mut Self, item: &Value| Ok(this.find(&others, item)?.is_some());
                match name {
                    "removeAll" => self.remove_from(view, found, false)?,
                    "retainAll" => self.remove_from(view, |this, item| Ok(!found(this, item)?), false)?,
                    _ => self.all_in_view(view, &others)?,
                }
            }
            _ => return Ok(None),
        };
        Ok(Some(Value::Bool(changed)))
    }

    fn all_in_view(&mut self, view: &View, wanted: &List) -> Done<bool> {
        let mut place = 0;
        while let Some(item) = wanted.at(place) {
            if !self.in_view(view, &item)? {
                return Ok(false);
            }
            place += 1;
        }
        Ok(true)
    }

    fn in_view(&mut self, view: &View, wanted: &Value) -> Done<bool> {
        match (view.part, wanted) {
            (Part::Keys, wanted) => Ok(self.entry(&view.map, wanted)?.is_some()),
            (Part::Values, wanted) => self.has_value(&view.map, wanted),
            (Part::Entries, _) => Ok(false),
        }
    }

    /// Takes the entries out of the map whose part in the view is to go.
    fn remove_from(
        &mut self,
        view: &View,
        mut goes: impl FnMut(&mut Self, &Value) -> Done<bool>,
        once: bool,
    ) -> Done<bool> {
        self.bytes(view.map.0.borrow().len() * PLACE_BYTES)?;
        let keys: Vec<Rc<str>> = view.map.0.borrow().keys().cloned().collect();
        let mut changed = false;
        for (key, item) in keys.into_iter().zip(view.list()) {
            if !goes(self, &item)? {
                continue;
            }
            self.steps(view.map.0.borrow().len() / 16)?;
            let gone = view.map.0.borrow_mut().shift_remove(&key);
            drop(gone);
            changed = true;
            if once {
                break;
            }
        }
        Ok(changed)
    }

    fn entry_method(&mut self, holder: &Value, entry: &Entry, name: &str, arguments: &[Value]) -> Called {
        Ok(Some(match (name, arguments) {
            ("getKey", []) => Value::Text(entry.key.clone()),
            ("getValue", []) => entry.value(),
            ("setValue", [value]) => {
                self.cycles.note(holder, value);
                entry.map.0.borrow_mut().insert(entry.key.clone(), value.clone()).unwrap_or(Value::Null)
            }
            _ => return Ok(None),
        }))
    }

    fn walk_method(&mut self, walk: &Walk, name: &str, arguments: &[Value]) -> Called {
        Ok(Some(match (name, arguments) {
            ("hasNext", []) => Value::Bool(walk.more()),
            ("next", []) => match walk.next() {
                Some(value) => value,
                None => return self.fail("next() at the end of an iterator"),
            },
            _ => return Ok(None),
        }))
    }

    /// Java's `hashCode`. Of objects 0.
    pub(super) fn hash(&mut self, value: &Value) -> Done<i32> {
        self.step()?;
        Ok(match value {
            Value::Null => 0,
            Value::Object(object) => match object.own() {
                Some(Own::View(view)) => self.hash_view(view)?,
                Some(Own::Entry(entry)) => hash(&entry.key) ^ self.hash_within(&entry.value())?,
                _ => 0,
            },
            Value::Bool(bool) => {
                if *bool {
                    1231
                } else {
                    1237
                }
            }
            Value::Text(text) => hash(text),
            Value::Number(number) => hash_number(number),
            Value::List(list) => self.hash_list(list)?,
            Value::Map(map) => self.hash_map(map)?,
        })
    }

    fn hash_within(&mut self, value: &Value) -> Done<i32> {
        self.deeper()?;
        let hash = self.hash(value)?;
        self.shallower();
        Ok(hash)
    }

    /// Of sets the sum of the elements'. Java's `values()` has its address: 0 here.
    fn hash_view(&mut self, view: &View) -> Done<i32> {
        self.bytes(view.map.0.borrow().len() * PLACE_BYTES)?;
        match view.part {
            Part::Keys => Ok(view.map.0.borrow().keys().fold(0, |sum: i32, key| sum.wrapping_add(hash(key)))),
            Part::Entries => self.hash_map(&view.map),
            Part::Values => Ok(0),
        }
    }

    fn hash_list(&mut self, list: &List) -> Done<i32> {
        let (mut sum, mut place) = (1_i32, 0);
        while let Some(item) = list.at(place) {
            sum = sum.wrapping_mul(31).wrapping_add(self.hash_within(&item)?);
            place += 1;
        }
        Ok(sum)
    }

    fn hash_map(&mut self, map: &Map) -> Done<i32> {
        let (mut sum, mut place) = (0_i32, 0);
        while let Some((key, item)) = map.at(place) {
            sum = sum.wrapping_add(hash(&key) ^ self.hash_within(&item)?);
            place += 1;
        }
        Ok(sum)
    }
}

fn hash_number(number: &Number) -> i32 {
    let fold = |bits: u64| (bits ^ (bits >> 32)) as i32;
    match number {
        Number::Int(number) => *number,
        Number::Long(number) => fold(*number as u64),
        Number::Double(number) | Number::Written(_, number) => fold(number.to_bits()),
        Number::Big(number) => {
            let (sign, digits) = number.to_u32_digits();
            let size = digits.iter().rev().fold(0_i32, |sum, digit| sum.wrapping_mul(31).wrapping_add(*digit as i32));
            if sign == num_bigint::Sign::Minus { size.wrapping_neg() } else { size }
        }
    }
}
