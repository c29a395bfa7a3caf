//! An answer that was collected, mapped to the caller's.

use super::Failure;
use super::answer::{note_id, strip};
use super::forwarding::Forwarding;
use super::gather::Gathered;
use crate::generation::Generation;
use crate::proxy::{Context, Written, WrittenAnswer, head};
use crate::world::Real;
use bytes::Bytes;
use pingora_proxy::Session;
use std::time::Duration;
use tollgate_model::trace::written;
use tollgate_model::{Step, Trace};
use tollgate_pipeline::{AnswerHead, Refused, Reply, close};

pub(super) fn closed(
    forwarding: &Forwarding<'_>,
    generation: &Generation,
    session: &Session,
    context: &mut Context,
    gathered: Gathered,
) -> Result<Box<Reply>, Failure> {
    let Gathered { head: mut answered, body } = gathered;
    note_id(&answered, context);
    strip(&mut answered);
    let latency = context.progress.called().map_or(Duration::ZERO, |called| called.latency);
    let answer = Answered { head: &answered, body, latency };
    let mut trace = std::mem::take(&mut context.trace);
    let reply = answer.close(forwarding, generation, session, context, &mut trace);
    context.trace = trace;
    reply.map(Box::new).map_err(|refusal| {
        if forwarding.edge.node.chains().are_kept() {
            // Once more, for the steps that led there.
            let mut steps = Vec::new();
            let _ = answer.close(forwarding, generation, session, context, &mut steps);
            context.progress.note(steps);
        }
        Failure::Refused(refusal)
    })
}

/// What the integration said.
struct Answered<'a> {
    head: &'a pingora_http::ResponseHeader,
    body: Bytes,
    latency: Duration,
}

impl Answered<'_> {
    fn close(
        &self,
        forwarding: &Forwarding<'_>,
        generation: &Generation,
        session: &Session,
        context: &Context,
        trace: &mut impl Trace,
    ) -> Result<Reply, Box<Refused>> {
        trace.step(|| self.step());
        let request = session.req_header();
        let (names, written) = (Written(request), WrittenAnswer(self.head));
        let head = head(request, &names, forwarding.edge.peer(context));
        let answer = AnswerHead { status: self.head.status.as_u16(), headers: &self.head.headers, names: &written };
        let (opened, carried) = (forwarding.opened, forwarding.outbound.carried());
        close(&Real, &generation.table, opened, &head, carried, answer, self.body.clone(), trace)
    }

    fn step(&self) -> Step {
        let body = Some(self.body.as_ref().into());
        Step::IntegrationResponse {
            status: self.head.status.as_u16(),
            latency: self.latency,
            headers: written(&WrittenAnswer(self.head)),
            body,
        }
    }
}
