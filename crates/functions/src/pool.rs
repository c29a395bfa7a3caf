//! Who is called next: idle processes, most recently used first; invocations that wait, in order; how many of each.

use crate::invocation::{Invocation, Outcome};
use crate::process::Process;
use crate::snapshot::Ends;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::oneshot;

/// An invocation on its way to a process, and where its answer goes.
#[derive(Debug)]
pub(crate) struct Job {
    pub invocation: Invocation,
    pub reply: oneshot::Sender<Outcome>,
}

/// Names a job that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket(u64);

#[derive(Default)]
pub(crate) struct Pool {
    idle: Vec<Idle>,
    waiting: VecDeque<(Ticket, Job)>,
    /// All that are alive, and those of them that never were idle.
    processes: Vec<Arc<Process>>,
    starting: usize,
    tickets: u64,
    /// No process is kept warm any more.
    retired: bool,
    /// Nothing is served any more; who waits for the last process to be gone.
    stopped: Option<Vec<oneshot::Sender<()>>>,
    pub counts: Counts,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub starts: u64,
    pub invocations: u64,
    pub throttled: u64,
    pub ends: Ends,
}

/// A process that asked for the next invocation.
struct Idle {
    process: Arc<Process>,
    hand: oneshot::Sender<Job>,
}

/// What became of a job.
pub(crate) enum Placed {
    Handed,
    Waits(Ticket),
    /// The queue is full.
    Refused,
    Stopped,
}

/// What a process that asks for the next invocation gets.
pub(crate) enum Polled {
    Job(Job),
    Idle(oneshot::Receiver<Job>),
    /// It is not wanted any more.
    Leave,
}

/// What is left to do when nothing is served any more.
pub(crate) struct Stopping {
    /// To be ended.
    pub processes: Vec<Arc<Process>>,
    /// To be told.
    pub waited: Vec<Job>,
    /// Resolves, with an error, when the last process is gone.
    pub gone: oneshot::Receiver<()>,
}

/// What becomes of a job that nobody waits for any longer.
pub(crate) enum Abandoned {
    /// It never would have got a process in time.
    Removed,
    /// A process has it, or is being started for it: as at Lambda, it runs.
    Runs,
}

impl Pool {
    /// To an idle process, or into the queue. Whoever waits for a process that is being started is not in the queue
    /// yet: `queue` bounds what waits beyond them.
    pub(crate) fn place(&mut self, mut job: Job, room: impl FnOnce(&Pool) -> bool) -> Placed {
        if self.stopped.is_some() {
            return Placed::Stopped;
        }
        while let Some(idle) = self.idle.pop() {
            match idle.hand.send(job) {
                Ok(()) => {
                    self.counts.invocations += 1;
                    return Placed::Handed;
                }
                // Its connection is gone.
                Err(back) => job = back,
            }
        }
        if !room(self) {
            self.counts.throttled += 1;
            return Placed::Refused;
        }
        self.counts.invocations += 1;
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.waiting.push_back((ticket, job));
        Placed::Waits(ticket)
    }

    /// Room for one more that waits.
    pub(crate) fn has_room(&self, concurrency: usize, queue: usize) -> bool {
        let starts = concurrency.saturating_sub(self.processes.len());
        // Whose answer is given will ask for the next at once: whoever waits for them is not in the queue either.
        let answered = self.processes.iter().filter(|process| process.has_answered()).count();
        self.waiting.len() < queue + self.starting + starts + answered
    }

    /// One more process is needed, and may be: it is counted when it is given to [`Pool::started`].
    pub(crate) fn wants_process(&self, concurrency: usize) -> bool {
        self.stopped.is_none() && self.waiting.len() > self.starting && self.processes.len() < concurrency
    }

    pub(crate) fn started(&mut self, process: Arc<Process>) {
        self.processes.push(process);
        self.starting += 1;
        self.counts.starts += 1;
    }

    /// A process asks for its next invocation; `first`: since its start.
    pub(crate) fn poll(&mut self, process: &Arc<Process>, first: bool) -> Polled {
        self.starting -= usize::from(first);
        if let Some((_, job)) = self.waiting.pop_front() {
            return Polled::Job(job);
        }
        if self.retired || self.stopped.is_some() {
            return Polled::Leave;
        }
        let (hand, job) = oneshot::channel();
        self.idle.retain(|idle| !Arc::ptr_eq(&idle.process, process));
        self.idle.push(Idle { process: process.clone(), hand });
        Polled::Idle(job)
    }

    /// A job that was handed to a process whose connection broke before it was told: it is next.
    pub(crate) fn hand_back(&mut self, mut job: Job) {
        while let Some(idle) = self.idle.pop() {
            match idle.hand.send(job) {
                Ok(()) => return,
                Err(back) => job = back,
            }
        }
        self.tickets += 1;
        self.waiting.push_front((Ticket(self.tickets), job));
    }

    /// A process will never ask for its first invocation: whoever it was started for is told why.
    pub(crate) fn start_failed(&mut self) -> Option<Job> {
        self.starting -= 1;
        self.waiting.pop_front().map(|(_, job)| job)
    }

    /// A process is gone, with all that it had started.
    pub(crate) fn ended(&mut self, process: &Arc<Process>) {
        self.idle.retain(|idle| !Arc::ptr_eq(&idle.process, process));
        self.processes.retain(|other| !Arc::ptr_eq(other, process));
        if self.processes.is_empty()
            && let Some(waiting) = &mut self.stopped
        {
            // Dropped, they resolve too.
            waiting.clear();
        }
    }

    pub(crate) fn abandon(&mut self, ticket: Ticket) -> Abandoned {
        match self.waiting.iter().position(|(waits, _)| *waits == ticket) {
            Some(at) if at >= self.starting => {
                self.waiting.remove(at);
                Abandoned::Removed
            }
            _ => Abandoned::Runs,
        }
    }

    /// From now on no process is kept warm. Those that are idle, to be ended.
    pub(crate) fn retire(&mut self) -> Vec<Arc<Process>> {
        self.retired = true;
        self.idle.drain(..).map(|idle| idle.process).collect()
    }

    /// From now on nothing is served.
    pub(crate) fn stop(&mut self) -> Stopping {
        let (gone, is_gone) = oneshot::channel();
        self.idle.clear();
        let waits = self.stopped.get_or_insert_default();
        if !self.processes.is_empty() {
            waits.push(gone);
        }
        let waited = std::mem::take(&mut self.waiting).into_iter().map(|(_, job)| job).collect();
        Stopping { processes: self.processes.clone(), waited, gone: is_gone }
    }

    pub(crate) fn processes(&self) -> usize {
        self.processes.len()
    }

    pub(crate) fn starting(&self) -> usize {
        self.starting
    }

    pub(crate) fn idle(&self) -> usize {
        self.idle.len()
    }

    pub(crate) fn waiting(&self) -> usize {
        self.waiting.len()
    }
}
