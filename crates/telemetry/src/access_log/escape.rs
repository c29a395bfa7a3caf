//! Values made safe for where they stand: a client's text never ends a string, an element or a line.

use std::fmt::{self, Write};
use tollgate_model::log_format::Escape;

/// Escapes what is written through it.
pub(crate) struct Escaped<'o> {
    out: &'o mut String,
    /// Writes one character, when it cannot stand as it is.
    replace: fn(char, &mut String) -> bool,
}

impl<'o> Escaped<'o> {
    pub(crate) fn new(out: &'o mut String, escape: Escape) -> Self {
        let replace = match escape {
            Escape::Json => json,
            Escape::Xml => xml,
            Escape::Line => line,
        };
        Escaped { out, replace }
    }
}

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // Nearly every value is plain ASCII without anything that any of the three would touch.
        if text
            .bytes()
            .all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\' | b'\'' | b'&' | b'<' | b'>'))
        {
            self.out.push_str(text);
            return Ok(());
        }
        for character in text.chars() {
            if !(self.replace)(character, self.out) {
                self.out.push(character);
            }
        }
        Ok(())
    }
}

/// RFC 8259, section 7.
fn json(character: char, out: &mut String) -> bool {
    match character {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        control if control < ' ' => _ = write!(out, "\\u{:04x}", u32::from(control)),
        _ => return false,
    }
    true
}

/// XML 1.0, sections 2.2 (what is no character at all) and 4.6; line ends as references, so that a record is a line.
fn xml(character: char, out: &mut String) -> bool {
    match character {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&apos;"),
        '\t' | '\n' | '\r' => _ = write!(out, "&#{};", u32::from(character)),
        '\0'..' ' | '\u{fffe}' | '\u{ffff}' => out.push(char::REPLACEMENT_CHARACTER),
        _ => return false,
    }
    true
}

/// Every byte of a control character, a quote or a backslash as `\xHH`.
fn line(character: char, out: &mut String) -> bool {
    if !character.is_control() && !matches!(character, '"' | '\\') {
        return false;
    }
    for byte in character.encode_utf8(&mut [0; 4]).bytes() {
        _ = write!(out, "\\x{byte:02X}");
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_leave_its_place() {
        for (escape, text, expected) in [
            (Escape::Json, "plain /a?b=c", "plain /a?b=c"),
            (Escape::Json, "a\"b\\c\n\r\t\u{0}\u{1f}\u{7f}é", "a\\\"b\\\\c\\n\\r\\t\\u0000\\u001f\u{7f}é"),
            (Escape::Xml, "<a b='c'>&\"", "&lt;a b=&apos;c&apos;&gt;&amp;&quot;"),
            (Escape::Xml, "a\nb\u{0}c\u{ffff}é", "a&#10;b\u{fffd}c\u{fffd}é"),
            (Escape::Line, "a\"b\\c\r\nd'é", "a\\x22b\\x5Cc\\x0D\\x0Ad'é"),
            (Escape::Line, "\u{85}\u{7f}", "\\xC2\\x85\\x7F"),
        ] {
            let mut out = String::new();
            Escaped::new(&mut out, escape).write_str(text).unwrap();
            assert_eq!(out, expected, "{escape:?} {text:?}");
        }
    }
}
