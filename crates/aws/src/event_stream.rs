//! What Lambda answers InvokeWithResponseStream with: events in frames, whose payloads are the pieces of an answer.

use aws_smithy_eventstream::frame::{DecodedFrame, MessageFrameDecoder};
use aws_smithy_types::event_stream::Message;
use bytes::{Bytes, BytesMut};

/// The content type of such an answer.
pub const EVENT_STREAM: &str = "application/vnd.amazon.eventstream";

/// A frame is at most 16 MiB (Amazon's event stream encoding); a longer one is not waited for.
const MOST_FRAME_BYTES: u32 = 16 * 1024 * 1024;

/// Reads frames out of bytes as they come.
#[derive(Debug, Default)]
pub struct ResponseStream {
    read: BytesMut,
    decoder: MessageFrameDecoder,
    /// Is the decoder within a frame.
    begun: bool,
}

/// InvokeWithResponseStreamResponseEvent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseEvent {
    /// A piece of the function's answer.
    PayloadChunk(Bytes),
    /// The answer is over, and whole.
    Complete,
    /// The answer broke off.
    Failed { code: String, details: String },
}

/// The bytes are no frames, and what follows cannot be read either.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no event stream: {0}")]
pub struct NoFrame(String);

impl ResponseStream {
    /// What came of the connection.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.read.extend_from_slice(bytes);
    }

    /// The next event; `None`: more bytes are needed.
    ///
    /// # Errors
    /// What was fed is no event stream.
    pub fn event(&mut self) -> Result<Option<ResponseEvent>, NoFrame> {
        loop {
            if !self.begun && self.length().is_some_and(|length| length > MOST_FRAME_BYTES) {
                return Err(NoFrame("a frame of more than 16 MiB".to_owned()));
            }
            let before = self.read.len();
            let frame = self.decoder.decode_frame(&mut self.read).map_err(|error| NoFrame(error.to_string()))?;
            let DecodedFrame::Complete(message) = frame else {
                // It has taken the prelude out, and waits for the rest.
                self.begun |= self.read.len() < before;
                return Ok(None);
            };
            self.begun = false;
            if let Some(event) = event(&message) {
                return Ok(Some(event));
            }
        }
    }

    /// Of the frame that begins here, as its first four bytes say.
    fn length(&self) -> Option<u32> {
        self.read.first_chunk().map(|length| u32::from_be_bytes(*length))
    }
}

/// `None` of an event that this build does not know.
fn event(message: &Message) -> Option<ResponseEvent> {
    let header = |name: &str| {
        let mut headers = message.headers().iter().filter(|header| header.name().as_str() == name);
        headers.next().and_then(|header| header.value().as_string().ok()).map(|value| value.as_str().to_owned())
    };
    match (header(":message-type").as_deref(), header(":event-type").as_deref()) {
        (Some("event"), Some("PayloadChunk")) => Some(ResponseEvent::PayloadChunk(message.payload().clone())),
        (Some("event"), Some("InvokeComplete")) => Some(completed(message.payload())),
        (Some("exception" | "error"), _) => {
            let code = header(":exception-type").or_else(|| header(":error-code")).unwrap_or_default();
            Some(ResponseEvent::Failed { code, details: String::from_utf8_lossy(message.payload()).into_owned() })
        }
        _ => None,
    }
}

/// `{"ErrorCode": …, "ErrorDetails": …, "LogResult": …}`, each only where there is one.
fn completed(payload: &[u8]) -> ResponseEvent {
    let said: serde_json::Value = serde_json::from_slice(payload).unwrap_or_default();
    let text = |name: &str| said.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
    match text("ErrorCode") {
        Some(code) => ResponseEvent::Failed { code, details: text("ErrorDetails").unwrap_or_default() },
        None => ResponseEvent::Complete,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_smithy_eventstream::frame::write_message_to;
    use aws_smithy_types::event_stream::{Header, HeaderValue};

    fn frame(headers: &[(&str, &str)], payload: &str) -> Vec<u8> {
        let mut message = Message::new(Bytes::copy_from_slice(payload.as_bytes()));
        for (name, value) in headers {
            let value = HeaderValue::String((*value).to_owned().into());
            message = message.add_header(Header::new((*name).to_owned(), value));
        }
        let mut bytes = Vec::new();
        write_message_to(&message, &mut bytes).unwrap();
        bytes
    }

    fn of(kind: &str, payload: &str) -> Vec<u8> {
        frame(&[(":message-type", "event"), (":event-type", kind)], payload)
    }

    fn events(bytes: &[u8], step: usize) -> Result<Vec<ResponseEvent>, NoFrame> {
        let (mut stream, mut found) = (ResponseStream::default(), Vec::new());
        for piece in bytes.chunks(step) {
            stream.feed(piece);
            while let Some(event) = stream.event()? {
                found.push(event);
            }
        }
        Ok(found)
    }

    /// Lambda API, InvokeWithResponseStream.
    #[test]
    fn events_are_read_however_their_frames_are_cut() {
        let chunk = |text: &'static str| ResponseEvent::PayloadChunk(Bytes::from_static(text.as_bytes()));
        let failed = |code: &str, details: &str| ResponseEvent::Failed { code: code.into(), details: details.into() };
        let cases = [
            (
                vec![of("PayloadChunk", "ab"), of("PayloadChunk", "c"), of("InvokeComplete", "{}")],
                vec![chunk("ab"), chunk("c"), ResponseEvent::Complete],
            ),
            (vec![of("Heartbeat", ""), of("PayloadChunk", "a")], vec![chunk("a")]),
            (
                vec![of("InvokeComplete", r#"{"ErrorCode":"Unhandled","ErrorDetails":"{}"}"#)],
                vec![failed("Unhandled", "{}")],
            ),
            (
                vec![frame(&[(":message-type", "exception"), (":exception-type", "ServiceException")], "{}")],
                vec![failed("ServiceException", "{}")],
            ),
        ];
        for (frames, expected) in cases {
            let bytes = frames.concat();
            for step in [1, 7, bytes.len()] {
                assert_eq!(events(&bytes, step), Ok(expected.clone()));
            }
        }
    }

    #[test]
    fn what_is_no_frame_is_an_error() {
        assert!(events(&[b'x'; 64], 64).is_err());
        let mut broken = of("PayloadChunk", "ab");
        *broken.last_mut().unwrap() ^= 1;
        assert!(events(&broken, 8).is_err());
    }
}
