//! What a plain YAML scalar is, by the core schema of YAML 1.2.2 (section 10.3.2): `yes`, `on` and dates are strings.

use super::node::Kind;

pub(super) fn resolve(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Bool(true),
        "false" | "False" | "FALSE" => Kind::Bool(false),
        _ if is_number(text) => Kind::Number(text.into()),
        _ => Kind::String(text.into()),
    }
}

fn is_number(text: &str) -> bool {
    let all = |digits: &str, fits: fn(&u8) -> bool| !digits.is_empty() && digits.as_bytes().iter().all(fits);
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, |digit| (b'0'..=b'7').contains(digit));
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, u8::is_ascii_hexdigit);
    }
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || is_decimal(unsigned)
}

/// `[0-9]+`, or `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_decimal(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let fits = digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty());
    let written = !mantissa.is_empty() && mantissa != ".";
    fits && written && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        for (text, kind) in [
            ("", "null"),
            ("~", "null"),
            ("Null", "null"),
            ("nULL", "a string"),
            ("true", "a boolean"),
            ("FALSE", "a boolean"),
            ("yes", "a string"),
            ("on", "a string"),
            ("No", "a string"),
            ("0", "a number"),
            ("-19", "a number"),
            ("0o14", "a number"),
            ("0o9", "a string"),
            ("0x3A", "a number"),
            ("0x", "a string"),
            ("1.", "a number"),
            (".5", "a number"),
            (".", "a string"),
            ("+12e03", "a number"),
            ("1e", "a string"),
            ("e5", "a string"),
            ("-2E+05", "a number"),
            ("-.inf", "a number"),
            (".nan", "a number"),
            ("-.nan", "a string"),
            ("3.0.1", "a string"),
            ("2012-01-01", "a string"),
            ("1_000", "a string"),
            ("-", "a string"),
        ] {
            let node = super::super::node::Node { kind: resolve(text), span: Default::default() };
            assert_eq!(node.describe(), kind, "{text:?}");
        }
    }
}
