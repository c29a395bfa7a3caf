//! From tokens to a tree, by recursive descent, nested no deeper than the limit.

mod directive;
mod expression;
mod literal;
mod reference;
mod statement;

use crate::ast::Node;
use crate::error::{At, Error, ErrorKind};
use crate::lex::{self, Kind, Lexer, Places, Token};
use crate::limits::Limits;
use crate::names::Names;
use std::collections::VecDeque;

/// Parses a whole template, or with `depth` > 0 one within another. New names are added to `names`.
pub(crate) fn parse(
    text: &str,
    start: At,
    depth: usize,
    limits: &Limits,
    names: &mut Names,
) -> Result<Box<[Node]>, Error> {
    let lexer = Lexer::new(text);
    let mut parser = Parser {
        text,
        lexer,
        ahead: VecDeque::new(),
        places: Places::new(text, start),
        names,
        limits,
        depth,
        last_end: 0,
        images: String::new(),
    };
    parser.enter()?;
    let nodes = parser.block()?;
    match parser.kind()? {
        Kind::End => Ok(nodes),
        _ => Err(parser.unexpected("the end of the template")?),
    }
}

pub(crate) struct Parser<'t, 'n> {
    text: &'t str,
    lexer: Lexer<'t>,
    ahead: VecDeque<Token>,
    places: Places<'t>,
    names: &'n mut Names,
    limits: &'n Limits,
    depth: usize,
    last_end: usize,
    /// The tokens taken so far, as text: without the `$` and `#` that began nothing.
    images: String,
}

impl<'t> Parser<'t, '_> {
    /// The token `n` ahead. What follows a directive's name must not be read before its state is set.
    fn peek(&mut self, n: usize) -> Result<&Token, Error> {
        while self.ahead.len() <= n {
            let token = self.lexer.next().map_err(|(offset, _)| {
                let at = self.places.at(offset);
                lex::failure(&self.text[offset..], at)
            })?;
            self.ahead.push_back(token);
        }
        Ok(&self.ahead[n])
    }

    fn kind(&mut self) -> Result<Kind, Error> {
        Ok(self.peek(0)?.kind)
    }

    fn next(&mut self) -> Result<Token, Error> {
        self.peek(0)?;
        let token = self.ahead.pop_front().unwrap_or(Token { kind: Kind::End, start: 0, end: 0, before: None });
        self.last_end = token.end;
        self.images.push_str(self.image(&token));
        Ok(token)
    }

    /// Takes the token if it is of this kind.
    fn skip(&mut self, kind: Kind) -> Result<bool, Error> {
        let is = self.kind()? == kind;
        if is {
            self.next()?;
        }
        Ok(is)
    }

    fn expect(&mut self, kind: Kind, wanted: &str) -> Result<Token, Error> {
        match self.kind()? {
            found if found == kind => self.next(),
            _ => Err(self.unexpected(wanted)?),
        }
    }

    fn unexpected(&mut self, wanted: &str) -> Result<Error, Error> {
        let token = self.peek(0)?.clone();
        let at = self.places.at(token.start);
        let image: String = self.image(&token).chars().take(24).collect();
        let found = if token.kind == Kind::End { "the template ends".to_owned() } else { format!("`{image}` stands") };
        Ok(at.error(ErrorKind::Syntax, format!("{found} where {wanted} is expected")))
    }

    fn image(&self, token: &Token) -> &'t str {
        &self.text[token.start..token.end]
    }

    fn at(&mut self, token: &Token) -> At {
        self.places.at(token.start)
    }

    /// One level deeper. The caller subtracts it when it leaves.
    fn enter(&mut self) -> Result<(), Error> {
        self.depth += 1;
        if self.depth <= self.limits.depth {
            return Ok(());
        }
        let offset = self.last_end;
        let message = format!("nested deeper than {} levels: take it apart with #set", self.limits.depth);
        Err(self.places.at(offset).error(ErrorKind::Limit, message))
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }
}
