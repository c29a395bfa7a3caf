//! From a place in a value to the place in the file that it was written at.

use crate::source::Span;

/// A place in the text of a value, as whoever reads that text counts: lines and columns from one, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Within {
    pub text: Box<str>,
    pub line: u32,
    pub column: u32,
}

impl Within {
    /// The character of the file that stands for this place, when the value is what is written at `span`: a string of JSON, or a
    /// scalar of YAML. `None` where that is not certain: when the value was folded, or changed by the import before this place.
    pub(crate) fn span(&self, file: &str, span: Span) -> Option<Span> {
        let before = characters_before(&self.text, self.line, self.column)?;
        let mut source = characters(file, span, &self.text)?.into_iter();
        let mut value = self.text.chars();
        for _ in 0..before {
            let (_, character) = source.next()?;
            (value.next()? == character).then_some(())?;
        }
        let (at, character) = source.next()?;
        let is_same = value.next().is_none_or(|expected| expected == character);
        let length = file.get(at..)?.chars().next().map_or(0, char::len_utf8);
        is_same.then(|| Span::from(at..at + length))
    }
}

/// Characters of a text before this place; the end of a line is a place.
fn characters_before(text: &str, line: u32, column: u32) -> Option<usize> {
    let (line, column) = ((line as usize).checked_sub(1)?, (column as usize).checked_sub(1)?);
    let lines = text.split('\n').take(line + 1);
    let lengths: Vec<usize> = lines.map(|line| line.chars().count()).collect();
    let last = *lengths.get(line)?;
    (column <= last).then(|| lengths.iter().take(line).map(|length| length + 1).sum::<usize>() + column)
}

/// Each character that a written value has, with the byte it begins at, and the end of the value. Ends before what is not
/// one character for one.
type Characters = Vec<(usize, char)>;

fn characters(file: &str, span: Span, text: &str) -> Option<Characters> {
    let start = span.start as usize;
    let written = file.get(start..span.end as usize)?;
    let indentation = file.get(..start)?.bytes().rev().take_while(|byte| *byte == b' ').count();
    let begins_line = file[..start - indentation].ends_with('\n');
    let found = match written.chars().next()? {
        '"' => double_quoted(written),
        '\'' => single_quoted(written),
        _ if begins_line => block(written, indentation, text),
        _ => one_line(written),
    };
    Some(found.into_iter().map(|(at, character)| (start + at, character)).collect())
}

/// YAML folds what is on several lines.
fn one_line(written: &str) -> Characters {
    let mut found: Characters =
        written.char_indices().take_while(|(_, character)| !matches!(character, '\n' | '\r')).collect();
    found.extend(found.last().map(|(at, last)| (at + last.len_utf8(), '\n')));
    found
}

/// A literal block from its first line with characters on: empty lines before it are of the value, its indentation is not
/// (YAML 1.2.2, 8.1.2).
fn block(written: &str, indentation: usize, text: &str) -> Characters {
    let leading = text.len() - text.trim_start_matches('\n').len();
    let mut found = vec![(0, '\n'); leading];
    let mut at = 0;
    for line in written.split_inclusive('\n') {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        let skipped = if at == 0 { 0 } else { spaces.min(indentation) };
        let content = line[skipped..].trim_end_matches('\n');
        let content = content.strip_suffix('\r').unwrap_or(content);
        let begin = at + skipped;
        found.extend(content.char_indices().map(|(offset, character)| (begin + offset, character)));
        found.push((begin + content.len(), '\n'));
        at += line.len();
    }
    found
}

/// `''` is one quote.
fn single_quoted(written: &str) -> Characters {
    let mut found = Characters::new();
    let mut rest = written.char_indices().skip(1).peekable();
    while let Some((at, character)) = rest.next() {
        let is_escape = character == '\'' && rest.next_if(|(_, next)| *next == '\'').is_some();
        match character {
            '\n' | '\r' => break,
            '\'' if !is_escape => {
                found.push((at, '\''));
                break;
            }
            character => found.push((at, character)),
        }
    }
    found
}

/// RFC 8259 section 7, which is nearly all of YAML's (5.7).
fn double_quoted(written: &str) -> Characters {
    let mut found = Characters::new();
    let mut at = 1;
    while let Some(character) = written.get(at..).and_then(|rest| rest.chars().next()) {
        let (character, length) = match character {
            '\n' | '\r' => break,
            '"' => {
                found.push((at, '"'));
                break;
            }
            '\\' => match escaped(&written[at..]) {
                Some(found) => found,
                None => break,
            },
            character => (character, character.len_utf8()),
        };
        found.push((at, character));
        at += length;
    }
    found
}

/// What an escape stands for, and its bytes.
fn escaped(rest: &str) -> Option<(char, usize)> {
    let hex = |from: usize, digits: usize| u32::from_str_radix(rest.get(from..from + digits)?, 16).ok();
    let simple = match rest.as_bytes().get(1)? {
        byte @ (b'"' | b'\\' | b'/') => char::from(*byte),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'x' => return Some((char::from_u32(hex(2, 2)?)?, 4)),
        b'u' => {
            let first = hex(2, 4)?;
            if let Some(character) = char::from_u32(first) {
                return Some((character, 6));
            }
            let second = rest.get(6..8).filter(|lead| *lead == "\\u").and_then(|_| hex(8, 4))?;
            let pair = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
            return Some((char::decode_utf16(pair).next()?.ok()?, 12));
        }
        _ => return None,
    };
    Some((simple, 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sources;
    use crate::openapi::written;

    /// What the file has from the place on that `line` and `column` of the value `a` are written at.
    fn found(file: &str, (line, column): (u32, u32)) -> Option<&str> {
        let mut sources = Sources::default();
        let id = sources.add("definition", file);
        let (text, span) =
            sources.file(id).and_then(|source| written(source, "a")).unwrap_or_else(|| panic!("{file:?}"));
        let exact = Within { text: text.into(), line, column }.span(file, span)?;
        Some(&file[exact.start as usize..])
    }

    #[test]
    fn a_place_in_a_value_is_a_place_in_its_file() {
        const LITERAL: &str = "a: |\n    ä\n      $x!y\n\n    end\nb: 1";
        for (file, place, rest) in [
            // JSON (RFC 8259 section 7)
            (r##"{"a": "b\n  #if(\"ü\") x"}"##, (2, 3), Some(r##"#if(\"ü\") x"}"##)),
            (r##"{"a": "b\n  #if(\"ü\") x"}"##, (2, 9), Some(r##"\") x"}"##)),
            (r#"{"a": "\u00e4\ud83d\ude00\/x"}"#, (1, 4), Some("x\"}")),
            (r#"{"a": "b\r\nc"}"#, (2, 1), Some("c\"}")),
            // at the end of the text, and of a line
            (r#"{"a": "b\nc"}"#, (2, 2), Some("\"}")),
            (r#"{"a": "b\nc"}"#, (1, 2), Some(r#"\nc"}"#)),
            // YAML 1.2.2, 8.1.2
            (LITERAL, (1, 1), Some("ä\n      $x!y\n\n    end\nb: 1")),
            (LITERAL, (2, 3), Some("$x!y\n\n    end\nb: 1")),
            (LITERAL, (4, 2), Some("nd\nb: 1")),
            ("a: |2-\r\n   b\r\n    c\r\n", (2, 3), Some("c\r\n")),
            ("a: | # a comment\n\n\n  b\n", (3, 1), Some("b\n")),
            // 7.3
            ("a: 'it''s $x'", (1, 6), Some("$x'")),
            ("a: b $c", (1, 3), Some("$c")),
            ("a: b $c # a comment", (1, 5), Some(" # a comment")),
            (r#"a: "\x41$b" "#, (1, 2), Some("$b\" ")),
            ("a:\n  b $c", (1, 3), Some("$c")),
            // folded after the place
            ("a: >\n  b\n  c", (1, 1), Some("b\n  c")),
        ] {
            assert_eq!(found(file, place), rest, "{file:?} {place:?}");
        }
    }

    #[test]
    fn what_is_not_certain_is_not_told() {
        for (file, place) in [
            ("a: >\n  b\n  c", (1, 3)),
            ("a: \"b\n  c\"", (1, 3)),
            ("a: b\n  c", (1, 3)),
            ("a:\n  b\n  c", (1, 3)),
            ("a: 'b\n  c'", (1, 3)),
            (r#"a: "\N""#, (1, 1)),
            // no place of the text
            ("a: \"b\"", (1, 3)),
            ("a: \"b\"", (2, 1)),
            ("a: \"b\"", (0, 1)),
            ("a: \"b\"", (1, 0)),
        ] {
            assert_eq!(found(file, place), None, "{file:?} {place:?}");
        }
    }

    /// import-api-aws-variables
    #[test]
    fn a_place_after_what_the_import_replaced_is_not_told() {
        let file = "\"$x ${AWS::Region} $y\"";
        let at = |column| {
            let within = Within { text: "$x us-east-1 $y".into(), line: 1, column };
            within.span(file, Span::from(0..file.len())).map(|span| &file[span.start as usize..])
        };
        assert_eq!((at(2), at(14)), (Some("x ${AWS::Region} $y\""), None));
    }
}
