//! Tokens that are always written the same.

use super::{Kind, Operator};

pub(super) const LISTS: &[(&str, Kind)] = &[
    ("[", Kind::ListOpen),
    ("]", Kind::ListClose),
    (",", Kind::Comma),
    ("..", Kind::DoubleDot),
    (":", Kind::Colon),
    ("{", Kind::MapOpen),
    ("}", Kind::MapClose),
];

pub(super) const OPERATORS: &[(&str, Kind)] = &[
    ("-", Kind::Operator(Operator::Subtract)),
    ("+", Kind::Operator(Operator::Add)),
    ("*", Kind::Operator(Operator::Multiply)),
    ("/", Kind::Operator(Operator::Divide)),
    ("%", Kind::Operator(Operator::Remainder)),
    ("&&", Kind::Operator(Operator::And)),
    ("and", Kind::Operator(Operator::And)),
    ("||", Kind::Operator(Operator::Or)),
    ("or", Kind::Operator(Operator::Or)),
    ("<", Kind::Operator(Operator::Less)),
    ("lt", Kind::Operator(Operator::Less)),
    ("<=", Kind::Operator(Operator::LessOrEqual)),
    ("le", Kind::Operator(Operator::LessOrEqual)),
    (">", Kind::Operator(Operator::Greater)),
    ("gt", Kind::Operator(Operator::Greater)),
    (">=", Kind::Operator(Operator::GreaterOrEqual)),
    ("ge", Kind::Operator(Operator::GreaterOrEqual)),
    ("==", Kind::Operator(Operator::Equal)),
    ("eq", Kind::Operator(Operator::Equal)),
    ("!=", Kind::Operator(Operator::NotEqual)),
    ("ne", Kind::Operator(Operator::NotEqual)),
    ("!", Kind::Operator(Operator::Not)),
    ("not", Kind::Operator(Operator::Not)),
    ("=", Kind::Equals),
];

pub(super) const EMPTY_INDEXES: &[(&str, Kind)] =
    &[("$[", Kind::EmptyIndex), ("$![", Kind::EmptyIndex), ("$\\![", Kind::EmptyIndex), ("$.", Kind::EmptyIndex)];
