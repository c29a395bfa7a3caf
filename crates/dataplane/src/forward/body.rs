//! Bytes in both directions.

use super::answer::{answer, ends_with_connection, has_no_body};
use super::attempt::{Attempt, Broken, Sending};
use crate::gate::{BodyFault, body_fault};
use crate::proxy::Context;
use http::{StatusCode, Version, header};
use pingora_core::protocols::http::v1::client::HttpSession as Client;
use pingora_core::{Error, Result};
use pingora_http::ResponseHeader;
use pingora_proxy::Session;
use pingora_timeout::timeout;
use std::time::{Duration, Instant};
use tollgate_model::{Fault, FaultKind};

/// How long a target that is answering already may leave the rest of the request unread; then it gets no more of it.
const UNREAD: Duration = Duration::from_secs(5);

/// Why sending or waiting stopped.
pub(super) enum Stopped {
    Upstream(Box<Error>),
    Client,
    /// The client's body is malformed or too slow.
    BadBody(Fault),
    TooLarge,
}

impl Stopped {
    /// The head gate's reason where it has one, else the client is gone.
    fn reading(error: &Error) -> Stopped {
        match body_fault(error) {
            Some(fault @ BodyFault::Malformed(_)) => {
                Stopped::BadBody(Fault::with_detail(FaultKind::BadRequest, fault.to_string()))
            }
            Some(fault @ BodyFault::TooSlow) => {
                Stopped::BadBody(Fault::with_detail(FaultKind::RequestTimeout, fault.to_string()))
            }
            None => Stopped::Client,
        }
    }
}

/// Tells a client that waits for it to send its body (RFC 9110 section 10.1.1); the target never sees `Expect`.
pub(super) async fn invite(session: &mut Session) -> Result<(), Broken> {
    let expects =
        session.get_header(header::EXPECT).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"));
    let is_old = session.req_header().version == Version::HTTP_10;
    // Once, however many attempts it takes.
    if expects && !is_old && session.response_written().is_none() {
        let head = ResponseHeader::build(StatusCode::CONTINUE, Some(0)).map_err(|_| Broken::HungUp("no head"))?;
        interim(session, head).await.map_err(|_| Broken::HungUp("the client left before its body"))?;
    }
    Ok(())
}

/// An informational answer. pingora takes one that comes before the body's end for the last on its connection.
async fn interim(session: &mut Session, head: ResponseHeader) -> Result<()> {
    let kept = session.get_keepalive();
    session.as_downstream_mut().write_response_header(Box::new(head)).await?;
    session.set_keepalive(kept);
    Ok(())
}

/// Until a head is read from the target, final or informational.
pub(super) async fn until_head(
    attempt: &Attempt<'_>,
    client: &mut Client,
    session: &mut Session,
    context: &mut Context,
    sending: &mut Sending,
) -> Result<(), Stopped> {
    loop {
        tokio::select! {
            biased;
            head = client.read_response() => return head.map(drop).map_err(Stopped::Upstream),
            read = read(session, sending) => {
                let bytes = read.map_err(|error| Stopped::reading(&error))?;
                pass_on(attempt, bytes, client, session, context, sending).await?;
            }
        }
    }
}

/// The head of an answer that came while a write to the target was blocked: such a target reads no more, and has said why.
pub(super) async fn head_at_hand(client: &mut Client, sending: &mut Sending) -> bool {
    if !sending.blocked {
        return false;
    }
    (sending.more, sending.cut) = (false, true);
    tokio::select! {
        biased;
        head = client.read_response() => head.is_ok(),
        () = std::future::ready(()) => false,
    }
}

/// One piece of the request's body, to the target.
async fn pass_on(
    attempt: &Attempt<'_>,
    bytes: Option<bytes::Bytes>,
    client: &mut Client,
    session: &mut Session,
    context: &mut Context,
    sending: &mut Sending,
) -> Result<(), Stopped> {
    if !sending.more {
        return Ok(());
    }
    let done = bytes.is_none() || session.as_downstream_mut().is_body_done();
    // A piece may be empty, where a read held nothing but a chunk's size; written as a chunk it would be the last.
    if let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) {
        context.received_bytes += bytes.len() as u64;
        if context.received_bytes > attempt.forwarding.edge.facts.limits.body {
            return Err(Stopped::TooLarge);
        }
        sending.blocked = true;
        // A target that answers early may stop reading: its answer counts, and if none comes, that it did not.
        if client.write_body(&bytes).await.is_err() {
            (sending.more, sending.cut) = (false, true);
            return Ok(());
        }
        sending.blocked = false;
    }
    if done {
        sending.more = false;
        sending.cut = client.finish_body().await.is_err();
    }
    Ok(())
}

/// A piece of the client's body; when it is over, the client's end.
async fn read(session: &mut Session, sending: &mut Sending) -> Result<Option<bytes::Bytes>> {
    let read = session.as_downstream_mut().read_body_or_idle(!sending.more);
    match &mut sending.pace {
        Some(pace) if sending.more => pace.hold(read).await,
        _ => read.await,
    }
}

/// Passes an informational answer on (RFC 9110 section 15.2); `100` was said by us already.
pub(super) async fn inform(client: &Client, session: &mut Session, status: u16) -> Result<(), Broken> {
    if status == 100 || session.req_header().version == Version::HTTP_10 {
        return Ok(());
    }
    let Some(head) = client.resp_header() else { return Ok(()) };
    interim(session, head.clone()).await.map_err(|_| Broken::HungUp("the client left before the answer"))
}

/// The answer's head and body, to the client.
pub(super) async fn relay(
    attempt: &Attempt<'_>,
    client: &mut Client,
    session: &mut Session,
    context: &mut Context,
    sending: &mut Sending,
) -> Result<(), Broken> {
    let Some(head) = client.resp_header() else {
        return Err(Broken::BadAnswer("an answer without a head".into()));
    };
    let bodyless = has_no_body(head.status, &session.req_header().method);
    let head = answer(attempt, head.clone(), session, context, bodyless);
    if ends_with_connection(&head, session, bodyless) {
        session.set_keepalive(None);
    }
    // HEAD asked of a target that was sent GET: what it adds is not waited for, and its connection not used again.
    let wanted = !bodyless;
    let gone = |_| Broken::HungUp("the client left before the answer's end");
    session.as_downstream_mut().write_response_header(Box::new(head)).await.map_err(gone)?;
    let until = Instant::now() + attempt.forwarding.edge.facts.limits.stream;
    let idle = attempt.forwarding.pool.spec().timeouts.read;
    while wanted && !client.is_body_done() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Broken::CutOff("the answer outlived limits.stream"));
        }
        let piece = match timeout(idle.min(left), next_piece(attempt, client, session, context, sending)).await {
            Err(_) => return Err(Broken::CutOff("the answer's body stalled")),
            Ok(Err(Stopped::Upstream(_))) => return Err(Broken::CutOff("the target broke off its answer")),
            Ok(Err(_)) => return Err(Broken::HungUp("the client left before the answer's end")),
            Ok(Ok(piece)) => piece,
        };
        let Some(bytes) = piece else { break };
        let end = client.is_body_done();
        let written = session.as_downstream_mut().write_response_body(bytes, end);
        let Ok(written) = timeout(left, written).await else {
            return Err(Broken::CutOff("the answer outlived limits.stream"));
        };
        written.map_err(gone)?;
        if end {
            return Ok(());
        }
    }
    session.as_downstream_mut().finish_body().await.map_err(gone)
}

/// A piece of the answer, while what is left of the request's body goes on.
async fn next_piece(
    attempt: &Attempt<'_>,
    client: &mut Client,
    session: &mut Session,
    context: &mut Context,
    sending: &mut Sending,
) -> Result<Option<bytes::Bytes>, Stopped> {
    loop {
        tokio::select! {
            biased;
            piece = client.read_body_bytes() => return piece.map_err(Stopped::Upstream),
            read = read(session, sending) => {
                let bytes = read.map_err(|error| Stopped::reading(&error))?;
                let passed = pass_on(attempt, bytes, client, session, context, sending);
                match timeout(UNREAD, passed).await {
                    Ok(passed) => passed?,
                    Err(_) => (sending.more, sending.cut) = (false, true),
                }
            }
        }
    }
}
