use super::Parser;
use crate::ast::{If, Node, Set};
use crate::error::Error;
use crate::lex::{Kind, Token};

impl Parser<'_, '_> {
    /// Statements up to what is none: `#end`, `#else`, the end.
    pub(super) fn block(&mut self) -> Result<Box<[Node]>, Error> {
        self.enter()?;
        let mut nodes = Nodes::default();
        while self.statement(&mut nodes)? {}
        self.leave();
        Ok(nodes.finish())
    }

    fn statement(&mut self, nodes: &mut Nodes) -> Result<bool, Error> {
        match self.kind()? {
            Kind::If => nodes.push(self.condition()?),
            Kind::Identifier => self.printed_reference(nodes)?,
            Kind::LeftCurly if self.peek(1)?.kind == Kind::Identifier => self.printed_reference(nodes)?,
            Kind::CommentStart | Kind::BlockComment => self.comment(nodes)?,
            Kind::Textblock => {
                let token = self.next()?;
                let image = self.image(&token);
                nodes.text(image.get(3..image.len().saturating_sub(3)).unwrap_or_default());
            }
            Kind::Set => nodes.push(self.set()?),
            Kind::EscapedDirective => self.escaped_directive(nodes)?,
            Kind::DoubleEscape => self.escapes(nodes)?,
            Kind::Word | Kind::BracketedWord => self.directive(nodes)?,
            kind if is_text(kind) => {
                let token = self.next()?;
                nodes.text(token.before.as_deref().unwrap_or_default());
                nodes.text(self.image(&token));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A comment prints the beginning that it cut off: `$##`.
    fn comment(&mut self, nodes: &mut Nodes) -> Result<(), Error> {
        let token = self.next()?;
        let image = self.image(&token);
        let cut = image.find("##").or_else(|| image.find("#*")).unwrap_or(0);
        nodes.text(&image[..cut]);
        if token.kind == Kind::CommentStart {
            self.skip(Kind::LineComment)?;
        }
        Ok(())
    }

    fn condition(&mut self) -> Result<Node, Error> {
        let mut arms = Vec::new();
        let mut otherwise: Box<[Node]> = Box::default();
        loop {
            self.next()?;
            self.skip(Kind::Blank)?;
            self.expect(Kind::Open, "`(`")?;
            let condition = self.expression()?;
            self.expect(Kind::Close, "an operator or `)`")?;
            arms.push((condition, self.block()?));
            if self.kind()? != Kind::ElseIf {
                break;
            }
        }
        if self.skip(Kind::Else)? {
            otherwise = self.block()?;
        }
        self.expect(Kind::EndDirective, "`#end` of an `#if`")?;
        Ok(Node::If(Box::new(If { arms: arms.into(), otherwise })))
    }

    fn set(&mut self) -> Result<Node, Error> {
        let _set = self.next()?;
        self.skip(Kind::Blank)?;
        let target = self.target()?;
        self.skip(Kind::Blank)?;
        self.expect(Kind::Equals, "`=`")?;
        let value = self.expression()?;
        self.expect(Kind::Close, "an operator or `)`")?;
        self.lexer.in_set = false;
        Ok(Node::Set(Box::new(Set { target, value })))
    }

    /// `\#if`: half of the backslashes, if it is a directive.
    fn escaped_directive(&mut self, nodes: &mut Nodes) -> Result<(), Error> {
        let token = self.next()?;
        let image = self.image(&token);
        let backslashes = image.find('#').unwrap_or(0);
        let name = image[backslashes + 1..].trim_start_matches('{').trim_end_matches('}');
        let known = matches!(name, "if" | "end" | "set" | "else" | "elseif") || self.is_directive(name);
        nodes.text(if known { &image[backslashes - (backslashes - 1) / 2..] } else { image });
        Ok(())
    }

    /// Pairs of backslashes: one each before a directive, themselves before anything else.
    fn escapes(&mut self, nodes: &mut Nodes) -> Result<(), Error> {
        let mut pairs = 0;
        while self.skip(Kind::DoubleEscape)? {
            pairs += 1;
        }
        let next: Token = self.peek(0)?.clone();
        let control = matches!(next.kind, Kind::If | Kind::Else | Kind::ElseIf | Kind::EndDirective);
        let name = self.image(&next).get(1..).unwrap_or_default();
        let one = if control || self.is_directive(name) { "\\" } else { "\\\\" };
        nodes.text(&one.repeat(pairs));
        Ok(())
    }

    fn is_directive(&self, name: &str) -> bool {
        DIRECTIVES.contains(&name) || self.names.macros.contains_key(name)
    }
}

/// The directives that have arguments.
pub(super) const DIRECTIVES: [&str; 9] =
    ["foreach", "include", "parse", "macro", "literal", "evaluate", "break", "define", "stop"];

fn is_text(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Text
            | Kind::Dot
            | Kind::Close
            | Kind::Open
            | Kind::Integer
            | Kind::Float
            | Kind::String
            | Kind::Escape
            | Kind::LeftCurly
            | Kind::RightCurly
            | Kind::EmptyIndex
    )
}

/// Statements, with neighbouring texts as one.
#[derive(Default)]
pub(super) struct Nodes {
    done: Vec<Node>,
    text: String,
}

impl Nodes {
    pub(super) fn text(&mut self, more: &str) {
        self.text.push_str(more);
    }

    pub(super) fn push(&mut self, node: Node) {
        if !self.text.is_empty() {
            self.done.push(Node::Text(self.text.as_str().into()));
            self.text.clear();
        }
        self.done.push(node);
    }

    pub(super) fn finish(mut self) -> Box<[Node]> {
        if !self.text.is_empty() {
            self.done.push(Node::Text(self.text.into()));
        }
        self.done.into()
    }
}
