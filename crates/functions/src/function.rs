//! One function: what it is, who runs it, who waits for it.

use crate::asynchronous;
use crate::environment::Environment;
use crate::failure::{EVENT_LIMIT, Failure, REQUEST_LIMIT, not_json, throttled, too_large};
use crate::invocation::{Invocation, InvokeFault, Invoked, Outcome, Whole};
use crate::pool::{Abandoned, Job, Placed, Polled, Pool, Ticket};
use crate::process::{self, Process};
use crate::snapshot::Snapshot;
use bytes::Bytes;
use serde::de::IgnoredAny;
use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{oneshot, watch};
use tollgate_model::InvocationType;
use tollgate_model::function::LocalFunction;

/// What a function sees of an invocation without a payload.
const NO_EVENT: Bytes = Bytes::from_static(b"{}");

/// A function that can be invoked. Dropped, it serves what it has and ends its processes.
pub struct LiveFunction {
    core: Arc<Core>,
}

/// What its processes hold too.
pub(crate) struct Core {
    pub name: Arc<str>,
    pub spec: LocalFunction,
    pub environment: Environment,
    pool: Mutex<Pool>,
    /// Events that were accepted and are not done with.
    pub events: AtomicUsize,
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
            spec,
            environment,
            pool: Mutex::default(),
            events: AtomicUsize::new(0),
            numbers: AtomicU64::new(1),
            retired: watch::Sender::new(false),
        };
        LiveFunction { core: Arc::new(core) }
    }

    pub(crate) fn is(&self, spec: &LocalFunction, environment: &Environment) -> bool {
        self.core.spec == *spec && self.core.environment.equals(environment)
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

    /// Resolves when the last process is gone.
    pub(crate) fn stop(&self) -> impl Future<Output = ()> + use<> {
        let gone = self.core.stop();
        async move { drop(gone.await) }
    }

    pub fn snapshot(&self) -> Snapshot {
        let pool = self.core.pool();
        Snapshot {
            name: self.core.name.clone(),
            processes: pool.processes(),
            starting: pool.starting(),
            idle: pool.idle(),
            waiting: pool.waiting(),
            events: self.core.events.load(Ordering::Relaxed),
            starts: pool.counts.starts,
            invocations: pool.counts.invocations,
            throttled: pool.counts.throttled,
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

    fn concurrency(&self) -> usize {
        self.spec.concurrency.max(1) as usize
    }

    async fn call(self: &Arc<Self>, invocation: Invocation) -> Outcome {
        let (deadline, queue) = (invocation.deadline, self.spec.queue as usize);
        let (reply, mut answer) = oneshot::channel();
        let placed = self.place(Job { invocation, reply }, |pool| pool.has_room(self.concurrency(), queue));
        let mut place = match placed {
            Placed::Handed => Place::taken(self),
            Placed::Waits(ticket) => Place { core: self, ticket: Some(ticket) },
            Placed::Refused => return Ok(throttled()),
            Placed::Stopped => return Err(InvokeFault::Stopped),
        };
        match tokio::time::timeout_at(deadline.into(), &mut answer).await {
            Ok(answered) => {
                place.ticket = None;
                answered.unwrap_or(Err(InvokeFault::Stopped))
            }
            Err(_) => match place.leave() {
                Abandoned::Removed => {
                    self.pool().counts.throttled += 1;
                    Ok(throttled())
                }
                Abandoned::Runs => Err(InvokeFault::TimedOut),
            },
        }
    }

    /// Starts a process where one is needed for it.
    pub(crate) fn place(self: &Arc<Self>, job: Job, room: impl FnOnce(&Pool) -> bool) -> Placed {
        let mut pool = self.pool();
        let placed = pool.place(job, room);
        if matches!(placed, Placed::Waits(_)) {
            self.top_up(&mut pool);
        }
        placed
    }

    /// As many processes as there are invocations without one, within bounds.
    fn top_up(self: &Arc<Self>, pool: &mut Pool) {
        while pool.wants_process(self.concurrency()) {
            let number = self.numbers.fetch_add(1, Ordering::Relaxed);
            pool.started(process::start(self, number));
        }
    }

    pub(crate) fn poll(&self, process: &Arc<Process>, first: bool) -> Polled {
        self.pool().poll(process, first)
    }

    pub(crate) fn hand_back(self: &Arc<Self>, job: Job) {
        let mut pool = self.pool();
        pool.hand_back(job);
        self.top_up(&mut pool);
    }

    /// A process failed before it was ready: so does the invocation that it was started for.
    pub(crate) fn start_failed(self: &Arc<Self>, failure: &Failure) {
        let mut pool = self.pool();
        let job = pool.start_failed();
        self.top_up(&mut pool);
        drop(pool);
        if let Some(Job { invocation, reply }) = job {
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

    fn retire(&self) {
        self.retired.send_replace(true);
        let idle = self.pool().retire();
        idle.iter().for_each(|process| process.terminate());
    }

    fn stop(&self) -> oneshot::Receiver<()> {
        self.retired.send_replace(true);
        let stopping = self.pool().stop();
        stopping.processes.iter().for_each(|process| process.terminate());
        for job in stopping.waited {
            let _ = job.reply.send(Err(InvokeFault::Stopped));
        }
        stopping.gone
    }
}

/// A caller's place in the queue, given up when it goes.
struct Place<'c> {
    core: &'c Core,
    ticket: Option<Ticket>,
}

impl<'c> Place<'c> {
    fn taken(core: &'c Core) -> Self {
        Place { core, ticket: None }
    }

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
