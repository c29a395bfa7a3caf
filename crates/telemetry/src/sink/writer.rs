//! The thread behind a sink.

use super::{Item, LINE_OVERHEAD, LINGER, Line, Order, Shared, Source};
use crate::locked;
use std::io::{self, ErrorKind, Write};
use std::ops::ControlFlow;
use std::sync::atomic::{Ordering, fence};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::{Duration, Instant};

/// A batch is written when it is this long, or when the queue is empty.
const BATCH_BYTES: usize = 128 * 1024;

/// At most one message about failing writes in this time.
const COMPLAIN_EVERY: Duration = Duration::from_secs(60);

/// Between two attempts at a pipe that is full and does not block.
const FULL_PIPE_WAIT: Duration = Duration::from_millis(10);

pub(super) struct Writer {
    name: String,
    shared: Arc<Shared>,
    out: Box<dyn Write + Send>,
    batch: Vec<u8>,
    /// Of the lines in the batch: whose, and where they end.
    lines: Vec<(Source, usize)>,
    /// Of the queue's bound, by the lines in the batch.
    taken: usize,
    /// The last write ended within a line: the next one begins on a line of its own.
    torn: bool,
    complained: Option<Instant>,
}

impl Writer {
    pub(super) fn new(name: &str, shared: Arc<Shared>, out: Box<dyn Write + Send>) -> Self {
        let (batch, lines) = (Vec::new(), Vec::new());
        Writer { name: name.to_owned(), shared, out, batch, lines, taken: 0, torn: false, complained: None }
    }

    pub(super) fn run(mut self) {
        while self.drain().is_continue() {
            self.rest();
        }
    }

    /// Sleeps until there is something to do, and after a line a little longer.
    fn rest(&self) {
        let shared = &*self.shared;
        shared.asleep.store(true, Ordering::Relaxed);
        fence(Ordering::SeqCst);
        if shared.queue.is_empty() {
            thread::park();
        }
        shared.asleep.store(false, Ordering::Relaxed);
        if !shared.urgent.swap(false, Ordering::Acquire) {
            thread::park_timeout(LINGER);
        }
    }

    fn drain(&mut self) -> ControlFlow<()> {
        while let Some(item) = self.shared.queue.pop() {
            match item {
                Item::Line(line) => self.add(line),
                Item::Order(order) => {
                    self.write_batch();
                    self.carry_out(order)?;
                }
            }
        }
        self.write_batch();
        ControlFlow::Continue(())
    }

    fn add(&mut self, line: Line) {
        if self.torn && self.batch.is_empty() {
            self.batch.push(b'\n');
        }
        self.batch.extend_from_slice(&line.text);
        self.lines.push((line.source, self.batch.len()));
        self.taken += line.text.len() + LINE_OVERHEAD;
        if self.batch.len() >= BATCH_BYTES {
            self.write_batch();
        }
    }

    fn carry_out(&mut self, order: Order) -> ControlFlow<()> {
        match order {
            Order::Swap(out) => (self.out, self.torn) = (out, false),
            Order::Tell(tell) => _ = tell.try_send(()),
            Order::End => return ControlFlow::Break(()),
        }
        ControlFlow::Continue(())
    }

    /// Room in the queue is given back only now: the bound holds for what is being written too.
    fn write_batch(&mut self) {
        let (written, result) = write_all(&mut *self.out, &self.batch);
        let kept = self.lines.partition_point(|(_, end)| *end <= written);
        self.torn = match self.lines[..kept].last() {
            Some((_, end)) => *end < written,
            None => written > 0 || self.torn,
        };
        if let Err(error) = result {
            self.lose(kept, &error);
        }
        self.shared.queued.fetch_sub(std::mem::take(&mut self.taken), Ordering::Relaxed);
        self.batch.clear();
        self.lines.clear();
    }

    fn lose(&mut self, kept: usize, error: &io::Error) {
        self.shared.errors.fetch_add(1, Ordering::Relaxed);
        let lost = &self.lines[kept..];
        let sources = locked(&self.shared.sources);
        for (source, _) in lost {
            if let Some(counter) = sources.get(source.0 as usize).and_then(Weak::upgrade) {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        }
        drop(sources);
        if self.complained.is_none_or(|at| at.elapsed() >= COMPLAIN_EVERY) {
            self.complained = Some(Instant::now());
            tracing::warn!(path = %self.name, %error, lost = lost.len(), "log lines could not be written and are lost");
        }
    }
}

/// How much was written, and why no more.
fn write_all(out: &mut dyn Write, mut bytes: &[u8]) -> (usize, io::Result<()>) {
    let length = bytes.len();
    while !bytes.is_empty() {
        match out.write(bytes) {
            Ok(0) => return (length - bytes.len(), Err(ErrorKind::WriteZero.into())),
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(FULL_PIPE_WAIT),
            Err(error) => return (length - bytes.len(), Err(error)),
        }
    }
    (length, Ok(()))
}
