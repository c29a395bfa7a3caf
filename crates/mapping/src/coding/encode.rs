//! Responses that go compressed.

use super::Coding;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use std::io::{self, Write};

/// Responses are written once: more effort saves few bytes and costs much.
const LEVEL: Compression = Compression::new(5);

impl Coding {
    /// The body in this coding; its `Content-Encoding` is [`Coding::as_str`]. The same for the same body: gzip's time is
    /// left out.
    #[expect(clippy::expect_used, reason = "a vector takes whatever is written to it")]
    pub fn encode(self, body: &[u8]) -> Vec<u8> {
        let encoded = match self {
            Coding::Gzip => gzip(body),
            Coding::Deflate => deflate(body),
        };
        encoded.expect("writing to a vector does not fail")
    }
}

fn gzip(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), LEVEL);
    encoder.write_all(body)?;
    encoder.finish()
}

fn deflate(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(body.len() / 4), LEVEL);
    encoder.write_all(body)?;
    encoder.finish()
}
