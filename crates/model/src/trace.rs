//! What was decided about a request, step by step: nothing in the hot path, a list for `explain`.

use crate::{FaultKind, Origin};

/// One decision, with the definition's line that made it so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Domain { name: Box<str>, base_path: Box<str>, origin: Origin },
    Stage { api: Box<str>, stage: Box<str>, origin: Origin },
    Route { key: Box<str>, origin: Origin },
    Refused { kind: FaultKind, detail: Option<Box<str>>, origin: Origin },
    Forward { group: Box<str>, uri: Box<str>, origin: Origin },
}

/// Takes the steps as they are decided. `step` gets a closure, so that `()` costs nothing.
pub trait Trace {
    fn step(&mut self, step: impl FnOnce() -> Step);
}

impl Trace for () {
    fn step(&mut self, _: impl FnOnce() -> Step) {}
}

impl Trace for Vec<Step> {
    fn step(&mut self, step: impl FnOnce() -> Step) {
        self.push(step());
    }
}
