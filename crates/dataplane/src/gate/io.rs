//! The stream that pingora gets: it ends each request's body where the gate's framing says, and keeps what follows.

use super::body::{BodyFault, Left};
use super::head::Head;
use super::linger::LastWords;
use super::outbox::Outbox;
use super::pace::Pace;
use super::settings::Settings;
use crate::listen::{Identity, Wire};
use bytes::BytesMut;
use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

/// Pipelined bytes that are read while a request is being served; more stay in the kernel.
const MOST_HELD: usize = 16 * 1024;
/// One read of a head. On the stack, so that an idle connection holds no buffer.
const FILL: usize = 4 * 1024;

#[derive(Debug)]
pub(crate) struct GateIo {
    pub(super) wire: Wire,
    pub(super) identity: Identity,
    /// Received and not part of the request being served.
    pub(super) held: BytesMut,
    pub(super) left: Left,
    pub(super) out: Outbox,
    received: u64,
    ended: bool,
    pace: Pace,
    too_slow: Option<Pin<Box<Sleep>>>,
    idle: Duration,
    /// Runs while the client takes nothing of what is written.
    stalled: Option<Pin<Box<Sleep>>>,
    last_words: Option<LastWords>,
}

// === impl GateIo ===

impl GateIo {
    /// For HTTP/1: nothing is passed on before a head is admitted.
    pub(super) fn gated(wire: Wire, identity: Identity, settings: &Settings) -> Self {
        GateIo {
            wire,
            identity,
            held: BytesMut::new(),
            left: Left::Length(0),
            out: Outbox::default(),
            received: 0,
            ended: false,
            pace: Pace::new(settings.body_rate, settings.body_grace),
            too_slow: None,
            idle: settings.idle,
            stalled: None,
            last_words: None,
        }
    }

    /// For HTTP/2, whose frames delimit themselves.
    pub(super) fn open(wire: Wire, identity: Identity, settings: &Settings) -> Self {
        GateIo { left: Left::All, ..GateIo::gated(wire, identity, settings) }
    }

    /// Bytes received on the connection so far.
    pub(super) fn received(&self) -> u64 {
        self.received
    }

    /// Reads more into `held`: how many bytes, 0 at the end of the stream. Cancel-safe.
    pub(super) async fn fill(&mut self) -> io::Result<usize> {
        std::future::poll_fn(|cx| self.poll_fill(cx, FILL)).await
    }

    fn poll_fill(&mut self, cx: &mut Context<'_>, most: usize) -> Poll<io::Result<usize>> {
        let mut space = [MaybeUninit::<u8>::uninit(); FILL];
        let mut buf = ReadBuf::uninit(&mut space[..most.min(FILL)]);
        ready!(Pin::new(&mut self.wire).poll_read(cx, &mut buf))?;
        let piece = buf.filled();
        self.held.extend_from_slice(piece);
        self.received += piece.len() as u64;
        self.ended |= piece.is_empty();
        Poll::Ready(Ok(piece.len()))
    }

    /// Begins a request: its head in origin-form, with what has already arrived of its body.
    pub(super) fn admit(&mut self, head: &Head) -> Result<BytesMut, BodyFault> {
        self.left = head.framing.into();
        self.pace.restart();
        let body = if self.left.is_done() { 0 } else { self.left.take(&self.held[head.end..])? };
        let end = head.end + body;
        let mut message = if end == self.held.len() { std::mem::take(&mut self.held) } else { self.held.split_to(end) };
        if head.start > 0 {
            drop(message.split_to(head.start));
        }
        Ok(match head.absolute_path() {
            None => message,
            Some(path) => to_origin_form(&message, head, path - head.start),
        })
    }

    /// After a request: may the next head follow on this stream.
    pub(super) fn is_between_requests(&self) -> bool {
        self.left.is_done()
    }

    /// Between requests a client may only be watched for: what it sends is kept, its leaving is told.
    fn poll_hold(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let room = MOST_HELD.saturating_sub(self.held.len());
            if room == 0 || self.ended {
                // Nobody is woken: the answer being written is what goes on, and the held requests after it.
                return if self.held.is_empty() { Poll::Ready(Ok(())) } else { Poll::Pending };
            }
            ready!(self.poll_fill(cx, room))?;
        }
    }

    fn poll_body(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        if self.held.is_empty() {
            if Pin::new(&mut self.wire).poll_read(cx, buf)?.is_pending() {
                return self.poll_pace(cx);
            }
        } else {
            let length = self.held.len().min(buf.remaining());
            buf.put_slice(&self.held.split_to(length));
        }
        let piece = &buf.filled()[before..];
        self.received += piece.len() as u64;
        self.pace.receive(piece.len(), Instant::now());
        self.too_slow = None;
        if piece.is_empty() {
            self.ended = true;
            return Poll::Ready(Ok(()));
        }
        let taken = self.left.take(piece).map_err(io::Error::from)?;
        if taken < piece.len() {
            let rest = std::mem::replace(&mut self.held, BytesMut::from(&piece[taken..]));
            self.held.unsplit(rest);
        }
        buf.set_filled(before + taken);
        Poll::Ready(Ok(()))
    }

    fn poll_pace(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(allowed) = self.pace.wait(Instant::now()) else { return Poll::Pending };
        let timer = self.too_slow.get_or_insert_with(|| Box::pin(tokio::time::sleep(allowed)));
        ready!(timer.as_mut().poll(cx));
        self.too_slow = None;
        Poll::Ready(Err(self.left.break_off(BodyFault::TooSlow).into()))
    }
}

impl From<BodyFault> for io::Error {
    fn from(fault: BodyFault) -> Self {
        let kind = match fault {
            BodyFault::Malformed(_) => io::ErrorKind::InvalidData,
            BodyFault::TooSlow => io::ErrorKind::TimedOut,
        };
        io::Error::new(kind, fault)
    }
}

/// The message with path and query as its target; the authority was found equal to Host.
fn to_origin_form(message: &[u8], head: &Head, path: usize) -> BytesMut {
    let method_end = head.line.method.end - head.start;
    let mut text = BytesMut::with_capacity(message.len() + 1);
    text.extend_from_slice(&message[..=method_end]);
    if message[path] != b'/' {
        text.extend_from_slice(b"/");
    }
    text.extend_from_slice(&message[path..]);
    text
}

impl AsyncRead for GateIo {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let read = match self.left {
            Left::Length(0) => self.poll_hold(cx),
            Left::All if self.held.is_empty() => return Pin::new(&mut self.wire).poll_read(cx, buf),
            Left::Broken(fault) => Poll::Ready(Err(fault.into())),
            _ => self.poll_body(cx, buf),
        };
        if read.is_pending() && !self.out.is_empty() {
            // Whoever waits for input has nothing more to write for now: a piece of an answer is not kept from its reader.
            let GateIo { wire, out, .. } = &mut *self;
            if out.poll_drain(wire, cx)?.is_ready() {
                let _ = Pin::new(wire).poll_flush(cx)?;
            }
        }
        read
    }
}

impl GateIo {
    /// A write that waits for as long as an idle connection may is given up: its reader is gone or means harm.
    fn bound<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let idle = self.idle;
        let timer = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(idle)));
        ready!(timer.as_mut().poll(cx));
        self.stalled = None;
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client takes nothing of its answer")))
    }

    /// Reads on what the client still sends, within the bounds of [`LastWords`].
    fn poll_last_words(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut words = self.last_words.take().unwrap_or_default();
        while words.poll_may_go_on(cx) {
            self.held.clear();
            match self.poll_fill(cx, FILL) {
                Poll::Ready(Ok(length @ 1..)) => words.hear(length),
                Poll::Ready(_) => return Poll::Ready(()),
                Poll::Pending => {
                    self.last_words = Some(words);
                    return Poll::Pending;
                }
            }
        }
        Poll::Ready(())
    }

    /// Is there input that nobody read: the rest of a body, what followed the request, or frames.
    fn may_still_send(&self) -> bool {
        self.last_words.is_some() || !self.left.is_done() || !self.held.is_empty()
    }
}

impl AsyncWrite for GateIo {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let GateIo { wire, out, .. } = &mut *self;
        let written = out.poll_write(wire, cx, buf);
        self.bound(cx, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let GateIo { wire, out, .. } = &mut *self;
        let mut flushed = out.poll_drain(wire, cx);
        if matches!(flushed, Poll::Ready(Ok(()))) {
            flushed = Pin::new(wire).poll_flush(cx);
        }
        self.bound(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let GateIo { wire, out, .. } = &mut *self;
        ready!(out.poll_drain(wire, cx))?;
        ready!(Pin::new(wire).poll_shutdown(cx))?;
        if self.may_still_send() {
            ready!(self.poll_last_words(cx));
        }
        Poll::Ready(Ok(()))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let GateIo { wire, out, .. } = &mut *self;
        let written = out.poll_write_vectored(wire, cx, bufs);
        self.bound(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }
}
