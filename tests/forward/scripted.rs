//! An upstream that says what a test tells it to, well-formed or not.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(30);

/// One accepted connection.
pub(crate) struct Wire {
    pub(crate) stream: TcpStream,
    /// From one.
    pub(crate) number: u64,
}

/// Serves each connection on a thread of its own; the script returns when it is done with it.
pub(crate) struct Scripted {
    address: SocketAddr,
    accepted: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Scripted {
    pub(crate) fn start(script: impl Fn(Wire) + Send + Sync + 'static) -> Scripted {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (accepted, stop) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let (count, stopped) = (Arc::clone(&accepted), Arc::clone(&stop));
        let script = Arc::new(script);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                stream.set_read_timeout(Some(PATIENCE)).unwrap();
                stream.set_write_timeout(Some(PATIENCE)).unwrap();
                let number = count.fetch_add(1, Ordering::SeqCst) + 1;
                let script = Arc::clone(&script);
                std::thread::spawn(move || script(Wire { stream, number }));
            }
        });
        Scripted { address, accepted, stop, thread: Some(thread) }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::SeqCst)
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes it from its wait.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Wire {
    /// A request's head, and what came with it; `None` when the other side closed.
    pub(crate) fn read_head(&mut self) -> Option<String> {
        let mut text = Vec::new();
        let mut byte = [0; 1];
        while !text.ends_with(b"\r\n\r\n") {
            if self.stream.read(&mut byte).ok()? == 0 {
                return None;
            }
            text.push(byte[0]);
        }
        Some(String::from_utf8_lossy(&text).into_owned())
    }

    pub(crate) fn say(&mut self, text: &str) {
        // Whoever is gone is not told.
        let _ = self.stream.write_all(text.as_bytes());
    }

    /// Reads whatever comes, until the other side is gone; false when it stays.
    pub(crate) fn wait_for_end(&mut self) -> bool {
        let mut rest = [0; 4096];
        loop {
            match self.stream.read(&mut rest) {
                Ok(0) => return true,
                Ok(_) => {}
                Err(error) => return error.kind() == std::io::ErrorKind::ConnectionReset,
            }
        }
    }

    /// Reads nothing, until the other side is gone.
    pub(crate) fn hold_without_reading(&self) {
        let until = Instant::now() + PATIENCE;
        while !self.is_hung_up() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Has the other side closed, whatever is unread.
    fn is_hung_up(&self) -> bool {
        use rustix::event::{PollFd, PollFlags, poll};
        let mut ask = [PollFd::new(&self.stream, PollFlags::RDHUP)];
        let told = poll(&mut ask, Some(&rustix::event::Timespec { tv_sec: 0, tv_nsec: 0 }));
        told.is_ok_and(|count| count > 0)
    }

    /// Ends the connection with a reset instead of an orderly end.
    pub(crate) fn reset(self) {
        socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).unwrap();
    }

    /// Says that nothing more comes.
    pub(crate) fn finish(&mut self) {
        let _ = self.stream.shutdown(Shutdown::Write);
    }
}
