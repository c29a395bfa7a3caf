//! An answer passed on as it comes.

use super::answer::{ends_with_connection, has_no_body};
use super::attempt::{Attempt, Broken};
use super::sending::{Sending, Stopped};
use crate::proxy::Context;
use pingora_core::Error;
use pingora_core::protocols::http::v1::client::HttpSession as Client;
use pingora_http::ResponseHeader;
use pingora_proxy::Session;
use pingora_timeout::timeout;
use std::time::{Duration, Instant};

/// How long a target that is answering already may leave the rest of the request unread; then it gets no more of it.
const UNREAD: Duration = Duration::from_secs(5);
const OUTLIVED: &str = "the answer outlived limits.stream";

/// The head that the client gets, and the answer's body.
pub(super) async fn relay(
    attempt: &Attempt<'_>,
    head: Box<ResponseHeader>,
    client: &mut Client,
    session: &mut Session,
    context: &mut Context,
    sending: &mut Sending,
) -> Result<(), Broken> {
    let bodyless = has_no_body(head.status, &session.req_header().method);
    if ends_with_connection(&head, session, bodyless) {
        session.set_keepalive(None);
    }
    session.as_downstream_mut().write_response_header(head).await.map_err(gone)?;
    // HEAD asked of a target that was sent GET: what it adds is not waited for, and its connection not used again.
    if bodyless {
        return session.as_downstream_mut().finish_body().await.map_err(gone);
    }
    stream(attempt, client, session, context, sending).await
}

fn gone(_: Box<Error>) -> Broken {
    Broken::HungUp("the client left before the answer's end")
}

/// The answer's body, piece by piece.
async fn stream(
    attempt: &Attempt<'_>,
    client: &mut Client,
    session: &mut Session,
    context: &mut Context,
    sending: &mut Sending,
) -> Result<(), Broken> {
    let until = Instant::now() + attempt.forwarding.edge.facts.limits.stream;
    let idle = attempt.forwarding.pool.spec().timeouts.read;
    while !client.is_body_done() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Broken::CutOff(OUTLIVED));
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
        timeout(left, written).await.map_err(|_| Broken::CutOff(OUTLIVED))?.map_err(gone)?;
        if end {
            return Ok(());
        }
    }
    session.as_downstream_mut().finish_body().await.map_err(gone)
}

/// A piece of the answer, while what is left of the request's body goes on.
pub(super) async fn next_piece(
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
            read = sending.next(session) => {
                let bytes = read.map_err(|error| Stopped::reading(&error))?;
                let passed = sending.pass_on(attempt, bytes, client, session, context);
                match timeout(UNREAD, passed).await {
                    Ok(passed) => passed?,
                    Err(_) => sending.cut_off(),
                }
            }
        }
    }
}
