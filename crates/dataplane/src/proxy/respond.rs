//! Sending an answer that the gateway made itself.

use super::{Context, Edge, Progress, Written, head};
use crate::forward::{has_no_body, is_hop_by_hop};
use crate::panics;
use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{StatusCode, Version};
use pingora_core::Result;
use pingora_http::ResponseHeader;
use pingora_proxy::Session;
use pingora_timeout::timeout;
use std::borrow::Cow;
use std::time::{Duration, Instant};
use tollgate_pipeline::{Field, Fields, Refused, Reply, refuse};

/// What of an unread body is read before a refusal, so that the connection lives on and the answer is not overtaken by a
/// reset.
const DRAINED_BYTES: usize = 64 * 1024;
/// Whoever sends slowly gets its answer all the same, if not a connection that lives on.
const DRAINING: Duration = Duration::from_secs(1);

impl Edge {
    /// Answers a refused request, in the one renderer's words, and keeps what there is to log.
    pub(crate) async fn respond(
        &self,
        session: &mut Session,
        context: &mut Context,
        refusal: Box<Refused>,
    ) -> Result<()> {
        let reply = self.rendered(session, context, &refusal);
        self.tell_again(session, context, &refusal);
        let called = match context.progress.take() {
            Progress::Sent(_, called) | Progress::Refused(_, Some(called)) => Some(called),
            _ => None,
        };
        context.progress = Progress::Refused(refusal, called);
        self.answer(session, context, reply).await
    }

    fn rendered(&self, session: &Session, context: &mut Context, refusal: &Refused) -> Reply {
        let request = session.req_header();
        let names = Written(request);
        let head = head(request, &names, self.peer(context));
        let (table, trace) = (&context.generation.table, &mut context.trace);
        let reply = panics::caught_now(|| refuse(Some(table), Some(&head), refusal, trace));
        // Without a table it is the plain text of the fault: nothing of a definition is rendered.
        reply.unwrap_or_else(|| refuse(None, None, &self.panicked(context), &mut ()))
    }

    /// Sends an answer that the gateway made: a refusal, a mock, what a collected answer was mapped to.
    pub(crate) async fn answer(&self, session: &mut Session, context: &mut Context, reply: Reply) -> Result<()> {
        drain(session, context).await;
        let Reply { status, headers, body, answered: _ } = reply;
        let head = made(status, headers, body.len() as u64)?;
        let has_none = has_no_body(head.status, &session.req_header().method);
        let session = session.as_downstream_mut();
        session.write_response_header(Box::new(head)).await?;
        if has_none { session.finish_body().await } else { session.write_response_body(body, true).await }
    }
}

/// The head of an answer whose body comes as it is made.
pub(crate) struct StreamedHead {
    pub(crate) head: ResponseHeader,
    /// No body may follow it.
    pub(crate) is_empty: bool,
}

/// An HTTP/1.0 client knows no chunks: its connection ends with the body (RFC 9112 section 6.3, case 8).
pub(crate) fn streamed(reply: Reply, session: &mut Session) -> Result<StreamedHead> {
    let Reply { status, headers, .. } = reply;
    let mut head = made(status, headers, 0)?;
    let is_empty = has_no_body(head.status, &session.req_header().method);
    head.remove_header(&CONTENT_LENGTH);
    match session.req_header().version {
        Version::HTTP_11 if !is_empty => head.insert_header(TRANSFER_ENCODING, "chunked")?,
        Version::HTTP_10 if !is_empty => session.set_keepalive(None),
        _ => {}
    }
    Ok(StreamedHead { head, is_empty })
}

/// How the body is framed is said here alone: what a mapping writes there would be believed by the client.
pub(crate) fn made(status: u16, fields: Fields, length: u64) -> Result<ResponseHeader> {
    // What is no status of an answer cannot be sent as one.
    let status = StatusCode::from_u16(status).ok().filter(|status| !status.is_informational());
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut head = ResponseHeader::build(status, Some(fields.len() + 3))?;
    for Field { name, written, value } in fields {
        if is_hop_by_hop(name.as_str()) || matches!(name, CONNECTION | CONTENT_LENGTH) {
            continue;
        }
        match written {
            Cow::Borrowed(written) => head.append_header(written, value)?,
            Cow::Owned(written) => head.append_header(written, value)?,
        };
    }
    // RFC 9110 section 8.6; of a 304 it would be the length of what the client has stored.
    if !matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
        head.insert_header(CONTENT_LENGTH, length)?;
    }
    Ok(head)
}

/// A body that breaks off or is malformed is none of the answer's business: the connection is closed after it.
async fn drain(session: &mut Session, context: &mut Context) {
    let mut left = DRAINED_BYTES;
    let session = session.as_downstream_mut();
    // Whoever waits for `100 Continue` has not sent a body yet.
    if session.get_header(http::header::EXPECT).is_some() {
        return;
    }
    let until = Instant::now() + DRAINING;
    while !session.is_body_done() {
        let patience = until.saturating_duration_since(Instant::now());
        let Ok(Ok(Some(bytes))) = timeout(patience, session.read_request_body()).await else { break };
        context.received_bytes += bytes.len() as u64;
        left = left.saturating_sub(bytes.len());
        if left == 0 {
            break;
        }
    }
}
