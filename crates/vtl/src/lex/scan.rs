//! How far each kind of token reaches from where it begins: lengths in bytes, `None` when it does not begin there.

pub(super) fn blanks(text: &[u8]) -> usize {
    text.iter().take_while(|b| matches!(b, b' ' | b'\t')).count()
}

pub(super) fn white(text: &[u8]) -> usize {
    text.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count()
}

pub(super) fn newline(text: &[u8]) -> Option<usize> {
    match text {
        [b'\r', b'\n', ..] => Some(2),
        [b'\r' | b'\n', ..] => Some(1),
        _ => None,
    }
}

/// Trailing blanks and one newline, which a directive eats; 0 when no newline ends the blanks.
pub(super) fn line_end(text: &[u8]) -> usize {
    let blanks = blanks(text);
    newline(&text[blanks..]).map_or(0, |n| blanks + n)
}

/// `#set(` and `#{set}(`, from the `#`.
pub(super) fn set(text: &[u8]) -> Option<usize> {
    let name = [&b"#set"[..], b"#{set}"].into_iter().find(|name| text.starts_with(name))?.len();
    let spaces = text[name..].iter().take_while(|b| **b == b' ').count();
    (text.get(name + spaces) == Some(&b'(')).then_some(name + spaces + 1)
}

fn word_tail(text: &[u8]) -> usize {
    text.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'@')).count()
}

pub(super) fn word(text: &[u8]) -> Option<usize> {
    let first = text.first().filter(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'@'))?;
    debug_assert!(first.is_ascii());
    Some(1 + word_tail(&text[1..]))
}

/// `{name}`
pub(super) fn bracketed_word(text: &[u8]) -> Option<usize> {
    let [b'{', first, rest @ ..] = text else { return None };
    (first.is_ascii_alphabetic() || *first == b'_').then_some(())?;
    let tail = word_tail(rest);
    (rest.get(tail) == Some(&b'}')).then_some(tail + 3)
}

/// A name in a reference: `-` belongs to it.
pub(super) fn identifier(text: &[u8]) -> Option<usize> {
    text.first().filter(|b| b.is_ascii_alphabetic() || **b == b'_')?;
    Some(text.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count())
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|b| b.is_ascii_digit()).count()
}

/// A whole number, and whether `..` follows it: that makes it longer than the decimal `1.`.
pub(super) fn integer(text: &[u8]) -> Option<(usize, bool)> {
    let sign = usize::from(text.first() == Some(&b'-'));
    let digits = digits(&text[sign..]);
    (digits > 0).then(|| (sign + digits, text[sign + digits..].starts_with(b"..")))
}

fn exponent(text: &[u8]) -> usize {
    let [b'e' | b'E', rest @ ..] = text else { return 0 };
    let sign = usize::from(matches!(rest.first(), Some(b'+' | b'-')));
    match digits(&rest[sign..]) {
        0 => 0,
        n => 1 + sign + n,
    }
}

pub(super) fn float(text: &[u8]) -> Option<usize> {
    let sign = usize::from(text.first() == Some(&b'-'));
    let whole = sign + digits(&text[sign..]);
    if text.get(whole) == Some(&b'.') {
        let fraction = digits(&text[whole + 1..]);
        let end = whole + 1 + fraction;
        return (whole > sign || fraction > 0).then(|| end + exponent(&text[end..]));
    }
    let exponent = exponent(&text[whole..]);
    (whole > sign && exponent > 0).then_some(whole + exponent)
}

/// A string with its quotes, in which a doubled quote is one quote. When the last pair is not followed by an end, the
/// string ended at the first of the pair.
pub(super) fn string(text: &[u8]) -> Option<usize> {
    let quote = *text.first().filter(|b| matches!(b, b'"' | b'\''))?;
    let (mut at, mut end) = (1, None);
    while let Some(found) = memchr::memchr(quote, &text[at..]) {
        at += found + 1;
        end = Some(at);
        if text.get(at) != Some(&quote) {
            break;
        }
        at += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_reach_as_far_as_they_can() {
        let rows = [
            ("1..3", Some((1, true)), Some(2)),
            ("-12", Some((3, false)), None),
            ("1.5e3x", Some((1, false)), Some(5)),
        ];
        for (text, whole, decimal) in rows {
            assert_eq!((integer(text.as_bytes()), float(text.as_bytes())), (whole, decimal), "{text}");
        }
        for (text, decimal) in [("-.5", Some(3)), (".", None), ("1e", None), ("2e-1", Some(4)), ("5.e1", Some(4))] {
            assert_eq!(float(text.as_bytes()), decimal, "{text}");
        }
    }

    #[test]
    fn a_doubled_quote_does_not_end_a_string() {
        for (text, length) in
            [("'a''b' c", Some(6)), ("'a", None), ("\"\" x", Some(2)), ("'a''", Some(3)), ("''' x", Some(2))]
        {
            assert_eq!(string(text.as_bytes()), length, "{text}");
        }
    }
}
