//! Invocations that wait for a process: calls, whose callers wait too, and events, which nobody waits for. Each kind in
//! order; the one never takes the other's places (*How Lambda handles errors and retries with asynchronous invocation*:
//! events have a queue of their own).

use crate::invocation::{Invocation, Outcome};
use std::collections::VecDeque;
use tokio::sync::oneshot;
use tollgate_model::InvocationType;

/// Calls come first, but while both wait each event comes after so many of them: none waits for ever.
const CALLS_BEFORE_AN_EVENT: u32 = 4;

/// An invocation on its way to a process, and where its answer goes.
#[derive(Debug)]
pub(crate) struct Job {
    pub invocation: Invocation,
    pub reply: oneshot::Sender<Outcome>,
    ticket: Ticket,
}

/// Names a job that waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ticket(u64);

#[derive(Debug, Default)]
pub(crate) struct Waiting {
    calls: VecDeque<Job>,
    events: VecDeque<Job>,
    tickets: u64,
    /// Calls that were taken since the last event was, while one waited.
    passed: u32,
}

// === impl Job ===

impl Job {
    pub(crate) fn new(invocation: Invocation, reply: oneshot::Sender<Outcome>) -> Job {
        Job { invocation, reply, ticket: Ticket::default() }
    }

    pub(crate) fn is_event(&self) -> bool {
        self.invocation.kind == InvocationType::Event
    }
}

// === impl Waiting ===

impl Waiting {
    pub(crate) fn push(&mut self, mut job: Job) -> Ticket {
        self.tickets += 1;
        job.ticket = Ticket(self.tickets);
        self.of(&job).push_back(job);
        Ticket(self.tickets)
    }

    /// One that was taken, and could not be served: it is the first of its kind.
    pub(crate) fn push_first(&mut self, job: Job) {
        self.of(&job).push_front(job);
    }

    fn of(&mut self, job: &Job) -> &mut VecDeque<Job> {
        if job.is_event() { &mut self.events } else { &mut self.calls }
    }

    /// Whose turn it is.
    pub(crate) fn next(&mut self, may_be_event: bool) -> Option<Job> {
        let event_waits = may_be_event && !self.events.is_empty();
        if event_waits && (self.calls.is_empty() || self.passed >= CALLS_BEFORE_AN_EVENT) {
            self.passed = 0;
            self.events.pop_front()
        } else {
            self.passed += u32::from(event_waits);
            self.calls.pop_front()
        }
    }

    /// False: it does not wait any more, or is among the first `kept` of its kind.
    pub(crate) fn remove(&mut self, ticket: Ticket, kept: usize) -> bool {
        [&mut self.calls, &mut self.events].into_iter().any(|queue| {
            let at = queue.iter().position(|job| job.ticket == ticket).filter(|at| *at >= kept);
            at.and_then(|at| queue.remove(at)).is_some()
        })
    }

    pub(crate) fn take(&mut self) -> Vec<Job> {
        let (calls, events) = (std::mem::take(&mut self.calls), std::mem::take(&mut self.events));
        calls.into_iter().chain(events).collect()
    }

    pub(crate) fn calls(&self) -> usize {
        self.calls.len()
    }

    pub(crate) fn events(&self) -> usize {
        self.events.len()
    }
}
