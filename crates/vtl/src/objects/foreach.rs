use super::Own;
use crate::{Failure, Map, Number, Object, Scope, Value};
use std::cell::Cell;
use std::fmt;

/// `$foreach`
pub struct Loop {
    index: Cell<i32>,
    has_next: Cell<bool>,
    previous: Value,
    kept: Map,
    depth: usize,
}

impl Loop {
    pub(crate) fn new(previous: Value) -> Loop {
        let (index, has_next) = (Cell::new(-1), Cell::new(false));
        let mut scope = Loop { index, has_next, previous, kept: Map::default(), depth: 1 };
        scope.depth += scope.outer().map_or(0, |outer| outer.depth);
        scope
    }

    /// Loops around this one, and itself.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    pub(crate) fn go_on(&self, index: i32, has_next: bool) {
        self.index.set(index);
        self.has_next.set(has_next);
    }

    /// What `$foreach` was before this loop.
    pub(crate) fn before(&self) -> Value {
        self.previous.clone()
    }

    fn parent(&self) -> Value {
        if self.outer().is_some() { self.previous.clone() } else { Value::Null }
    }

    fn outer(&self) -> Option<&Loop> {
        match &self.previous {
            Value::Object(object) => match object.own() {
                Some(Own::Loop(outer)) => Some(outer),
                _ => None,
            },
            _ => None,
        }
    }

    /// The outermost loop's scope; `None` when it is this one.
    pub(crate) fn topmost(&self) -> Option<Value> {
        let (mut found, mut at) = (None, self);
        while let Some(outer) = at.outer() {
            found = Some(at.previous.clone());
            at = outer;
        }
        found
    }

    fn replaced(&self) -> Value {
        let mut at = self;
        while let Some(outer) = at.outer() {
            at = outer;
        }
        at.previous.clone()
    }

    /// What templates keep in the scope by `#set($foreach.name = …)`; an inner loop sees the outer's.
    fn kept(&self, name: &str) -> Value {
        let mut at = Some(self);
        while let Some(scope) = at {
            if let Some(value) = scope.kept.0.borrow().get(name) {
                return value.clone();
            }
            at = scope.outer();
        }
        Value::Null
    }
}

impl fmt::Debug for Loop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Loop({})", self.index.get())
    }
}

impl Object for Loop {
    fn property(&self, _: &dyn Scope, name: &str) -> Result<Value, Failure> {
        let index = self.index.get();
        Ok(match name {
            "index" => Value::Number(Number::Int(index)),
            "count" => Value::Number(Number::Int(index + 1)),
            "hasNext" => Value::Bool(self.has_next.get()),
            "first" => Value::Bool(index < 1),
            "last" => Value::Bool(!self.has_next.get()),
            "parent" => self.parent(),
            "replaced" => self.replaced(),
            _ => self.kept(name),
        })
    }

    fn call(&self, scope: &dyn Scope, name: &str, arguments: &[Value]) -> Result<Option<Value>, Failure> {
        let property = match (name, arguments) {
            ("getIndex", []) => "index",
            ("getCount", []) => "count",
            ("hasNext" | "getHasNext", []) => "hasNext",
            ("isFirst" | "getFirst", []) => "first",
            ("isLast" | "getLast", []) => "last",
            ("getParent", []) => "parent",
            ("getReplaced", []) => "replaced",
            ("get", [Value::Text(key)]) => return Ok(Some(self.kept(key))),
            ("put", [Value::Text(key), value]) => {
                return Ok(Some(self.kept.0.borrow_mut().insert(key.clone(), value.clone()).unwrap_or(Value::Null)));
            }
            _ => return Ok(None),
        };
        self.property(scope, property).map(Some)
    }

    fn set(&self, _: &dyn Scope, name: &str, value: Value) -> Result<(), Failure> {
        self.kept.0.borrow_mut().insert(name.into(), value);
        Ok(())
    }

    fn holds(&self) -> Option<Value> {
        Some(Value::Map(self.kept.clone()))
    }

    fn own(&self) -> Option<Own<'_>> {
        Some(Own::Loop(self))
    }
}
