//! Keeping what was decided of a request that is refused.

use super::{Context, Edge, Progress, Written, head};
use crate::chains::{Came, Chain, Told, replay};
use crate::panics;
use pingora_proxy::Session;
use tollgate_model::Step;
use tollgate_pipeline::{Refused, refuse};

impl Edge {
    /// Decides it once more, step by step. A panic in that is the chain's loss alone.
    pub(super) fn tell_again(&self, session: &Session, context: &Context, refused: &Refused) {
        if !self.node.chains().are_kept() {
            return;
        }
        let Some(steps) = panics::caught_now(|| self.steps(session, context, refused)) else { return };
        let request = session.req_header();
        let told = steps.iter().map(|step| Told::of(step, &context.generation.sources));
        self.node.chains().keep(Chain {
            request_id: refused.identity.request_id,
            extended_request_id: refused.identity.extended_request_id,
            at: refused.identity.started,
            method: request.method.as_str().into(),
            path: request.uri.path().into(),
            status: refused.fault.status(),
            response_type: refused.fault.kind.row().name,
            steps: told.collect(),
        });
    }

    fn steps(&self, session: &Session, context: &Context, refused: &Refused) -> Vec<Step> {
        let request = session.req_header();
        let names = Written(request);
        let head = head(request, &names, self.peer(context));
        let table = &context.generation.table;
        let (opened, mapped) = match &context.progress {
            Progress::Mapping(opened, mapped) => (Some(opened), mapped.as_deref()),
            Progress::Sent(opened, called) => (Some(opened), called.mapped.as_deref()),
            Progress::Fresh | Progress::Opened(_) | Progress::Refused(..) => (None, None),
        };
        let body = mapped.and_then(|mapped| mapped.body.as_ref());
        let came = match opened {
            Some(opened) if body.is_some() || !opened.collects_body() => Came::ToItsIntegration(body),
            _ => Came::ToItsRoute,
        };
        let mut steps = replay(table, &head, context.identity, refused, came);
        steps.extend_from_slice(mapped.map_or(&[], |mapped| &mapped.answered));
        let _ = refuse(Some(table), Some(&head), refused, &mut steps);
        steps
    }
}
