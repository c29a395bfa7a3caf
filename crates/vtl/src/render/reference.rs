use super::{Done, Renderer};
use crate::ast::{Expression, Method, Reference, Step};
use crate::objects::Own;
use crate::{List, Number, Value, number};
use indexmap::IndexMap;
use smallvec::SmallVec;
use std::rc::Rc;

impl Renderer<'_> {
    pub(super) fn print_reference(&mut self, reference: &Reference) -> Done<()> {
        let value = self.resolve(reference)?;
        if let Value::Object(object) = &value
            && let Some(Own::Defined(block)) = object.own()
        {
            // As in Velocity: without the `$`s before it, and seen from where it is printed. Within a list or a text it is
            // seen from where it was defined.
            let here = self.frames.now();
            return self.print_defined(block, here);
        }
        if let Some(prefix) = &reference.prefix {
            self.write(prefix)?;
        }
        self.print(&value)
    }

    /// Null when it resolves to nothing.
    pub(super) fn resolve(&mut self, reference: &Reference) -> Done<Value> {
        let value = self.variable(reference.root)?;
        if reference.steps.is_empty() {
            return Ok(value);
        }
        self.at = reference.at;
        self.follow(value, &reference.steps)
    }

    fn follow(&mut self, mut value: Value, steps: &[Step]) -> Done<Value> {
        for step in steps {
            self.step()?;
            if matches!(value, Value::Null) {
                break;
            }
            value = match step {
                Step::Property(name) => self.property(&value, name)?,
                Step::Call(method) => self.invoke(&value, method)?,
                Step::Index(index) => {
                    let index = self.value(index)?;
                    self.element(&value, &index)?
                }
            };
        }
        Ok(value)
    }

    fn property(&mut self, value: &Value, name: &str) -> Done<Value> {
        match value {
            _ if name == "class" => Ok(Value::Null),
            Value::Map(map) => Ok(entry(&map.0.borrow(), name).cloned().unwrap_or(Value::Null)),
            Value::Object(object) => match object.own() {
                Some(Own::Loop(scope)) if name == "topmost" => Ok(scope.topmost().unwrap_or_else(|| value.clone())),
                None | Some(Own::Loop(_)) => {
                    let outcome = object.property(self.scope, name);
                    self.host(outcome)
                }
                Some(own) => self.own_property(own, name),
            },
            Value::List(list) if name == "empty" => Ok(Value::Bool(list.items.borrow().is_empty())),
            Value::Text(text) if name == "empty" => Ok(Value::Bool(text.is_empty())),
            Value::Number(Number::Double(number)) if name == "infinite" => Ok(Value::Bool(number.is_infinite())),
            Value::Number(Number::Double(number)) if name == "naN" => Ok(Value::Bool(number.is_nan())),
            _ => Ok(Value::Null),
        }
    }

    fn invoke(&mut self, value: &Value, method: &Method) -> Done<Value> {
        let mut arguments: SmallVec<[Value; 4]> = SmallVec::with_capacity(method.arguments.len());
        for argument in &method.arguments {
            arguments.push(self.value(argument)?);
        }
        self.at = method.at;
        if method.name.as_ref() == "getClass" {
            return Ok(Value::Null);
        }
        Ok(self.call(value, method, &arguments)?.unwrap_or(Value::Null))
    }

    /// `value[index]`
    fn element(&mut self, value: &Value, index: &Value) -> Done<Value> {
        match value {
            Value::List(list) => match self.place(list, index)? {
                Some(place) => Ok(list.items.borrow().get(place).cloned().unwrap_or(Value::Null)),
                None => Ok(Value::Null),
            },
            Value::Map(map) => {
                let size = map.0.borrow().len();
                let key = self.key(&from_end(index, size))?;
                Ok(map.0.borrow().get(&key).cloned().unwrap_or(Value::Null))
            }
            Value::Object(object) if !(is_negative(index) && is_sizeless(object.own())) => {
                let outcome = object.call(self.scope, "get", std::slice::from_ref(index));
                Ok(self.host(outcome)?.unwrap_or(Value::Null))
            }
            _ if is_negative(index) => self.fail("a negative index needs a list"),
            _ => Ok(Value::Null),
        }
    }

    /// Where an index points, counted from the end when it is negative. `None` when it is no whole number.
    fn place(&mut self, list: &List, index: &Value) -> Done<Option<usize>> {
        let size = list.items.borrow().len();
        let Value::Number(Number::Int(index)) = from_end(index, size) else { return Ok(None) };
        match usize::try_from(index).ok().filter(|place| *place < size) {
            Some(place) => Ok(Some(place)),
            None => self.fail(format!("index {index} is outside of a list of {size}")),
        }
    }

    /// `#set($a.b[0].c = value)`. Nothing happens when what it is set on is not there.
    pub(super) fn assign(&mut self, target: &Reference, value: Value) -> Done<()> {
        let Some((last, path)) = target.steps.split_last() else {
            self.put(target.root, value);
            return Ok(());
        };
        let root = self.variable(target.root)?;
        let holder = self.follow(root, path)?;
        match last {
            Step::Property(name) => self.set_property(&holder, name, value),
            Step::Index(index) => self.set_element(&holder, index, value),
            Step::Call(_) => Ok(()),
        }
    }

    fn set_property(&mut self, holder: &Value, name: &str, value: Value) -> Done<()> {
        match holder {
            Value::Map(map) => {
                self.bytes(super::expression::PLACE_BYTES + name.len())?;
                self.cycles.note(holder, &value);
                map.0.borrow_mut().insert(name.into(), value);
                Ok(())
            }
            Value::Object(object) => {
                let outcome = object.set(self.scope, name, value);
                self.host(outcome)
            }
            _ => Ok(()),
        }
    }

    fn set_element(&mut self, holder: &Value, index: &Expression, value: Value) -> Done<()> {
        let index = self.value(index)?;
        match holder {
            Value::List(list) => {
                if let Some(place) = self.place(list, &index)? {
                    self.cycles.note(holder, &value);
                    list.items.borrow_mut()[place] = value;
                }
                Ok(())
            }
            Value::Map(map) => {
                let size = map.0.borrow().len();
                let key = self.key(&from_end(&index, size))?;
                self.set_property(holder, &key, value)
            }
            Value::Object(_) => {
                let key = self.key(&index)?;
                self.set_property(holder, &key, value)
            }
            _ => Ok(()),
        }
    }
}

/// Entries up to which looking at each key is faster than hashing one.
const FEW: usize = 8;

fn entry<'m>(map: &'m IndexMap<Rc<str>, Value>, name: &str) -> Option<&'m Value> {
    if map.len() > FEW {
        return map.get(name);
    }
    map.iter().find(|(key, _)| ***key == *name).map(|(_, value)| value)
}

/// Ours that have no `size()` to count from.
fn is_sizeless(own: Option<Own<'_>>) -> bool {
    matches!(own, Some(Own::Entry(_) | Own::Walk(_) | Own::Defined(_)))
}

fn is_negative(index: &Value) -> bool {
    matches!(index, Value::Number(Number::Int(index)) if *index < 0)
}

fn from_end(index: &Value, size: usize) -> Value {
    match index {
        Value::Number(Number::Int(index)) if *index < 0 => {
            Value::Number(number::from_size(size as i64 + i64::from(*index)))
        }
        other => other.clone(),
    }
}
