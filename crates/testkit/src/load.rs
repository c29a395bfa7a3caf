//! Clients that keep asking, without a single retry, until they are told to stop.

use crate::{Answer, Client};
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How many failures are told in words.
const TOLD: usize = 20;
const PATIENCE: Duration = Duration::from_secs(60);

/// Load that is under way.
pub struct Load {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub succeeded: u64,
    pub failed: u64,
    /// The first failures, in words.
    pub failures: Vec<String>,
}

type Request = dyn Fn(u64) -> String + Send + Sync;
type Check = dyn Fn(u64, &Answer) -> Result<(), String> + Send + Sync;

struct Shared {
    address: SocketAddr,
    request: Box<Request>,
    check: Box<Check>,
    stop: AtomicBool,
    next: AtomicU64,
    succeeded: AtomicU64,
    failed: AtomicU64,
    failures: Mutex<Vec<String>>,
}

impl Load {
    /// So many keep-alive connections at once. `request` makes the bytes of the n-th request; `check` says what is wrong
    /// with its answer. A connection is replaced only when an answer said that it closes, or after a failure.
    pub fn start(
        address: SocketAddr,
        clients: usize,
        request: impl Fn(u64) -> String + Send + Sync + 'static,
        check: impl Fn(u64, &Answer) -> Result<(), String> + Send + Sync + 'static,
    ) -> Load {
        let shared = Arc::new(Shared {
            address,
            request: Box::new(request),
            check: Box::new(check),
            stop: AtomicBool::new(false),
            next: AtomicU64::new(0),
            succeeded: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            failures: Mutex::default(),
        });
        let start = |_| {
            let shared = Arc::clone(&shared);
            std::thread::spawn(move || shared.run())
        };
        let threads = (0..clients).map(start).collect();
        Load { shared, threads }
    }

    /// Requests done so far, whatever came of them.
    pub fn done(&self) -> u64 {
        self.shared.succeeded.load(Ordering::Relaxed) + self.shared.failed.load(Ordering::Relaxed)
    }

    /// Waits until this many more requests are done; false when they do not come.
    pub fn wait_for(&self, more: u64) -> bool {
        let (goal, until) = (self.done() + more, Instant::now() + PATIENCE);
        while self.done() < goal {
            if Instant::now() > until {
                return false;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        true
    }

    pub fn stop(mut self) -> Tally {
        self.shared.stop.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
        Tally {
            succeeded: self.shared.succeeded.load(Ordering::Relaxed),
            failed: self.shared.failed.load(Ordering::Relaxed),
            failures: self.shared.failures.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
    }
}

impl Shared {
    fn run(&self) {
        let mut client = None;
        while !self.stop.load(Ordering::Relaxed) {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            match self.ask(&mut client, number) {
                Ok(()) => self.succeeded.fetch_add(1, Ordering::Relaxed),
                Err(failure) => self.fail(number, failure),
            };
        }
    }

    fn ask(&self, slot: &mut Option<Client>, number: u64) -> Result<(), String> {
        let mut client = match slot.take() {
            Some(client) => client,
            None => Client::connect(self.address).map_err(|error| format!("connect: {error}"))?,
        };
        let answer = self.exchange(&mut client, number).map_err(|error| error.to_string())?;
        if !answer.closes() {
            *slot = Some(client);
        }
        (self.check)(number, &answer)
    }

    fn exchange(&self, client: &mut Client, number: u64) -> io::Result<Answer> {
        client.send((self.request)(number))?;
        client.read_answer()
    }

    fn fail(&self, number: u64, failure: String) -> u64 {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() < TOLD {
            failures.push(format!("request {number}: {failure}"));
        }
        self.failed.fetch_add(1, Ordering::Relaxed)
    }
}
