//! Walks a parsed template and prints it, counting what it costs.

mod block;
mod compare;
mod evaluate;
mod expression;
mod foreach;
mod frames;
mod macros;
mod print;
mod reference;

use crate::ast::Node;
use crate::error::{At, Error, ErrorKind};
use crate::names::Names;
use crate::release::Cycles;
use crate::{Failure, Limits, Scope, Value};
pub(crate) use expression::PLACE_BYTES;
use frames::Frames;
use std::borrow::Cow;
use std::rc::Rc;

/// Room for the output of most templates.
const FIRST_BYTES: usize = 2048;

/// Why rendering does not go on.
#[derive(Debug)]
pub(crate) enum Halt {
    Failed(Box<Error>),
    /// `#break`: to the next loop, macro, block or evaluation around it.
    Break,
    /// `#break($foreach.parent)`: to the loop of this scope.
    BreakTo(*const ()),
    /// `#stop`: to the `#evaluate` around it, or the end.
    Stop,
}

pub(crate) type Done<T> = Result<T, Halt>;

/// One rendering.
pub(crate) struct Renderer<'t> {
    pub(crate) scope: &'t dyn Scope,
    pub(crate) limits: &'t Limits,
    names: Cow<'t, Names>,
    variables: Vec<Option<Value>>,
    frames: Frames,
    out: String,
    steps: usize,
    value_bytes: usize,
    depth: usize,
    calls: usize,
    pub(crate) at: At,
    pub(crate) empty: Rc<str>,
    pub(crate) cycles: Cycles,
}

impl<'t> Renderer<'t> {
    pub(crate) fn new(names: &'t Names, scope: &'t dyn Scope, limits: &'t Limits) -> Renderer<'t> {
        Renderer {
            scope,
            limits,
            variables: vec![None; names.count()],
            names: Cow::Borrowed(names),
            frames: Frames::default(),
            out: String::with_capacity(FIRST_BYTES),
            steps: limits.steps,
            value_bytes: limits.value_bytes,
            depth: 0,
            calls: 0,
            at: At { line: 1, column: 1 },
            empty: Rc::from(""),
            cycles: Cycles::default(),
        }
    }

    pub(crate) fn run(&mut self, nodes: &[Node]) -> Result<String, Error> {
        match self.block(nodes) {
            Ok(()) | Err(Halt::Break | Halt::BreakTo(_) | Halt::Stop) => Ok(std::mem::take(&mut self.out)),
            Err(Halt::Failed(error)) => Err(*error),
        }
    }

    #[inline]
    pub(crate) fn step(&mut self) -> Done<()> {
        self.steps(1)
    }

    #[inline]
    pub(crate) fn steps(&mut self, count: usize) -> Done<()> {
        match self.steps.checked_sub(count) {
            Some(left) => {
                self.steps = left;
                Ok(())
            }
            None => Err(self.limit(format!("the template takes more than {} steps", self.limits.steps))),
        }
    }

    pub(crate) fn steps_left(&self) -> usize {
        self.steps
    }

    /// Pays for memory that a value takes, before it is made.
    #[inline]
    pub(crate) fn bytes(&mut self, count: usize) -> Done<()> {
        self.steps(count / 16)?;
        match self.value_bytes.checked_sub(count) {
            Some(left) => {
                self.value_bytes = left;
                Ok(())
            }
            None => Err(self.limit(format!("the template's values take more than {} bytes", self.limits.value_bytes))),
        }
    }

    #[inline]
    fn enter(&mut self) -> Done<()> {
        self.depth += 1;
        if self.depth > self.limits.depth {
            return Err(self.limit(format!("nested deeper than {} levels", self.limits.depth)));
        }
        Ok(())
    }

    #[inline]
    fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Into a value within a value.
    pub(crate) fn deeper(&mut self) -> Done<()> {
        self.enter()
    }

    pub(crate) fn shallower(&mut self) {
        self.leave();
    }

    #[inline]
    fn write(&mut self, text: &str) -> Done<()> {
        if self.out.len() + text.len() > self.limits.output_bytes {
            return Err(self.limit(format!("the template prints more than {} bytes", self.limits.output_bytes)));
        }
        self.out.push_str(text);
        Ok(())
    }

    #[cold]
    pub(crate) fn fail<T>(&self, message: impl Into<String>) -> Done<T> {
        Err(Halt::Failed(Box::new(self.at.error(ErrorKind::Call, message))))
    }

    #[cold]
    pub(crate) fn limit(&self, message: impl Into<String>) -> Halt {
        Halt::Failed(Box::new(self.at.error(ErrorKind::Limit, message)))
    }

    pub(crate) fn host<T>(&self, outcome: Result<T, Failure>) -> Done<T> {
        outcome.map_err(|Failure(message)| Halt::Failed(Box::new(self.at.error(ErrorKind::Host, message))))
    }

    pub(crate) fn text(&mut self, text: impl AsRef<str> + Into<Rc<str>>) -> Done<Value> {
        self.bytes(text.as_ref().len())?;
        Ok(Value::Text(text.into()))
    }

    pub(crate) fn nothing(&self) -> Value {
        Value::Text(self.empty.clone())
    }
}

impl Drop for Renderer<'_> {
    fn drop(&mut self) {
        self.variables.clear();
        self.frames = Frames::default();
        self.cycles.release();
    }
}
