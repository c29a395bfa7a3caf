//! What stands after a backslash (java.util.regex.Pattern, "Summary of regular-expression constructs").

use super::reader::{PatternError, Reader};
use std::fmt::Write;

/// Java's line terminators, for use inside a class.
pub(super) const TERMINATORS: &str = r"\n\r\x{85}\x{2028}\x{2029}";

/// One escape, the same inside and outside a class.
pub(super) enum Escape {
    Character(char),
    /// A class, brackets included.
    Set(String),
    /// `\Q…\E`
    Quoted(String),
    /// What means something outside a class alone; it is not read yet.
    Other(char),
}

/// After the backslash. `unicode`: Java's `UNICODE_CHARACTER_CLASS`.
pub(super) fn read(reader: &mut Reader<'_>, unicode: bool) -> Result<Escape, PatternError> {
    let start = *reader;
    let c = reader.take().ok_or_else(|| start.fail("a backslash is the last character"))?;
    let character = |c| Ok(Escape::Character(c));
    match c {
        't' => character('\t'),
        'n' => character('\n'),
        'r' => character('\r'),
        'f' => character('\x0C'),
        'a' => character('\x07'),
        'e' => character('\x1B'),
        '0' => number(reader, 3, 8, &start).map(Escape::Character),
        'x' if reader.eat("{") => braced(reader, &start).map(Escape::Character),
        'x' => fixed(reader, 2, &start).and_then(|n| scalar(n, &start)).map(Escape::Character),
        'u' => utf16(reader, &start).map(Escape::Character),
        'c' => control(reader, &start).map(Escape::Character),
        'd' | 'D' | 's' | 'S' | 'w' | 'W' if unicode => Ok(Escape::Set(format!(r"[\{c}]"))),
        'd' | 'D' | 's' | 'S' | 'w' | 'W' | 'h' | 'H' | 'v' | 'V' => Ok(Escape::Set(set(c))),
        'p' | 'P' => property(reader, c == 'P', unicode, &start).map(Escape::Set),
        'Q' => {
            let quoted = reader.take_until("\\E");
            let rest = quoted.unwrap_or_else(|| reader.take_while(usize::MAX, |_| true));
            Ok(Escape::Quoted(rest.to_owned()))
        }
        c if c.is_ascii_alphanumeric() => Ok(Escape::Other(c)),
        c => character(c),
    }
}

/// The predefined classes, which are ASCII's unless a flag says otherwise.
fn set(c: char) -> String {
    let of = match c.to_ascii_lowercase() {
        'd' => "0-9",
        's' => r" \t\n\x0B\x0C\r",
        'w' => "a-zA-Z0-9_",
        'h' => r" \t\x{A0}\x{1680}\x{180E}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}",
        _ => r"\n\x0B\x0C\r\x{85}\x{2028}\x{2029}",
    };
    let negated = if c.is_ascii_uppercase() { "^" } else { "" };
    format!("[{negated}{of}]")
}

fn number(reader: &mut Reader<'_>, most: usize, radix: u32, start: &Reader<'_>) -> Result<char, PatternError> {
    let digits = reader.take_while(most, |c| c.is_digit(radix));
    let value = u32::from_str_radix(digits, radix).map_err(|_| start.fail("the escape has no digits"))?;
    scalar(value, start)
}

fn braced(reader: &mut Reader<'_>, start: &Reader<'_>) -> Result<char, PatternError> {
    let digits = reader.take_until("}").ok_or_else(|| start.fail("`\\x{` has no closing brace"))?;
    let value = u32::from_str_radix(digits, 16).map_err(|_| start.fail("`\\x{…}` has no hexadecimal number"))?;
    scalar(value, start)
}

/// Exactly so many hexadecimal digits.
fn fixed(reader: &mut Reader<'_>, digits: usize, start: &Reader<'_>) -> Result<u32, PatternError> {
    let taken = reader.take_while(digits, |c| c.is_ascii_hexdigit());
    let value = u32::from_str_radix(taken, 16).ok().filter(|_| taken.len() == digits);
    value.ok_or_else(|| start.fail(format!("the escape needs {digits} hexadecimal digits")))
}

/// `\uXXXX`, or two that are the halves of one character.
fn utf16(reader: &mut Reader<'_>, start: &Reader<'_>) -> Result<char, PatternError> {
    let high = fixed(reader, 4, start)?;
    if !(0xD800..0xDC00).contains(&high) || !reader.eat("\\u") {
        return scalar(high, start);
    }
    let low = fixed(reader, 4, start)?;
    match low.checked_sub(0xDC00).filter(|low| *low < 0x400) {
        Some(low) => scalar(0x1_0000 + ((high - 0xD800) << 10) + low, start),
        None => scalar(high, start),
    }
}

fn control(reader: &mut Reader<'_>, start: &Reader<'_>) -> Result<char, PatternError> {
    let c = reader.take().filter(char::is_ascii).ok_or_else(|| start.fail("`\\c` needs a character"))?;
    scalar(u32::from(c) ^ 64, start)
}

fn scalar(value: u32, start: &Reader<'_>) -> Result<char, PatternError> {
    char::from_u32(value).ok_or_else(|| start.fail("the escape is no character of Unicode"))
}

/// Unicode's property for a POSIX name, where that is asked for.
fn unicode_property(name: &str) -> Option<&'static str> {
    Some(match name {
        "Lower" => "Lowercase",
        "Upper" => "Uppercase",
        "Alpha" => "Alphabetic",
        "Digit" => "Nd",
        "Punct" => "P",
        "Space" => "White_Space",
        _ => return None,
    })
}

/// `\p{…}`, `\pL`. POSIX names are ASCII's unless a flag says otherwise.
fn property(reader: &mut Reader<'_>, negated: bool, unicode: bool, start: &Reader<'_>) -> Result<String, PatternError> {
    let name = if reader.eat("{") {
        reader.take_until("}").ok_or_else(|| start.fail("`\\p{` has no closing brace"))?
    } else {
        reader.take_while(1, |_| true)
    };
    let not = if negated { "^" } else { "" };
    let name = unicode_property(name).filter(|_| unicode).unwrap_or(name);
    Ok(match name {
        "Lower" | "Upper" | "ASCII" | "Alpha" | "Digit" | "Alnum" | "Punct" | "Graph" | "Print" | "Blank" | "Cntrl"
        | "XDigit" | "Space" => format!("[[:{not}{}:]]", name.to_ascii_lowercase()),
        "javaLowerCase" => format!(r"[{not}\p{{Lowercase}}]"),
        "javaUpperCase" => format!(r"[{not}\p{{Uppercase}}]"),
        "javaWhitespace" => format!(r"[{not}\p{{White_Space}}&&[^\x{{85}}\x{{A0}}\x{{2007}}\x{{202F}}]]"),
        name if name.starts_with("In") || name.starts_with("blk=") || name.starts_with("block=") => {
            return Err(start.fail(format!("Unicode blocks such as `{name}` are not supported; name a script")));
        }
        name if !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '=' | '-')) => {
            format!(r"[{not}\p{{{}}}]", name.strip_prefix("Is").unwrap_or(name))
        }
        name => return Err(start.fail(format!("`{name}` is no property of characters"))),
    })
}

/// The character itself, inside and outside a class.
pub(super) fn push_literal(out: &mut String, c: char) {
    if c.is_ascii_alphanumeric() || c == '_' || (!c.is_ascii() && !c.is_whitespace() && !c.is_control()) {
        out.push(c);
    } else {
        let _ = write!(out, r"\x{{{:X}}}", u32::from(c));
    }
}
