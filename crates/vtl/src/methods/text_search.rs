use super::unit::{Units, offset, place};
use super::{Called, int, whole};
use crate::Value;
use crate::render::Renderer;

impl Renderer<'_> {
    /// `indexOf`, `lastIndexOf` and `startsWith` from a place on, and the hash.
    pub(super) fn text_search(&mut self, text: &str, name: &str, arguments: &[Value]) -> Called {
        if let ("hashCode", []) = (name, arguments) {
            return Ok(Some(whole(hash(text))));
        }
        if !matches!(name, "indexOf" | "lastIndexOf" | "startsWith") {
            return Ok(None);
        }
        let (wanted, from) = match arguments {
            [wanted] => (wanted, None),
            [wanted, from] => match int(from) {
                Some(from) => (wanted, Some(from)),
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        let wanted = match wanted {
            Value::Text(wanted) => wanted.to_string(),
            // The number of a character.
            value => match int(value).and_then(|code| u32::try_from(code).ok()).map(char::from_u32) {
                Some(Some(char)) => char.to_string(),
                Some(None) => return Ok(Some(whole(-1))),
                None => return Ok(None),
            },
        };
        Ok(Some(match name {
            "indexOf" => whole(index(text, &wanted, from.unwrap_or(0))),
            "lastIndexOf" => whole(last_index(text, &wanted, from)),
            _ => Value::Bool(starts(text, &wanted, from.unwrap_or(0))),
        }))
    }
}

fn signed(place: usize) -> i32 {
    i32::try_from(place).unwrap_or(i32::MAX)
}

fn index(text: &str, wanted: &str, from: i32) -> i32 {
    let start = offset(text, usize::try_from(from).unwrap_or(0));
    text[start..].find(wanted).map_or(-1, |found| signed(place(text, start + found)))
}

fn last_index(text: &str, wanted: &str, from: Option<i32>) -> i32 {
    let end = match from {
        None => text.len(),
        Some(from) => match usize::try_from(from) {
            Ok(from) => (offset(text, from) + wanted.len()).min(text.len()),
            Err(_) => return -1,
        },
    };
    let end = (end..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
    text[..end].rfind(wanted).map_or(-1, |found| signed(place(text, found)))
}

fn starts(text: &str, wanted: &str, from: i32) -> bool {
    let Ok(from) = usize::try_from(from) else { return false };
    from <= Units::of(text).len() && text[offset(text, from)..].starts_with(wanted)
}

/// Java's `String.hashCode`.
pub(super) fn hash(text: &str) -> i32 {
    text.encode_utf16().fold(0_i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
}
