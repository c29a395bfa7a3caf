//! What a template assigns in `$context`: the two override trees, and anything else.

use super::Overrides;
use super::context::join;
use crate::json;
use indexmap::IndexMap;
use std::cell::{OnceCell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;
use tollgate_vtl::{Error, Failure, Limits, Map, Value};

pub(super) const TREES: [&str; 2] = ["requestOverride", "responseOverride"];

/// What is an object in them; anything below is a value. In the order that Amazon's `keySet()` gives them.
const OBJECTS: [&str; 6] = [
    "requestOverride",
    "requestOverride.path",
    "requestOverride.header",
    "requestOverride.querystring",
    "responseOverride",
    "responseOverride.header",
];

/// Names that may be set in one of them. No message has more headers, and each is compared with those before it.
const MOST_NAMES: usize = 1_000;

#[derive(Default)]
pub(super) struct Assigned {
    carried: [Option<Box<str>>; 2],
    trees: [OnceCell<Map>; 2],
    /// Paths in the trees that this template set, to find the second time.
    set: RefCell<HashSet<Box<str>>>,
    /// By whole path.
    other: RefCell<IndexMap<Box<str>, Value>>,
}

/// Is `$context.{path}` an object of the override trees.
pub(super) fn is_object(path: &str) -> bool {
    OBJECTS.contains(&path)
}

impl Assigned {
    pub(super) fn new(earlier: Option<&Overrides>) -> Assigned {
        Assigned { carried: earlier.map(|earlier| earlier.carried.clone()).unwrap_or_default(), ..Assigned::default() }
    }

    pub(super) fn value(&self, object: &str, name: &str) -> Result<Option<Value>, Failure> {
        Ok(match self.map(object)? {
            Some(map) => map.0.borrow().get(name).cloned(),
            None => self.other.borrow().get(join(object, name).as_str()).cloned(),
        })
    }

    /// "If you override the same parameter multiple times, you receive a 5XX" (apigateway-override-request-response-parameters).
    pub(super) fn assign(&self, object: &str, name: &str, value: Value) -> Result<(), Failure> {
        let path = join(object, name);
        if is_object(&path) {
            return Err(Failure(format!("`$context.{path}` cannot be replaced as a whole; set the names in it")));
        }
        match self.map(object)? {
            None => drop(self.other.borrow_mut().insert(path.into(), value)),
            Some(_) if !self.set.borrow_mut().insert(Box::from(path.as_str())) => {
                return Err(Failure(format!("`$context.{path}` is set twice; an override can be set once")));
            }
            Some(map) if map.0.borrow().len() >= MOST_NAMES => {
                return Err(Failure(format!("more than {MOST_NAMES} names are set in `$context.{object}`")));
            }
            Some(map) => drop(map.0.borrow_mut().insert(Rc::from(name), value)),
        }
        Ok(())
    }

    /// The names assigned in an object.
    pub(super) fn visit(&self, object: &str, visit: &mut dyn FnMut(&str)) -> Result<(), Failure> {
        if let Some(map) = self.map(object)? {
            map.0.borrow().keys().for_each(|name| visit(name));
            return Ok(());
        }
        for path in self.other.borrow().keys() {
            let below = if object.is_empty() {
                Some(&**path)
            } else {
                path.strip_prefix(object).and_then(|rest| rest.strip_prefix('.'))
            };
            below.filter(|name| !name.contains('.')).into_iter().for_each(&mut *visit);
        }
        Ok(())
    }

    /// What the trees came to; one that no template touched is none.
    pub(super) fn overrides(&self, limits: &Limits) -> Result<Overrides, Error> {
        let touched = |index: usize| {
            let set = self.set.borrow().iter().any(|path| path.starts_with(TREES[index]));
            (set || self.carried[index].is_some()).then(|| self.tree(index).ok()).flatten()
        };
        Overrides::of([touched(0), touched(1)], limits)
    }

    /// The map that an object of the trees is.
    fn map(&self, object: &str) -> Result<Option<Map>, Failure> {
        let (root, below) = object.split_once('.').map_or((object, None), |(root, below)| (root, Some(below)));
        let Some(index) = TREES.iter().position(|tree| *tree == root) else { return Ok(None) };
        let tree = self.tree(index)?;
        let Some(below) = below else { return Ok(Some(tree.clone())) };
        Ok(match tree.0.borrow().get(below) {
            Some(Value::Map(map)) => Some(map.clone()),
            _ => None,
        })
    }

    fn tree(&self, index: usize) -> Result<&Map, Failure> {
        if let Some(tree) = self.trees[index].get() {
            return Ok(tree);
        }
        let mut entries = IndexMap::new();
        for name in OBJECTS.iter().filter_map(|object| object.strip_prefix(TREES[index])?.strip_prefix('.')) {
            entries.insert(Rc::from(name), Value::Map(Map::default()));
        }
        if let Some(carried) = &self.carried[index]
            && let Value::Map(tree) = json::parse(carried).map_err(|error| Failure(error.to_string()))?
        {
            entries.extend(tree.0.borrow().iter().map(|(name, value)| (name.clone(), value.clone())));
        }
        Ok(self.trees[index].get_or_init(|| Map::new(entries)))
    }
}
