//! Numbers compared by their value.

use serde_json::{Number, Value};
use std::cmp::Ordering;

/// Digits after the point that are divided exactly.
const MAX_SCALE: u32 = 18;

/// `None` for what is no number.
pub(super) fn compare(left: &Number, right: &Number) -> Option<Ordering> {
    match (left.as_i128(), right.as_i128()) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}

/// Is `value` so many times `divisor`? As decimals where both have few digits: 0.3 is three times 0.1.
pub(super) fn is_multiple(value: &Number, divisor: &Number) -> bool {
    let exact = || {
        let (value, value_scale) = decimal(value)?;
        let (divisor, divisor_scale) = decimal(divisor)?;
        let scale = value_scale.max(divisor_scale);
        let value = value.checked_mul(10_i128.checked_pow(scale - value_scale)?)?;
        value.checked_rem(divisor.checked_mul(10_i128.checked_pow(scale - divisor_scale)?)?)
    };
    match exact() {
        Some(remainder) => remainder == 0,
        None => value.as_f64().zip(divisor.as_f64()).is_some_and(|(value, divisor)| value % divisor == 0.0),
    }
}

/// Digits, and how many of them are after the point.
fn decimal(number: &Number) -> Option<(i128, u32)> {
    if let Some(whole) = number.as_i128() {
        return Some((whole, 0));
    }
    let text = number.to_string();
    let (whole, part) = text.split_once('.')?;
    let scale = u32::try_from(part.len()).ok().filter(|scale| *scale <= MAX_SCALE)?;
    format!("{whole}{part}").parse().ok().map(|digits| (digits, scale))
}

/// Equal as JSON, numbers by value: 1 is 1.0.
pub(super) fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => compare(left, right) == Some(Ordering::Equal),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, left)| right.get(name).is_some_and(|right| equal(left, right)))
        }
        (left, right) => left == right,
    }
}

/// A text that equal values share and others do not.
pub(super) fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Number(number) => match number.as_i128() {
            Some(whole) => out.push_str(&whole.to_string()),
            None => out.push_str(&float(number)),
        },
        Value::Array(items) => {
            out.push('[');
            items.iter().for_each(|item| {
                write(item, out);
                out.push(',');
            });
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            out.push('{');
            for (name, member) in members {
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                write(member, out);
                out.push(',');
            }
            out.push('}');
        }
        value => out.push_str(&value.to_string()),
    }
}

/// A whole number without its point.
fn float(number: &Number) -> String {
    match number.as_f64() {
        Some(value) if value.fract() == 0.0 => format!("{value:.0}"),
        _ => number.to_string(),
    }
}
