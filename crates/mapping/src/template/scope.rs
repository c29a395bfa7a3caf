//! Answers a template's references out of the parts that were lent for one rendering.

use super::assigned::Assigned;
use super::handle::Handle;
use super::lent::Inputs;
use super::paths::{MadePaths, Paths};
use super::{context, input, util};
use crate::json::Unreadable;
use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use tollgate_vtl::{Failure, Limits, Map, Value};

pub(super) struct Scope<'a> {
    pub(super) inputs: &'a Inputs<'a>,
    pub(super) paths: &'a Paths,
    pub(super) made_paths: MadePaths,
    pub(super) limits: &'a Limits,
    pub(super) assigned: Assigned,
    /// `$input.body`, once asked for.
    pub(super) body: OnceCell<Rc<str>>,
    /// `$input.path('$')`: one document, so that what a template changes in it stays changed.
    pub(super) document: OnceCell<Value>,
    pub(super) params: OnceCell<Value>,
    /// Why the body is no document.
    pub(super) broken: RefCell<Option<Unreadable>>,
    pub(super) steps_left: Cell<usize>,
    bytes_left: Cell<usize>,
    roots: [OnceCell<Value>; 4],
}

/// Places of documents that the paths of one rendering may come to: each that is found takes memory.
const MOST_PLACES: usize = 1_000_000;

const ROOTS: [&str; 4] = ["input", "util", "context", "stageVariables"];

impl<'a> Scope<'a> {
    pub(super) fn new(inputs: &'a Inputs<'a>, paths: &'a Paths, limits: &'a Limits) -> Scope<'a> {
        Scope {
            inputs,
            paths,
            made_paths: MadePaths::default(),
            limits,
            assigned: Assigned::new(inputs.overrides),
            body: OnceCell::new(),
            document: OnceCell::new(),
            params: OnceCell::new(),
            broken: RefCell::new(None),
            steps_left: Cell::new(limits.steps.min(MOST_PLACES)),
            bytes_left: Cell::new(limits.value_bytes),
            roots: Default::default(),
        }
    }

    /// Counts the bytes that a function reads or makes: a loop could double a text each round.
    pub(super) fn spend(&self, bytes: usize) -> Result<(), Failure> {
        let left = self.bytes_left.get().checked_sub(bytes);
        self.bytes_left.set(left.unwrap_or(0));
        left.map(|_| ()).ok_or_else(|| Failure("the template makes too much text".to_owned()))
    }

    fn stage_variables(&self) -> Value {
        let map = Map::default();
        self.inputs.stage_variables.visit(&mut |name, value| {
            map.0.borrow_mut().insert(Rc::from(name), Value::Text(Rc::from(value)));
        });
        Value::Map(map)
    }

    fn util(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, Failure> {
        let [argument] = arguments else { return Ok(None) };
        let text = self.text_of(argument)?;
        self.spend(text.len())?;
        let made = util::call(name, &text)?;
        if let Some(Value::Text(text)) = &made {
            self.spend(text.len())?;
        }
        Ok(made)
    }

    /// A value as a template prints it.
    pub(super) fn text_of<'v>(&self, value: &'v Value) -> Result<Cow<'v, str>, Failure> {
        match value {
            Value::Text(text) => Ok(Cow::Borrowed(text)),
            value => value.print(self.limits).map(Cow::Owned).map_err(|error| Failure(error.message)),
        }
    }
}

impl tollgate_vtl::Scope for Scope<'_> {
    fn root(&self, name: &str) -> Option<Value> {
        let Some(index) = ROOTS.iter().position(|root| *root == name) else {
            return self.inputs.extra.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        };
        let make = || if name == "stageVariables" { self.stage_variables() } else { Handle::value(name) };
        Some(self.roots[index].get_or_init(make).clone())
    }

    fn ask(&self, object: &str, name: &str, arguments: Option<&[Value]>) -> Result<Option<Value>, Failure> {
        match (object, arguments) {
            ("input", None) => Ok((name == "body").then(|| input::body(self))),
            ("input", Some(arguments)) => input::call(self, name, arguments),
            ("util", None) => Ok(None),
            ("util", Some(arguments)) => self.util(name, arguments),
            (object, arguments) => context::ask(self, object, name, arguments),
        }
    }
}
