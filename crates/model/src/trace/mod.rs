//! What was decided about a request, step by step: nothing in the hot path, a list for `explain`, for the chains that a
//! node keeps of refused requests, and for execution logs.
//!
//! Steps hold what was there, secrets included: [`Step::line`] and the execution log are what hides them.

mod line;
mod recorder;
mod redact;
mod step;
mod words;

pub use line::{Fact, Line, Mark, Values};
pub use recorder::Recorder;
pub use redact::{HIDDEN, redacted, redacted_query};
pub use step::{Fields, Phase, Step, written};

use crate::logging::Logging;

/// Takes the steps as they are decided. `step` gets a closure, so that `()` costs nothing.
pub trait Trace {
    fn step(&mut self, step: impl FnOnce() -> Step);

    /// Is anything done with a step said now: for steps that are not always there.
    fn listens(&self) -> bool {
        true
    }

    /// The route is known, and so is what is logged of its requests. Said once, before the route's own steps.
    fn routed(&mut self, logging: Logging) {
        let _ = logging;
    }
}

impl Trace for () {
    fn step(&mut self, _: impl FnOnce() -> Step) {}

    fn listens(&self) -> bool {
        false
    }
}

impl Trace for Vec<Step> {
    fn step(&mut self, step: impl FnOnce() -> Step) {
        self.push(step());
    }
}

impl<T: Trace> Trace for &mut T {
    fn step(&mut self, step: impl FnOnce() -> Step) {
        (**self).step(step);
    }

    fn listens(&self) -> bool {
        (**self).listens()
    }

    fn routed(&mut self, logging: Logging) {
        (**self).routed(logging);
    }
}
