//! A JSON document that was cut off: what of it is there whole.

use tollgate_mapping::json;
use tollgate_vtl::Value;

/// Deeper than this, what is open is not closed: it is no document then.
const DEEPEST: usize = 512;

/// The members and items that end before the cut, in the objects and lists that hold them. `None`: not even so is it JSON.
pub(crate) fn document(cut: &[u8]) -> Option<Value> {
    let text = String::from_utf8_lossy(cut);
    let closed = closed(&text)?;
    json::parse(&closed).ok()
}

/// What may stand where the scan is.
struct Scan {
    /// `}` and `]` of what is open.
    open: Vec<u8>,
    in_text: bool,
    escaped: bool,
    /// The last place where everything before is whole. Nothing was opened or closed since.
    whole: Option<usize>,
}

fn closed(text: &str) -> Option<String> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let mut scan = Scan { open: Vec::new(), in_text: false, escaped: false, whole: None };
    for (at, byte) in text.bytes().enumerate() {
        scan.next(at, byte)?;
    }
    let mut closed = text.get(..scan.whole?)?.to_owned();
    closed.extend(scan.open.iter().rev().map(|byte| char::from(*byte)));
    Some(closed)
}

impl Scan {
    /// `None`: nested deeper than it is followed.
    fn next(&mut self, at: usize, byte: u8) -> Option<()> {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_text => self.escaped = true,
            b'"' => self.in_text = !self.in_text,
            _ if self.in_text => {}
            b'{' | b'[' => {
                self.open.push(if byte == b'{' { b'}' } else { b']' });
                self.whole = Some(at + 1);
            }
            b'}' | b']' => {
                self.open.pop();
                self.whole = Some(at + 1);
            }
            // What stands before a comma is whole.
            b',' => self.whole = Some(at),
            _ => {}
        }
        (self.open.len() <= DEEPEST).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_before_the_cut_is_there() {
        for (cut, expected) in [
            (r#"{"a":1,"b":"tex"#, Some(r#"{"a":1}"#)),
            (r#"{"a":{"b":[1,2,{"c":3"#, Some(r#"{"a":{"b":[1,2,{}]}}"#)),
            (r#"{"a":"x,}","b":{"c":"\",","d"#, Some(r#"{"a":"x,}","b":{"c":"\","}}"#)),
            (r#"[{"a":1},{"b":2}"#, Some(r#"[{"a":1},{"b":2}]"#)),
            (r#"{"a"#, Some("{}")),
            (r#""only text"#, None),
            ("plain text, with a comma", None),
            ("", None),
        ] {
            let found = document(cut.as_bytes()).map(|value| {
                let mut text = String::new();
                json::print(&value, &mut text, 1000).unwrap();
                text
            });
            assert_eq!(found.as_deref(), expected, "{cut}");
        }
    }
}
