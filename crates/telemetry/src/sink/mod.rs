//! Lines to a file without making anybody wait: a bounded queue, and a thread that empties it in batches.
//!
//! [`Sink::push`] takes no lock and makes at most one wake-up call for each [`LINGER`]. What does not fit in the queue,
//! or could not be written, is counted as lost for the source that it came from.

mod writer;

use crate::locked;
use crossbeam_queue::SegQueue;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering, fence};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, Weak};
use std::thread::Thread;
use std::time::Duration;

/// Bytes of lines that may wait to be written, their bookkeeping included.
pub(crate) const QUEUE_BYTES: usize = 8 * 1024 * 1024;

/// Counted for each line besides its text: what the queue itself takes.
pub(crate) const LINE_OVERHEAD: usize = 64;

/// How long a woken writer lets more lines come before it writes them at once.
const LINGER: Duration = Duration::from_millis(20);

/// A file being written to. Dropped, it writes what is queued and ends.
#[derive(Debug)]
pub(crate) struct Sink {
    shared: Arc<Shared>,
    thread: Thread,
}

#[derive(Debug)]
struct Shared {
    queue: SegQueue<Item>,
    queued: AtomicUsize,
    limit: usize,
    /// The writer found nothing to do: the next line wakes it.
    asleep: AtomicBool,
    /// An order was given: no lingering.
    urgent: AtomicBool,
    errors: AtomicU64,
    /// What [`Source`] indexes: where lost lines are counted, as long as somebody wants to know.
    sources: Mutex<Vec<Weak<AtomicU64>>>,
}

#[derive(Debug)]
enum Item {
    Line(Line),
    Order(Order),
}

#[derive(Debug)]
struct Line {
    text: Box<[u8]>,
    source: Source,
}

/// Whose lines, within one sink.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Source(u32);

/// Stands in the queue among the lines: carried out after those before it and before those after it.
enum Order {
    /// Go on with this file.
    Swap(Box<dyn Write + Send>),
    Tell(SyncSender<()>),
    End,
}

impl Sink {
    /// Writes to `out`, in a thread of this name, with at most `limit` bytes waiting.
    pub(crate) fn start(name: &str, out: Box<dyn Write + Send>, limit: usize) -> io::Result<Sink> {
        let shared = Arc::new(Shared {
            queue: SegQueue::new(),
            queued: AtomicUsize::new(0),
            limit,
            asleep: AtomicBool::new(false),
            urgent: AtomicBool::new(false),
            errors: AtomicU64::new(0),
            sources: Mutex::default(),
        });
        let writer = writer::Writer::new(name, Arc::clone(&shared), out);
        let thread = std::thread::Builder::new().name("log-writer".to_owned()).spawn(move || writer.run())?;
        Ok(Sink { shared, thread: thread.thread().clone() })
    }

    /// Whose lines those are that count into `lost` when they cannot be written.
    pub(crate) fn source(&self, lost: &Arc<AtomicU64>) -> Source {
        let mut sources = locked(&self.shared.sources);
        let known = sources.iter().position(|known| known.as_ptr() == Arc::as_ptr(lost));
        let index = known.unwrap_or_else(|| {
            sources.push(Arc::downgrade(lost));
            sources.len() - 1
        });
        Source(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// Queues one line, its line end included; `false` when there was no room. The caller counts the loss.
    pub(crate) fn push(&self, text: &[u8], source: Source) -> bool {
        let shared = &*self.shared;
        let cost = text.len() + LINE_OVERHEAD;
        if shared.queued.fetch_add(cost, Ordering::Relaxed) + cost > shared.limit {
            shared.queued.fetch_sub(cost, Ordering::Relaxed);
            return false;
        }
        shared.queue.push(Item::Line(Line { text: text.into(), source }));
        // Beside the writer's: either it sees the line, or we see it asleep.
        fence(Ordering::SeqCst);
        if shared.asleep.load(Ordering::Relaxed) && shared.asleep.swap(false, Ordering::Relaxed) {
            self.thread.unpark();
        }
        true
    }

    /// Writes to another file what is pushed from now on.
    pub(crate) fn swap(&self, out: Box<dyn Write + Send>) {
        self.order(Order::Swap(out));
    }

    /// Tells when everything queued before was written or lost.
    pub(crate) fn flushed(&self) -> Receiver<()> {
        let (tell, told) = sync_channel(1);
        self.order(Order::Tell(tell));
        told
    }

    /// Failed writes since the start.
    pub(crate) fn errors(&self) -> u64 {
        self.shared.errors.load(Ordering::Relaxed)
    }

    fn order(&self, order: Order) {
        self.shared.queue.push(Item::Order(order));
        self.shared.urgent.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.order(Order::End);
    }
}

impl std::fmt::Debug for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Order::Swap(_) => "Swap",
            Order::Tell(_) => "Tell",
            Order::End => "End",
        })
    }
}

/// Opens a log to append to, made readable by its owner and group only.
///
/// # Errors
/// The system's, with the path in their text.
pub(crate) fn append_to(path: &str) -> io::Result<Box<dyn Write + Send>> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o640);
    match options.open(Path::new(path)) {
        Ok(file) => Ok(Box::new(file)),
        Err(error) => Err(io::Error::new(error.kind(), format!("cannot open the log {path}: {error}"))),
    }
}

/// A descriptor of our own for a standard stream: written to directly, so that a batch is one write.
pub(crate) fn own(stream: impl AsFd) -> io::Result<Box<dyn Write + Send>> {
    Ok(Box::new(File::from(stream.as_fd().try_clone_to_owned()?)))
}

#[cfg(test)]
mod tests;
