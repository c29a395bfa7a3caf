//! What a Lambda function answered a proxy integration: status, headers, body.
//!
//! Each format has its reader: [`rest`] is strict, [`http_v1`] overlooks what it does not know, [`http_v2`] makes an answer
//! of whatever the function returned. A streamed answer begins with a [`Prelude`].

mod prelude;
mod read;
mod scalar;
mod wire;

#[cfg(test)]
mod tests;

pub use prelude::{Begun, PRELUDE_BYTES, Prelude};
pub use read::{error_message, http_v1, http_v2, rest};

use crate::content::{Conversion, NotBase64, Payload};
use bytes::Bytes;

/// An answer as its function meant it. Names and values of headers are what it wrote: whether a message can carry them is
/// for who sends them to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// 200 to 999.
    pub status: u16,
    /// `headers` and `multiValueHeaders` as one list: a pair that stands in both stands here once.
    pub headers: Vec<(String, String)>,
    /// Each becomes a `set-cookie`.
    pub cookies: Vec<String>,
    pub body: Bytes,
    pub is_base64: bool,
}

/// The function's answer is not of the format: 502 of a REST API, 500 of an HTTP API, of a stream 500.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Malformed(pub String);

impl Answer {
    /// The body as the bytes that it stands for, where it is Base64.
    pub fn decoded(body: Bytes) -> Result<Bytes, NotBase64> {
        Conversion::FromBase64.apply(body).map(Payload::into_bytes)
    }
}
