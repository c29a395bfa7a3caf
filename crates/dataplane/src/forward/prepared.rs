//! What the pipeline makes of a request whose body is there, if it needs it.

use super::Failure;
use super::aside::{LARGE_BYTES, aside};
use super::forwarding::{Forwarding, Outbound};
use super::signed;
use crate::generation::Generation;
use crate::proxy::{Context, Edge, Written, head};
use crate::world::Real;
use bytes::Bytes;
use http::header::CONTENT_ENCODING;
use http::{HeaderValue, Method};
use pingora_http::RequestHeader;
use pingora_proxy::Session;
use std::sync::Arc;
use std::time::Duration;
use tollgate_model::{FaultKind, Origin, Signing};
use tollgate_pipeline::{Body, Call, Carried, Fields, Invoke, Next, Opened, Reply, prepare};

pub(super) enum Prepared<'a> {
    Reply(Box<Reply>),
    Invoke(Box<Invoke>),
    Forwarding(Forwarding<'a>),
}

/// Where it takes long, on another thread.
pub(super) async fn prepared<'a>(
    edge: &'a Edge,
    generation: &'a Arc<Generation>,
    session: &mut Session,
    context: &mut Context,
    opened: &'a Opened,
    body: Option<Bytes>,
) -> Result<Prepared<'a>, Failure> {
    let next = match body {
        Some(body) if takes_long(session.req_header(), &body) => {
            let request = session.req_header().clone();
            Box::pin(prepared_aside(edge, generation, request, context, opened, body)).await?
        }
        body => at_once(edge, generation, session, context, opened, body)?,
    };
    let outbound = match next {
        Next::Reply(reply) => return Ok(Prepared::Reply(reply)),
        Next::Invoke(invoke) => return Ok(Prepared::Invoke(invoke)),
        Next::Forward(forward) => Outbound::Client(forward),
        Next::Call(call) => Outbound::Made(call),
    };
    let pool = generation.stage(opened.stage).and_then(|stage| stage.pools.get(usize::from(outbound.group())));
    let pool = pool.ok_or_else(|| Failure::refused(context, FaultKind::InternalServerError))?;
    let collects = opened.collects_answer(&generation.table);
    let route = opened.of(&generation.table).map(|(_, route)| route);
    let mapping = route.and_then(|route| route.mapping.as_deref());
    let calls_aws = route.is_some_and(|route| route.integration.calls_aws());
    let signature = match route.and_then(|route| route.integration.signing()) {
        Some(signing) => Box::pin(signed::signature(signing, generation, opened, &outbound, context)).await?,
        None => None,
    };
    Ok(Prepared::Forwarding(Forwarding { edge, outbound, opened, pool, collects, mapping, calls_aws, signature }))
}

/// A coded body may be a thousand times its size.
fn takes_long(request: &RequestHeader, body: &[u8]) -> bool {
    body.len() >= LARGE_BYTES || (!body.is_empty() && request.headers.contains_key(CONTENT_ENCODING))
}

/// Not part of the future above, which would hold each of its values.
fn at_once<'a>(
    edge: &Edge,
    generation: &'a Generation,
    session: &Session,
    context: &mut Context,
    opened: &Opened,
    body: Option<Bytes>,
) -> Result<Next<'a>, Failure> {
    let request = session.req_header();
    let names = Written(request);
    let head = head(request, &names, edge.peer(context));
    prepare(&Real, &generation.table, opened, &head, body, &mut context.trace).map_err(Failure::Refused)
}

async fn prepared_aside<'a>(
    edge: &Edge,
    generation: &'a Arc<Generation>,
    request: RequestHeader,
    context: &mut Context,
    opened: &Opened,
    body: Bytes,
) -> Result<Next<'a>, Failure> {
    let (peer, mut trace) = (edge.peer(context), std::mem::take(&mut context.trace));
    let (its_generation, its_opened) = (Arc::clone(generation), opened.clone());
    let made = aside(move || {
        let names = Written(&request);
        let head = head(&request, &names, peer);
        let next = prepare(&Real, &its_generation.table, &its_opened, &head, Some(body), &mut trace);
        (next.map(Made::from), trace)
    });
    let internal = FaultKind::InternalServerError;
    let Ok((made, trace)) = made.await else { return Err(Failure::refused(context, internal)) };
    context.trace = trace;
    let stage = opened.of(&generation.table).map(|(stage, _)| stage);
    match (made.map_err(Failure::Refused)?, stage) {
        (Made::Reply(reply), _) => Ok(Next::Reply(reply)),
        (Made::Invoke(invoke), _) => Ok(Next::Invoke(invoke)),
        (Made::Call(call), Some(stage)) => Ok(Next::Call(Box::new(call.of(stage)))),
        _ => Err(Failure::refused(context, internal)),
    }
}

/// What comes back from another thread: without what is borrowed of the table.
enum Made {
    Reply(Box<Reply>),
    Call(Box<MadeCall>),
    Invoke(Box<Invoke>),
    /// Whose body was read is not forwarded.
    Forward,
}

struct MadeCall {
    group: u16,
    method: Method,
    target: String,
    host: HeaderValue,
    headers: Fields,
    body: Body,
    timeout: Duration,
    origin: Origin,
    signing: Option<Arc<Signing>>,
    streams: bool,
    carried: Carried,
}

impl From<Next<'_>> for Made {
    fn from(next: Next<'_>) -> Made {
        match next {
            Next::Reply(reply) => Made::Reply(reply),
            Next::Invoke(invoke) => Made::Invoke(invoke),
            Next::Forward(_) => Made::Forward,
            Next::Call(call) => {
                let Call {
                    stage: _,
                    group,
                    method,
                    target,
                    host,
                    headers,
                    body,
                    timeout,
                    origin,
                    signing,
                    streams,
                    carried,
                } = *call;
                Made::Call(Box::new(MadeCall {
                    group,
                    method,
                    target,
                    host,
                    headers,
                    body,
                    timeout,
                    origin,
                    signing,
                    streams,
                    carried,
                }))
            }
        }
    }
}

impl MadeCall {
    fn of(self, stage: &tollgate_routes::Stage) -> Call<'_> {
        let MadeCall { group, method, target, host, headers, body, timeout, origin, signing, streams, carried } = self;
        Call { stage, group, method, target, host, headers, body, timeout, origin, signing, streams, carried }
    }
}
