use crate::Object;
use indexmap::IndexMap;
use num_bigint::BigInt;
use std::cell::RefCell;
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

#[derive(Clone, Debug)]
pub struct List {
    pub items: Rc<RefCell<Vec<Value>>>,
    pub style: ListStyle,
}

/// Keeps the order in which keys were put.
#[derive(Clone, Debug, Default)]
pub struct Map(pub Rc<RefCell<IndexMap<Rc<str>, Value>>>);

impl List {
    pub fn new(items: Vec<Value>, style: ListStyle) -> List {
        List { items: Rc::new(RefCell::new(items)), style }
    }
}

impl Map {
    pub fn new(entries: IndexMap<Rc<str>, Value>) -> Map {
        Map(Rc::new(RefCell::new(entries)))
    }
}
