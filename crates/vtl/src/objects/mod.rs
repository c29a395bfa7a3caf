//! The language's own objects: scopes of loops, defined blocks, and Java's views of collections.

mod foreach;

use crate::ast::Node;
use crate::{Failure, Map, Object, Scope, Value};
pub(crate) use foreach::Loop;
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
