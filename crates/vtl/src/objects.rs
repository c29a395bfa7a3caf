//! The language's own objects: scopes of loops, defined blocks, and Java's views of collections.

use crate::ast::Node;
use crate::{Failure, Map, Number, Object, Scope, Value};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

/// One of ours among the host's.
#[derive(Debug)]
pub enum Own<'o> {
    Loop(&'o Loop),
    Defined(&'o Defined),
    View(&'o View),
    Entry(&'o Entry),
    Walk(&'o Walk),
}

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

/// What `#define` and the call of a block macro give to a name: rendered where it is used.
pub struct Defined {
    pub(crate) body: Arc<[Node]>,
    pub(crate) frame: Option<usize>,
    pub(crate) depth: Cell<usize>,
    pub(crate) limit: usize,
}

impl fmt::Debug for Defined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Defined({} statements)", self.body.len())
    }
}

/// What of a map a view shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Keys,
    Values,
    Entries,
}

/// `map.keySet()`, `map.values()`, `map.entrySet()`: live, as Java's are.
pub struct View {
    pub(crate) map: Map,
    pub(crate) part: Part,
}

impl View {
    pub(crate) fn list(&self) -> Vec<Value> {
        let map = self.map.0.borrow();
        let entry = |key: &Rc<str>| Value::Object(Rc::new(Entry { map: self.map.clone(), key: key.clone() }));
        match self.part {
            Part::Keys => map.keys().cloned().map(Value::Text).collect(),
            Part::Values => map.values().cloned().collect(),
            Part::Entries => map.keys().map(entry).collect(),
        }
    }
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "View({:?} of {})", self.part, self.map.0.borrow().len())
    }
}

/// One of `map.entrySet()`.
pub struct Entry {
    pub(crate) map: Map,
    pub(crate) key: Rc<str>,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({:?})", self.key)
    }
}

impl Entry {
    pub(crate) fn value(&self) -> Value {
        self.map.0.borrow().get(&self.key).cloned().unwrap_or(Value::Null)
    }
}

/// `list.iterator()`
#[derive(Debug)]
pub struct Walk {
    items: RefCell<std::vec::IntoIter<Value>>,
}

impl Walk {
    pub(crate) fn new(items: Vec<Value>) -> Walk {
        Walk { items: RefCell::new(items.into_iter()) }
    }

    pub(crate) fn more(&self) -> bool {
        self.items.borrow().len() > 0
    }

    pub(crate) fn next(&self) -> Option<Value> {
        self.items.borrow_mut().next()
    }
}

macro_rules! own {
    ($name:ident, $items:expr, $holds:expr) => {
        impl Object for $name {
            /// The renderer knows what it has.
            fn property(&self, _: &dyn Scope, _: &str) -> Result<Value, Failure> {
                Ok(Value::Null)
            }

            fn call(&self, _: &dyn Scope, _: &str, _: &[Value]) -> Result<Option<Value>, Failure> {
                Ok(None)
            }

            fn set(&self, _: &dyn Scope, _: &str, _: Value) -> Result<(), Failure> {
                Ok(())
            }

            fn items(&self) -> Option<Vec<Value>> {
                $items(self)
            }

            fn holds(&self) -> Option<Value> {
                $holds(self)
            }

            fn own(&self) -> Option<Own<'_>> {
                Some(Own::$name(self))
            }
        }
    };
}

own!(Defined, |_| None, |_| None);
own!(View, |view: &View| Some(view.list()), |view: &View| Some(Value::Map(view.map.clone())));
own!(Entry, |_| None, |entry: &Entry| Some(Value::Map(entry.map.clone())));
own!(Walk, |walk: &Walk| Some(std::iter::from_fn(|| walk.next()).collect()), |_| None);
