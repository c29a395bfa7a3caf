use super::Parser;
use super::reference::first_image;
use super::statement::{DIRECTIVES, Nodes};
use crate::ast::{Call, Expression, Foreach, Macro, Node};
use crate::error::{At, Error, ErrorKind};
use crate::lex::Kind;
use std::sync::Arc;

const FOREACH: &str = "#foreach is written #foreach($item in $items)";

/// `#name(…)` as it was read.
struct Head<'t> {
    name: &'t str,
    arguments: Vec<Argument>,
    /// Without parentheses it is no directive, but for those that need none.
    parentheses: bool,
    /// Where it begins among the tokens taken.
    start: usize,
    at: At,
}

struct Argument {
    value: Expression,
    /// The image of its first token, and whether it is a bare word.
    image: Box<str>,
    word: bool,
    written: Box<str>,
    at: At,
}

impl<'t> Parser<'t, '_> {
    pub(super) fn directive(&mut self, nodes: &mut Nodes) -> Result<(), Error> {
        let start = self.images.len();
        let token = self.next()?;
        let at = self.at(&token);
        let image = self.image(&token);
        let cut = if token.kind == Kind::BracketedWord { 2..image.len() - 1 } else { 1..image.len() };
        let name = image.get(cut).unwrap_or_default();
        self.lexer.enter_directive();
        let mut head = Head { name, arguments: Vec::new(), parentheses: false, start, at };
        if self.lexer.parenthesis_follows() {
            head.parentheses = true;
            self.arguments(&mut head)?;
        } else {
            self.lexer.leave_directive();
        }
        self.complete(head, nodes)
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
            let image = first_image(self.image(&token), token.kind).into();
            let word = token.kind == Kind::Word;
            self.admit(head, word, at)?;
            let start = self.images.len();
            let value = if word { self.next().map(|_| Expression::Null)? } else { self.argument()? };
            let written = self.images[start..].into();
            head.arguments.push(Argument { value, image, word, written, at });
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

    fn complete(&mut self, head: Head<'t>, nodes: &mut Nodes) -> Result<(), Error> {
        let at = head.at;
        match head.name {
            "foreach" => nodes.push(self.foreach(head)?),
            name @ ("include" | "parse") => {
                let message = format!("#{name} is refused: a mapping template has no files to read");
                nodes.push(Node::Fails(Box::new(at.error(ErrorKind::Refused, message))));
            }
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
                block => self.call(head, block, nodes)?,
            },
        }
        Ok(())
    }

    fn body(&mut self, name: &str) -> Result<Box<[Node]>, Error> {
        let body = self.block()?;
        self.expect(Kind::EndDirective, &format!("`#end` of `#{name}`"))?;
        Ok(body)
    }

    fn foreach(&mut self, mut head: Head<'t>) -> Result<Node, Error> {
        if !head.parentheses {
            return Err(head.at.error(ErrorKind::Syntax, FOREACH));
        }
        if head.arguments.len() == 2 {
            // Without `in` Velocity takes the block for the items, and walks nothing.
            self.body("foreach")?;
            return Ok(Node::Text("".into()));
        }
        let printed = head.arguments.drain(3.min(head.arguments.len())..).next();
        let Ok([item, _in, items]) = <[Argument; 3]>::try_from(head.arguments) else {
            self.body("foreach")?;
            return Ok(Node::Fails(Box::new(head.at.error(ErrorKind::Syntax, FOREACH))));
        };
        let slot = match item.value {
            Expression::Reference(reference) => reference.root,
            _ => self.names.slot(item.image.get(1..).unwrap_or_default()),
        };
        let body = match (self.body("foreach")?, printed) {
            (body, None) => body,
            // Velocity takes a fourth argument for the block, and prints it in each round.
            (_, Some(Argument { value: Expression::Reference(reference), .. })) => [Node::Reference(reference)].into(),
            (_, Some(_)) => Box::default(),
        };
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

    fn call(&mut self, head: Head<'t>, block: Option<&str>, nodes: &mut Nodes) -> Result<(), Error> {
        let body = match block {
            Some(name) => Some(self.body(name)?.into()),
            None => None,
        };
        let word = head.arguments.iter().find(|argument| argument.word).map(|argument| argument.image.clone());
        nodes.push(Node::Call(Arc::new(Call {
            name: block.unwrap_or(head.name).into(),
            written: head.arguments.iter().map(|argument| argument.written.clone()).collect(),
            arguments: head.arguments.into_iter().map(|argument| argument.value).collect(),
            body,
            word,
            literal: self.images[head.start..].into(),
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
