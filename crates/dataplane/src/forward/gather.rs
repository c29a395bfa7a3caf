//! An answer collected whole: what is mapped with its body, or signed off as a whole.

use super::attempt::{Attempt, Broken};
use super::relay::next_piece;
use super::sending::Sending;
use super::whole::{TooMuch, Whole};
use crate::proxy::Context;
use bytes::Bytes;
use pingora_core::protocols::http::v1::client::HttpSession as Client;
use pingora_http::ResponseHeader;
use pingora_proxy::Session;
use pingora_timeout::timeout;
use tollgate_model::{Fault, FaultKind};

/// Amazon's bound on a buffered answer (limits: "Payload size … 10 MB", which its execution log counts as 10485760 bytes).
pub(super) const MOST: u64 = 10 * 1024 * 1024;

/// An answer that came to its end.
#[derive(Debug)]
pub(crate) struct Gathered {
    pub(crate) head: Box<ResponseHeader>,
    pub(crate) body: Bytes,
}

/// Collects the answer whose head was read. The integration's timeout runs to the last byte, and nothing was said to the
/// client: whatever breaks is a refusal.
pub(super) async fn gather(
    attempt: &Attempt<'_>,
    client: &mut Client,
    session: &mut Session,
    context: &mut Context,
    sending: &mut Sending,
) -> Result<Gathered, Broken> {
    let Some(head) = client.resp_header() else {
        return Err(Broken::BadAnswer("an answer without a head".into()));
    };
    let head = Box::new(head.clone());
    let mut whole = Whole::new(MOST);
    while !client.is_body_done() {
        if let Some(length) = declared(&head).filter(|length| *length > MOST) {
            return Err(too_large(Some(length)));
        }
        let piece = next_piece(attempt, client, session, context, sending);
        let piece = match timeout(attempt.remaining(), piece).await {
            Err(_) => return Err(Broken::TimedOut { target: sending.waits_for_target() }),
            Ok(Err(stopped)) => return Err(stopped.before_answer(broke_off)),
            Ok(Ok(piece)) => piece,
        };
        let Some(piece) = piece else { break };
        whole.push(piece).map_err(|TooMuch| too_large(None))?;
    }
    Ok(Gathered { head, body: whole.into_bytes() })
}

pub(super) fn declared(head: &ResponseHeader) -> Option<u64> {
    head.headers.get(http::header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// At Amazon a configuration error, whatever the length: "Execution failed due to configuration error: Integration response of
/// reported length 114540033 is larger than allowed maximum of 10485760 bytes." in its execution log.
fn too_large(length: Option<u64>) -> Broken {
    let of_length = length.map_or(String::new(), |length| format!("of reported length {length} "));
    let detail = format!("Integration response {of_length}is larger than allowed maximum of {MOST} bytes.");
    Broken::Fault(Fault::with_detail(FaultKind::ApiConfigurationError, detail))
}

/// Half an answer is none.
fn broke_off(error: &pingora_core::Error) -> Broken {
    Broken::BadAnswer(format!("the target broke off its answer: {error}").into())
}
