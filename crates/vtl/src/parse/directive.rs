use super::Parser;
use super::statement::{DIRECTIVES, Nodes};
use crate::ast::{Call, Expression, Foreach, Macro, Node};
use crate::error::{At, Error, ErrorKind};
use crate::lex::{Kind, Token};
use std::sync::Arc;

/// `#name(…)` as it was read.
struct Head<'t> {
    name: &'t str,
    arguments: Vec<Argument>,
    /// Without parentheses it is no directive, but for those that need none.
    parentheses: bool,
    start: usize,
    at: At,
}

struct Argument {
    value: Expression,
    /// The image of its first token, and whether it is a bare word.
    image: Box<str>,
    word: bool,
    at: At,
}

impl<'t> Parser<'t, '_> {
    pub(super) fn directive(&mut self, nodes: &mut Nodes) -> Result<(), Error> {
        let token = self.next()?;
        let at = self.at(&token);
        let image = self.image(&token);
        let cut = if token.kind == Kind::BracketedWord { 2..image.len() - 1 } else { 1..image.len() };
        let name = image.get(cut).unwrap_or_default();
        self.lexer.enter_directive();
        let mut head = Head { name, arguments: Vec::new(), parentheses: false, start: token.start, at };
        if self.lexer.parenthesis_follows() {
            head.parentheses = true;
            self.arguments(&mut head)?;
        } else {
            self.lexer.leave_directive();
        }
        self.complete(head, &token, nodes)
    }

    fn arguments(&mut self, head: &mut Head<'t>) -> Result<(), Error> {
        self.skip(Kind::Blank)?;
        self.expect(Kind::Open, "`(`")?;
        loop {
            self.skip(Kind::Blank)?;
            if self.skip(Kind::Comma)? {
                self.skip(Kind::Blank)?;
            }
            if self.kind()? == Kind::Close {
                break;
            }
            let token = self.peek(0)?.clone();
            let at = self.at(&token);
            let image = self.image(&token).into();
            let word = token.kind == Kind::Word;
            self.admit(head, word, at)?;
            let value = if word { self.next().map(|_| Expression::Null)? } else { self.parameter()? };
            head.arguments.push(Argument { value, image, word, at });
        }
        self.expect(Kind::Close, "`)`")?;
        Ok(())
    }

    /// Bare words stand only where a directive has one.
    fn admit(&self, head: &Head<'_>, word: bool, at: At) -> Result<(), Error> {
        let place = head.arguments.len();
        let wrong = match (head.name, place) {
            ("macro", 0) => !word,
            ("foreach", 1) => false,
            (name, _) => word && (DIRECTIVES.contains(&name) || self.names.macros.contains_key(name)),
        };
        let place = place + 1;
        let message = || match head.name {
            "macro" if !word => "a macro's name is a bare word: #macro(name $parameter)".to_owned(),
            name => format!("argument {place} of #{name} is a bare word: put `$` before it, or quotes around it"),
        };
        if wrong { Err(at.error(ErrorKind::Syntax, message())) } else { Ok(()) }
    }

    fn complete(&mut self, head: Head<'t>, token: &Token, nodes: &mut Nodes) -> Result<(), Error> {
        let at = head.at;
        match head.name {
            "foreach" => nodes.push(self.foreach(head)?),
            "include" => nodes.push(Node::Refused("include", at)),
            "parse" => nodes.push(Node::Refused("parse", at)),
            "macro" => self.define_macro(head)?,
            "literal" => self.literal(&head, nodes)?,
            "evaluate" => {
                let [argument] = exactly(head.arguments, "#evaluate takes one string or reference", at)?;
                self.names.evaluates = true;
                nodes.push(Node::Evaluate(Box::new(argument.value), at));
            }
            "define" => {
                let [argument] = exactly(head.arguments, "#define takes one reference: #define($name)", at)?;
                let slot = self.names.slot(argument.image.get(1..).unwrap_or_default());
                nodes.push(Node::Define(slot, self.body("define")?.into()));
            }
            "break" => nodes.push(Node::Break(at_most_one(head.arguments, "#break", at)?, at)),
            "stop" => {
                at_most_one(head.arguments, "#stop", at)?;
                nodes.push(Node::Stop);
            }
            name => match name.strip_prefix('@') {
                Some(_) if !head.parentheses => nodes.text(&["#", name].concat()),
                block => self.call(head, block, token, nodes)?,
            },
        }
        Ok(())
    }

    fn body(&mut self, name: &str) -> Result<Box<[Node]>, Error> {
        let body = self.block()?;
        self.expect(Kind::EndDirective, &format!("`#end` of `#{name}`"))?;
        Ok(body)
    }

    fn foreach(&mut self, head: Head<'t>) -> Result<Node, Error> {
        let [item, _in, items] = exactly(head.arguments, "#foreach is written #foreach($item in $items)", head.at)?;
        let slot = match item.value {
            Expression::Reference(reference) => reference.root,
            _ => self.names.slot(item.image.get(1..).unwrap_or_default()),
        };
        let body = self.body("foreach")?;
        Ok(Node::Foreach(Box::new(Foreach { item: slot, items: items.value, body, at: head.at })))
    }

    fn define_macro(&mut self, head: Head<'t>) -> Result<(), Error> {
        let mut arguments = head.arguments.into_iter();
        let needs = "#macro needs a name: #macro(name $parameter)";
        let name = arguments.next().ok_or_else(|| head.at.error(ErrorKind::Syntax, needs))?.image;
        let parameters = arguments
            .map(|argument| self.names.slot(argument.image.strip_prefix('$').unwrap_or(&argument.image)))
            .collect();
        let body = self.body("macro")?.into();
        self.names.define(Macro { name, parameters, body });
        Ok(())
    }

    /// `#literal()`: its body as it is written.
    fn literal(&mut self, head: &Head<'_>, nodes: &mut Nodes) -> Result<(), Error> {
        if !head.parentheses {
            return Err(head.at.error(ErrorKind::Syntax, "#literal is written #literal() … #end"));
        }
        let start = self.last_end;
        self.block()?;
        let end = self.last_end;
        self.expect(Kind::EndDirective, "`#end` of `#literal`")?;
        nodes.text(&self.text[start..end.max(start)]);
        Ok(())
    }

    fn call(&mut self, head: Head<'t>, block: Option<&str>, token: &Token, nodes: &mut Nodes) -> Result<(), Error> {
        let body = match block {
            Some(name) => Some(self.body(name)?.into()),
            None => None,
        };
        let end = if head.parentheses { self.last_end } else { token.end };
        let word = head.arguments.iter().find(|argument| argument.word).map(|argument| argument.image.clone());
        nodes.push(Node::Call(Arc::new(Call {
            name: block.unwrap_or(head.name).into(),
            arguments: head.arguments.into_iter().map(|argument| argument.value).collect(),
            body,
            word,
            literal: self.text[head.start..end].into(),
            at: head.at,
        })));
        Ok(())
    }
}

fn exactly<const N: usize>(arguments: Vec<Argument>, usage: &str, at: At) -> Result<[Argument; N], Error> {
    <[Argument; N]>::try_from(arguments).map_err(|_| at.error(ErrorKind::Syntax, usage))
}

fn at_most_one(arguments: Vec<Argument>, name: &str, at: At) -> Result<Option<Expression>, Error> {
    let mut arguments = arguments.into_iter();
    let first = arguments.next().map(|argument| argument.value);
    match arguments.next() {
        Some(second) => Err(second.at.error(ErrorKind::Syntax, format!("{name} takes at most one argument"))),
        None => {
            let _ = at;
            Ok(first)
        }
    }
}
