//! Text in UTF-16 units, in which Java counts.

use std::borrow::Cow;

/// Units of a text: for ASCII its bytes.
pub(super) enum Units<'t> {
    Ascii(&'t str),
    Wide(Vec<u16>),
}

impl<'t> Units<'t> {
    pub(super) fn of(text: &'t str) -> Units<'t> {
        if text.is_ascii() { Units::Ascii(text) } else { Units::Wide(text.encode_utf16().collect()) }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Units::Ascii(text) => text.len(),
            Units::Wide(units) => units.len(),
        }
    }

    /// A part within bounds; halves of a pair become the replacement character.
    pub(super) fn part(&self, start: usize, end: usize) -> Cow<'t, str> {
        match self {
            Units::Ascii(text) => Cow::Borrowed(&text[start..end]),
            Units::Wide(units) => Cow::Owned(String::from_utf16_lossy(&units[start..end])),
        }
    }
}

/// The place in units of an offset in bytes.
pub(super) fn place(text: &str, offset: usize) -> usize {
    text[..offset].encode_utf16().count()
}

/// The offset in bytes of a place in units; the end when it is past it.
pub(super) fn offset(text: &str, place: usize) -> usize {
    if text.is_ascii() {
        return place.min(text.len());
    }
    let mut units = 0;
    for (offset, char) in text.char_indices() {
        if units >= place {
            return offset;
        }
        units += char.len_utf16();
    }
    text.len()
}
