//! Sending an answer that the gateway made itself.

use super::{Context, Edge, Progress, Written, head};
use http::{Method, StatusCode};
use pingora_core::Result;
use pingora_http::ResponseHeader;
use pingora_proxy::Session;
use pingora_timeout::timeout;
use std::borrow::Cow;
use std::time::{Duration, Instant};
use tollgate_pipeline::{Field, Refused, Reply};

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
        let reply = {
            let request = session.req_header();
            let names = Written(request);
            let head = head(request, &names, self.peer(context));
            tollgate_pipeline::refuse(Some(&context.generation.table), Some(&head), &refusal, &mut ())
        };
        let call = match context.progress.take() {
            Progress::Sent(_, call) | Progress::Refused(_, Some(call)) => Some(call),
            _ => None,
        };
        context.progress = Progress::Refused(refusal, call);
        self.answer(session, context, reply).await
    }

    /// Sends an answer that the gateway made.
    pub(crate) async fn answer(&self, session: &mut Session, context: &mut Context, reply: Reply) -> Result<()> {
        drain(session, context).await;
        let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut answer = ResponseHeader::build(status, Some(reply.headers.len() + 3))?;
        for Field { written, value, .. } in reply.headers {
            match written {
                Cow::Borrowed(written) => answer.append_header(written, value)?,
                Cow::Owned(written) => answer.append_header(written, value)?,
            };
        }
        answer.set_content_length(reply.body.len())?;
        let bodyless = session.req_header().method == Method::HEAD;
        let session = session.as_downstream_mut();
        session.write_response_header(Box::new(answer)).await?;
        if bodyless { session.finish_body().await } else { session.write_response_body(reply.body, true).await }
    }
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
