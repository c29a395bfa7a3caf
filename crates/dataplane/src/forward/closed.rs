//! An answer that was collected, mapped to the caller's.

use super::Failure;
use super::answer::{has_no_body, note_id, strip};
use super::aside::{LARGE_BYTES, aside};
use super::attempt::Broken;
use super::forwarding::Forwarding;
use super::gather::{Gathered, MOST, declared};
use crate::generation::Generation;
use crate::proxy::{Context, Edge, Written, WrittenAnswer, head, made};
use crate::world::Real;
use pingora_http::{RequestHeader, ResponseHeader};
use pingora_proxy::Session;
use std::sync::Arc;
use std::time::Duration;
use tollgate_model::head::Peer;
use tollgate_model::trace::{Recorder, written};
use tollgate_model::{FaultKind, Step, Trace};
use tollgate_pipeline::{AnswerHead, Body, Carried, Opened, Refused, Reply, close, passes};

/// What was called, whoever answered.
pub(super) struct Closing<'a> {
    pub(super) edge: &'a Edge,
    pub(super) opened: &'a Opened,
    pub(super) carried: &'a Carried,
}

/// Where it takes long, on another thread.
pub(super) async fn closed(
    closing: &Closing<'_>,
    generation: &Arc<Generation>,
    session: &mut Session,
    context: &mut Context,
    gathered: Gathered,
) -> Result<Box<Reply>, Failure> {
    let Gathered { head: mut answered, body } = gathered;
    note_id(&answered, context);
    strip(&mut answered);
    let latency = context.progress.called().map_or(Duration::ZERO, |called| called.latency);
    let is_large = body.len() >= LARGE_BYTES;
    let answer = Answered { head: answered, body: Body::Whole(body), latency };
    let trace = std::mem::take(&mut context.trace);
    let mapped = match is_large {
        true => {
            let request = session.req_header().clone();
            Box::pin(closed_aside(closing, generation, request, context, answer, trace)).await?
        }
        false => Asked::of(closing, generation, session, context).close(&answer, trace),
    };
    context.trace = mapped.trace;
    if let Some(called) = context.progress.called() {
        called.note(&mapped.reply);
    }
    mapped.reply.map(Box::new).map_err(|refusal| {
        if !mapped.steps.is_empty() {
            context.progress.note(mapped.steps);
        }
        Failure::Refused(refusal)
    })
}

/// The head that the client gets of an answer whose body goes on as it comes; `None` where it is collected first.
pub(super) fn mapped_head(
    forwarding: &Forwarding<'_>,
    answered: &ResponseHeader,
    session: &Session,
    context: &mut Context,
) -> Result<Option<Box<ResponseHeader>>, Broken> {
    let Some(length) = declared(answered).filter(|length| *length <= MOST) else { return Ok(None) };
    if has_no_body(answered.status, forwarding.outbound.method(session)) {
        return Ok(None);
    }
    let generation = Arc::clone(&context.generation);
    let closing = forwarding.closing();
    let asked = Asked::of(&closing, &generation, session, context);
    let mut answered = Box::new(answered.clone());
    strip(&mut answered);
    let latency = context.progress.called().map_or(Duration::ZERO, |called| called.latency);
    let answer = Answered { head: answered, body: Body::Streamed, latency };
    if !asked.passes(&answer) {
        return Ok(None);
    }
    note_id(&answer.head, context);
    let mapped = asked.close(&answer, std::mem::take(&mut context.trace));
    context.trace = mapped.trace;
    let Reply { status, headers, .. } = mapped.reply.map_err(|refusal| Broken::Fault(refusal.fault))?;
    let head = made(status, headers, length).map_err(|error| Broken::BadAnswer(error.to_string().into()))?;
    Ok(Some(Box::new(head)))
}

async fn closed_aside(
    closing: &Closing<'_>,
    generation: &Arc<Generation>,
    request: RequestHeader,
    context: &Context,
    answer: Answered,
    trace: Recorder,
) -> Result<Mapped, Failure> {
    let (peer, is_kept) = (closing.edge.peer(context), closing.edge.node.chains().are_kept());
    let (generation, opened) = (Arc::clone(generation), closing.opened.clone());
    let carried = closing.carried.clone();
    let mapped = aside(move || {
        let (generation, request, opened, carried) = (&*generation, &request, &opened, &carried);
        Asked { generation, request, peer, opened, carried, is_kept }.close(&answer, trace)
    });
    mapped.await.map_err(|_| Failure::refused(context, FaultKind::InternalServerError))
}

/// What the integration said.
struct Answered {
    head: Box<ResponseHeader>,
    body: Body,
    latency: Duration,
}

/// The request that it was said to.
struct Asked<'a> {
    generation: &'a Generation,
    request: &'a RequestHeader,
    peer: Peer,
    opened: &'a Opened,
    carried: &'a Carried,
    /// Are the steps of a refused request to be told later.
    is_kept: bool,
}

struct Mapped {
    reply: Result<Reply, Box<Refused>>,
    trace: Recorder,
    /// What led to a refusal.
    steps: Vec<Step>,
}

impl<'a> Asked<'a> {
    fn of(closing: &'a Closing<'a>, generation: &'a Generation, session: &'a Session, context: &Context) -> Asked<'a> {
        Asked {
            generation,
            request: session.req_header(),
            peer: closing.edge.peer(context),
            opened: closing.opened,
            carried: closing.carried,
            is_kept: closing.edge.node.chains().are_kept(),
        }
    }

    fn passes(&self, answered: &Answered) -> bool {
        let (names, written) = (Written(self.request), WrittenAnswer(&answered.head));
        let head = head(self.request, &names, self.peer);
        passes(&self.generation.table, self.opened, &head, answered.told(&written))
    }

    fn close(&self, answer: &Answered, mut trace: Recorder) -> Mapped {
        let reply = self.reply(answer, &mut trace);
        let mut steps = Vec::new();
        if reply.is_err() && self.is_kept {
            // Once more, for the steps that led there.
            let _ = self.reply(answer, &mut steps);
        }
        Mapped { reply, trace, steps }
    }

    fn reply(&self, answered: &Answered, trace: &mut impl Trace) -> Result<Reply, Box<Refused>> {
        trace.step(|| answered.step());
        let (names, written) = (Written(self.request), WrittenAnswer(&answered.head));
        let head = head(self.request, &names, self.peer);
        let (answer, body) = (answered.told(&written), answered.body.clone());
        close(&Real, &self.generation.table, self.opened, &head, self.carried, answer, body, trace)
    }
}

impl Answered {
    fn told<'w>(&'w self, names: &'w WrittenAnswer<'w>) -> AnswerHead<'w> {
        AnswerHead { status: self.head.status.as_u16(), headers: &self.head.headers, names }
    }

    fn step(&self) -> Step {
        let body = self.body.whole().map(Into::into);
        Step::IntegrationResponse {
            status: self.head.status.as_u16(),
            latency: self.latency,
            headers: written(&WrittenAnswer(&self.head)),
            body,
        }
    }
}
