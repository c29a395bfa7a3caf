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
    /// The character in the file that stands for this place. `written` is the value as it is written there: a string of JSON,
    /// or a scalar of YAML. `None` where that is not certain: when the value was folded, or changed by the import before this
    /// place.
    pub(crate) fn span(&self, written: &str, start: u32) -> Option<Span> {
        let before = characters_before(&self.text, self.line, self.column)?;
        let mut source = characters(written, &self.text)?.into_iter();
        let mut value = self.text.chars();
        for _ in 0..before {
            let (_, character) = source.next()?;
            (value.next()? == character).then_some(())?;
        }
        let (at, character) = source.next()?;
        let is_same = value.next().is_none_or(|expected| expected == character);
        let length = written.get(at..)?.chars().next().map_or(0, char::len_utf8);
        is_same
            .then_some(Span { start: start + u32::try_from(at).ok()?, end: start + u32::try_from(at + length).ok()? })
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

fn characters(written: &str, text: &str) -> Option<Characters> {
    match written.chars().next()? {
        '"' => Some(double_quoted(written)),
        '\'' => Some(single_quoted(written)),
        '|' => literal(written, text),
        '>' => None,
        _ => Some(one_line(written.char_indices())),
    }
}

/// YAML folds what is on several lines.
fn one_line(characters: impl Iterator<Item = (usize, char)>) -> Characters {
    let mut found: Characters = characters.take_while(|(_, character)| !matches!(character, '\n' | '\r')).collect();
    found.extend(found.last().map(|(at, last)| (at + last.len_utf8(), '\n')));
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

/// `|`: each line without its indentation, which the first line that is not blank tells.
fn literal(written: &str, text: &str) -> Option<Characters> {
    let header = written.find('\n')? + 1;
    let blanks = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let is_blank = |line: &&str| line.trim_matches([' ', '\r']).is_empty();
    let (first, wanted) = text.split('\n').enumerate().find(|(_, line)| !is_blank(line))?;
    let indentation = blanks(written[header..].split('\n').nth(first)?).checked_sub(blanks(wanted))?;
    let mut found = Characters::new();
    let mut at = header;
    for line in written[header..].split_inclusive('\n') {
        let skipped = blanks(line).min(indentation);
        let content = line[skipped..].trim_end_matches('\n');
        let content = content.strip_suffix('\r').unwrap_or(content);
        let begin = at + skipped;
        found.extend(content.char_indices().map(|(offset, character)| (begin + offset, character)));
        found.push((begin + content.len(), '\n'));
        at += line.len();
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rest of the file from the place on that `line` and `column` of `text` are written at.
    fn found<'w>(written: &'w str, text: &str, (line, column): (u32, u32)) -> Option<&'w str> {
        let span = Within { text: text.into(), line, column }.span(written, 0)?;
        Some(&written[span.start as usize..])
    }

    #[test]
    fn a_place_in_a_value_is_a_place_in_its_file() {
        const LITERAL: &str = "|\n    ä\n      $x!y\n\n    end\n";
        const TEXT: &str = "ä\n  $x!y\n\nend\n";
        for (written, text, place, rest) in [
            // JSON (RFC 8259 section 7)
            (r##""a\n  #if(\"ü\") x""##, "a\n  #if(\"ü\") x", (2, 3), Some(r##"#if(\"ü\") x""##)),
            (r##""a\n  #if(\"ü\") x""##, "a\n  #if(\"ü\") x", (2, 9), Some(r##"\") x""##)),
            (r#""\u00e4\ud83d\ude00\/x""#, "ä😀/x", (1, 4), Some("x\"")),
            (r#""a\r\nb""#, "a\r\nb", (2, 1), Some("b\"")),
            // at the end of the text, and of a line
            (r#""a\nb""#, "a\nb", (2, 2), Some("\"")),
            (r#""a\nb""#, "a\nb", (1, 2), Some(r#"\nb""#)),
            // YAML 1.2.2, 8.1.2
            (LITERAL, TEXT, (2, 3), Some("$x!y\n\n    end\n")),
            (LITERAL, TEXT, (4, 2), Some("nd\n")),
            ("|2-\r\n   a\r\n    b\r\n", " a\n  b", (2, 3), Some("b\r\n")),
            ("| # a comment\n\n\n  a", "\n\na", (3, 1), Some("a")),
            // 7.3
            ("'it''s $x'", "it's $x", (1, 6), Some("$x'")),
            ("a $b", "a $b", (1, 3), Some("$b")),
            (r#""\x41$b""#, "A$b", (1, 2), Some("$b\"")),
        ] {
            assert_eq!(found(written, text, place), rest, "{written:?} {place:?}");
        }
    }

    #[test]
    fn what_is_not_certain_is_not_told() {
        for (written, text, place) in [
            // folded: a place before the fold is certain
            (">\n  a\n  b", "a b", (1, 3)),
            ("\"a\n  b\"", "a b", (1, 3)),
            ("a\n  b", "a b", (1, 3)),
            ("'a\n  b'", "a b", (1, 3)),
            // replaced by the import before the place
            ("\"${AWS::Region} $x\"", "us-east-1 $x", (1, 11)),
            // no place of the text
            ("\"a\"", "a", (1, 3)),
            ("\"a\"", "a", (2, 1)),
            ("\"a\"", "a", (0, 1)),
            ("", "", (1, 1)),
            ("|", "a", (1, 1)),
            (r#""\N""#, "\u{85}", (1, 1)),
        ] {
            assert_eq!(found(written, text, place), None, "{written:?} {place:?}");
        }
        assert_eq!(found("\"$x ${AWS::Region}\"", "$x us-east-1", (1, 2)), Some("x ${AWS::Region}\""));
    }
}
