//! Strings, numbers and bare words.

use super::Unreadable;
use super::read::{Reader, Until};
use num_bigint::BigInt;
use std::rc::Rc;
use tollgate_vtl::{Number, Value};

impl<'t> Reader<'t> {
    /// A word without quotes, to its end, without the blanks around it.
    pub(super) fn bare(&mut self, until: Until) -> &'t str {
        let start = self.at;
        self.skip_bare(until);
        trim(&self.text[start..self.at])
    }

    fn skip_bare(&mut self, until: Until) {
        while self.peek().is_some_and(|byte| !until.ends(byte)) {
            self.at += 1;
        }
    }

    /// A string, the reader at its opening quote.
    pub(super) fn string(&mut self, quote: u8) -> Result<Rc<str>, Unreadable> {
        let rest = &self.text[self.at + 1..];
        let Some(end) = memchr::memchr2(quote, b'\\', rest.as_bytes()) else {
            return self.refuse("the string is not closed");
        };
        if rest.as_bytes()[end] == quote {
            self.at += end + 2;
            return Ok(Rc::from(&rest[..end]));
        }
        self.at += 1;
        self.escaped(quote).map(Rc::from)
    }

    /// A string with escapes in it; control characters written raw in such a one are dropped.
    fn escaped(&mut self, quote: u8) -> Result<String, Unreadable> {
        let mut text = String::new();
        let mut high = None;
        loop {
            let Some(character) = self.text[self.at..].chars().next() else {
                return self.refuse("the string is not closed");
            };
            self.at += character.len_utf8();
            let unit = match character {
                '\\' => self.escape()?,
                _ if character == char::from(quote) => break,
                '\0'..='\u{1f}' | '\u{7f}' if !self.exact => None,
                _ => Some(u32::from(character)),
            };
            push(&mut text, &mut high, unit);
        }
        flush(&mut text, &mut high);
        Ok(text)
    }

    /// The code unit that an escape stands for, the reader after the `\`. Unknown escapes stand for nothing.
    fn escape(&mut self) -> Result<Option<u32>, Unreadable> {
        let Some(character) = self.text[self.at..].chars().next() else {
            return self.refuse("the string is not closed");
        };
        self.at += character.len_utf8();
        Ok(Some(match character {
            't' => 9,
            'n' => 10,
            'r' => 13,
            'f' => 12,
            'b' => 8,
            '\\' | '/' | '\'' | '"' => u32::from(character),
            'u' => self.hex(4)?,
            'x' => self.hex(2)?,
            _ => return Ok(None),
        }))
    }

    fn hex(&mut self, digits: usize) -> Result<u32, Unreadable> {
        let mut value = 0;
        for _ in 0..digits {
            match self.peek().and_then(|byte| char::from(byte).to_digit(16)) {
                Some(digit) => value = value * 16 + digit,
                None => return self.refuse("a hexadecimal digit was expected"),
            }
            self.at += 1;
        }
        Ok(value)
    }

    /// A number, or a bare word that begins like one.
    pub(super) fn number(&mut self, until: Until) -> Result<Value, Unreadable> {
        let start = self.at;
        self.at += 1;
        self.skip_digits();
        let mut decimal = false;
        if self.peek() == Some(b'.') {
            decimal = true;
            self.at += 1;
            self.skip_digits();
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            decimal = true;
            self.at += 1;
            if !matches!(self.peek(), Some(b'+' | b'-' | b'0'..=b'9')) {
                self.skip_bare(until);
                return Ok(Value::Text(Rc::from(trim(&self.text[start..self.at]))));
            }
            self.at += 1;
            self.skip_digits();
        }
        let end = self.at;
        self.skip_space();
        if self.peek().is_some_and(|byte| !until.ends(byte)) {
            self.skip_bare(until);
            return Ok(Value::Text(Rc::from(trim(&self.text[start..self.at]))));
        }
        let text = &self.text[start..end];
        let number = if decimal { decimal_of(text) } else { integer_of(text) };
        number.map(Value::Number).ok_or(Unreadable { why: "the number has no exponent", at: end })
    }

    fn skip_digits(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
    }
}

/// Digits of an integer that is calculated with as such: reading it takes the square of them. A longer one stays as it is
/// written, and is calculated with as a double.
const MAX_DIGITS: usize = 1_000;

/// The smallest of Java's integers that holds it. A lone `-` is zero.
fn integer_of(text: &str) -> Option<Number> {
    if text == "-" {
        return Some(Number::Int(0));
    }
    if text.len() > MAX_DIGITS {
        return decimal_of(text);
    }
    if let Ok(int) = text.parse() {
        return Some(Number::Int(int));
    }
    match text.parse() {
        Ok(long) => Some(Number::Long(long)),
        Err(_) => text.parse::<BigInt>().ok().map(|big| Number::Big(Rc::new(big))),
    }
}

fn decimal_of(text: &str) -> Option<Number> {
    let value: f64 = text.parse().ok()?;
    Some(if is_json(text) { Number::Written(Rc::from(text), value) } else { Number::Double(value) })
}

/// Could the number be written so in JSON: no leading zero, digits on both sides of the point.
fn is_json(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let whole = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let point = digits.get(whole) == Some(&b'.');
    whole > 0 && (whole == 1 || digits[0] != b'0') && (!point || digits.get(whole + 1).is_some_and(u8::is_ascii_digit))
}

/// Adds a UTF-16 code unit, or a whole character above them. Half a pair becomes `?`, as where Java writes UTF-8.
fn push(text: &mut String, high: &mut Option<u32>, unit: Option<u32>) {
    let Some(unit) = unit else { return };
    match (high.take(), unit) {
        (Some(first), 0xDC00..=0xDFFF) => {
            let whole = 0x10000 + ((first - 0xD800) << 10) + (unit - 0xDC00);
            text.push(char::from_u32(whole).unwrap_or('?'));
        }
        (first, unit) => {
            text.extend(first.map(|_| '?'));
            match unit {
                0xD800..=0xDBFF => *high = Some(unit),
                unit => text.push(char::from_u32(unit).unwrap_or('?')),
            }
        }
    }
}

fn flush(text: &mut String, high: &mut Option<u32>) {
    text.extend(high.take().map(|_| '?'));
}

/// As Java's `trim`.
fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c <= ' ')
}
