//! Small writes joined into one: a response's head and the start of its body leave in one packet and one TLS record.

use bytes::{Buf, BytesMut};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::AsyncWrite;

/// Kept back until a flush, as pingora's own write buffer: about one TCP segment.
const KEPT_BACK: usize = 1460;
/// Joined with what is kept back, beyond which copying costs more than a write. One TLS record.
const MOST_JOINED: usize = 16 * 1024;

#[derive(Debug, Default)]
pub(super) struct Outbox {
    bytes: BytesMut,
}

// === impl Outbox ===

impl Outbox {
    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn poll_write<W: AsyncWrite + Unpin>(
        &mut self,
        wire: &mut W,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.bytes.is_empty() && buf.len() > KEPT_BACK {
            return Pin::new(wire).poll_write(cx, buf);
        }
        if self.bytes.len() >= MOST_JOINED {
            ready!(self.poll_drain(wire, cx))?;
        }
        let length = buf.len().min(MOST_JOINED - self.bytes.len());
        self.bytes.extend_from_slice(&buf[..length]);
        self.start_drain(wire, cx)?;
        Poll::Ready(Ok(length))
    }

    pub(super) fn poll_write_vectored<W: AsyncWrite + Unpin>(
        &mut self,
        wire: &mut W,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let total: usize = bufs.iter().map(|buf| buf.len()).sum();
        if self.bytes.len() + total > MOST_JOINED {
            ready!(self.poll_drain(wire, cx))?;
            return Pin::new(wire).poll_write_vectored(cx, bufs);
        }
        for buf in bufs {
            self.bytes.extend_from_slice(buf);
        }
        self.start_drain(wire, cx)?;
        Poll::Ready(Ok(total))
    }

    /// Sends what is enough for a segment, as far as that goes without waiting.
    fn start_drain<W: AsyncWrite + Unpin>(&mut self, wire: &mut W, cx: &mut Context<'_>) -> io::Result<()> {
        if self.bytes.len() > KEPT_BACK {
            // Pending is fine: the next write or the flush goes on.
            let _ = self.poll_drain(wire, cx)?;
        }
        Ok(())
    }

    /// Hands everything to the wire, which may buffer in turn.
    pub(super) fn poll_drain<W: AsyncWrite + Unpin>(
        &mut self,
        wire: &mut W,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while !self.bytes.is_empty() {
            let written = ready!(Pin::new(&mut *wire).poll_write(cx, &self.bytes))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.bytes.advance(written);
        }
        // An idle connection is to hold no buffer.
        self.bytes = BytesMut::new();
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::task::Waker;

    /// Takes at most `most` bytes a write.
    struct Sink {
        most: usize,
        writes: Vec<Vec<u8>>,
    }

    impl AsyncWrite for Sink {
        fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
            let taken = buf.len().min(self.most);
            self.writes.push(buf[..taken].to_vec());
            Poll::Ready(Ok(taken))
        }
        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    fn send(pieces: &[usize], most: usize) -> Vec<usize> {
        let (mut out, mut sink) = (Outbox::default(), Sink { most, writes: Vec::new() });
        let mut cx = Context::from_waker(Waker::noop());
        let (mut sent, mut byte) = (Vec::new(), 0u8);
        for &length in pieces {
            let piece: Vec<u8> = (0..length)
                .map(|_| {
                    byte = byte.wrapping_add(1);
                    byte
                })
                .collect();
            sent.extend_from_slice(&piece);
            let mut rest = &piece[..];
            while !rest.is_empty() {
                let Poll::Ready(Ok(n)) = out.poll_write(&mut sink, &mut cx, rest) else {
                    panic!("the sink never waits")
                };
                rest = &rest[n..];
            }
        }
        assert!(out.poll_drain(&mut sink, &mut cx).is_ready());
        assert_eq!(sink.writes.concat(), sent, "every byte, once, in order");
        sink.writes.iter().map(Vec::len).collect()
    }

    #[test]
    fn a_head_and_its_small_body_leave_together() {
        assert_eq!(send(&[200, 50], usize::MAX), [250]);
        assert_eq!(send(&[200, 10_000], usize::MAX), [10_200]);
    }

    #[test]
    fn large_pieces_are_not_copied() {
        assert_eq!(send(&[20_000, 30_000], usize::MAX), [20_000, 30_000]);
        assert_eq!(send(&[200, 40_000], usize::MAX), [16_384, 40_000 - 16_184]);
    }

    #[test]
    fn short_writes_lose_nothing() {
        send(&[200, 3_000, 17, 20_000, 1], 7);
    }
}
