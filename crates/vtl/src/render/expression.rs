use super::{Done, Renderer};
use crate::ast::Expression;
use crate::lex::Operator;
use crate::number;
use crate::{List, ListStyle, Map, Number, Value};
use indexmap::IndexMap;
use std::cmp::Ordering;
use std::rc::Rc;

/// Bytes that one place of a list or map takes, about.
pub(crate) const PLACE_BYTES: usize = 40;

impl Renderer<'_> {
    pub(super) fn value(&mut self, expression: &Expression) -> Done<Value> {
        self.step()?;
        Ok(match expression {
            Expression::Null => Value::Null,
            Expression::Bool(value) => Value::Bool(*value),
            Expression::Int(value) => Value::Number(Number::Int(*value)),
            Expression::Long(value) => Value::Number(Number::Long(*value)),
            Expression::Big(value) => Value::Number(Number::Big(Rc::new((**value).clone()))),
            Expression::Double(value) => Value::Number(Number::Double(*value)),
            Expression::Text(text) => return self.text(&**text),
            Expression::Template(nodes) => return self.template(nodes),
            Expression::Reference(reference) => match self.resolve(reference)? {
                Value::Null => self.nothing(),
                value => value,
            },
            Expression::List(items) => {
                self.bytes(items.len() * PLACE_BYTES)?;
                let items = items.iter().map(|item| self.value(item)).collect::<Done<Vec<_>>>()?;
                Value::List(List::new(items, ListStyle::Java))
            }
            Expression::Map(entries) => return self.map(entries),
            Expression::Range(ends) => return self.range(&ends.0, &ends.1),
            Expression::Not(inner) => Value::Bool(!self.truth(inner)?),
            Expression::Chain(first, rest) => return self.chain(first, rest),
        })
    }

    /// A string in double quotes.
    fn template(&mut self, nodes: &[crate::ast::Node]) -> Done<Value> {
        let outer = std::mem::take(&mut self.out);
        let outcome = self.block(nodes);
        let text = std::mem::replace(&mut self.out, outer);
        outcome?;
        self.text(text)
    }

    fn map(&mut self, entries: &[(Expression, Expression)]) -> Done<Value> {
        self.bytes(entries.len() * 2 * PLACE_BYTES)?;
        let mut map = IndexMap::with_capacity(entries.len());
        for (key, value) in entries {
            let key = self.value(key)?;
            let key = self.key(&key)?;
            map.insert(key, self.value(value)?);
        }
        Ok(Value::Map(Map::new(map)))
    }

    /// Keys are text here, whatever they are in Java.
    pub(crate) fn key(&mut self, key: &Value) -> Done<Rc<str>> {
        match key {
            Value::Text(text) => Ok(text.clone()),
            other => Ok(self.text_of(other)?.into()),
        }
    }

    /// `[1..3]`, up or down. Null when an end is no number.
    fn range(&mut self, start: &Expression, end: &Expression) -> Done<Value> {
        let (Value::Number(start), Value::Number(end)) = (self.value(start)?, self.value(end)?) else {
            return Ok(Value::Null);
        };
        let (start, end) = (number::int(&start), number::int(&end));
        let length = (i64::from(start) - i64::from(end)).unsigned_abs() + 1;
        self.bytes(usize::try_from(length).unwrap_or(usize::MAX).saturating_mul(PLACE_BYTES))?;
        let value = |n| Value::Number(Number::Int(n));
        let items =
            if start < end { (start..=end).map(value).collect() } else { (end..=start).rev().map(value).collect() };
        Ok(Value::List(List::new(items, ListStyle::Java)))
    }

    /// What `#if` asks: literals are false, references true unless they are `false` or nothing.
    pub(super) fn truth(&mut self, expression: &Expression) -> Done<bool> {
        match expression {
            Expression::Bool(value) => Ok(*value),
            Expression::Not(inner) => {
                self.step()?;
                Ok(!self.truth(inner)?)
            }
            Expression::Reference(reference) => {
                self.step()?;
                Ok(!matches!(self.resolve(reference)?, Value::Null | Value::Bool(false)))
            }
            Expression::Chain(first, rest) => match rest.first() {
                Some((operator, _)) if is_math(*operator) => Ok(false),
                _ => Ok(matches!(self.chain(first, rest)?, Value::Bool(true))),
            },
            _ => Ok(false),
        }
    }

    fn chain(&mut self, first: &Expression, rest: &[(Operator, Expression)]) -> Done<Value> {
        let Some((operator, _)) = rest.first() else { return self.value(first) };
        if matches!(operator, Operator::And | Operator::Or) {
            return Ok(Value::Bool(self.junction(*operator, first, rest)?));
        }
        if let (
            [(operator @ (Operator::Equal | Operator::NotEqual), Expression::Text(text))],
            Expression::Reference(_),
        ) = (rest, first)
        {
            let left = self.value(first)?;
            return Ok(Value::Bool(self.is_text(&left, text)? == (*operator == Operator::Equal)));
        }
        let mut left = self.value(first)?;
        for (operator, right) in rest {
            let right = self.value(right)?;
            self.step()?;
            left = self.apply(*operator, &left, &right)?;
        }
        Ok(left)
    }

    /// `&&` or `||`, all the same: the first that decides it ends it.
    fn junction(&mut self, operator: Operator, first: &Expression, rest: &[(Operator, Expression)]) -> Done<bool> {
        let deciding = operator == Operator::Or;
        for operand in std::iter::once(first).chain(rest.iter().map(|(_, operand)| operand)) {
            self.step()?;
            if self.truth(operand)? == deciding {
                return Ok(deciding);
            }
        }
        Ok(!deciding)
    }

    fn apply(&mut self, operator: Operator, left: &Value, right: &Value) -> Done<Value> {
        use Operator::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
        match operator {
            Equal => return Ok(Value::Bool(self.equal(left, right)?)),
            NotEqual => return Ok(Value::Bool(!self.equal(left, right)?)),
            Less | LessOrEqual | Greater | GreaterOrEqual => {}
            math => return self.calculate(math, left, right),
        }
        let (Value::Number(left), Value::Number(right)) = (left, right) else { return Ok(Value::Bool(false)) };
        self.steps(number::cost(left, left) + number::cost(right, right))?;
        let order = number::compare(left, right);
        Ok(Value::Bool(match operator {
            Less => order == Ordering::Less,
            LessOrEqual => order != Ordering::Greater,
            Greater => order == Ordering::Greater,
            _ => order != Ordering::Less,
        }))
    }

    /// Null when an operand is no number, and for a division by zero.
    fn calculate(&mut self, operator: Operator, left: &Value, right: &Value) -> Done<Value> {
        match (left, right) {
            (Value::Number(left), Value::Number(right)) => {
                self.bytes(number::size(left) + number::size(right))?;
                self.steps(number::cost(left, right))?;
                match number::calculate(operator, left, right) {
                    Some(long @ Number::Big(_)) if number::size(&long) > number::MOST_BYTES => {
                        Err(self.limit(format!("an integer of more than {} bytes", number::MOST_BYTES)))
                    }
                    number => Ok(number.map_or(Value::Null, Value::Number)),
                }
            }
            (Value::Text(_), _) | (_, Value::Text(_)) if operator == Operator::Add => self.join(left, right),
            _ => Ok(Value::Null),
        }
    }

    fn join(&mut self, left: &Value, right: &Value) -> Done<Value> {
        let mut text = self.text_of(left)?;
        self.bytes(text.len())?;
        text.push_str(&self.text_of(right)?);
        self.text(text)
    }
}

fn is_math(operator: Operator) -> bool {
    matches!(operator, Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide | Operator::Remainder)
}
