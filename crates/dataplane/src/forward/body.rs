//! Bytes in both directions.

use super::attempt::{Attempt, Broken, Sending};
use crate::gate::{BodyFault, body_fault};
use crate::proxy::{Answer, Context, Progress};
use http::{HeaderName, Method, StatusCode, Version, header};
use pingora_core::protocols::http::date::get_cached_date;
use pingora_core::protocols::http::v1::client::HttpSession as Client;
use pingora_core::{Error, Result};
use pingora_http::ResponseHeader;
use pingora_proxy::Session;
use pingora_timeout::timeout;
use smallvec::SmallVec;
use std::time::Instant;
use tollgate_model::{Fault, FaultKind};
use tollgate_pipeline::{close, finish};

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
    if expects {
        let session = session.as_downstream_mut();
        session.write_continue_response().await.map_err(|_| Broken::HungUp("the client left before its body"))?;
    }
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
            read = session.as_downstream_mut().read_body_or_idle(!sending.more) => {
                let bytes = read.map_err(|error| Stopped::reading(&error))?;
                pass_on(attempt, bytes, client, session, context, sending).await?;
            }
        }
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
    if let Some(bytes) = bytes {
        context.received_bytes += bytes.len() as u64;
        if context.received_bytes > attempt.forwarding.edge.facts.limits.body {
            return Err(Stopped::TooLarge);
        }
        client.write_body(&bytes).await.map_err(Stopped::Upstream)?;
    }
    if done {
        sending.more = false;
        client.finish_body().await.map_err(Stopped::Upstream)?;
    }
    Ok(())
}

/// Passes an informational answer on (RFC 9110 section 15.2); `100` was said by us already.
pub(super) async fn inform(client: &Client, session: &mut Session, status: u16) -> Result<(), Broken> {
    if status == 100 || session.req_header().version == Version::HTTP_10 {
        return Ok(());
    }
    let Some(head) = client.resp_header() else { return Ok(()) };
    let head = Box::new(head.clone());
    session
        .as_downstream_mut()
        .write_response_header(head)
        .await
        .map_err(|_| Broken::HungUp("the client left before the answer"))
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
    let gone = |_| Broken::HungUp("the client left before the answer's end");
    session.as_downstream_mut().write_response_header(Box::new(head)).await.map_err(gone)?;
    let until = Instant::now() + attempt.forwarding.edge.facts.limits.stream;
    let idle = attempt.forwarding.pool.spec().timeouts.read;
    while !client.is_body_done() {
        let left = until.saturating_duration_since(Instant::now());
        let piece = match timeout(idle.min(left), next_piece(attempt, client, session, context, sending)).await {
            Err(_) => return Err(Broken::HungUp("the answer's body stalled")),
            Ok(Err(Stopped::Upstream(_))) => return Err(Broken::HungUp("the target broke off its answer")),
            Ok(Err(_)) => return Err(Broken::HungUp("the client left before the answer's end")),
            Ok(Ok(piece)) => piece,
        };
        let Some(bytes) = piece else { break };
        let end = client.is_body_done();
        session.as_downstream_mut().write_response_body(bytes, end).await.map_err(gone)?;
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
            read = session.as_downstream_mut().read_body_or_idle(!sending.more) => {
                let bytes = read.map_err(|error| Stopped::reading(&error))?;
                // A target that answers early may stop reading: its answer counts.
                match pass_on(attempt, bytes, client, session, context, sending).await {
                    Err(Stopped::Upstream(_)) => sending.more = false,
                    passed => passed?,
                }
            }
        }
    }
}

/// RFC 9110 sections 6.4.1, 9.3.2.
fn has_no_body(status: StatusCode, method: &Method) -> bool {
    *method == Method::HEAD || matches!(status.as_u16(), 204 | 304)
}

/// Never passed on from an answer, whatever kind of API it is (RFC 9110 section 7.6.1).
fn is_hop_by_hop(name: &str) -> bool {
    matches!(name, "keep-alive" | "proxy-connection" | "te" | "trailer" | "transfer-encoding" | "upgrade")
}

/// The target's head as the caller sees it.
fn answer(
    attempt: &Attempt<'_>,
    mut head: ResponseHeader,
    session: &Session,
    context: &mut Context,
    bodyless: bool,
) -> ResponseHeader {
    let manners = attempt.forwarding.forward.stage.manners;
    if let Progress::Sent(_, call) = &mut context.progress {
        call.aws_request_id = head.headers.get("x-amzn-requestid").and_then(|id| id.to_str().ok()).map(Into::into);
    }
    let gone: SmallVec<[HeaderName; 2]> =
        head.headers.keys().filter(|name| is_hop_by_hop(name.as_str())).cloned().collect();
    for name in &gone {
        head.remove_header(name);
    }
    close(manners, &mut Answer(&mut head));
    finish(manners, &context.identity, &mut Answer(&mut head));
    // The target's own may have been renamed above; ours is the session's.
    head.remove_header(&header::CONNECTION);
    if !head.headers.contains_key(header::DATE) {
        let _ = head.insert_header(header::DATE, get_cached_date());
    }
    let version = session.req_header().version;
    head.set_version(Version::HTTP_11);
    let framed = head.headers.contains_key(header::CONTENT_LENGTH);
    if version == Version::HTTP_11 && !bodyless && !framed {
        let _ = head.insert_header(header::TRANSFER_ENCODING, "chunked");
    }
    head
}
