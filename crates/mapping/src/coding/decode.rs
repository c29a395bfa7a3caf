//! Requests that come compressed (api-gateway-make-request-with-compressed-payload).

use super::Coding;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use std::io::{ErrorKind, Read};

/// How a request's body is coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestCoding {
    /// As it is: no `Content-Encoding`, `identity`, or too small to be decoded; then `Content-Encoding` still holds.
    Identity,
    /// To be decoded; `Content-Encoding` then no longer holds.
    Coded(Coding),
    /// 415 `UNSUPPORTED_MEDIA_TYPE`
    Unsupported,
}

/// Why a body was not decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// 415 `UNSUPPORTED_MEDIA_TYPE`
    #[error("the body is not coded as its Content-Encoding says")]
    Corrupt,
    /// 413 `REQUEST_TOO_LARGE`
    #[error("the decoded body is larger than a request may be")]
    TooLarge,
}

/// Bytes decoded at once; also what a body grows by, so that a small body claims little.
const CHUNK: usize = 16 * 1024;

/// By the request's `Content-Encoding`, several joined with `,`. Amazon knows one coding a body: more is unsupported.
pub fn of_request(content_encoding: Option<&str>) -> RequestCoding {
    let names = content_encoding.unwrap_or_default().split(',').map(str::trim_ascii);
    let mut coded = RequestCoding::Identity;
    for name in names.filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("identity")) {
        coded = match (coded, Coding::parse(name)) {
            (RequestCoding::Identity, Some(coding)) => RequestCoding::Coded(coding),
            _ => return RequestCoding::Unsupported,
        };
    }
    coded
}

impl RequestCoding {
    /// The same for a body of so many bytes as received, where the API has a `minimumCompressionSize`: "if the payload size
    /// is smaller than this value, compression or decompression are not applied" (api-gateway-enable-compression). Whether
    /// the coding is supported is seen before.
    pub fn of_size(self, received: u64, minimum: Option<u64>) -> Self {
        match self {
            RequestCoding::Coded(_) if minimum.is_some_and(|minimum| received < minimum) => RequestCoding::Identity,
            coding => coding,
        }
    }
}

impl Coding {
    /// The body decoded, at most `limit` bytes of it. An empty body is an empty body, however it is said to be coded.
    ///
    /// # Errors
    /// As [`DecodeError`] says; no more than `limit` bytes are ever held.
    pub fn decode(self, body: &[u8], limit: usize) -> Result<Vec<u8>, DecodeError> {
        if body.is_empty() {
            return Ok(Vec::new());
        }
        match self {
            Coding::Gzip => read(MultiGzDecoder::new(body), limit),
            Coding::Deflate => {
                let mut decoder = ZlibDecoder::new(body);
                let decoded = read(&mut decoder, limit)?;
                let whole = decoder.total_in() == body.len() as u64;
                if whole { Ok(decoded) } else { Err(DecodeError::Corrupt) }
            }
        }
    }
}

fn read(mut decoder: impl Read, limit: usize) -> Result<Vec<u8>, DecodeError> {
    let mut decoded = Vec::new();
    let mut chunk = [0; CHUNK];
    loop {
        let read = match decoder.read(&mut chunk) {
            Ok(0) => return Ok(decoded),
            Ok(read) => chunk.get(..read).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => return Err(DecodeError::Corrupt),
        };
        if decoded.len() + read.len() > limit {
            return Err(DecodeError::TooLarge);
        }
        decoded.extend_from_slice(read);
    }
}
