//! A parsed template. Names are places in a table of variables; literal text is kept as it prints.

use crate::error::{At, Error};
use crate::lex::Operator;
use crate::regex::Pattern;
use num_bigint::BigInt;
use std::sync::Arc;

/// A variable's place.
pub(crate) type Slot = u32;

#[derive(Debug)]
pub(crate) enum Node {
    Text(Box<str>),
    Reference(Reference),
    /// `\$x`: evaluated for what it does, printed as its own text.
    Escaped(Box<Escaped>),
    Set(Box<Set>),
    If(Box<If>),
    Foreach(Box<Foreach>),
    Define(Slot, Arc<[Node]>),
    Call(Arc<Call>),
    Break(Option<Expression>, At),
    Stop,
    Evaluate(Box<Expression>, At),
    /// Takes back the last character printed.
    CutLast,
    /// What is wrong only when it is rendered: `#include`, `#parse`, a `#foreach` without items.
    Fails(Box<Error>),
}

#[derive(Debug)]
pub(crate) struct Escaped {
    pub(crate) reference: Reference,
    pub(crate) prefix: Box<str>,
    pub(crate) literal: Box<str>,
    /// It is `$name`, which within a macro prints as the argument was written.
    pub(crate) plain: bool,
}

/// `$a.b[0].c(1)`
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) root: Slot,
    pub(crate) steps: Box<[Step]>,
    pub(crate) at: At,
    /// Printed before the value: backslashes, and `$`s that stood before it.
    pub(crate) prefix: Option<Box<str>>,
}

#[derive(Debug)]
pub(crate) enum Step {
    Property(Box<str>),
    Call(Box<Method>),
    Index(Expression),
}

#[derive(Debug)]
pub(crate) struct Method {
    pub(crate) name: Box<str>,
    pub(crate) arguments: Box<[Expression]>,
    pub(crate) at: At,
    /// The regular expression that it was last called with.
    pub(crate) pattern: Pattern,
}

#[derive(Debug)]
pub(crate) struct Set {
    pub(crate) target: Reference,
    pub(crate) value: Expression,
}

#[derive(Debug)]
pub(crate) struct If {
    pub(crate) arms: Box<[(Expression, Box<[Node]>)]>,
    pub(crate) otherwise: Box<[Node]>,
}

#[derive(Debug)]
pub(crate) struct Foreach {
    pub(crate) item: Slot,
    pub(crate) items: Expression,
    pub(crate) body: Box<[Node]>,
    pub(crate) at: At,
}

/// `#name(arguments)`, or with `@` a body: looked up when it is rendered, so a macro may be defined after it.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) name: Box<str>,
    pub(crate) arguments: Box<[Expression]>,
    /// The arguments as they are written.
    pub(crate) written: Box<[Box<str>]>,
    pub(crate) body: Option<Arc<[Node]>>,
    /// A bare word among the arguments, which no macro takes.
    pub(crate) word: Option<Box<str>>,
    /// Printed when there is no such macro.
    pub(crate) literal: Box<str>,
    pub(crate) at: At,
}

#[derive(Debug)]
pub(crate) struct Macro {
    pub(crate) name: Box<str>,
    pub(crate) parameters: Box<[Slot]>,
    pub(crate) body: Arc<[Node]>,
}

#[derive(Debug)]
pub(crate) enum Expression {
    Null,
    Bool(bool),
    Int(i32),
    Long(i64),
    Big(Box<BigInt>),
    Double(f64),
    Text(Box<str>),
    /// A string in double quotes with references or directives in it.
    Template(Box<[Node]>),
    Reference(Reference),
    List(Box<[Expression]>),
    Map(Box<[(Expression, Expression)]>),
    Range(Box<(Expression, Expression)>),
    Not(Box<Expression>),
    /// Operators of one rank, from left to right.
    Chain(Box<Expression>, Box<[(Operator, Expression)]>),
}
