//! Content codings: requests that come compressed, responses that go compressed (api-gateway-gzip-compression-decompression).

mod accept;
mod decode;
mod encode;
#[cfg(test)]
mod tests;

pub use accept::for_response;
pub use decode::{DecodeError, RequestCoding, of_request};

/// A coding that Amazon knows and that changes the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coding {
    /// RFC 1952
    Gzip,
    /// RFC 1950: zlib's format around RFC 1951 (RFC 9110 section 8.4.1.2).
    Deflate,
}

/// The size of a body, and what the API asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Bytes: of a request as received, of a response after templates and conversions.
    pub body: u64,
    /// `minimumCompressionSize`; `None`: responses are not compressed.
    pub minimum: Option<u64>,
}

impl Size {
    /// "If the payload size is smaller than this value, compression or decompression are not applied"
    /// (api-gateway-enable-compression).
    fn is_decompressed(self) -> bool {
        self.minimum.is_none_or(|minimum| self.body >= minimum)
    }

    fn is_compressed(self) -> bool {
        self.minimum.is_some_and(|minimum| self.body >= minimum)
    }
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
