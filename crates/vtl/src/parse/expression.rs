use super::Parser;
use crate::ast::Expression;
use crate::error::Error;
use crate::lex::{Kind, Operator};

/// From the loosest to the tightest binding.
const RANKS: [&[Operator]; 6] = [
    &[Operator::Or],
    &[Operator::And],
    &[Operator::Equal, Operator::NotEqual],
    &[Operator::Less, Operator::Greater, Operator::LessOrEqual, Operator::GreaterOrEqual],
    &[Operator::Add, Operator::Subtract],
    &[Operator::Multiply, Operator::Divide, Operator::Remainder],
];

impl Parser<'_, '_> {
    pub(super) fn expression(&mut self) -> Result<Expression, Error> {
        self.enter()?;
        let expression = self.ranked(0)?;
        self.leave();
        Ok(expression)
    }

    fn ranked(&mut self, rank: usize) -> Result<Expression, Error> {
        let Some(operators) = RANKS.get(rank) else { return self.unary() };
        let first = self.ranked(rank + 1)?;
        let mut rest = Vec::new();
        while let Kind::Operator(operator) = self.kind()? {
            if !operators.contains(&operator) {
                break;
            }
            self.next()?;
            rest.push((operator, self.ranked(rank + 1)?));
        }
        Ok(if rest.is_empty() { first } else { Expression::Chain(Box::new(first), rest.into()) })
    }

    fn unary(&mut self) -> Result<Expression, Error> {
        let blank = self.kind()? == Kind::Blank;
        if self.peek(usize::from(blank))?.kind != Kind::Operator(Operator::Not) {
            return self.primary();
        }
        self.skip(Kind::Blank)?;
        self.next()?;
        self.enter()?;
        let inner = self.unary()?;
        self.leave();
        Ok(Expression::Not(Box::new(inner)))
    }

    fn primary(&mut self) -> Result<Expression, Error> {
        self.skip(Kind::Blank)?;
        if self.kind()? != Kind::Open {
            return self.parameter();
        }
        self.next()?;
        let inner = self.expression()?;
        self.expect(Kind::Close, "an operator or `)`")?;
        self.skip(Kind::Blank)?;
        Ok(inner)
    }

    /// An argument, an element, an operand.
    pub(super) fn parameter(&mut self) -> Result<Expression, Error> {
        self.skip(Kind::Blank)?;
        let value = self.argument()?;
        self.skip(Kind::Blank)?;
        Ok(value)
    }

    /// A value without the blanks around it.
    pub(super) fn argument(&mut self) -> Result<Expression, Error> {
        match self.kind()? {
            Kind::Float => self.float(),
            Kind::ListOpen => self.list(),
            Kind::MapOpen => self.map(),
            _ => self.scalar(),
        }
    }

    /// What stands between the brackets of an index.
    pub(super) fn index(&mut self) -> Result<Expression, Error> {
        self.skip(Kind::Blank)?;
        let value = self.scalar()?;
        self.skip(Kind::Blank)?;
        Ok(value)
    }

    fn scalar(&mut self) -> Result<Expression, Error> {
        match self.kind()? {
            Kind::String => self.string(),
            Kind::Integer => self.integer(),
            Kind::True => self.next().map(|_| Expression::Bool(true)),
            Kind::False => self.next().map(|_| Expression::Bool(false)),
            Kind::Identifier | Kind::LeftCurly => self.reference(),
            _ => Err(self.unexpected("a value")?),
        }
    }

    /// `[a, b]`, or `[a..b]` when its first element is a reference or a whole number.
    fn list(&mut self) -> Result<Expression, Error> {
        self.next()?;
        self.enter()?;
        let mut items = Vec::new();
        if self.kind()? != Kind::ListClose {
            items.push(self.parameter()?);
            if may_end(&items) && self.skip(Kind::DoubleDot)? {
                let end = self.parameter()?;
                if !may_end(std::slice::from_ref(&end)) {
                    return Err(self.unexpected("a reference or a whole number as the end of a range")?);
                }
                self.expect(Kind::ListClose, "`]`")?;
                self.leave();
                let start = items.pop().unwrap_or(Expression::Null);
                return Ok(Expression::Range(Box::new((start, end))));
            }
            while self.skip(Kind::Comma)? {
                items.push(self.parameter()?);
            }
        }
        self.leave();
        self.expect(Kind::ListClose, "`,` or `]`")?;
        Ok(Expression::List(items.into()))
    }

    fn map(&mut self) -> Result<Expression, Error> {
        self.next()?;
        self.enter()?;
        let mut entries = Vec::new();
        self.skip(Kind::Blank)?;
        while !matches!(self.kind()?, Kind::MapClose | Kind::RightCurly) {
            if !entries.is_empty() {
                self.expect(Kind::Comma, "`,` or `}`")?;
            }
            let key = self.parameter()?;
            self.expect(Kind::Colon, "`:`")?;
            entries.push((key, self.parameter()?));
        }
        self.next()?;
        self.leave();
        Ok(Expression::Map(entries.into()))
    }
}

/// Ends of a range are references and whole numbers.
fn may_end(ends: &[Expression]) -> bool {
    use Expression::{Big, Int, Long, Null, Reference};
    matches!(ends, [Int(_) | Long(_) | Big(_) | Reference(_) | Null])
}
