//! The request's way to its integration and the answer's way back.
//!
//! This is not left to pingora's own proxying: an integration timeout that spans attempts and ends at the answer's head,
//! retries under a budget, and an idle bound for the body that differs from it cannot be said there; and one task without
//! channels costs a third less. Connections, framing and both sessions are still pingora's.
//!
//! What is sent is the client's request, its body as it comes, or one that the pipeline made; the answer is passed on as it
//! comes, or collected whole and mapped. All four ways are one [`forwarding`].

mod answer;
mod aside;
mod attempt;
mod closed;
mod coded;
mod collect;
mod connections;
mod events;
mod forwarding;
mod gather;
mod interim;
mod invoke;
mod pieces;
mod prepared;
mod relay;
mod request;
mod sending;
mod signed;
mod whole;

pub(crate) use answer::{has_no_body, is_hop_by_hop};

use crate::generation::Generation;
use crate::proxy::{Context, Edge, Mapped, Progress, refused};
use bytes::Bytes;
use closed::closed;
use coded::coded;
use pingora_proxy::Session;
use prepared::{Prepared, prepared};
use sending::Stopped;
use std::sync::Arc;
use tollgate_model::{Fault, FaultKind};
use tollgate_pipeline::{Opened, Refused, Reply};

/// How a request that went well ended.
pub(crate) enum Done {
    /// The client has its answer.
    Relayed,
    /// It gets this.
    Reply(Box<Reply>),
}

/// Why it did not end well.
pub(crate) enum Failure {
    /// Nothing was sent to the client yet: it gets this.
    Refused(Box<Refused>),
    /// The client is gone, or an answer that had begun cannot be finished: the connection is closed.
    HungUp(&'static str),
}

impl Failure {
    fn refused(context: &Context, fault: impl Into<Fault>) -> Failure {
        Failure::Refused(refused(context, fault.into()))
    }

    /// While nothing but the client's body is waited for.
    fn of(stopped: Stopped, context: &Context) -> Failure {
        match stopped {
            Stopped::TooLarge => Failure::refused(context, FaultKind::RequestTooLarge),
            Stopped::BadBody(fault) => Failure::refused(context, fault),
            Stopped::Client | Stopped::Upstream(_) => Failure::HungUp("the client left before its body's end"),
        }
    }
}

/// Does what the pipeline says is to be done with an opened request.
pub(crate) async fn run(edge: &Edge, session: &mut Session, context: &mut Context) -> Result<Done, Failure> {
    let generation = Arc::clone(&context.generation);
    let Progress::Opened(opened) = &context.progress else {
        return Err(Failure::refused(context, FaultKind::InternalServerError));
    };
    let opened = opened.clone();
    let body = match opened.collects_body() {
        true => Some(collect::whole(edge, session, context).await?),
        false => None,
    };
    context.progress.map(again(edge, body.as_ref()));
    let prepared = prepared(edge, &generation, session, context, &opened, body).await?;
    let Prepared::Forwarding(forwarding) = prepared else {
        // Apart: what plain requests wait in stays small.
        return Box::pin(without_target(edge, &generation, session, context, &opened, prepared)).await;
    };
    if forwarding.outbound.held().is_some() && !opened.collects_body() {
        // Unread, it would be taken for what a client says after its request.
        collect::discard(edge, session, context).await?;
    }
    context.progress.call();
    match forwarding.run(session, context).await? {
        None => Ok(Done::Relayed),
        Some(gathered) => {
            let reply = Box::pin(closed(&forwarding.closing(), &generation, session, context, gathered)).await?;
            Box::pin(coded(edge, &generation, session, context, &opened, reply)).await.map(Done::Reply)
        }
    }
}

/// What asks no target.
async fn without_target(
    edge: &Edge,
    generation: &Arc<Generation>,
    session: &mut Session,
    context: &mut Context,
    opened: &Opened,
    prepared: Prepared<'_>,
) -> Result<Done, Failure> {
    match prepared {
        Prepared::Reply(reply) => coded(edge, generation, session, context, opened, reply).await.map(Done::Reply),
        Prepared::Invoke(invoke) => {
            context.progress.call();
            invoke::invoked(edge, generation, session, context, opened, invoke).await
        }
        Prepared::Forwarding(_) => Err(Failure::refused(context, FaultKind::InternalServerError)),
    }
}

/// What of a body is kept for the chain of a request that fails; of a larger one it tells less.
const KEPT: usize = 64 * 1024;

fn again(edge: &Edge, body: Option<&Bytes>) -> Option<Box<Mapped>> {
    let body = body.filter(|body| body.len() <= KEPT && edge.node.chains().are_kept())?;
    Some(Box::new(Mapped { body: Some(body.clone()), answered: Vec::new() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size<A, B, C, F: Future>(_: impl FnOnce(A, B, C) -> F) -> usize {
        size_of::<F>()
    }

    /// Every request's future holds this one, and moving it is a good part of what a plain request costs.
    const MOST: usize = 2848;

    #[test]
    fn what_a_request_waits_in_stays_small() {
        let size = size::<&'static Edge, &'static mut Session, &'static mut Context, _>(run);
        assert!(size <= MOST, "{size} bytes");
    }
}
