//! Who is called next: idle processes, most recently used first; invocations that wait, in order; how many of each.

use crate::asynchronous::Held;
use crate::process::{Holds, Process};
use crate::snapshot::Ends;
use crate::waiting::{Job, Ticket, Waiting};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// That invocations are turned away is told at most so often.
const TELL: Duration = Duration::from_secs(1);

pub(crate) struct Pool {
    concurrency: usize,
    idle: Vec<Idle>,
    pub waiting: Waiting,
    /// All that are alive, and those of them that never were idle.
    processes: Vec<Arc<Process>>,
    starting: usize,
    /// No process is kept warm any more.
    retired: bool,
    /// Nothing is served any more; who waits for the last process to be gone.
    stopped: Option<Vec<oneshot::Sender<()>>>,
    pub counts: Counts,
    /// Events that were accepted and are not done with.
    pub held: Held,
    /// When it was last told that invocations are turned away, and how many were since.
    told: Option<(Instant, u64)>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub starts: u64,
    pub invocations: u64,
    pub throttled: u64,
    pub events_dropped: u64,
    pub ends: Ends,
}

/// A process that asked for the next invocation.
struct Idle {
    process: Arc<Process>,
    hand: oneshot::Sender<Job>,
}

/// What became of a job.
pub(crate) enum Placed {
    /// A process has it, or it waits for one.
    Taken(Ticket),
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
    pub(crate) fn new(concurrency: usize) -> Pool {
        Pool {
            concurrency: concurrency.max(1),
            idle: Vec::new(),
            waiting: Waiting::default(),
            processes: Vec::new(),
            starting: 0,
            retired: false,
            stopped: None,
            counts: Counts::default(),
            held: Held::default(),
            told: None,
        }
    }

    /// A call: to an idle process, or into the queue, which has room for `queue` beside those that wait for what runs
    /// no other call.
    pub(crate) fn place_call(&mut self, job: Job, queue: usize) -> Placed {
        if self.stopped.is_some() {
            return Placed::Stopped;
        }
        // What starts, ends, has answered or serves an event is a call's before any event's: nobody waits for it in the
        // queue.
        let room = queue + self.concurrency - self.holding(Holds::Call).min(self.concurrency);
        if self.idle.is_empty() && self.waiting.calls() >= room {
            return Placed::Refused;
        }
        self.place(job)
    }

    /// An event, for which there is a place already.
    pub(crate) fn place_event(&mut self, job: Job) -> Placed {
        if self.stopped.is_some() { Placed::Stopped } else { self.place(job) }
    }

    fn place(&mut self, job: Job) -> Placed {
        self.counts.invocations += 1;
        let ticket = self.waiting.push(job);
        self.dispatch();
        Placed::Taken(ticket)
    }

    /// Hands out what waits, as long as a process is idle for it.
    fn dispatch(&mut self) {
        while let Some(idle) = self.idle.pop() {
            let Some(job) = self.next_job() else { return self.idle.push(idle) };
            idle.process.hold(Holds::of(&job));
            if let Err(back) = idle.hand.send(job) {
                // Its connection is gone.
                idle.process.hold(Holds::Nothing);
                self.waiting.push_first(back);
            }
        }
    }

    fn next_job(&mut self) -> Option<Job> {
        let may_be_event = self.runnable_events() > 0;
        self.waiting.next(may_be_event)
    }

    /// Events that wait and may have a process. They never have all: where there are several, one is always a call's.
    fn runnable_events(&self) -> usize {
        if self.waiting.events() == 0 {
            return 0;
        }
        let most = self.concurrency.saturating_sub(1).max(1);
        most.saturating_sub(self.holding(Holds::Event)).min(self.waiting.events())
    }

    fn holding(&self, what: Holds) -> usize {
        self.processes.iter().filter(|process| process.holds() == what).count()
    }

    /// One more process is needed, and may be: it is counted when it is given to [`Pool::started`].
    pub(crate) fn wants_process(&self) -> bool {
        if self.stopped.is_some() || self.processes.len() >= self.concurrency {
            return false;
        }
        self.waiting.calls() + self.runnable_events() > self.starting
    }

    pub(crate) fn started(&mut self, process: Arc<Process>) {
        self.processes.push(process);
        self.starting += 1;
        self.counts.starts += 1;
    }

    /// A process asks for its next invocation; `first`: since its start.
    pub(crate) fn poll(&mut self, process: &Arc<Process>, first: bool) -> Polled {
        self.starting -= usize::from(first);
        process.hold(Holds::Nothing);
        if let Some(job) = self.next_job() {
            process.hold(Holds::of(&job));
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

    /// A job that was handed to a process whose connection broke before it was told: it is next. When nothing is served
    /// any more, whoever waits for it is told by its end.
    pub(crate) fn hand_back(&mut self, process: &Process, job: Job) {
        process.hold(Holds::Nothing);
        if self.stopped.is_none() {
            self.waiting.push_first(job);
            self.dispatch();
        }
    }

    /// A process will never ask for its first invocation: whoever it was started for is told why.
    pub(crate) fn start_failed(&mut self) -> Option<Job> {
        self.starting -= 1;
        self.next_job()
    }

    /// A process is gone, with all that it had started.
    pub(crate) fn ended(&mut self, process: &Arc<Process>) {
        self.idle.retain(|idle| !Arc::ptr_eq(&idle.process, process));
        self.processes.retain(|other| !Arc::ptr_eq(other, process));
        // It may have held the last event that could be run at once.
        self.dispatch();
        if self.processes.is_empty()
            && let Some(waiting) = &mut self.stopped
        {
            // Dropped, they resolve too.
            waiting.clear();
        }
    }

    pub(crate) fn abandon(&mut self, ticket: Ticket) -> Abandoned {
        // The first of them are those that processes are being started for.
        if self.waiting.remove(ticket, self.starting) { Abandoned::Removed } else { Abandoned::Runs }
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
        Stopping { processes: self.processes.clone(), waited: self.waiting.take(), gone: is_gone }
    }

    /// Counts one that was turned away. `Some`: time to tell of so many, which is so often that a log can take it.
    pub(crate) fn throttle(&mut self, now: Instant) -> Option<u64> {
        self.counts.throttled += 1;
        let untold = self.told.map_or(0, |(_, untold)| untold) + 1;
        let is_time = self.told.is_none_or(|(at, _)| now.duration_since(at) >= TELL);
        self.told = if is_time { Some((now, 0)) } else { self.told.map(|(at, _)| (at, untold)) };
        is_time.then_some(untold)
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
}
