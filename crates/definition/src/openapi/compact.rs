//! A tree as JSON: keys in their order, numbers in their digits.

use super::node::{Kind, Node};

/// The whole tree.
pub(super) fn json(node: &Node) -> String {
    let mut text = String::new();
    write(node, &mut text);
    text
}

pub(super) fn write(node: &Node, out: &mut String) {
    match &node.kind {
        Kind::Null => out.push_str("null"),
        Kind::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Kind::Number(text) => number(text, out),
        Kind::String(text) => string(text, out),
        Kind::Seq(items) => list(items.iter(), out, write),
        Kind::Map(_) => {
            map(node.entries().iter().map(|entry| (&*entry.key, &entry.value)), out, |_, value, out| write(value, out))
        }
    }
}

pub(super) fn list<T>(items: impl Iterator<Item = T>, out: &mut String, mut write: impl FnMut(T, &mut String)) {
    out.push('[');
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(']');
}

pub(super) fn map<'k, T>(
    entries: impl Iterator<Item = (&'k str, T)>,
    out: &mut String,
    mut write: impl FnMut(&str, T, &mut String),
) {
    out.push('{');
    for (at, (key, value)) in entries.enumerate() {
        if at > 0 {
            out.push(',');
        }
        string(key, out);
        out.push(':');
        write(key, value, out);
    }
    out.push('}');
}

pub(super) fn string(text: &str, out: &mut String) {
    // A string is always JSON.
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// YAML has numbers that JSON has not: `0x1F`, `+1`, `.5`, `.inf`.
fn number(text: &str, out: &mut String) {
    let based = |prefix, radix| text.strip_prefix(prefix).and_then(|digits| u64::from_str_radix(digits, radix).ok());
    if is_json(text) {
        out.push_str(text);
    } else if let Some(value) = based("0x", 16).or_else(|| based("0o", 8)) {
        out.push_str(&value.to_string());
    } else {
        match text.parse::<f64>().ok().and_then(serde_json::Number::from_f64) {
            Some(number) => out.push_str(&number.to_string()),
            None => string(text, out),
        }
    }
}

/// `-? (0 | [1-9][0-9]*) (\. [0-9]+)? ([eE] [-+]? [0-9]+)?` (RFC 8259, 6)
fn is_json(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (text, None),
    };
    let unsigned = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (unsigned, None),
    };
    let plain = digits(whole) && (whole == "0" || !whole.starts_with('0'));
    plain && fraction.is_none_or(digits) && exponent.is_none_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_json_and_keeps_its_order_and_digits() {
        let text = "{b: [1.10, 0x1F, +12, .5, .inf, 1e400], a: \"x\\n\\\"\", 'c': ~, d: yes, e: true}";
        let root = super::super::yaml::parse(text, 0).root.unwrap();
        let expected = r#"{"b":[1.10,31,12.0,0.5,".inf",1e400],"a":"x\n\"","c":null,"d":"yes","e":true}"#;
        assert_eq!(json(&root), expected);
    }
}
