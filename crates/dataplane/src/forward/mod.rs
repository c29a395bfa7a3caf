//! The request's way to its target group and the answer's way back, streamed.
//!
//! This is not left to pingora's own proxying: an integration timeout that spans attempts and ends at the answer's head,
//! retries under a budget, and an idle bound for the body that differs from it cannot be said there; and one task without
//! channels costs a third less. Connections, framing and both sessions are still pingora's.

mod answer;
mod attempt;
mod body;
mod connections;
mod request;

use crate::proxy::{Call, Context, Edge, Progress, Written, head, refused};
use crate::world::Real;
use attempt::{Attempt, Broken};
use pingora_proxy::Session;
use std::sync::Arc;
use std::time::Instant;
use tollgate_model::target_group::HashKey;
use tollgate_model::{Fault, FaultKind};
use tollgate_pipeline::{Forward, Next, Opened, Refused, Reply, prepare};
use tollgate_routes::Manners;
use tollgate_upstream::{Failure as TargetFailure, Picked, Pool, Tried};

/// How a request that went well ended.
pub(crate) enum Done {
    /// The client has its answer.
    Sent,
    /// It gets this.
    Reply(Box<Reply>),
}

/// Why a forward did not end well.
pub(crate) enum Failure {
    /// Nothing was sent to the client yet: it gets this.
    Refused(Box<Refused>),
    /// The client is gone, or an answer that had begun cannot be finished: the connection is closed.
    HungUp(&'static str),
}

/// Forwards an opened request and answers the client.
pub(crate) async fn run(edge: &Edge, session: &mut Session, context: &mut Context) -> Result<Done, Failure> {
    let generation = Arc::clone(&context.generation);
    let Progress::Opened(opened) = context.progress.take() else {
        return Err(Failure::Refused(refused(context, FaultKind::InternalServerError.into())));
    };
    let prepared = {
        let request = session.req_header();
        let names = Written(request);
        let head = head(request, &names, edge.peer(context));
        prepare(&Real, &generation.table, &opened, &head, None, &mut ())
    };
    let forward = match prepared {
        Ok(Next::Forward(forward)) => forward,
        Ok(Next::Reply(reply)) => {
            context.progress = Progress::Opened(opened);
            return Ok(Done::Reply(reply));
        }
        Ok(Next::Call(call)) => {
            let fault = Fault::with_detail(FaultKind::InternalServerError, "calls are not made yet");
            return Err(Failure::Refused(Refused::of(&opened, fault, call.origin)));
        }
        Err(refusal) => {
            context.progress = Progress::Opened(opened);
            return Err(Failure::Refused(refusal));
        }
    };
    let pool = generation.stage(opened.stage).and_then(|stage| stage.pools.get(usize::from(forward.group)));
    context.progress = Progress::Sent(opened.clone(), Call::default());
    let Some(pool) = pool else {
        return Err(Failure::Refused(refused(context, FaultKind::InternalServerError.into())));
    };
    Forwarding { edge, forward: &forward, opened: &opened, pool }.run(session, context).await?;
    Ok(Done::Sent)
}

/// One request on its way, over as many attempts as it takes.
pub(crate) struct Forwarding<'a> {
    pub(crate) edge: &'a Edge,
    pub(crate) forward: &'a Forward<'a>,
    pub(crate) opened: &'a Opened,
    pub(crate) pool: &'a Arc<Pool>,
}

impl Forwarding<'_> {
    async fn run(&self, session: &mut Session, context: &mut Context) -> Result<(), Failure> {
        let begun = Instant::now();
        let spec = self.pool.spec();
        let timeout = spec.timeouts.total.map_or(self.forward.timeout, |total| total.min(self.forward.timeout));
        let mut state = Attempts { deadline: begun + timeout, tried: Tried::default(), made: 0, fresh_only: false };
        self.pool.begin_request();
        loop {
            let Some(picked) = self.pick(session, &state, context).await else {
                return Err(self.fail(context, self.manners().unreachable, "no target is up", begun));
            };
            state.made += 1;
            let attempt = Attempt {
                forwarding: self,
                picked: &picked,
                begun,
                deadline: state.deadline,
                fresh_only: state.fresh_only,
            };
            let broken = match attempt.run(session, context).await {
                Ok(()) => return Ok(()),
                Err(broken) => broken,
            };
            self.judge(&broken, &picked);
            if self.again(&broken, &mut state, &picked, session) {
                continue;
            }
            return Err(self.end(broken, context, begun));
        }
    }

    fn manners(&self) -> &'static Manners {
        self.forward.stage.manners
    }

    /// A target that is up. Only when its names were never resolved does a request wait, and no longer than a connect may take.
    async fn pick(&self, session: &Session, state: &Attempts, context: &Context) -> Option<Picked> {
        let hash = |key: &HashKey| hash_of(key, session, context);
        if let Some(picked) = self.pool.pick(hash, &state.tried) {
            return Some(picked);
        }
        self.pool.ready().await;
        self.pool.pick(hash, &state.tried)
    }

    /// Tells the target's record of what happened.
    fn judge(&self, broken: &Broken, picked: &Picked) {
        match broken {
            Broken::Connect(_) => picked.failed(TargetFailure::Connect),
            Broken::BeforeAnswer { reused: false, .. } | Broken::BadAnswer(_) => picked.failed(TargetFailure::Reset),
            Broken::TimedOut { target: true } => picked.failed(TargetFailure::Timeout),
            // An idle connection that the target closed says nothing of its health, nor does a client that sends slowly.
            Broken::BeforeAnswer { reused: true, .. }
            | Broken::TimedOut { target: false }
            | Broken::Fault(_)
            | Broken::HungUp(_)
            | Broken::CutOff(_) => {}
        }
    }

    /// May it be sent again: never when something of an answer was seen, nor when its body cannot be sent twice.
    fn again(&self, broken: &Broken, state: &mut Attempts, picked: &Picked, session: &mut Session) -> bool {
        let request = session.req_header();
        let idempotent = self.forward.method.unwrap_or(&request.method).is_idempotent();
        let replayable = !session.as_downstream_mut().retry_buffer_truncated();
        let spec = self.pool.spec();
        let left = state.made < spec.retry.attempts && Instant::now() < state.deadline;
        match broken {
            // Not one of the attempts: the connection was dead before the request was written.
            Broken::BeforeAnswer { reused: true, .. } if idempotent && replayable && !state.fresh_only => {
                state.fresh_only = true;
                state.made -= 1;
                true
            }
            Broken::Connect(_) if left && replayable && self.pool.may_retry() => {
                state.tried.push(picked);
                true
            }
            Broken::BeforeAnswer { .. } if left && idempotent && replayable && self.pool.may_retry() => {
                state.tried.push(picked);
                true
            }
            _ => false,
        }
    }

    fn end(&self, broken: Broken, context: &mut Context, begun: Instant) -> Failure {
        match broken {
            Broken::HungUp(why) => Failure::HungUp(why),
            Broken::Fault(fault) => Failure::Refused(refused(context, fault)),
            Broken::CutOff(why) => {
                if let Progress::Sent(_, call) = &mut context.progress {
                    call.error = Some(why.into());
                }
                Failure::HungUp(why)
            }
            Broken::TimedOut { .. } => {
                self.fail(context, self.manners().timed_out, "the integration did not answer in time", begun)
            }
            Broken::Connect(why) | Broken::BeforeAnswer { why, .. } | Broken::BadAnswer(why) => {
                self.fail(context, self.manners().unreachable, &why, begun)
            }
        }
    }

    fn fail(&self, context: &mut Context, kind: FaultKind, why: &str, begun: Instant) -> Failure {
        if let Progress::Sent(_, call) = &mut context.progress {
            call.latency = begun.elapsed();
            call.error = Some(why.into());
        }
        Failure::Refused(refused(context, Fault::with_detail(kind, why)))
    }
}

/// What the attempts of one request share.
struct Attempts {
    deadline: Instant,
    tried: Tried,
    made: u32,
    /// A kept connection was found dead: the next attempt makes its own.
    fresh_only: bool,
}

fn hash_of(key: &HashKey, session: &Session, context: &Context) -> u64 {
    use std::hash::{BuildHasher, Hash, Hasher};
    // Seeded alike on every node: a fleet sends one caller to one target.
    let mut hasher = foldhash::fast::FixedState::default().build_hasher();
    match key {
        HashKey::SourceIp => context.source_ip.hash(&mut hasher),
        HashKey::Path => session.req_header().uri.path().hash(&mut hasher),
        HashKey::Header(name) => session.get_header(&**name).map(|value| value.as_bytes()).hash(&mut hasher),
    }
    hasher.finish()
}
