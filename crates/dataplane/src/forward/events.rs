//! A function elsewhere that answers as it goes: the pieces of its answer, out of an event stream.

use super::pieces::PieceStream;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use pingora_core::protocols::http::v1::client::HttpSession as Client;
use tollgate_aws::{EVENT_STREAM, ResponseEvent, ResponseStream};
use tollgate_functions::StreamFault;

/// What a connection to Lambda's Invoke API brings.
pub(super) struct Events<'c> {
    client: &'c mut Client,
    stream: ResponseStream,
}

impl<'c> Events<'c> {
    /// `None`: the answer is none of events, but a refusal of the Invoke API.
    pub(super) fn of(client: &'c mut Client) -> Option<Events<'c>> {
        let head = client.resp_header()?;
        let kind = head.headers.get(CONTENT_TYPE)?.to_str().ok()?;
        let is_stream = head.status == 200 && kind.eq_ignore_ascii_case(EVENT_STREAM);
        is_stream.then(|| Events { client, stream: ResponseStream::default() })
    }
}

impl PieceStream for Events<'_> {
    async fn next(&mut self) -> Option<Result<Bytes, StreamFault>> {
        loop {
            match self.stream.event() {
                Ok(Some(ResponseEvent::PayloadChunk(piece))) => return Some(Ok(piece)),
                Ok(Some(ResponseEvent::Complete)) => return None,
                Ok(Some(ResponseEvent::Failed { code, details })) => return Some(Err(fault(&code, details))),
                Err(error) => return Some(Err(fault("EventStream", error.to_string()))),
                Ok(None) => {}
            }
            match self.client.read_body_bytes().await {
                Ok(Some(bytes)) => self.stream.feed(&bytes),
                Ok(None) => return Some(Err(fault("EventStream", "it ended without InvokeComplete".to_owned()))),
                Err(error) => return Some(Err(fault("EventStream", error.to_string()))),
            }
        }
    }
}

fn fault(error_type: &str, body: String) -> StreamFault {
    StreamFault { error_type: error_type.into(), body: body.into() }
}
