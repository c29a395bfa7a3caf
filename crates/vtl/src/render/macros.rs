use super::{Done, Renderer};
use crate::ast::{Call, Expression};
use crate::names::BODY;
use std::sync::Arc;

/// What a call of a macro may leave behind.
const FRAME_BYTES: usize = 128;

impl Renderer<'_> {
    /// `#name(…)`. Without such a macro it is text.
    pub(super) fn call_macro(&mut self, call: &Arc<Call>) -> Done<()> {
        let Some(found) = self.names.macros.get(&call.name).cloned() else { return self.write(&call.literal) };
        self.at = call.at;
        if let Some(word) = &call.word {
            return self
                .fail(format!("`{word}` is no argument of #{}: put `$` before it, or quotes around it", call.name));
        }
        if self.calls >= self.limits.macro_depth {
            return Err(self.limit(format!("macros call each other deeper than {} levels", self.limits.macro_depth)));
        }
        self.bytes(FRAME_BYTES)?;
        let (mut named, mut locals) = (Vec::new(), Vec::new());
        for (place, (parameter, argument)) in found.parameters.iter().zip(&call.arguments).enumerate() {
            if constant(argument) {
                locals.push((*parameter, self.value(argument)?));
            } else {
                named.push((*parameter, place));
            }
        }
        if let Some(body) = &call.body {
            locals.push((BODY, self.defined(body, self.limits.macro_depth)));
        }
        let depth = self.depth;
        let back = self.frames.push(call.clone(), named, locals);
        self.calls += 1;
        let outcome = self.block(&found.body);
        self.calls -= 1;
        self.frames.pop(back);
        self.catch_break(outcome, depth)
    }
}

/// Evaluated once, when the macro is called.
fn constant(argument: &Expression) -> bool {
    use Expression::{List, Map, Null, Range, Reference, Template, Text};
    !matches!(argument, Reference(_) | Text(_) | Template(_) | List(_) | Map(_) | Range(_) | Null)
}
