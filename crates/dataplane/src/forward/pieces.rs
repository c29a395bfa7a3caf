//! A function's answer, passed on as the function makes it (response-transfer-mode-lambda).

use super::{Done, Failure};
use crate::generation::Generation;
use crate::proxy::{Context, Edge, Written, head, streamed};
use bytes::Bytes;
use pingora_proxy::Session;
use pingora_timeout::timeout;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tollgate_functions::{Pieces, StreamFault};
use tollgate_mapping::answer::{Answer, Begun, Malformed, Prelude};
use tollgate_model::{Fault, FaultKind};
use tollgate_pipeline::{Opened, Reply, malformed_stream, stream};

/// Without a byte, a stream is over (response-transfer-mode: five minutes for Regional and private endpoints).
const IDLE: Duration = Duration::from_secs(5 * 60);

const BROKE_OFF: &str = "the function broke off its answer";
const CLIENT_LEFT: &str = "the client left before the answer's end";

/// Pieces of an answer, wherever they come from.
pub(super) trait PieceStream {
    /// The next one; a fault is the last; `None` after a complete answer.
    async fn next(&mut self) -> Option<Result<Bytes, StreamFault>>;
}

impl PieceStream for Pieces {
    async fn next(&mut self) -> Option<Result<Bytes, StreamFault>> {
        Pieces::next(self).await
    }
}

/// Head and body, to the client: the head by `deadline`, as any integration's. A function is not read faster than the client
/// takes what it says.
pub(super) async fn relay(
    edge: &Edge,
    generation: &Arc<Generation>,
    session: &mut Session,
    context: &mut Context,
    opened: &Opened,
    pieces: &mut impl PieceStream,
    deadline: Instant,
) -> Result<Done, Failure> {
    let until = Instant::now() + edge.facts.limits.stream;
    let begun = tokio::select! {
        biased;
        begun = timeout(deadline.saturating_duration_since(Instant::now()), begin(pieces)) => begun,
        _ = session.as_downstream_mut().read_body_or_idle(true) => return Err(Failure::HungUp(CLIENT_LEFT)),
    };
    let begun = begun.map_err(|_| late(generation, context, opened))?;
    let (answer, first) = begun.map_err(|why| Failure::Refused(malformed_stream(&generation.table, opened, &why)))?;
    let reply = reply(edge, generation, session, context, opened, &answer)?;
    if let Some(called) = context.progress.called() {
        called.answered = answer.status;
    }
    let head = streamed(reply, session).map_err(|_| Failure::refused(context, FaultKind::InternalServerError))?;
    let is_empty = head.is_empty;
    session.as_downstream_mut().write_response_header(Box::new(head.head)).await.map_err(gone)?;
    if !is_empty {
        if !first.is_empty() {
            session.as_downstream_mut().write_response_body(first, false).await.map_err(gone)?;
        }
        pass(pieces, session, context, until).await?;
    }
    session.as_downstream_mut().finish_body().await.map_err(gone)?;
    Ok(Done::Relayed)
}

/// What said that it would answer, and did not say how.
fn late(generation: &Generation, context: &mut Context, opened: &Opened) -> Failure {
    const LATE: &str = "the answer's head did not come within the integration's timeout";
    if let Some(called) = context.progress.called() {
        called.error = Some(LATE.into());
    }
    let manners = opened.of(&generation.table).map(|(stage, _)| stage.manners);
    let kind = manners.map_or(FaultKind::InternalServerError, |manners| manners.timed_out);
    Failure::refused(context, Fault::with_detail(kind, LATE))
}

/// Reads the head, and what came of the body with it.
async fn begin(pieces: &mut impl PieceStream) -> Result<(Answer, Bytes), Malformed> {
    let mut prelude = Prelude::default();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|fault| Malformed(why(&fault)))?;
        if let Begun::Answer(answer, first) = prelude.feed(&piece)? {
            return Ok((*answer, first));
        }
    }
    Err(prelude.unfinished())
}

fn reply(
    edge: &Edge,
    generation: &Generation,
    session: &Session,
    context: &mut Context,
    opened: &Opened,
    answer: &Answer,
) -> Result<Reply, Failure> {
    let request = session.req_header();
    let names = Written(request);
    let head = head(request, &names, edge.peer(context));
    stream(&generation.table, opened, &head, answer, &mut context.trace).map_err(Failure::Refused)
}

async fn pass(
    pieces: &mut impl PieceStream,
    session: &mut Session,
    context: &mut Context,
    until: Instant,
) -> Result<(), Failure> {
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let piece = tokio::select! {
            biased;
            piece = timeout(IDLE.min(left), pieces.next()) => piece,
            _ = session.as_downstream_mut().read_body_or_idle(true) => return Err(Failure::HungUp(CLIENT_LEFT)),
        };
        match piece {
            Ok(Some(Ok(piece))) => {
                let written = session.as_downstream_mut().write_response_body(piece, false);
                timeout(left, written)
                    .await
                    .map_err(|_| cut_off(context, "the answer outlived limits.stream"))?
                    .map_err(gone)?;
            }
            Ok(None) => return Ok(()),
            Ok(Some(Err(fault))) => return Err(cut_off(context, &format!("{BROKE_OFF}: {}", why(&fault)))),
            Err(_) => return Err(cut_off(context, "the answer's body stalled")),
        }
    }
}

fn why(fault: &StreamFault) -> String {
    format!("{} {}", fault.error_type, String::from_utf8_lossy(&fault.body))
}

/// What the client has of it cannot be taken back: its connection is closed.
fn cut_off(context: &mut Context, why: &str) -> Failure {
    if let Some(called) = context.progress.called() {
        called.error = Some(why.into());
    }
    Failure::HungUp(BROKE_OFF)
}

fn gone(_: Box<pingora_core::Error>) -> Failure {
    Failure::HungUp(CLIENT_LEFT)
}
