use super::Parser;
use super::statement::Nodes;
use crate::ast::{Escaped, Expression, Method, Node, Reference, Step};
use crate::error::Error;
use crate::lex::Kind;
use crate::regex::Pattern;

/// The first token of a reference, taken apart: `\\$$!{`.
struct Opening<'t> {
    escaped: bool,
    /// Backslashes that are printed, and the `$`s before the last, which an escaped reference loses.
    backslashes: usize,
    dollars: &'t str,
    /// `$`, `$!`, `${`, `$!{` or nothing, and the name when no brace precedes it.
    image: &'t str,
    /// Bytes before `image`.
    cut: usize,
}

/// A parsed reference and what surrounds it.
enum Parsed {
    Reference {
        reference: Reference,
        escaped: Option<Box<str>>,
    },
    /// No `$` leads to it, and it is its first token; or a backslash stands within `$\!`, and it resolves to nothing.
    Text(Box<str>),
}

impl<'t> Parser<'t, '_> {
    pub(super) fn printed_reference(&mut self, nodes: &mut Nodes) -> Result<(), Error> {
        match self.any_reference()? {
            Parsed::Text(text) => nodes.text(&text),
            Parsed::Reference { mut reference, escaped: Some(literal) } => {
                let prefix = reference.prefix.take().unwrap_or_default();
                let plain = literal.strip_prefix('$') == Some(self.names.name(reference.root));
                nodes.push(Node::Escaped(Box::new(Escaped { reference, prefix, literal, plain })));
            }
            Parsed::Reference { reference, escaped: None } => nodes.push(Node::Reference(reference)),
        }
        Ok(())
    }

    pub(super) fn reference(&mut self) -> Result<Expression, Error> {
        Ok(match self.any_reference()? {
            Parsed::Text(_) => Expression::Null,
            Parsed::Reference { reference, .. } => Expression::Reference(reference),
        })
    }

    /// What `#set` assigns to. As in Velocity, the first character of the first token is dropped from a plain name: a
    /// `$!name` and a `${name}` are set under names that nothing reads.
    pub(super) fn target(&mut self) -> Result<Reference, Error> {
        let token = self.peek(0)?.clone();
        let at = self.at(&token);
        if !matches!(token.kind, Kind::Identifier | Kind::LeftCurly) {
            return Err(self.unexpected("the reference that #set assigns to")?);
        }
        let plain = self.names.slot(take_apart(self.image(&token)).image.get(1..).unwrap_or_default());
        Ok(match self.any_reference()? {
            Parsed::Reference { reference, .. } if !reference.steps.is_empty() => reference,
            _ => Reference { root: plain, steps: Box::default(), at, prefix: None },
        })
    }

    fn any_reference(&mut self) -> Result<Parsed, Error> {
        let token = self.next()?;
        let at = self.at(&token);
        let opening = take_apart(self.image(&token));
        let start = token.start + opening.cut;
        let image = self.images.len() - (token.end - token.start);
        self.images.drain(image..image + opening.cut);
        let mut name = opening.image.trim_start_matches('$');
        name = name.strip_prefix('!').unwrap_or(name);
        let braces = token.kind == Kind::LeftCurly;
        if braces {
            let inner = self.expect(Kind::Identifier, "a name")?;
            name = self.image(&inner);
        }
        let root = self.names.slot(name);
        let steps = self.steps()?;
        if braces {
            self.expect(Kind::RightCurly, "`}` of `${`")?;
        }
        let literal = &self.text[start..self.last_end];
        if opening.image.contains("\\!") {
            return Ok(Parsed::Text("".into()));
        }
        if !opening.image.starts_with('$') {
            return Ok(Parsed::Text(opening.image.into()));
        }
        let escaped = opening.escaped.then(|| literal.into());
        let dollars = if opening.escaped { "" } else { opening.dollars };
        let prefix = ["\\".repeat(opening.backslashes).as_str(), dollars].concat();
        let prefix = (!prefix.is_empty()).then(|| prefix.into());
        Ok(Parsed::Reference { reference: Reference { root, steps: steps.into(), at, prefix }, escaped })
    }

    fn steps(&mut self) -> Result<Vec<Step>, Error> {
        let mut steps = Vec::new();
        loop {
            match self.kind()? {
                Kind::IndexOpen => {
                    self.next()?;
                    self.enter()?;
                    steps.push(Step::Index(self.index()?));
                    self.leave();
                    self.expect(Kind::IndexClose, "`]`")?;
                }
                Kind::Dot if self.peek(1)?.kind == Kind::Identifier => {
                    self.next()?;
                    steps.push(self.member()?);
                }
                _ => return Ok(steps),
            }
        }
    }

    fn member(&mut self) -> Result<Step, Error> {
        let token = self.next()?;
        let name = self.image(&token).into();
        if !(self.kind()? == Kind::Open && begins_arguments(self.peek(1)?.kind)) {
            return Ok(Step::Property(name));
        }
        let at = self.at(&token);
        self.next()?;
        self.enter()?;
        let mut arguments = Vec::new();
        if self.kind()? != Kind::CallClose {
            arguments.push(self.parameter()?);
            while self.skip(Kind::Comma)? {
                arguments.push(self.parameter()?);
            }
        }
        self.leave();
        self.expect(Kind::CallClose, "`,` or `)`")?;
        Ok(Step::Call(Box::new(Method { name, arguments: arguments.into(), at, pattern: Pattern::default() })))
    }
}

/// Otherwise it is a property followed by a parenthesis.
fn begins_arguments(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::CallClose
            | Kind::Blank
            | Kind::String
            | Kind::Integer
            | Kind::Float
            | Kind::ListOpen
            | Kind::MapOpen
            | Kind::True
            | Kind::False
            | Kind::Identifier
            | Kind::LeftCurly
    )
}

/// The first token of what may be a reference, without the backslashes and `$`s before its own.
pub(super) fn first_image(image: &str, kind: Kind) -> &str {
    if matches!(kind, Kind::Identifier | Kind::LeftCurly) { take_apart(image).image } else { image }
}

/// Backslashes before the `$` halve; an odd number escapes. `$`s before the last are text.
fn take_apart(image: &str) -> Opening<'_> {
    if image.contains("\\!") {
        return Opening { escaped: false, backslashes: 0, dollars: "", image, cut: 0 };
    }
    let backslashes = image.bytes().take_while(|b| *b == b'\\').count();
    let rest = &image[backslashes..];
    let last = rest.rfind('$').unwrap_or(0);
    Opening {
        escaped: backslashes % 2 == 1,
        backslashes: backslashes / 2,
        dollars: &rest[..last],
        image: &rest[last..],
        cut: backslashes + last,
    }
}
