use super::lent::Inputs;
use super::overrides::Overrides;
use super::paths::Paths;
use super::scope::Scope;
use crate::json::Unreadable;
use tollgate_vtl::{Error, Limits};

/// A mapping template, parsed, with the constant JSONPaths in it.
#[derive(Debug)]
pub struct Template {
    velocity: tollgate_vtl::Template,
    paths: Paths,
}

/// What a template came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    pub text: String,
    /// This template's together with those that were lent to it.
    pub overrides: Overrides,
}

/// Why a template came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateFault {
    /// The template reads paths of a body that begins as a JSON document and is none. In a request template it is the
    /// caller's fault, 400.
    #[error("the body is not JSON: {0}")]
    Body(Unreadable),
    /// The template's own: 500. With line and column.
    #[error(transparent)]
    Template(Error),
}

impl Template {
    pub fn parse(text: &str, limits: &Limits) -> Result<Template, Error> {
        Ok(Template { velocity: tollgate_vtl::Template::parse(text, limits)?, paths: Paths::in_template(text) })
    }

    pub fn render(&self, inputs: &Inputs<'_>, limits: &Limits) -> Result<Rendered, TemplateFault> {
        let scope = Scope::new(inputs, &self.paths, limits);
        let text = self.velocity.render(&scope, limits).map_err(|error| match scope.broken.take() {
            Some(unreadable) => TemplateFault::Body(unreadable),
            None => TemplateFault::Template(error),
        })?;
        let overrides = scope.assigned.overrides(limits).map_err(TemplateFault::Template)?;
        Ok(Rendered { text, overrides })
    }
}
