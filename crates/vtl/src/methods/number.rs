use super::{Called, whole};
use crate::number::{compare, double, int, wide};
use crate::render::Renderer;
use crate::{Number, Value};

impl Renderer<'_> {
    pub(super) fn number_method(&mut self, value: &Value, number: &Number, name: &str, arguments: &[Value]) -> Called {
        let found = match (name, arguments) {
            ("intValue", []) => Number::Int(int(number)),
            ("longValue", []) => Number::Long(wide(number)),
            ("doubleValue", []) => Number::Double(double(number)),
            ("shortValue", []) => Number::Int(i32::from(int(number) as i16)),
            ("byteValue", []) => Number::Int(i32::from(int(number) as i8)),
            ("compareTo", [Value::Number(other)]) if same_class(number, other) => {
                Number::Int(compare(number, other) as i32)
            }
            _ => match (number, arguments) {
                (Number::Int(_) | Number::Long(_), _) => return self.whole_static(value, number, name, arguments),
                (Number::Double(_) | Number::Written(..), _) => {
                    return self.double_static(value, number, name, arguments);
                }
                _ => return self.any_method(value, name, arguments),
            },
        };
        Ok(Some(Value::Number(found)))
    }

    /// What Java's `Integer` and `Long` have for their class: `#set($Integer = 0)$Integer.parseInt('12')`.
    fn whole_static(&mut self, value: &Value, number: &Number, name: &str, arguments: &[Value]) -> Called {
        let long = matches!(number, Number::Long(_));
        let parses = if long { ["parseLong", "valueOf"] } else { ["parseInt", "valueOf"] };
        let found = match (name, arguments) {
            (name, [Value::Text(text)]) if parses.contains(&name) => return self.parse_whole(text, 10, long),
            (name, [Value::Text(text), Value::Number(radix)]) if parses.contains(&name) => {
                return self.parse_whole(text, u32::try_from(int(radix)).unwrap_or(0), long);
            }
            ("valueOf", [Value::Number(Number::Int(other))]) if !long => Number::Int(*other),
            ("valueOf", [Value::Number(other @ (Number::Int(_) | Number::Long(_)))]) if long => {
                Number::Long(wide(other))
            }
            ("max" | "min" | "sum", [Value::Number(a), Value::Number(b)]) => {
                let found = of_two(name, wide(a), wide(b));
                if long { Number::Long(found) } else { Number::Int(found as i32) }
            }
            ("compare", [Value::Number(a), Value::Number(b)]) => Number::Int(wide(a).cmp(&wide(b)) as i32),
            ("signum", [Value::Number(a)]) => Number::Int(wide(a).signum() as i32),
            (_, [Value::Number(other)]) => match whole_text(long, name, other) {
                Some(text) => return self.some_text(text),
                None => return self.any_method(value, name, arguments),
            },
            _ => return self.any_method(value, name, arguments),
        };
        Ok(Some(Value::Number(found)))
    }

    fn parse_whole(&mut self, text: &str, radix: u32, long: bool) -> Called {
        let parsed = (2..=36).contains(&radix).then(|| i64::from_str_radix(text, radix).ok()).flatten();
        let found =
            if long { parsed.map(Number::Long) } else { parsed.and_then(|n| i32::try_from(n).ok()).map(Number::Int) };
        match found {
            Some(number) => Ok(Some(Value::Number(number))),
            None => {
                let near: String = text.chars().take(40).collect();
                self.fail(format!("`{near}` is no {} number", if long { "long" } else { "whole" }))
            }
        }
    }

    fn double_static(&mut self, value: &Value, number: &Number, name: &str, arguments: &[Value]) -> Called {
        let itself = double(number);
        Ok(Some(match (name, arguments) {
            ("valueOf", [Value::Number(other)]) => Value::Number(Number::Double(double(other))),
            ("isNaN", []) => Value::Bool(itself.is_nan()),
            ("isInfinite", []) => Value::Bool(itself.is_infinite()),
            ("parseDouble" | "valueOf", [Value::Text(text)]) => match parse_double(text) {
                Some(number) => Value::Number(Number::Double(number)),
                None => {
                    let near: String = text.chars().take(40).collect();
                    return self.fail(format!("`{near}` is no number"));
                }
            },
            ("max" | "min" | "sum", [Value::Number(a), Value::Number(b)]) => {
                let (a, b) = (double(a), double(b));
                Value::Number(Number::Double(match name {
                    "max" => a.max(b),
                    "min" => a.min(b),
                    _ => a + b,
                }))
            }
            ("compare", [Value::Number(a), Value::Number(b)]) => whole(double(a).total_cmp(&double(b)) as i32),
            _ => return self.any_method(value, name, arguments),
        }))
    }
}

fn of_two(name: &str, left: i64, right: i64) -> i64 {
    match name {
        "max" => left.max(right),
        "min" => left.min(right),
        _ => left.wrapping_add(right),
    }
}

fn whole_text(long: bool, name: &str, number: &Number) -> Option<String> {
    let bits = if long { wide(number) as u64 } else { u64::from(int(number) as u32) };
    Some(match name {
        "toHexString" => format!("{bits:x}"),
        "toBinaryString" => format!("{bits:b}"),
        "toOctalString" => format!("{bits:o}"),
        "toString" if long => wide(number).to_string(),
        "toString" => int(number).to_string(),
        _ => return None,
    })
}

/// Only numbers of one class can be compared by `compareTo`.
fn same_class(left: &Number, right: &Number) -> bool {
    let class = |number: &Number| match number {
        Number::Int(_) => 0,
        Number::Long(_) => 1,
        Number::Big(_) => 2,
        Number::Double(_) | Number::Written(..) => 3,
    };
    class(left) == class(right)
}

/// Java allows blanks around a number, and a `d` or `f` behind it.
fn parse_double(text: &str) -> Option<f64> {
    let text = text.trim_matches(|char| char <= ' ');
    let digits = text.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(text);
    let plain = digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    match text {
        "NaN" => Some(f64::NAN),
        "Infinity" | "+Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        _ => digits.parse().ok().filter(|_| plain),
    }
}
