use super::{Done, Halt, Renderer};
use crate::ast::Expression;
use crate::error::At;
use crate::parse::parse;

impl Renderer<'_> {
    /// `#evaluate`: parses the text and renders it with the same variables. Errors are at the directive.
    pub(super) fn evaluate(&mut self, text: &Expression, at: At) -> Done<()> {
        let value = self.value(text)?;
        let text = self.text_of(&value)?;
        // Parsing costs some ten times what copying does.
        self.steps(text.len())?;
        self.bytes(text.len() * 4)?;
        let limits = self.limits;
        let names = self.names.to_mut();
        let nodes = parse(&text, at, self.depth, limits, names).map_err(|error| {
            let message = format!("in the text of #evaluate: {}", error.message);
            Halt::Failed(Box::new(at.error(error.kind, message)))
        })?;
        let count = names.count();
        self.variables.resize(count, None);
        let depth = self.depth;
        match self.block(&nodes) {
            Err(Halt::Break | Halt::Stop) => {
                self.depth = depth;
                Ok(())
            }
            outcome => outcome,
        }
    }
}
