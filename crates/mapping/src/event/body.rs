//! The body of a request as an event holds it: text, or Base64.

use super::write::Writer;
use crate::media::{BinaryMediaTypes, essence};
use std::borrow::Cow;

/// A body, and what it is told as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body<'b> {
    Empty,
    /// UTF-8; what is not becomes U+FFFD.
    Text(&'b [u8]),
    Base64(&'b [u8]),
}

/// What HTTP APIs tell as text besides `text/*` (recorded of the service; forms, and bodies without a type, are Base64).
const TEXTS: [&str; 3] = ["application/javascript", "application/json", "application/xml"];

impl<'b> Body<'b> {
    /// Of a REST API: binary is what its `binaryMediaTypes` name (lambda-proxy-binary-media).
    pub fn rest(bytes: &'b [u8], binary: &BinaryMediaTypes, content_type: Option<&str>) -> Body<'b> {
        Body::of(bytes, binary.contains(essence(content_type)))
    }

    /// Of an HTTP API, which has no list: everything but text.
    pub fn http(bytes: &'b [u8], content_type: Option<&str>) -> Body<'b> {
        let essence = content_type.map(|text| essence(Some(text))).unwrap_or_default();
        let kind = essence.split('/').next().unwrap_or_default();
        let is_text = kind.eq_ignore_ascii_case("text") || TEXTS.iter().any(|text| essence.eq_ignore_ascii_case(text));
        Body::of(bytes, !is_text)
    }

    fn of(bytes: &'b [u8], is_binary: bool) -> Body<'b> {
        match is_binary {
            _ if bytes.is_empty() => Body::Empty,
            true => Body::Base64(bytes),
            false => Body::Text(bytes),
        }
    }

    /// Bytes that it takes in an event, about.
    pub(super) fn size(self) -> usize {
        match self {
            Body::Empty => 0,
            Body::Text(bytes) => bytes.len() + bytes.len() / 8,
            Body::Base64(bytes) => bytes.len().div_ceil(3) * 4,
        }
    }

    pub(super) fn is_base64(self) -> bool {
        matches!(self, Body::Base64(_))
    }

    /// `body`, if there is one.
    pub(super) fn write(self, out: &mut Writer) -> bool {
        match self {
            Body::Empty => return false,
            Body::Text(bytes) => {
                let text: Cow<'_, str> = String::from_utf8_lossy(bytes);
                out.text("body", &text);
            }
            Body::Base64(bytes) => out.base64("body", bytes),
        }
        true
    }
}
