//! Byte classes of RFC 9110, as folds without an early exit: the compiler turns these into vector code.

/// Is every byte a `tchar`, and is there one (RFC 9110 5.6.2, `token`).
pub(super) fn is_token(text: &[u8]) -> bool {
    !text.is_empty() & !text.iter().fold(false, |bad, &byte| bad | !is_tchar(byte))
}

/// Everything that is visible ASCII and no delimiter. Written as ranges, not as a table, so that it vectorises.
pub(super) const fn is_tchar(byte: u8) -> bool {
    let delimiter = (byte == b'"')
        | (byte == b'(')
        | (byte == b')')
        | (byte == b',')
        | (byte == b'/')
        | ((byte >= b':') & (byte <= b'@'))
        | ((byte >= b'[') & (byte <= b']'))
        | (byte == b'{')
        | (byte == b'}');
    (byte > 0x20) & (byte < 0x7f) & !delimiter
}

/// May every byte stand in a field value: visible, space, tab or obs-text (RFC 9110 5.5).
pub(super) fn is_field_value(text: &[u8]) -> bool {
    !text.iter().fold(false, |bad, &byte| bad | ((byte < 0x20) & (byte != b'\t')) | (byte == 0x7f))
}

/// May every byte stand in a request target: visible ASCII without `#` (RFC 9112 3.2; a fragment is never sent).
pub(super) fn is_target(text: &[u8]) -> bool {
    !text.iter().fold(false, |bad, &byte| bad | (byte <= 0x20) | (byte >= 0x7f) | (byte == b'#'))
}

/// Without spaces and tabs at either end.
pub(super) fn trim(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = text {
        text = rest;
    }
    while let [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9110 5.6.2.
    const TCHARS: &[u8] = b"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    #[test]
    fn a_token_holds_exactly_the_bytes_of_the_grammar() {
        for byte in 0..=255 {
            assert_eq!(is_token(&[byte]), TCHARS.contains(&byte), "{byte:#x}");
        }
        assert!(!is_token(b""));
    }

    #[test]
    fn values_hold_tabs_and_obs_text_but_no_controls() {
        for byte in 0..=255u8 {
            let legal = byte == b'\t' || (byte >= 0x20 && byte != 0x7f);
            assert_eq!(is_field_value(&[byte]), legal, "{byte:#x}");
        }
    }
}
