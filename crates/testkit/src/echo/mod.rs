//! An HTTP/1.1 upstream that answers with a description of the request it received, and does as the request says.

mod answer;
mod connection;
mod instructions;
mod request;

use answer::Answer;
use connection::Connection;
use instructions::Instructions;
pub use request::Received;

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore};

/// How many of the last requests are kept.
const KEPT: usize = 10_000;
/// How long [`Echo::wait_for`] waits before it gives up.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running upstream. It stops, and closes every connection, when it is dropped.
///
/// What it does with a request can be chosen by the request, in a header `x-echo` or a query parameter `echo`, as
/// `status=503; delay=100ms`:
///
/// | instruction | effect |
/// |---|---|
/// | `status=503` | the status; default 200 |
/// | `header=name:value` | one more answer header, as often as wanted |
/// | `delay=100ms`, `hold=GATE` | before the answer: a pause, or a wait for one permit of [`Echo::open`] |
/// | `hint=103` | an informational answer first, as often as wanted |
/// | `size=1000` | a body of that many `x` instead of the JSON description |
/// | `framing=chunked` | or `length` (default), or `close` |
/// | `steps=GATE:3` | a chunked body of three lines, each sent when the gate gives a permit |
/// | `trailer=name:value` | a trailer field; makes the body chunked |
/// | `abort=start` | resets the connection before any byte; `head`: after the head; `body`: closes it after half the body |
/// | `unread` | answers before it reads the request's body |
/// | `close` | `Connection: close` |
pub struct Echo {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
}

/// What all connections of one upstream share.
struct Shared {
    name: String,
    connections: AtomicU64,
    log: Mutex<Log>,
    grown: Condvar,
    gates: Mutex<HashMap<String, Arc<Semaphore>>>,
}

#[derive(Default)]
struct Log {
    total: usize,
    last: VecDeque<Received>,
}

// === impl Echo ===

impl Echo {
    /// Starts on a port of 127.0.0.1 that the kernel chooses.
    pub fn start(name: &str) -> io::Result<Echo> {
        Echo::start_on(name, SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// Starts on this address, also when connections of an earlier upstream linger on it.
    pub fn start_on(name: &str, address: SocketAddr) -> io::Result<Echo> {
        let listener = listen(address)?;
        let shared = Arc::new(Shared::new(name));
        let stop = Arc::new(Notify::new());
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (world, stopped) = (Arc::clone(&shared), Arc::clone(&stop));
        let thread = std::thread::Builder::new().name(format!("echo {name}")).spawn(move || {
            runtime.block_on(async {
                tokio::select! { () = serve(listener, world) => {}, () = stopped.notified() => {} }
            });
        })?;
        Ok(Echo { address, shared, stop, thread: Some(thread) })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Requests received so far: whole heads, whatever became of their bodies.
    pub fn count(&self) -> usize {
        self.shared.log().total
    }

    /// The last requests received, oldest first.
    pub fn seen(&self) -> Vec<Received> {
        self.shared.log().last.iter().cloned().collect()
    }

    /// Connections accepted so far.
    pub fn connections(&self) -> u64 {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// Waits until this many requests have been received; false when they do not come.
    pub fn wait_for(&self, count: usize) -> bool {
        let until = Instant::now() + PATIENCE;
        let mut log = self.shared.log();
        while log.total < count {
            let Some(left) = until.checked_duration_since(Instant::now()) else { return false };
            log = self.shared.grown.wait_timeout(log, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    /// Gives permits to a gate: that many answers or steps that wait at it go on.
    pub fn open(&self, gate: &str, permits: usize) {
        self.shared.gate(gate).add_permits(permits);
    }

    /// Serves until the process ends.
    pub fn join(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        self.stop.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn listen(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let socket = socket2::Socket::new(socket2::Domain::for_address(address), socket2::Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(1024)?;
    Ok(socket.into())
}

async fn serve(listener: std::net::TcpListener, shared: Arc<Shared>) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else { return };
        let _ = stream.set_nodelay(true);
        let number = shared.connections.fetch_add(1, Ordering::Relaxed) + 1;
        connections.spawn(Connection::new(stream, number, Arc::clone(&shared)).serve());
        while connections.try_join_next().is_some() {}
    }
}

// === impl Shared ===

impl Shared {
    fn new(name: &str) -> Shared {
        Shared {
            name: name.to_owned(),
            connections: AtomicU64::new(0),
            log: Mutex::default(),
            grown: Condvar::new(),
            gates: Mutex::default(),
        }
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn record(&self, received: Received) {
        let mut log = self.log();
        log.total += 1;
        if log.last.len() == KEPT {
            log.last.pop_front();
        }
        log.last.push_back(received);
        self.grown.notify_all();
    }

    fn gate(&self, name: &str) -> Arc<Semaphore> {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(gates.entry(name.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(0))))
    }
}
