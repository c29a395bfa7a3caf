//! `$util` (api-gateway-mapping-template-reference).

use crate::json;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::fmt::Write;
use tollgate_vtl::{Failure, Value};

/// As commons-codec decodes: padding may be missing, and bits that fill up no byte are dropped.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// `$util.{name}(text)`. `None`: there is no such function.
pub(super) fn call(name: &str, text: &str) -> Result<Option<Value>, Failure> {
    Ok(Some(match name {
        "escapeJavaScript" => owned(escape_java_script(text)),
        "parseJson" => parse_json(text),
        "urlEncode" => owned(url_encode(text)),
        "urlDecode" => owned(url_decode(text)?),
        "base64Encode" => owned(base64::engine::general_purpose::STANDARD.encode(text)),
        "base64Decode" => owned(base64_decode(text)),
        _ => return Ok(None),
    }))
}

fn owned(text: String) -> Value {
    Value::Text(text.into())
}

/// Text that is no document at all gives nothing, as does a broken document.
fn parse_json(text: &str) -> Value {
    let begins = text.trim_start_matches([' ', '\r', '\n', '\t']).chars().next();
    match (json::parse(text), begins) {
        (Ok(Value::Text(_)), begins) if !matches!(begins, Some('"' | '\'')) => Value::Null,
        (Ok(value), _) => value,
        (Err(_), _) => Value::Null,
    }
}

/// `StringEscapeUtils.escapeJavaScript` of commons-lang 2.6: `'` as `\'`, which is not JSON, and `/` as `\/`.
fn escape_java_script(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for character in text.chars() {
        match character {
            '\'' | '"' | '\\' | '/' => out.extend(['\\', character]),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            ' '..='\u{7f}' => out.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    // Writing to a string cannot fail.
                    let _ = write!(out, "\\u{unit:04X}");
                }
            }
        }
    }
    out
}

/// `java.net.URLEncoder` in UTF-8.
fn url_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'*' | b'_' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            byte => {
                // Writing to a string cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// `java.net.URLDecoder` in UTF-8, which refuses a `%` without two digits.
fn url_decode(text: &str) -> Result<String, Failure> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            b'+' => bytes.push(b' '),
            b'%' => {
                let (byte, after) = escaped(rest).ok_or_else(|| Failure(format!("`{text}` is not URL-encoded")))?;
                bytes.push(byte);
                rest = after;
            }
            byte => bytes.push(*byte),
        }
    }
    Ok(lossy(bytes))
}

fn escaped(text: &[u8]) -> Option<(u8, &[u8])> {
    let [high, low, after @ ..] = text else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some((digit(*high)? << 4 | digit(*low)?, after))
}

/// Either alphabet; characters of neither are passed over.
fn base64_decode(text: &str) -> String {
    let known: Vec<u8> = text
        .bytes()
        .take_while(|byte| *byte != b'=')
        .filter_map(|byte| match byte {
            b'-' => Some(b'+'),
            b'_' => Some(b'/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'+' | b'/' => Some(byte),
            _ => None,
        })
        .collect();
    // One digit alone holds no byte.
    let whole = if known.len() % 4 == 1 { &known[..known.len() - 1] } else { &known[..] };
    lossy(LENIENT.decode(whole).unwrap_or_default())
}

fn lossy(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
