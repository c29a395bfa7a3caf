use crate::names::Names;
use crate::render::{Halt, Renderer};
use crate::{Error, Limits, Number, Scope, Value, number};
use std::fmt;

impl Value {
    /// As a template prints it, outside of any rendering; null as nothing. Errors: a limit.
    pub fn print(&self, limits: &Limits) -> Result<String, Error> {
        let names = Names::new();
        match Renderer::new(&names, &Nothing, limits).text_of(self) {
            Ok(text) => Ok(text),
            Err(Halt::Failed(error)) => Err(*error),
            Err(Halt::Break | Halt::BreakTo(_) | Halt::Stop) => Ok(String::new()),
        }
    }
}

/// As Java's `toString`: `1.0E10`.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        number::write(self, &mut text);
        f.write_str(&text)
    }
}

struct Nothing;

impl Scope for Nothing {
    fn root(&self, _: &str) -> Option<Value> {
        None
    }
}
