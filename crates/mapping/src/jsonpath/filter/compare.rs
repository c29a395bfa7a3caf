use super::Operator;
use super::operand::Operand;
use crate::jsonpath::read::Stop;
use std::cmp::Ordering;

/// `left operator right`. [`Stop::NotFound`]: the operator has no meaning for such operands, and the item is not taken.
pub(super) fn holds(left: &Operand<'_>, operator: Operator, right: &Operand<'_>) -> Result<bool, Stop> {
    Ok(match operator {
        Operator::Equal => left.equals(right),
        Operator::NotEqual => !left.equals(right),
        Operator::Same => left.same_kind(right) && left.equals(right),
        Operator::NotSame => !(left.same_kind(right) && left.equals(right)),
        Operator::Less => order(left, right).is_some_and(Ordering::is_lt),
        Operator::LessOrEqual => order(left, right).is_some_and(Ordering::is_le),
        Operator::Greater => order(left, right).is_some_and(Ordering::is_gt),
        Operator::GreaterOrEqual => order(left, right).is_some_and(Ordering::is_ge),
        Operator::Matches => matches(left, right)?,
        Operator::In => is_in(left, right)?,
        Operator::NotIn => !is_in(left, right)?,
        Operator::SubsetOf => {
            lists(left, right)?.is_some_and(|(left, right)| left.iter().all(|item| holds_item(right, item)))
        }
        Operator::AnyOf => {
            lists(left, right)?.is_some_and(|(left, right)| left.iter().any(|item| holds_item(right, item)))
        }
        Operator::NoneOf => {
            lists(left, right)?.is_some_and(|(left, right)| !left.iter().any(|item| holds_item(right, item)))
        }
        Operator::ContainsAll => {
            lists(left, right)?.is_some_and(|(left, right)| right.iter().all(|item| holds_item(left, item)))
        }
        Operator::Contains => contains(left, right)?,
        Operator::Size => has_size(left, right),
        Operator::Empty => is_empty(left, right)?,
    })
}

fn order(left: &Operand<'_>, right: &Operand<'_>) -> Option<Ordering> {
    match (left, right) {
        (Operand::Number(left), Operand::Number(right)) => left.order(right),
        (Operand::Text(left), Operand::Text(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

/// Exactly one side is the pattern.
fn matches(left: &Operand<'_>, right: &Operand<'_>) -> Result<bool, Stop> {
    let (pattern, input) = match (left, right) {
        (Operand::Pattern(_), Operand::Pattern(_)) => return Ok(false),
        (Operand::Pattern(pattern), input) | (input, Operand::Pattern(pattern)) => (pattern, input),
        _ => return Ok(false),
    };
    let input = match input {
        Operand::Text(text) => &**text,
        Operand::Number(number) => &*number.text,
        Operand::Bool(true) => "true",
        Operand::Bool(false) => "false",
        _ => "",
    };
    pattern.is_match(input).map_err(|_| Stop::Exhausted)
}

fn is_in(left: &Operand<'_>, right: &Operand<'_>) -> Result<bool, Stop> {
    match right {
        Operand::List(..) | Operand::Map(_) => Ok(right.items()?.is_some_and(|items| holds_item(items, left))),
        _ => Err(Stop::NotFound),
    }
}

fn holds_item(items: &[Operand<'_>], wanted: &Operand<'_>) -> bool {
    items.iter().any(|item| wanted.equals(item))
}

type Items<'o, 'f> = (&'o [Operand<'f>], &'o [Operand<'f>]);

fn lists<'o, 'f>(left: &'o Operand<'f>, right: &'o Operand<'f>) -> Result<Option<Items<'o, 'f>>, Stop> {
    let json = |operand: &Operand<'_>| matches!(operand, Operand::List(..) | Operand::Map(_));
    if !json(left) || !json(right) {
        return Err(Stop::NotFound);
    }
    Ok(left.items()?.zip(right.items()?))
}

fn contains(left: &Operand<'_>, right: &Operand<'_>) -> Result<bool, Stop> {
    match (left, right) {
        (Operand::Text(left), Operand::Text(right)) => Ok(left.contains(&**right)),
        (left, right) => Ok(left.items()?.is_some_and(|items| holds_item(items, right))),
    }
}

fn has_size(left: &Operand<'_>, right: &Operand<'_>) -> bool {
    let Operand::Number(size) = right else { return false };
    let length = match left {
        Operand::Text(text) => text.encode_utf16().count(),
        Operand::List(items, _) => items.len(),
        // Jayway's length of what has none.
        Operand::Map(_) => return size.value.trunc() == -1.0,
        _ => return false,
    };
    length as f64 == size.value.trunc()
}

fn is_empty(left: &Operand<'_>, right: &Operand<'_>) -> Result<bool, Stop> {
    let empty = match left {
        Operand::Text(text) => text.is_empty(),
        Operand::List(items, _) => items.is_empty(),
        Operand::Map(tollgate_vtl::Value::Map(map)) => map.0.borrow().is_empty(),
        _ => return Ok(false),
    };
    match right {
        Operand::Bool(wanted) => Ok(empty == *wanted),
        _ => Err(Stop::NotFound),
    }
}
