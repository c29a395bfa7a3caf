//! One function: what it is, who runs it, who waits for it.

use crate::asynchronous;
use crate::code::Code;
use crate::environment::Environment;
use crate::failure::{EVENT_LIMIT, Failure, REQUEST_LIMIT, not_json, throttled, too_large};
use crate::invocation::{Invocation, InvokeFault, Invoked, Outcome, Whole};
use crate::pool::{Abandoned, Placed, Polled, Pool};
use crate::process::{self, Process};
use crate::snapshot::Snapshot;
use crate::waiting::{Job, Ticket};
use bytes::Bytes;
use serde::de::IgnoredAny;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio::sync::{oneshot, watch};
use tollgate_model::InvocationType;
use tollgate_model::function::LocalFunction;

/// What a function sees of an invocation without a payload.
const NO_EVENT: Bytes = Bytes::from_static(b"{}");

/// A function that can be invoked. Dropped, it serves what it has and ends its processes.
pub struct LiveFunction {
    pub(crate) core: Arc<Core>,
}

/// What its processes hold too.
pub(crate) struct Core {
    pub name: Arc<str>,
    pub spec: LocalFunction,
    pub environment: Environment,
    /// As it was when the function went live.
    code: Code,
    pool: Mutex<Pool>,
    /// The number of the next process, for logs.
    numbers: AtomicU64,
    /// True once it is of no generation any more: events are not kept waiting for their next attempt.
    pub retired: watch::Sender<bool>,
}

// === impl LiveFunction ===

impl LiveFunction {
    pub(crate) fn new(name: Arc<str>, spec: LocalFunction, environment: Environment) -> LiveFunction {
        let core = Core {
            name,
            code: Code::seen(&spec, &environment),
            pool: Mutex::new(Pool::new(spec.concurrency as usize)),
            spec,
            environment,
            numbers: AtomicU64::new(1),
            retired: watch::Sender::new(false),
        };
        LiveFunction { core: Arc::new(core) }
    }

    pub(crate) fn is(&self, spec: &LocalFunction, environment: &Environment) -> bool {
        self.core.spec == *spec && self.core.environment.equals(environment)
    }

    /// Its files are what they were.
    pub(crate) fn has_its_code(&self) -> bool {
        Code::seen(&self.core.spec, &self.core.environment) == self.core.code
    }

    pub fn name(&self) -> &Arc<str> {
        &self.core.name
    }

    /// Answers by the invocation's deadline, on a runtime that has time. Dropped, a handler that has begun runs on, and its answer is dropped.
    ///
    /// # Errors
    /// Only where the Invoke API has no answer; a function's failure is an answer.
    pub async fn invoke(&self, mut invocation: Invocation) -> Outcome {
        if invocation.payload.is_empty() {
            invocation.payload = NO_EVENT;
        } else if let Err(why) = serde_json::from_slice::<IgnoredAny>(&invocation.payload) {
            return Ok(not_json(&why));
        }
        match invocation.kind {
            InvocationType::DryRun => Ok(Invoked::Whole(Whole::accepted(204))),
            InvocationType::Event if invocation.payload.len() > EVENT_LIMIT => Ok(too_large(EVENT_LIMIT)),
            InvocationType::Event => Ok(asynchronous::accept(&self.core, invocation)),
            InvocationType::RequestResponse if invocation.payload.len() > REQUEST_LIMIT => Ok(too_large(REQUEST_LIMIT)),
            InvocationType::RequestResponse => self.core.call(invocation).await,
        }
    }

    pub(crate) fn retire(&self) {
        self.core.retire();
    }

    pub fn snapshot(&self) -> Snapshot {
        let pool = self.core.pool();
        Snapshot {
            name: self.core.name.clone(),
            processes: pool.processes(),
            starting: pool.starting(),
            idle: pool.idle(),
            waiting: pool.waiting.calls() + pool.waiting.events(),
            events: pool.held.events,
            starts: pool.counts.starts,
            invocations: pool.counts.invocations,
            throttled: pool.counts.throttled,
            events_dropped: pool.counts.events_dropped,
            ends: pool.counts.ends,
        }
    }
}

impl Drop for LiveFunction {
    fn drop(&mut self) {
        self.core.retire();
    }
}

impl fmt::Debug for LiveFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveFunction").field("name", &self.core.name).finish_non_exhaustive()
    }
}

// === impl Core ===

impl Core {
    pub(crate) fn pool(&self) -> MutexGuard<'_, Pool> {
        // What is done under the lock cannot panic midway.
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn call(self: &Arc<Self>, invocation: Invocation) -> Outcome {
        let (deadline, queue) = (invocation.deadline, self.spec.queue as usize);
        let (reply, mut answer) = oneshot::channel();
        let mut place = match self.place(|pool| pool.place_call(Job::new(invocation, reply), queue)) {
            Placed::Taken(ticket) => Place { core: self, ticket: Some(ticket) },
            Placed::Refused => return Ok(self.turn_away()),
            Placed::Stopped => return Err(InvokeFault::Stopped),
        };
        match tokio::time::timeout_at(deadline.into(), &mut answer).await {
            Ok(answered) => {
                place.ticket = None;
                answered.unwrap_or(Err(InvokeFault::Stopped))
            }
            Err(_) => match place.leave() {
                Abandoned::Removed => Ok(self.turn_away()),
                Abandoned::Runs => Err(InvokeFault::TimedOut),
            },
        }
    }

    pub(crate) fn place_event(self: &Arc<Self>, job: Job) -> Placed {
        self.place(|pool| pool.place_event(job))
    }

    /// Starts a process where one is needed for it.
    fn place(self: &Arc<Self>, place: impl FnOnce(&mut Pool) -> Placed) -> Placed {
        let mut pool = self.pool();
        let placed = place(&mut pool);
        self.top_up(&mut pool);
        placed
    }

    /// Counts an invocation that nothing runs, and answers it.
    pub(crate) fn turn_away(&self) -> Invoked {
        let told = self.pool().throttle(Instant::now());
        if let Some(refused) = told {
            let function = &self.name;
            tracing::warn!(target: "function", %function, refused, "invocations are turned away: TooManyRequestsException");
        }
        throttled()
    }

    /// As many processes as there are invocations without one, within bounds.
    fn top_up(self: &Arc<Self>, pool: &mut Pool) {
        while pool.wants_process() {
            let number = self.numbers.fetch_add(1, Ordering::Relaxed);
            pool.started(process::start(self, number));
        }
    }

    pub(crate) fn poll(&self, process: &Arc<Process>, first: bool) -> Polled {
        self.pool().poll(process, first)
    }

    pub(crate) fn hand_back(self: &Arc<Self>, process: &Process, job: Job) {
        let mut pool = self.pool();
        pool.hand_back(process, job);
        self.top_up(&mut pool);
    }

    /// A process failed before it was ready: so does the invocation that it was started for.
    pub(crate) fn start_failed(self: &Arc<Self>, failure: &Failure) {
        let mut pool = self.pool();
        let job = pool.start_failed();
        self.top_up(&mut pool);
        drop(pool);
        if let Some(Job { invocation, reply, .. }) = job {
            // Whoever called may be gone.
            let _ = reply.send(failure.outcome(&invocation.request_id));
        }
    }

    /// A process is gone; another takes its place when it is needed.
    pub(crate) fn ended(self: &Arc<Self>, process: &Arc<Process>) {
        let mut pool = self.pool();
        pool.ended(process);
        self.top_up(&mut pool);
    }

    pub(crate) fn count_end(&self, failure: &Failure, starting: bool) {
        let ends = &mut self.pool().counts.ends;
        let counted = match failure {
            Failure::Stopped => &mut ends.stopped,
            _ if starting => &mut ends.failed_start,
            Failure::TimedOut(_) => &mut ends.timed_out,
            Failure::OutOfMemory => &mut ends.out_of_memory,
            _ => &mut ends.exited,
        };
        *counted += 1;
    }

    pub(crate) fn retire(&self) {
        self.retired.send_replace(true);
        let idle = self.pool().retire();
        idle.iter().for_each(|process| process.terminate());
    }

    /// Resolves when the last process is gone.
    pub(crate) fn stop(&self) -> impl Future<Output = ()> + use<> {
        self.retired.send_replace(true);
        let stopping = self.pool().stop();
        stopping.processes.iter().for_each(|process| process.terminate());
        for job in stopping.waited {
            let _ = job.reply.send(Err(InvokeFault::Stopped));
        }
        async move { drop(stopping.gone.await) }
    }
}

/// A caller's place in the queue, given up when it goes.
struct Place<'c> {
    core: &'c Core,
    ticket: Option<Ticket>,
}

impl Place<'_> {
    fn leave(&mut self) -> Abandoned {
        match self.ticket.take() {
            Some(ticket) => self.core.pool().abandon(ticket),
            None => Abandoned::Runs,
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.leave();
    }
}
