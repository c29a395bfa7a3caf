use super::{Done, Halt, Renderer};
use crate::Value;
use crate::ast::{Escaped, Expression, If, Node, Set, Slot};
use crate::objects::{Defined, Own};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

/// How often a `#define`d block may be rendered within itself: Velocity's `directive.define.maxdepth`.
const DEFINE_DEPTH: usize = 2;

impl Renderer<'_> {
    pub(super) fn block(&mut self, nodes: &[Node]) -> Done<()> {
        self.enter()?;
        for node in nodes {
            self.node(node)?;
        }
        self.leave();
        Ok(())
    }

    fn node(&mut self, node: &Node) -> Done<()> {
        self.step()?;
        match node {
            Node::Text(text) => self.write(text),
            Node::Reference(reference) => self.print_reference(reference),
            Node::Escaped(escaped) => self.escaped(escaped),
            Node::Set(set) => self.set(set),
            Node::If(condition) => self.condition(condition),
            Node::Foreach(foreach) => self.foreach(foreach),
            Node::Define(slot, body) => {
                self.define(*slot, body);
                Ok(())
            }
            Node::Call(call) => self.call_macro(call),
            Node::Break(None, _) => Err(Halt::Break),
            Node::Break(Some(scope), at) => {
                self.at = *at;
                self.break_to(scope)
            }
            Node::Stop => Err(Halt::Stop),
            Node::Evaluate(text, at) => {
                self.at = *at;
                self.evaluate(text, *at)
            }
            Node::CutLast => {
                self.out.pop();
                Ok(())
            }
            Node::Fails(error) => Err(Halt::Failed(error.clone())),
        }
    }

    fn escaped(&mut self, escaped: &Escaped) -> Done<()> {
        self.resolve(&escaped.reference)?;
        self.write(&escaped.prefix)?;
        match self.frames.written(escaped.reference.root).filter(|_| escaped.plain) {
            Some((call, argument)) => self.write(&call.written[argument]),
            None => self.write(&escaped.literal),
        }
    }

    /// An assignment of null changes nothing.
    fn set(&mut self, set: &Set) -> Done<()> {
        let value = self.value(&set.value)?;
        if matches!(value, Value::Null) {
            return Ok(());
        }
        self.at = set.target.at;
        self.assign(&set.target, value)
    }

    fn condition(&mut self, condition: &If) -> Done<()> {
        for (test, body) in &condition.arms {
            if self.truth(test)? {
                return self.block(body);
            }
        }
        self.block(&condition.otherwise)
    }

    fn define(&mut self, slot: Slot, body: &Arc<[Node]>) {
        let block = self.defined(body, DEFINE_DEPTH);
        self.put(slot, block);
    }

    pub(super) fn defined(&mut self, body: &Arc<[Node]>, limit: usize) -> Value {
        self.frames.keep();
        let body = body.clone();
        Value::Object(Rc::new(Defined { body, frame: self.frames.now(), depth: Cell::new(0), limit }))
    }

    /// Renders what `#define` or a block macro's call holds, seen from `frame`. Nothing when it is rendered within itself
    /// too often.
    pub(super) fn print_defined(&mut self, block: &Defined, frame: Option<usize>) -> Done<()> {
        if block.depth.get() >= block.limit {
            return Ok(());
        }
        block.depth.set(block.depth.get() + 1);
        let back = self.frames.switch(frame);
        let depth = self.depth;
        let outcome = self.block(&block.body);
        self.frames.switch(back);
        block.depth.set(block.depth.get() - 1);
        self.catch_break(outcome, depth)
    }

    /// Ends a `#break` here.
    pub(super) fn catch_break(&mut self, outcome: Done<()>, depth: usize) -> Done<()> {
        match outcome {
            Err(Halt::Break) => {
                self.depth = depth;
                Ok(())
            }
            outcome => outcome,
        }
    }

    fn break_to(&mut self, scope: &Expression) -> Done<()> {
        if let Value::Object(object) = self.value(scope)?
            && let Some(Own::Loop(scope)) = object.own()
        {
            return Err(Halt::BreakTo(std::ptr::from_ref(scope).cast()));
        }
        self.fail("#break takes the scope of a loop: #break($foreach.parent)")
    }
}
