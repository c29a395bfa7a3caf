//! One request over as many attempts as it takes: deadline, retries, what targets are told of it.

use super::Failure;
use super::attempt::{Attempt, Broken};
use super::closed::Closing;
use super::gather::Gathered;
use super::signed::{self, Signature};
use crate::proxy::{Context, Edge};
use bytes::Bytes;
use http::Method;
use pingora_proxy::Session;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tollgate_model::target_group::HashKey;
use tollgate_model::{Fault, FaultKind};
use tollgate_pipeline::{Body, Call, Carried, Forward, Opened};
use tollgate_routes::{Collected, Manners, ParameterMapping};
use tollgate_upstream::{Failure as TargetFailure, Picked, Pool, Tried};

/// One request on its way, over as many attempts as it takes.
pub(super) struct Forwarding<'a> {
    pub(super) edge: &'a Edge,
    pub(super) outbound: Outbound<'a>,
    pub(super) opened: &'a Opened,
    pub(super) pool: &'a Arc<Pool>,
    /// Is the answer collected whole before the client gets any of it.
    pub(super) collects: Collected,
    /// What is changed of answers by their status, which may ask for the body.
    pub(super) mapping: Option<&'a ParameterMapping>,
    /// Is an API of AWS's asked, which is repeated as AWS's SDKs repeat it.
    pub(super) calls_aws: bool,
    /// What signs it; `None`: nobody does.
    pub(super) signature: Option<Box<Signature<'a>>>,
}

/// What is sent.
pub(super) enum Outbound<'a> {
    /// The client's request, dressed anew for each attempt, and its body as it comes.
    Client(Forward<'a>),
    /// A request made before it is sent.
    Made(Box<Call<'a>>),
}

// === impl Outbound ===

impl Outbound<'_> {
    /// Index into the stage's groups.
    pub(super) fn group(&self) -> u16 {
        match self {
            Outbound::Client(forward) => forward.group,
            Outbound::Made(call) => call.group,
        }
    }

    pub(super) fn manners(&self) -> &'static Manners {
        match self {
            Outbound::Client(forward) => forward.stage.manners,
            Outbound::Made(call) => call.stage.manners,
        }
    }

    /// The method that the target is asked with.
    pub(super) fn method<'r>(&'r self, session: &'r Session) -> &'r Method {
        match self {
            Outbound::Client(forward) => forward.method.unwrap_or(&session.req_header().method),
            Outbound::Made(call) => &call.method,
        }
    }

    /// What its mapping keeps for that of the answer.
    pub(super) fn carried(&self) -> &Carried {
        match self {
            Outbound::Client(_) => Carried::NOTHING,
            Outbound::Made(call) => &call.carried,
        }
    }

    /// Is it answered by the events of a function's stream.
    pub(super) fn streams(&self) -> bool {
        matches!(self, Outbound::Made(call) if call.streams)
    }

    fn timeout(&self) -> Duration {
        match self {
            Outbound::Client(forward) => forward.timeout,
            Outbound::Made(call) => call.timeout,
        }
    }

    /// Can its body be sent a second time.
    fn is_replayable(&self, session: &mut Session) -> bool {
        self.held().is_some() || !session.as_downstream_mut().retry_buffer_truncated()
    }

    /// Its body, where that is not the client's as it comes.
    pub(super) fn held(&self) -> Option<&Bytes> {
        match self {
            Outbound::Made(call) => match &call.body {
                Body::Whole(body) => Some(body),
                Body::Streamed => None,
            },
            Outbound::Client(_) => None,
        }
    }
}

// === impl Forwarding ===

impl Forwarding<'_> {
    pub(super) fn closing(&self) -> Closing<'_> {
        Closing { edge: self.edge, opened: self.opened, carried: self.outbound.carried() }
    }

    /// Is an answer of this status collected whole.
    pub(super) fn collects(&self, status: u16) -> Collected {
        match self.mapping {
            Some(mapping) if mapping.reads_answer(status) => Collected::Always,
            _ => self.collects,
        }
    }

    /// `Some` when the answer was collected: then the client has got nothing of it yet.
    pub(super) async fn run(&self, session: &mut Session, context: &mut Context) -> Result<Option<Gathered>, Failure> {
        let begun = Instant::now();
        let spec = self.pool.spec();
        let timeout = self.outbound.timeout().min(spec.timeouts.total.unwrap_or(Duration::MAX));
        let mut state = Attempts { deadline: begun + timeout, tried: Tried::default(), made: 0, fresh_only: false };
        self.pool.begin_request();
        loop {
            let Some(picked) = self.pick(session, &state, context).await else {
                return Err(self.fail(context, self.outbound.manners().unreachable, "no target is up", begun));
            };
            state.made += 1;
            let attempt = Attempt {
                forwarding: self,
                picked: &picked,
                begun,
                deadline: state.deadline,
                fresh_only: state.fresh_only,
            };
            let ended = attempt.run(session, context).await;
            let pause = match self.ended(ended, &mut state, &picked, session, context, begun) {
                ControlFlow::Break(ended) => return ended,
                ControlFlow::Continue(pause) => pause,
            };
            if !pause.is_zero() {
                Box::pin(signed::rest(pause, session)).await?;
            }
        }
    }

    /// What comes of an attempt: how the request ends, or the pause before another.
    fn ended(
        &self,
        ended: Result<Option<Gathered>, Broken>,
        state: &mut Attempts,
        picked: &Picked,
        session: &mut Session,
        context: &mut Context,
        begun: Instant,
    ) -> ControlFlow<Result<Option<Gathered>, Failure>, Duration> {
        match ended {
            Ok(gathered) => match self.after_answer(gathered.as_ref(), state) {
                Some(pause) => ControlFlow::Continue(pause),
                None => ControlFlow::Break(Ok(gathered)),
            },
            Err(broken) => {
                self.judge(&broken, picked);
                match self.again(&broken, state, picked, session) {
                    Some(pause) => ControlFlow::Continue(pause),
                    None => ControlFlow::Break(Err(self.end(broken, context, begun))),
                }
            }
        }
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
            | Broken::Failed(_)
            | Broken::CutOff(_) => {}
        }
    }

    /// After what pause it is sent again, if it may be: never when something of an answer was seen, nor when its body cannot
    /// be sent twice; nor what may have been done already, unless doing it twice is doing it once.
    fn again(&self, broken: &Broken, state: &mut Attempts, picked: &Picked, session: &mut Session) -> Option<Duration> {
        let is_idempotent = self.outbound.method(session).is_idempotent();
        if !self.outbound.is_replayable(session) {
            return None;
        }
        match broken {
            // Not one of the attempts: the connection was dead before the request was written.
            Broken::BeforeAnswer { reused: true, .. } if (is_idempotent || self.calls_aws) && !state.fresh_only => {
                state.fresh_only = true;
                state.made -= 1;
                Some(Duration::ZERO)
            }
            Broken::BeforeAnswer { .. } if !is_idempotent => None,
            Broken::Connect(_) | Broken::BeforeAnswer { .. } => {
                let pause = self.pause(state).filter(|_| self.pool.may_retry())?;
                state.tried.push(picked);
                Some(pause)
            }
            _ => None,
        }
    }

    /// Before another attempt, if there is one left.
    fn pause(&self, state: &Attempts) -> Option<Duration> {
        let remaining = state.deadline.saturating_duration_since(Instant::now());
        match self.calls_aws {
            true => signed::pause(state.made, remaining),
            false => (state.made < self.pool.spec().retry.attempts && !remaining.is_zero()).then_some(Duration::ZERO),
        }
    }

    /// After what pause the same is asked again of a service that could not answer now.
    fn after_answer(&self, gathered: Option<&Gathered>, state: &Attempts) -> Option<Duration> {
        gathered.filter(|answer| self.calls_aws && signed::is_passing(answer))?;
        self.pause(state).filter(|_| self.pool.may_retry())
    }

    fn end(&self, broken: Broken, context: &mut Context, begun: Instant) -> Failure {
        match broken {
            Broken::HungUp(why) => Failure::HungUp(why),
            Broken::Failed(failure) => failure,
            Broken::Fault(fault) => Failure::refused(context, fault),
            Broken::CutOff(why) => {
                if let Some(call) = context.progress.called() {
                    call.error = Some(why.into());
                }
                Failure::HungUp(why)
            }
            Broken::TimedOut { .. } => {
                self.fail(context, self.outbound.manners().timed_out, "the integration did not answer in time", begun)
            }
            Broken::Connect(why) | Broken::BeforeAnswer { why, .. } | Broken::BadAnswer(why) => {
                self.fail(context, self.outbound.manners().unreachable, &why, begun)
            }
        }
    }

    fn fail(&self, context: &mut Context, kind: FaultKind, why: &str, begun: Instant) -> Failure {
        if let Some(call) = context.progress.called() {
            call.latency = begun.elapsed();
            call.error = Some(why.into());
        }
        Failure::refused(context, Fault::with_detail(kind, why))
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
