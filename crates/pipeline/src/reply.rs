//! Answers that the gateway makes itself.

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use smallvec::SmallVec;
use std::borrow::Cow;
use tollgate_mapping::coding::Coding;

/// An answer made by the gateway itself: all but its framing, its `Date` and what the connection needs.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Fields,
    pub body: Bytes,
    /// The status that the function of a Lambda proxy integration answered: `$context.integration.status`.
    pub answered: Option<u16>,
}

/// Headers in the order in which they are sent; a name may stand several times.
pub type Fields = SmallVec<[Field; 6]>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: HeaderName,
    /// The letters that it is sent in where the wire keeps letters.
    pub written: Cow<'static, str>,
    pub value: HeaderValue,
}

impl Field {
    /// A header in the letters of `written`; `None` when that is no name of a header.
    pub fn new(written: impl Into<Cow<'static, str>>, value: HeaderValue) -> Option<Field> {
        let written = written.into();
        Some(Field { name: HeaderName::from_bytes(written.as_bytes()).ok()?, written, value })
    }

    /// What no header can carry counts as JSON, which every answer is by default.
    pub(crate) fn content_type(value: &str) -> Field {
        let value = HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static("application/json"));
        Field { name: http::header::CONTENT_TYPE, written: Cow::Borrowed("Content-Type"), value }
    }
}

impl Reply {
    pub(crate) fn new(status: u16, headers: Fields, body: Bytes) -> Reply {
        Reply { status, headers, body, answered: None }
    }

    /// The headers as a trace has them.
    pub(crate) fn traced(&self) -> Vec<(Box<str>, Box<str>)> {
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into();
        self.headers.iter().map(|field| ((*field.written).into(), text(&field.value))).collect()
    }

    /// Codes the body.
    pub fn encode(&mut self, coding: Coding) {
        self.body = coding.encode(&self.body).into();
        self.headers.extend(Field::new("Content-Encoding", HeaderValue::from_static(coding.as_str())));
    }

    /// The first value of a header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        let field = self.headers.iter().find(|field| field.name.as_str() == name)?;
        field.value.to_str().ok()
    }
}
