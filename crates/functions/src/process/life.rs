//! The task that holds a process from its start to its end: what it may cost, and what becomes of it.

use super::launch::{Launched, launch};
use super::{Phase, Process, Wish, memory, output, peer, session};
use crate::api;
use crate::failure::{Ending, Failure};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{Interval, MissedTickBehavior, interval, sleep_until, timeout};

/// To one process's Runtime API at once; runtimes have one or two.
const CONNECTIONS: usize = 64;

/// How often the memory of a process is looked at.
const MEMORY_INTERVAL: Duration = Duration::from_millis(100);
/// Of so many times, once while it waits for an invocation: many may wait, and looking costs.
const IDLE_LOOKS: u32 = 10;

/// What a process that has ended left in its sockets and pipes is read this long.
const LEFT_OVER: Duration = Duration::from_secs(1);

/// No timeout is shorter.
const SHORTEST: Duration = Duration::from_millis(1);

/// The keeper kills at once; a kernel may take its time.
const KILL: Duration = Duration::from_secs(5);

pub(super) async fn run(process: Arc<Process>, wishes: UnboundedReceiver<Wish>) {
    let held = Held(&process);
    match launch(&process).await {
        Ok(launched) => Life::new(process.clone(), launched, wishes).run().await,
        Err(what) => process.fail(Failure::InvalidEntrypoint(what.into())),
    }
    drop(held);
    process.core.ended(&process);
}

/// A task that panics does not leave its process in the books for ever.
struct Held<'p>(&'p Arc<Process>);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.fail(Failure::Exited(None));
            self.0.core.ended(self.0);
        }
    }
}

struct Life {
    process: Arc<Process>,
    launched: Launched,
    wishes: UnboundedReceiver<Wish>,
    connections: JoinSet<()>,
    outputs: JoinSet<()>,
    /// What keeper and guard have said so far.
    report: Vec<u8>,
    /// The gateway wants it to end.
    terminated: bool,
    /// How often its memory was looked at, or could have been.
    looks: u32,
}

/// What happened next.
enum Turn {
    Connected(TcpStream),
    Disconnected,
    /// Keeper or guard said something; false: they are gone, and with them all that they held.
    Reported(bool),
    Wished(Wish),
    /// Time to look whether it is late.
    Due,
    /// Time to look what it holds.
    Weigh,
}

impl Life {
    fn new(process: Arc<Process>, mut launched: Launched, wishes: UnboundedReceiver<Wish>) -> Life {
        let mut outputs = JoinSet::new();
        if let Some(stdout) = launched.child.stdout.take() {
            outputs.spawn(output::log(process.clone(), "stdout", stdout));
        }
        if let Some(stderr) = launched.child.stderr.take() {
            outputs.spawn(output::log(process.clone(), "stderr", stderr));
        }
        let (connections, report) = (JoinSet::new(), Vec::new());
        Life { process, launched, wishes, connections, outputs, report, terminated: false, looks: 0 }
    }

    async fn run(mut self) {
        let mut due = self.next_look();
        let mut weigh = interval(MEMORY_INTERVAL);
        weigh.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            match self.turn(due, &mut weigh).await {
                Turn::Connected(stream) => self.connect(stream),
                Turn::Disconnected | Turn::Reported(true) => {}
                Turn::Reported(false) => break,
                Turn::Wished(Wish::Terminate) => self.terminate().await,
                Turn::Due if self.process.fail_if_late() => break,
                Turn::Due => due = self.next_look(),
                Turn::Weigh if self.is_too_heavy() => break,
                Turn::Weigh => {}
            }
        }
        self.end().await;
    }

    async fn turn(&mut self, due: Instant, weigh: &mut Interval) -> Turn {
        let (weighs, accepts) = (self.process.core.spec.memory.is_some(), self.connections.len() < CONNECTIONS);
        tokio::select! {
            Some(stream) = accept(self.launched.listener.as_ref()), if accepts => Turn::Connected(stream),
            Some(_) = self.connections.join_next() => Turn::Disconnected,
            read = self.launched.control.read_buf(&mut self.report) => Turn::Reported(read.is_ok_and(|read| read > 0)),
            Some(wish) = self.wishes.recv() => Turn::Wished(wish),
            () = sleep_until(due.into()) => Turn::Due,
            _ = weigh.tick(), if weighs => Turn::Weigh,
        }
    }

    fn connect(&mut self, stream: TcpStream) {
        let Some(guard) = self.launched.child.id() else { return };
        self.connections.spawn(serve(self.process.clone(), stream, guard));
    }

    /// What is begun after this moment is not late before then: nobody needs to say when an invocation begins.
    fn next_look(&self) -> Instant {
        let begun_now = Instant::now() + self.process.core.spec.timeout.max(SHORTEST);
        self.process.deadline().map_or(begun_now, |deadline| deadline.min(begun_now))
    }

    /// Looked at while it works, and more seldom while it waits: what it holds then, the next caller would pay for.
    fn is_too_heavy(&mut self) -> bool {
        let (Some(bound), Some(pid)) = (self.process.core.spec.memory, self.launched.child.id()) else { return false };
        self.looks = self.looks.wrapping_add(1);
        let is_looked_at = self.process.deadline().is_some() || self.looks.is_multiple_of(IDLE_LOOKS);
        let exceeds = is_looked_at && memory::exceeds(pid, bound);
        if exceeds {
            self.process.fail(Failure::OutOfMemory);
        }
        exceeds
    }

    /// Once: asked again, the keeper would kill at once.
    async fn terminate(&mut self) {
        if std::mem::replace(&mut self.terminated, true) {
            return;
        }
        if matches!(self.process.state().phase, Phase::Ready) {
            self.process.fail(Failure::Stopped);
        }
        // It may be gone already: then its report is next.
        let _ = self.launched.control.write_all(b"t").await;
    }

    /// Kills what still runs, reads what it left, and says what became of it.
    async fn end(mut self) {
        // Without us, the keeper kills all that it holds.
        let _ = self.launched.control.shutdown().await;
        let reports =
            async { while self.launched.control.read_buf(&mut self.report).await.is_ok_and(|read| read > 0) {} };
        let _ = timeout(KILL, reports).await;
        if self.report.is_empty()
            && let Some(guard) = self.launched.child.id()
        {
            // Somebody killed guard and keeper: what they held is ours to end.
            session::end(guard);
        }
        self.connect_waiting();
        let _ = timeout(LEFT_OVER, async { while self.connections.join_next().await.is_some() {} }).await;
        self.process.fail(self.verdict());
        self.connections.shutdown().await;
        let _ = timeout(LEFT_OVER, async { while self.outputs.join_next().await.is_some() {} }).await;
        if timeout(KILL, self.launched.child.wait()).await.is_err() {
            tracing::error!(target: "function", function = %self.process.core.name, "a process does not end");
        }
    }

    /// Connections that were made before it ended, and not accepted yet: what was posted there counts.
    fn connect_waiting(&mut self) {
        let Some(Ok(listener)) = self.launched.listener.take().map(TcpListener::into_std) else { return };
        while let Ok((stream, _)) = listener.accept() {
            if let Ok(stream) = stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream)) {
                self.connect(stream);
            }
        }
    }

    /// What is said of it where nothing has been said yet.
    fn verdict(&self) -> Failure {
        let report = String::from_utf8_lossy(&self.report);
        // What was said first counts.
        let mut words = report.lines().next().unwrap_or_default().splitn(2, ' ');
        match (words.next(), words.next()) {
            _ if self.terminated => Failure::Stopped,
            (Some("exit"), Some(status)) => Failure::Exited(status.parse().ok().map(Ending::Status)),
            (Some("signal"), Some(signal)) => Failure::Exited(signal.parse().ok().map(Ending::Signal)),
            (Some("error"), Some(what)) => Failure::InvalidEntrypoint(what.into()),
            _ => Failure::Exited(None),
        }
    }
}

/// Whoever else is on this machine gets nothing: neither an event, nor a word in its place.
async fn serve(process: Arc<Process>, stream: TcpStream, guard: u32) {
    // It reads files, and is asked once a connection.
    let known = spawn_blocking(move || peer::is_of_the_function(&stream, guard).then_some(stream));
    match known.await {
        Ok(Some(stream)) => api::serve(process, stream).await,
        _ => tracing::warn!(target: "function", function = %process.core.name, "a stranger asked the Runtime API"),
    }
}

async fn accept(listener: Option<&TcpListener>) -> Option<TcpStream> {
    listener?.accept().await.ok().map(|(stream, _)| stream)
}
