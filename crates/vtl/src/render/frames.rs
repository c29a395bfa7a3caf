//! Variables, seen from within macros: a macro's parameters stand for its caller's expressions, evaluated at each use.

use super::{Done, Renderer};
use crate::Value;
use crate::ast::{Call, Expression, Slot};
use std::sync::Arc;

/// One call of a macro.
#[derive(Debug)]
struct Frame {
    /// The caller's.
    outer: Option<usize>,
    /// Parameters that name an argument of the call.
    named: Vec<(Slot, usize)>,
    call: Arc<Call>,
    /// Constant arguments, and what was set since.
    locals: Vec<(Slot, Value)>,
}

#[derive(Debug, Default)]
pub(super) struct Frames {
    all: Vec<Frame>,
    now: Option<usize>,
    /// Frames below this are kept: a `#define` within them may still be rendered.
    kept: usize,
}

impl Frames {
    pub(super) fn now(&self) -> Option<usize> {
        self.now
    }

    /// Goes on in another frame; gives the one to come back to.
    pub(super) fn switch(&mut self, to: Option<usize>) -> Option<usize> {
        std::mem::replace(&mut self.now, to)
    }

    /// The argument that a name stands for.
    pub(super) fn written(&self, slot: Slot) -> Option<(Arc<Call>, usize)> {
        let mut at = self.now;
        while let Some(frame) = at.and_then(|place| self.all.get(place)) {
            if let Some((_, argument)) = frame.named.iter().find(|(name, _)| *name == slot) {
                return Some((frame.call.clone(), *argument));
            }
            at = frame.outer;
        }
        None
    }

    pub(super) fn keep(&mut self) {
        self.kept = self.all.len();
    }

    pub(super) fn push(
        &mut self,
        call: Arc<Call>,
        named: Vec<(Slot, usize)>,
        locals: Vec<(Slot, Value)>,
    ) -> Option<usize> {
        self.all.push(Frame { outer: self.now, named, call, locals });
        self.switch(Some(self.all.len() - 1))
    }

    pub(super) fn pop(&mut self, back: Option<usize>) {
        let made = self.now;
        self.now = back;
        if let Some(made) = made {
            self.all.truncate(self.kept.max(made));
        }
    }
}

/// What a name stands for.
enum Meaning {
    Value(Value),
    /// An argument of a call, in the caller's frame.
    Argument(Arc<Call>, usize, Option<usize>),
    Global,
}

impl Renderer<'_> {
    /// `$name`; null when nothing has that name.
    pub(super) fn variable(&mut self, slot: Slot) -> Done<Value> {
        let (mut slot, mut frame) = (slot, self.frames.now());
        while let Some(place) = frame {
            match self.frames.meaning(slot, place) {
                Meaning::Value(value) => return Ok(value),
                Meaning::Argument(call, argument, outer) => match &call.arguments[argument] {
                    Expression::Reference(reference) if reference.steps.is_empty() => {
                        (slot, frame) = (reference.root, outer)
                    }
                    expression => return self.argument(expression, outer),
                },
                Meaning::Global => break,
            }
            self.step()?;
        }
        Ok(self.global(slot))
    }

    fn argument(&mut self, expression: &Expression, outer: Option<usize>) -> Done<Value> {
        self.enter()?;
        let back = self.frames.switch(outer);
        let value = self.value(expression);
        self.frames.switch(back);
        self.leave();
        value
    }

    fn global(&mut self, slot: Slot) -> Value {
        let place = slot as usize;
        if let Some(Some(value)) = self.variables.get(place) {
            return value.clone();
        }
        let value = self.scope.root(self.names.name(slot)).unwrap_or(Value::Null);
        if let Some(variable) = self.variables.get_mut(place) {
            *variable = Some(value.clone());
        }
        value
    }

    /// `#set`: within macros in every frame down to the template's own variables.
    pub(super) fn put(&mut self, slot: Slot, value: Value) {
        let mut frame = self.frames.now();
        while let Some(place) = frame {
            let found = &mut self.frames.all[place];
            match found.locals.iter_mut().find(|(name, _)| *name == slot) {
                Some((_, held)) => *held = value.clone(),
                None => found.locals.push((slot, value.clone())),
            }
            frame = found.outer;
        }
        if let Some(variable) = self.variables.get_mut(slot as usize) {
            *variable = Some(value);
        }
    }

    /// Puts back what a loop found, or takes the name away when there was nothing.
    pub(super) fn restore(&mut self, slot: Slot, value: Value) {
        if !matches!(value, Value::Null) {
            return self.put(slot, value);
        }
        let mut frame = self.frames.now();
        while let Some(place) = frame {
            let found = &mut self.frames.all[place];
            found.locals.retain(|(name, _)| *name != slot);
            found.named.retain(|(name, _)| *name != slot);
            frame = found.outer;
        }
        if let Some(variable) = self.variables.get_mut(slot as usize) {
            *variable = Some(Value::Null);
        }
    }
}

impl Frames {
    fn meaning(&self, slot: Slot, mut place: usize) -> Meaning {
        loop {
            let frame = &self.all[place];
            match frame.locals.iter().find(|(name, _)| *name == slot) {
                Some((_, value)) if !matches!(value, Value::Null) => return Meaning::Value(value.clone()),
                _ => {}
            }
            if let Some((_, argument)) = frame.named.iter().find(|(name, _)| *name == slot) {
                return Meaning::Argument(frame.call.clone(), *argument, frame.outer);
            }
            match frame.outer {
                Some(outer) => place = outer,
                None => return Meaning::Global,
            }
        }
    }
}
