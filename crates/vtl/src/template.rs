use crate::ast::Node;
use crate::error::{At, Error, ErrorKind};
use crate::names::Names;
use crate::parse::parse;
use crate::render::Renderer;
use crate::{Limits, Scope};

/// A parsed template: rendered any number of times, from any thread.
#[derive(Debug)]
pub struct Template {
    nodes: Box<[Node]>,
    names: Names,
}

impl Template {
    /// Errors: what the text should have been, and where; or a limit of `template_bytes` and `depth`. Takes time in
    /// proportion to the text.
    pub fn parse(text: &str, limits: &Limits) -> Result<Template, Error> {
        let start = At { line: 1, column: 1 };
        if text.len() > limits.template_bytes {
            let message = format!("a template of {} bytes: {} are allowed", text.len(), limits.template_bytes);
            return Err(start.error(ErrorKind::Limit, message));
        }
        let mut names = Names::new();
        let nodes = parse(text, start, 0, limits, &mut names)?;
        Ok(Template { nodes, names })
    }

    /// What the template prints. Errors end it: a limit, a method that refuses its arguments, a failure of the host.
    pub fn render(&self, scope: &dyn Scope, limits: &Limits) -> Result<String, Error> {
        let mut renderer = Renderer::new(&self.names, scope, limits);
        renderer.run(&self.nodes)
    }

    /// Whether `$name` occurs anywhere in the text, so that a host can leave undone what no template asks for. What a
    /// template builds for `#evaluate` is not seen: see [`Template::evaluates`].
    pub fn mentions(&self, name: &str) -> bool {
        self.names.mentions(name)
    }

    /// Whether it has an `#evaluate`, which may name anything.
    pub fn evaluates(&self) -> bool {
        self.names.evaluates
    }
}
