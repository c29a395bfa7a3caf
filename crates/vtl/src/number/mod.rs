//! Numbers as Java calculates and prints them.

mod text;

use crate::Number;
use crate::lex::Operator;
use num_bigint::BigInt;
use std::cmp::Ordering;
use std::rc::Rc;
pub(crate) use text::write;

/// In what two numbers are calculated together.
enum Pair {
    Whole(i64, i64),
    Big(BigInt, BigInt),
    Double(f64, f64),
}

fn pair(left: &Number, right: &Number) -> Pair {
    match (long(left), long(right)) {
        (Some(left), Some(right)) => Pair::Whole(left, right),
        _ => match (big(left), big(right)) {
            (Some(left), Some(right)) => Pair::Big(left, right),
            _ => Pair::Double(double(left), double(right)),
        },
    }
}

fn long(number: &Number) -> Option<i64> {
    match number {
        Number::Int(number) => Some(i64::from(*number)),
        Number::Long(number) => Some(*number),
        _ => None,
    }
}

fn big(number: &Number) -> Option<BigInt> {
    match number {
        Number::Big(number) => Some((**number).clone()),
        other => long(other).map(BigInt::from),
    }
}

/// Java's `doubleValue`.
pub(crate) fn double(number: &Number) -> f64 {
    match number {
        Number::Int(number) => f64::from(*number),
        Number::Long(number) => *number as f64,
        Number::Big(number) => number.to_string().parse().unwrap_or(f64::NAN),
        Number::Double(number) | Number::Written(_, number) => *number,
    }
}

/// Java's `longValue`: doubles are cut, and held within the range; of a `BigInteger` the lowest bits stay.
pub(crate) fn wide(number: &Number) -> i64 {
    match number {
        Number::Int(number) => i64::from(*number),
        Number::Long(number) => *number,
        Number::Big(number) => lowest_bits(number),
        Number::Double(number) | Number::Written(_, number) => *number as i64,
    }
}

fn lowest_bits(number: &BigInt) -> i64 {
    let bytes = number.to_signed_bytes_le();
    let fill = if bytes.last().is_some_and(|last| *last >= 0x80) { 0xff } else { 0 };
    let mut lowest = [fill; 8];
    for (to, from) in lowest.iter_mut().zip(&bytes) {
        *to = *from;
    }
    i64::from_le_bytes(lowest)
}

/// Java's `intValue`.
pub(crate) fn int(number: &Number) -> i32 {
    match number {
        Number::Double(number) | Number::Written(_, number) => *number as i32,
        other => wide(other) as i32,
    }
}

pub(crate) fn from_size(size: i64) -> Number {
    i32::try_from(size).map_or(Number::Long(size), Number::Int)
}

/// Bytes that it takes.
pub(crate) fn size(number: &Number) -> usize {
    match number {
        Number::Big(number) => usize::try_from(number.bits() / 8).unwrap_or(usize::MAX / 4) + 32,
        Number::Written(text, _) => text.len(),
        _ => 0,
    }
}

/// Bytes of the longest integer that is made: 65,536 bits.
pub(crate) const MOST_BYTES: usize = 8 * 1024;

/// What calculating with two numbers costs more than a step. Long ones are multiplied, divided and written digit by digit.
pub(crate) fn cost(left: &Number, right: &Number) -> usize {
    let words = |number: &Number| match number {
        Number::Big(_) => size(number) / 8,
        _ => 1,
    };
    words(left) * words(right) / 16
}

/// NaN is equal to everything, as in Velocity.
pub(crate) fn compare(left: &Number, right: &Number) -> Ordering {
    match pair(left, right) {
        Pair::Whole(left, right) => left.cmp(&right),
        Pair::Big(left, right) => left.cmp(&right),
        Pair::Double(left, right) => left.partial_cmp(&right).unwrap_or(Ordering::Equal),
    }
}

/// `None` for a division by zero.
pub(crate) fn calculate(operator: Operator, left: &Number, right: &Number) -> Option<Number> {
    let divides = matches!(operator, Operator::Divide | Operator::Remainder);
    match pair(left, right) {
        Pair::Whole(_, 0) if divides => None,
        Pair::Whole(a, b) => Some(whole(operator, a, b, matches!((left, right), (Number::Int(_), Number::Int(_))))),
        Pair::Big(_, b) if divides && b == BigInt::ZERO => None,
        Pair::Big(a, b) => big_result(operator, &a, &b),
        Pair::Double(_, b) if divides && b == 0.0 => None,
        Pair::Double(a, b) => Some(Number::Double(match operator {
            Operator::Add => a + b,
            Operator::Subtract => a - b,
            Operator::Multiply => a * b,
            Operator::Divide => a / b,
            _ => a % b,
        })),
    }
}

/// A result too large for a long becomes a `BigInteger`; two ints stay an int where it fits.
fn whole(operator: Operator, left: i64, right: i64, ints: bool) -> Number {
    let result = match operator {
        Operator::Add => left.checked_add(right),
        Operator::Subtract => left.checked_sub(right),
        Operator::Multiply => left.checked_mul(right),
        // The one overflow, MIN / -1, stays MIN in Java.
        Operator::Divide => Some(left.wrapping_div(right)),
        _ => Some(left.wrapping_rem(right)),
    };
    match result {
        Some(result) if ints => from_size(result),
        Some(result) => Number::Long(result),
        None => Number::Big(Rc::new(match operator {
            Operator::Add => BigInt::from(left) + right,
            Operator::Subtract => BigInt::from(left) - right,
            _ => BigInt::from(left) * right,
        })),
    }
}

/// Java's `mod` is never negative, and refuses a negative modulus.
fn big_result(operator: Operator, left: &BigInt, right: &BigInt) -> Option<Number> {
    let result = match operator {
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        Operator::Multiply => left * right,
        Operator::Divide => left / right,
        _ if *right < BigInt::ZERO => return None,
        _ => ((left % right) + right) % right,
    };
    Some(Number::Big(Rc::new(result)))
}
