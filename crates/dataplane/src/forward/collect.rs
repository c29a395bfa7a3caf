//! The client's body, read to its end before anything is done with it.

use super::sending::{Stopped, count, pace};
use super::whole::{TooMuch, Whole};
use super::{Failure, interim};
use crate::gate::BodyPace;
use crate::proxy::{Context, Edge};
use bytes::Bytes;
use pingora_proxy::Session;

/// All of it. Bounded by `limits.body` in size and by `limits.body_rate` in time.
pub(super) async fn whole(edge: &Edge, session: &mut Session, context: &mut Context) -> Result<Bytes, Failure> {
    let mut whole = Whole::new(edge.facts.limits.body);
    let mut pace = invite(edge, session).await?;
    while let Some(piece) = next(edge, session, context, &mut pace).await? {
        whole.push(piece).map_err(|TooMuch| Failure::of(Stopped::TooLarge, context))?;
    }
    Ok(whole.into_bytes())
}

/// The same, and nothing is kept.
pub(super) async fn discard(edge: &Edge, session: &mut Session, context: &mut Context) -> Result<(), Failure> {
    let mut pace = invite(edge, session).await?;
    while next(edge, session, context, &mut pace).await?.is_some() {}
    Ok(())
}

async fn invite(edge: &Edge, session: &mut Session) -> Result<Option<BodyPace>, Failure> {
    if !session.as_downstream_mut().is_body_done() {
        interim::invite(session).await.map_err(|_| Failure::HungUp("the client left before its body"))?;
    }
    Ok(pace(session, edge.facts.limits.body_rate))
}

async fn next(
    edge: &Edge,
    session: &mut Session,
    context: &mut Context,
    pace: &mut Option<BodyPace>,
) -> Result<Option<Bytes>, Failure> {
    if session.as_downstream_mut().is_body_done() {
        return Ok(None);
    }
    let read = session.as_downstream_mut().read_request_body();
    let read = match pace {
        Some(pace) => pace.hold(read).await,
        None => read.await,
    };
    let piece = read.map_err(|error| Failure::of(Stopped::reading(&error), context))?;
    if let Some(piece) = &piece {
        count(edge, context, piece).map_err(|stopped| Failure::of(stopped, context))?;
    }
    Ok(piece)
}
