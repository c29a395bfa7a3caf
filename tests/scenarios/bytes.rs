//! Bodies: what a scenario writes as text, as bytes.

use super::file::{Content, Payload};
use base64::prelude::{BASE64_STANDARD, Engine};
use flate2::Compression;
use flate2::read::{GzDecoder, GzEncoder, ZlibDecoder, ZlibEncoder};
use std::io::Read;

impl Payload {
    pub(super) fn bytes(&self) -> Vec<u8> {
        match self {
            Payload::Text(text) => text.clone().into_bytes(),
            Payload::Base64 { base64 } => BASE64_STANDARD.decode(base64).expect("base64"),
            Payload::Gzip { gzip } => all(GzEncoder::new(gzip.as_bytes(), Compression::default())).unwrap(),
            Payload::Deflate { deflate } => all(ZlibEncoder::new(deflate.as_bytes(), Compression::default())).unwrap(),
            Payload::Many { repeat, times } => repeat.repeat(*times).into_bytes(),
        }
    }
}

impl Content {
    /// What is wrong with these bytes.
    pub(super) fn fault(&self, got: &[u8]) -> Option<String> {
        let shown = String::from_utf8_lossy(&got[..got.len().min(2000)]);
        let fits = match self {
            Content::Text(text) => got == text.as_bytes(),
            Content::Json { json } => {
                let expected: serde_json::Value = serde_json::from_str(json).expect("JSON in a scenario");
                serde_json::from_slice::<serde_json::Value>(got).is_ok_and(|got| got == expected)
            }
            Content::Members { members } => {
                let expected: serde_json::Value = serde_json::from_str(members).expect("JSON in a scenario");
                serde_json::from_slice(got).is_ok_and(|got: serde_json::Value| has(&got, &expected))
            }
            Content::Contains { contains } => String::from_utf8_lossy(got).contains(contains),
            Content::Matches { matches } => whole(matches).is_match(&String::from_utf8_lossy(got)),
            Content::Base64 { base64 } => got == BASE64_STANDARD.decode(base64).expect("base64"),
            Content::Gzip { gzip } => all(GzDecoder::new(got)).is_ok_and(|text| text == gzip.as_bytes()),
            Content::Deflate { deflate } => all(ZlibDecoder::new(got)).is_ok_and(|text| text == deflate.as_bytes()),
            Content::Size { size } => got.len() == *size,
        };
        (!fits).then(|| format!("body: expected {self:?}\n        got {} bytes {shown:?}", got.len()))
    }
}

/// Objects may have more. A text that begins with `~` is a regular expression for the whole value; `~absent` is a member that
/// must not be there.
fn has(got: &serde_json::Value, expected: &serde_json::Value) -> bool {
    use serde_json::Value::{Object, String};
    match (got, expected) {
        (Object(got), Object(expected)) => expected.iter().all(|(key, value)| match got.get(key) {
            None => value == "~absent",
            Some(got) => has(got, value),
        }),
        (String(got), String(text)) => text.strip_prefix('~').map_or(got == text, |text| whole(text).is_match(got)),
        (got, expected) => got == expected,
    }
}

/// A regular expression for all of a text.
pub(super) fn whole(pattern: &str) -> regex::Regex {
    regex::Regex::new(&format!("(?s)^(?:{pattern})$")).expect("a regular expression in a scenario")
}

fn all(mut from: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.read_to_end(&mut bytes)?;
    Ok(bytes)
}
