//! An answer of the gateway's own, coded as the client wants it.

use super::Failure;
use super::aside::{LARGE_BYTES, aside};
use crate::generation::Generation;
use crate::proxy::{Context, Edge, Written, head};
use pingora_proxy::Session;
use tollgate_model::FaultKind;
use tollgate_pipeline::{Opened, Reply, coding};

/// Where it takes long, on another thread.
pub(super) async fn coded(
    edge: &Edge,
    generation: &Generation,
    session: &Session,
    context: &Context,
    opened: &Opened,
    mut reply: Box<Reply>,
) -> Result<Box<Reply>, Failure> {
    let chosen = {
        let names = Written(session.req_header());
        coding(&generation.table, opened, &head(session.req_header(), &names, edge.peer(context)), &reply)
    };
    let Some(chosen) = chosen else { return Ok(reply) };
    if reply.body.len() < LARGE_BYTES {
        reply.encode(chosen);
        return Ok(reply);
    }
    let work = move || {
        reply.encode(chosen);
        reply
    };
    Box::pin(aside(work)).await.map_err(|_| Failure::refused(context, FaultKind::InternalServerError))
}
