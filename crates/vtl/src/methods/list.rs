use super::{Called, int, size, whole};
use crate::objects::Walk;
use crate::render::{Done, PLACE_BYTES, Renderer};
use crate::{List, Value};
use std::rc::Rc;

impl Renderer<'_> {
    pub(super) fn list_method(&mut self, value: &Value, list: &List, name: &str, arguments: &[Value]) -> Called {
        if let Some(found) = self.list_question(list, name, arguments)? {
            return Ok(Some(found));
        }
        match self.list_change(value, list, name, arguments)? {
            None => self.any_method(value, name, arguments),
            found => Ok(found),
        }
    }

    fn list_question(&mut self, list: &List, name: &str, arguments: &[Value]) -> Called {
        let length = list.items.borrow().len();
        Ok(Some(match (name, arguments) {
            ("size", []) => size(length),
            ("isEmpty", []) => Value::Bool(length == 0),
            ("get", [place]) => match self.list_place(place, length)? {
                Some(place) => list.at(place).unwrap_or(Value::Null),
                None => return Ok(None),
            },
            ("contains", [wanted]) => Value::Bool(self.find(list, wanted)?.is_some()),
            ("indexOf", [wanted]) => self.find(list, wanted)?.map_or(whole(-1), size),
            ("lastIndexOf", [wanted]) => self.find_last(list, wanted)?.map_or(whole(-1), size),
            ("containsAll", [others]) => {
                let Some(others) = elements(others) else { return Ok(None) };
                for other in others {
                    if self.find(list, &other)?.is_none() {
                        return Ok(Some(Value::Bool(false)));
                    }
                }
                Value::Bool(true)
            }
            ("iterator" | "listIterator", []) => {
                let items = self.copied(list)?;
                Value::Object(Rc::new(Walk::new(items)))
            }
            ("subList", [from, to]) => return self.sub_list(list, from, to),
            ("toArray" | "clone", []) => Value::List(List::new(self.copied(list)?, list.style)),
            _ => return Ok(None),
        }))
    }

    fn list_change(&mut self, value: &Value, list: &List, name: &str, arguments: &[Value]) -> Called {
        self.bytes(PLACE_BYTES)?;
        let length = list.items.borrow().len();
        Ok(Some(match (name, arguments) {
            ("add", [item]) => {
                self.cycles.note(value, item);
                list.items.borrow_mut().push(item.clone());
                Value::Bool(true)
            }
            ("add", [place, item]) => {
                let Some(place) = self.list_place(place, length + 1)? else { return Ok(None) };
                self.moves(length - place)?;
                self.cycles.note(value, item);
                list.items.borrow_mut().insert(place, item.clone());
                self.nothing()
            }
            ("set", [place, item]) => {
                let Some(place) = self.list_place(place, length)? else { return Ok(None) };
                self.cycles.note(value, item);
                std::mem::replace(&mut list.items.borrow_mut()[place], item.clone())
            }
            ("remove", [item]) => return self.remove(list, item),
            ("clear", []) => {
                let gone = std::mem::take(&mut *list.items.borrow_mut());
                drop(gone);
                self.nothing()
            }
            _ => return self.list_mix(value, list, name, arguments),
        }))
    }

    /// With other collections.
    fn list_mix(&mut self, value: &Value, list: &List, name: &str, arguments: &[Value]) -> Called {
        let length = list.items.borrow().len();
        match (name, arguments) {
            ("addAll", [others]) => self.add_all(value, list, length, others),
            ("addAll", [place, others]) => match self.list_place(place, length + 1)? {
                Some(place) => self.add_all(value, list, place, others),
                None => Ok(None),
            },
            ("removeAll", [others]) => self.retain(list, others, false),
            ("retainAll", [others]) => self.retain(list, others, true),
            _ => Ok(None),
        }
    }

    /// At a place, or the first that is equal.
    fn remove(&mut self, list: &List, item: &Value) -> Called {
        let length = list.items.borrow().len();
        if let Some(place) = self.list_place(item, length)? {
            self.moves(length - place)?;
            return Ok(Some(list.items.borrow_mut().remove(place)));
        }
        let found = self.find(list, item)?;
        let gone = found.map(|place| list.items.borrow_mut().remove(place));
        Ok(Some(Value::Bool(gone.is_some())))
    }

    /// A place within bounds. `None` when it is no `int`.
    fn list_place(&mut self, place: &Value, length: usize) -> Done<Option<usize>> {
        let Some(place) = int(place) else { return Ok(None) };
        match usize::try_from(place).ok().filter(|place| *place < length) {
            Some(place) => Ok(Some(place)),
            None => self.fail(format!("index {place} is outside of a list of {length}")),
        }
    }

    fn moves(&mut self, count: usize) -> Done<()> {
        self.steps(count / 16)
    }

    fn copied(&mut self, list: &List) -> Done<Vec<Value>> {
        self.bytes(list.items.borrow().len() * PLACE_BYTES)?;
        Ok(list.items.borrow().clone())
    }

    pub(super) fn find(&mut self, list: &List, wanted: &Value) -> Done<Option<usize>> {
        let mut place = 0;
        while let Some(item) = list.at(place) {
            if self.equals(wanted, &item)? {
                return Ok(Some(place));
            }
            place += 1;
        }
        Ok(None)
    }

    fn find_last(&mut self, list: &List, wanted: &Value) -> Done<Option<usize>> {
        let mut place = list.items.borrow().len();
        while place > 0 {
            place -= 1;
            if let Some(item) = list.at(place)
                && self.equals(wanted, &item)?
            {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    /// A copy: Java's is a view, which templates do not write through.
    fn sub_list(&mut self, list: &List, from: &Value, to: &Value) -> Called {
        let (Some(from), Some(to)) = (int(from), int(to)) else { return Ok(None) };
        let length = list.items.borrow().len();
        let (first, last) = (usize::try_from(from).unwrap_or(usize::MAX), usize::try_from(to).unwrap_or(usize::MAX));
        if first > last || last > length {
            return self.fail(format!("subList({from}, {to}) of a list of {length}"));
        }
        self.bytes((last - first) * PLACE_BYTES)?;
        let items = list.items.borrow()[first..last].to_vec();
        Ok(Some(Value::List(List::new(items, list.style))))
    }

    fn add_all(&mut self, value: &Value, list: &List, place: usize, others: &Value) -> Called {
        let Some(others) = elements(others) else { return Ok(None) };
        self.bytes(others.len() * PLACE_BYTES)?;
        others.iter().for_each(|other| self.cycles.note(value, other));
        let changed = !others.is_empty();
        list.items.borrow_mut().splice(place..place, others);
        Ok(Some(Value::Bool(changed)))
    }

    fn retain(&mut self, list: &List, others: &Value, keep: bool) -> Called {
        let Some(others) = elements(others) else { return Ok(None) };
        let others = List::new(others, list.style);
        let mut kept = Vec::new();
        for item in self.copied(list)? {
            if self.find(&others, &item)?.is_some() == keep {
                kept.push(item);
            }
        }
        let changed = kept.len() != list.items.borrow().len();
        let gone = std::mem::replace(&mut *list.items.borrow_mut(), kept);
        drop(gone);
        Ok(Some(Value::Bool(changed)))
    }
}

/// Of a Java collection: lists and views. `None` for anything else.
pub(super) fn elements(value: &Value) -> Option<Vec<Value>> {
    match value {
        Value::List(list) => Some(list.items.borrow().clone()),
        Value::Object(object) => match object.own() {
            Some(crate::objects::Own::View(view)) => Some(view.list()),
            _ => None,
        },
        _ => None,
    }
}
