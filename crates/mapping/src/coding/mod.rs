//! Content codings: requests that come compressed, responses that go compressed (api-gateway-gzip-compression-decompression).

mod accept;
mod decode;
mod encode;
#[cfg(test)]
mod tests;

pub use accept::{ResponseSize, for_response};
pub use decode::{DecodeError, RequestCoding, of_request};

/// A coding that Amazon knows and that changes the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coding {
    /// RFC 1952
    Gzip,
    /// RFC 1950: zlib's format around RFC 1951 (RFC 9110 section 8.4.1.2).
    Deflate,
}

impl Coding {
    /// As `Content-Encoding` names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Coding::Gzip => "gzip",
            Coding::Deflate => "deflate",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Coding::Gzip, Coding::Deflate].into_iter().find(|coding| coding.as_str().eq_ignore_ascii_case(name))
    }
}
