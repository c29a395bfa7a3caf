//! One process of a function: what it is doing, and who waits for its answer.
//!
//! A runtime moves through these phases by what it posts (the names in its refusals are those of Lambda's own runtime
//! interface): Started, Ready, Running, InvocationResponse, RuntimeResponseSentState. A failure ends it from any.

mod answering;
mod holds;
mod launch;
mod life;
mod memory;
mod output;
mod peer;
mod session;

use crate::failure::Failure;
use crate::function::Core;
use crate::invocation::{Invocation, Outcome};
use crate::waiting::Job;
pub(crate) use answering::Answering;
use holds::Hands;
pub(crate) use holds::Holds;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio::sync::{mpsc, oneshot};

pub(crate) struct Process {
    pub core: Arc<Core>,
    /// Counted from one, for logs.
    pub number: u64,
    state: Mutex<State>,
    hands: Hands,
    wishes: mpsc::UnboundedSender<Wish>,
}

/// What others want of the task that holds the process.
pub(crate) enum Wish {
    /// SIGTERM, and SIGKILL two seconds later.
    Terminate,
}

struct State {
    phase: Phase,
    /// When it is ended for being late; none while it waits for an invocation.
    deadline: Option<Instant>,
    /// How often it has asked for an invocation.
    polls: u64,
    /// The invocation that it has or had last: whose its output is.
    request_id: Option<Arc<str>>,
}

enum Phase {
    Started,
    Ready,
    Running(Caller),
    /// A post with the answer is being read.
    Answering,
    Answered,
    Ended(Failure),
}

/// What a runtime may not do: the phase it is in, and the one it wanted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Misstep {
    InvalidRequestId,
    InvalidTransition { from: &'static str, to: &'static str },
}

/// Whoever waits for an answer.
struct Caller {
    reply: oneshot::Sender<Outcome>,
    streams: bool,
}

/// Starts the task that holds a new process.
pub(crate) fn start(core: &Arc<Core>, number: u64) -> Arc<Process> {
    let (wishes, wanted) = mpsc::unbounded_channel();
    let deadline = Some(Instant::now() + core.environment.limits.start);
    let state = Mutex::new(State { phase: Phase::Started, deadline, polls: 0, request_id: None });
    let process = Arc::new(Process { core: core.clone(), number, state, hands: Hands::default(), wishes });
    core.environment.runtime.spawn(life::run(process.clone(), wanted));
    process
}

// === impl Process ===

impl Process {
    fn state(&self) -> MutexGuard<'_, State> {
        // What is done under the lock cannot panic midway.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn terminate(&self) {
        // Its task may be gone already.
        let _ = self.wishes.send(Wish::Terminate);
    }

    pub(crate) fn hold(&self, holds: Holds) {
        self.hands.set(holds);
    }

    pub(crate) fn holds(&self) -> Holds {
        self.hands.get()
    }

    /// The runtime asks for its next invocation. How often it has asked by now.
    pub(crate) fn polls(&self) -> Result<u64, Misstep> {
        let mut state = self.state();
        match &state.phase {
            // It may ask again when its connection broke.
            Phase::Started | Phase::Ready | Phase::Answered => {}
            other => return Err(Misstep::InvalidTransition { from: other.name(), to: "Ready" }),
        }
        state.phase = Phase::Ready;
        state.deadline = None;
        state.polls += 1;
        Ok(state.polls)
    }

    /// The connection broke on which it asked: it has to ask again, else it would be idle and never called.
    pub(crate) fn breaks(&self, poll: u64) {
        let mut state = self.state();
        if matches!(state.phase, Phase::Ready) && state.polls == poll {
            state.deadline = Some(Instant::now() + self.core.spec.timeout);
        }
    }

    /// The invocation is handed to the runtime: from now on its timeout runs. Back, if the process has ended.
    pub(crate) fn begin(&self, job: Job) -> Result<Invocation, Box<Job>> {
        let mut state = self.state();
        if !matches!(state.phase, Phase::Ready) {
            return Err(Box::new(job));
        }
        state.phase = Phase::Running(Caller { reply: job.reply, streams: job.invocation.streams });
        state.deadline = Some(Instant::now() + self.core.spec.timeout);
        state.request_id = Some(job.invocation.request_id.clone());
        Ok(job.invocation)
    }

    /// The runtime begins to post an answer, or an error (`to`: the phase it wants).
    pub(crate) fn answers(self: &Arc<Self>, request_id: &str, to: &'static str) -> Result<Answering, Misstep> {
        let mut state = self.state();
        let current = state.request_id.clone().filter(|current| **current == *request_id);
        let request_id = current.ok_or(Misstep::InvalidRequestId)?;
        match std::mem::replace(&mut state.phase, Phase::Answering) {
            Phase::Running(caller) => Ok(Answering::new(self.clone(), request_id, caller)),
            other => {
                let misstep = match &other {
                    // It is the invocation before: at Lambda there is no current one then.
                    Phase::Started | Phase::Ready => Misstep::InvalidRequestId,
                    phase => Misstep::InvalidTransition { from: phase.name(), to },
                };
                state.phase = other;
                Err(misstep)
            }
        }
    }

    /// The runtime says that it cannot start.
    pub(crate) fn fails_to_start(&self, failure: Failure) -> Result<(), Misstep> {
        let from = match &self.state().phase {
            Phase::Started => None,
            other => Some(other.name()),
        };
        match from {
            Some(from) => Err(Misstep::InvalidTransition { from, to: "InitError" }),
            None => {
                self.fail(failure);
                self.terminate();
                Ok(())
            }
        }
    }

    /// Nothing more comes of it: whoever waits for it is told so. What is said first counts.
    fn fail(&self, failure: Failure) {
        self.end(self.state(), failure);
    }

    /// Fails if it is late.
    fn fail_if_late(&self) -> bool {
        let state = self.state();
        let late = state.deadline.is_some_and(|deadline| deadline <= Instant::now());
        if late {
            let after = match state.phase {
                Phase::Started => self.core.environment.limits.start,
                _ => self.core.spec.timeout,
            };
            self.end(state, Failure::TimedOut(after));
        }
        late
    }

    fn end(&self, mut state: MutexGuard<'_, State>, failure: Failure) {
        if matches!(state.phase, Phase::Ended(_)) {
            return;
        }
        let before = std::mem::replace(&mut state.phase, Phase::Ended(failure.clone()));
        let request_id = state.request_id.clone().unwrap_or_default();
        state.deadline = None;
        self.hold(Holds::Nothing);
        drop(state);
        let started = matches!(before, Phase::Started);
        self.core.count_end(&failure, started);
        self.tell(&failure, &request_id);
        match before {
            Phase::Started => self.core.start_failed(&failure),
            // Whoever called may be gone.
            Phase::Running(caller) => drop(caller.reply.send(failure.outcome(&request_id))),
            Phase::Ready | Phase::Answering | Phase::Answered | Phase::Ended(_) => {}
        }
    }

    /// For whoever reads the log.
    fn tell(&self, failure: &Failure, request_id: &str) {
        let (function, process, error_type) = (&self.core.name, self.number, failure.error_type());
        match failure {
            Failure::Stopped => tracing::debug!(target: "function", %function, process, "a process is ended"),
            _ => {
                tracing::warn!(target: "function", %function, process, request_id, error_type, "a process fails: {failure}")
            }
        }
    }

    /// When it will be late; none while it has nothing to do.
    fn deadline(&self) -> Option<Instant> {
        self.state().deadline
    }

    fn request_id(&self) -> Option<Arc<str>> {
        self.state().request_id.clone()
    }
}

// === impl Phase ===

impl Phase {
    fn name(&self) -> &'static str {
        match self {
            Phase::Started => "Started",
            Phase::Ready => "Ready",
            Phase::Running(_) => "Running",
            Phase::Answering => "InvocationResponse",
            Phase::Answered => "RuntimeResponseSentState",
            Phase::Ended(_) => "InitError",
        }
    }
}

impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Process")
            .field("function", &self.core.name)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}
