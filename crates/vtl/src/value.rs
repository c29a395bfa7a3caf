use crate::Object;
use indexmap::IndexMap;
use num_bigint::BigInt;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

/// What a reference holds. Lists and maps are shared, as Java's are: a change through one reference shows through all.
#[derive(Clone, Debug)]
pub enum Value {
    Null,
    Bool(bool),
    Number(Number),
    Text(Rc<str>),
    List(List),
    Map(Map),
    Object(Rc<dyn Object>),
}

/// Java's numbers: `Integer`, `Long`, `BigInteger`, `Double`.
#[derive(Clone, Debug)]
pub enum Number {
    Int(i32),
    Long(i64),
    Big(Rc<BigInt>),
    Double(f64),
    /// A decimal as a host's text wrote it (`1.10`): printed so, calculated as the double it is.
    Written(Rc<str>, f64),
}

/// How a list prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListStyle {
    /// `[a, b]`
    Java,
    /// `["a","b"]`: a list that came from JSON.
    Json,
}

#[derive(Clone)]
pub struct List {
    pub items: Rc<RefCell<Vec<Value>>>,
    pub style: ListStyle,
}

/// Keeps the order in which keys were put.
#[derive(Clone, Default)]
pub struct Map(pub Rc<RefCell<IndexMap<Rc<str>, Value>>>);

impl List {
    pub fn new(items: Vec<Value>, style: ListStyle) -> List {
        List { items: Rc::new(RefCell::new(items)), style }
    }

    /// The element at a place. `None` past the end.
    pub fn at(&self, place: usize) -> Option<Value> {
        self.items.borrow().get(place).cloned()
    }
}

impl Map {
    pub fn new(entries: IndexMap<Rc<str>, Value>) -> Map {
        Map(Rc::new(RefCell::new(entries)))
    }

    /// The entry at a place, in the order of keys. `None` past the end.
    pub fn at(&self, place: usize) -> Option<(Rc<str>, Value)> {
        self.0.borrow().get_index(place).map(|(key, value)| (key.clone(), value.clone()))
    }
}

// Not what they hold: it may be themselves.

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "List({} items, {:?})", self.items.borrow().len(), self.style)
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Map({} entries)", self.0.borrow().len())
    }
}
