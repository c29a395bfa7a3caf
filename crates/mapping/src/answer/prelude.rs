//! The beginning of a streamed answer: its head as JSON, eight zero bytes, then the body as it comes
//! (response-transfer-mode-lambda).

use super::wire::Members;
use super::{Answer, Malformed};
use bytes::{Bytes, BytesMut};
use memchr::memmem;

/// "The delimiter must be 8 null bytes and it must appear within the first 16KB of stream data."
pub const PRELUDE_BYTES: usize = 16 * 1024;

const DELIMITER: [u8; 8] = [0; 8];

/// "Only headers, multiValueHeaders, cookies and the statusCode keys are supported."
const KEYS: [&str; 4] = ["cookies", "headers", "multiValueHeaders", "statusCode"];

/// A head that is being read, chunk by chunk.
#[derive(Debug, Default)]
pub struct Prelude {
    read: BytesMut,
}

/// What came of a chunk.
#[derive(Debug, PartialEq, Eq)]
pub enum Begun {
    /// The head is not complete.
    More,
    /// The head, without a body, and what of the body came with it.
    Answer(Box<Answer>, Bytes),
}

impl Prelude {
    /// Takes the next chunk of the stream. After [`Begun::Answer`] and after an error all that follows is not for here.
    ///
    /// # Errors
    /// Where no delimiter comes within [`PRELUDE_BYTES`], or what is before it is no head.
    pub fn feed(&mut self, chunk: &Bytes) -> Result<Begun, Malformed> {
        // A delimiter may have begun in the chunks before.
        let from = self.read.len().saturating_sub(DELIMITER.len() - 1);
        let room = PRELUDE_BYTES.saturating_sub(self.read.len()).min(chunk.len());
        self.read.extend_from_slice(&chunk[..room]);
        let Some(at) = memmem::find(&self.read[from..], &DELIMITER) else {
            let is_full = self.read.len() == PRELUDE_BYTES;
            return if is_full { Err(self.unfinished()) } else { Ok(Begun::More) };
        };
        let head = from + at;
        let before = self.read.len() - room;
        let answer = Prelude::parse(&self.read[..head])?;
        Ok(Begun::Answer(Box::new(answer), chunk.slice(head + DELIMITER.len() - before..)))
    }

    /// The stream ended, or is full, before its delimiter.
    pub fn unfinished(&self) -> Malformed {
        let length = self.read.len();
        Malformed(format!("no eight zero bytes after the head within the first {length} bytes of the stream"))
    }

    pub(super) fn parse(head: &[u8]) -> Result<Answer, Malformed> {
        let members = Members::parse(head)?;
        members.only(&KEYS)?;
        let status = members.status.unwrap_or(200);
        Ok(members.into_answer(status))
    }
}

/// Where a whole answer that is written as a stream has its delimiter; no JSON text has zero bytes.
pub(super) fn delimiter(payload: &[u8]) -> Option<usize> {
    memmem::find(&payload[..payload.len().min(PRELUDE_BYTES)], &DELIMITER)
}
