//! Idle connections to targets, kept by each worker for itself: no lock, no hand-over between cores.

use pingora_core::connectors::TransportConnector;
use pingora_core::protocols::Stream;
use pingora_core::upstreams::peer::{HttpPeer, Peer};
use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, ReadBuf};

/// Idle connections that one worker keeps to one target.
const IDLE_PER_TARGET: usize = 256;
/// How often a worker looks for idle connections that are over.
const SWEEP: Duration = Duration::from_secs(5);

struct Idle {
    stream: Stream,
    until: Instant,
}

#[derive(Default)]
struct Kept {
    by_peer: HashMap<u64, Vec<Idle>, foldhash::fast::RandomState>,
    sweeping: bool,
}

thread_local! {
    static KEPT: RefCell<Kept> = RefCell::default();
}

/// A connection to a target, and whether it has served before.
pub(crate) struct Connection {
    pub(crate) stream: Stream,
    pub(crate) reused: bool,
}

/// A kept connection that is still open and silent.
pub(crate) fn take(peer: &HttpPeer) -> Option<Stream> {
    let key = peer.reuse_hash();
    KEPT.with_borrow_mut(|kept| {
        let idle = kept.by_peer.get_mut(&key)?;
        let now = Instant::now();
        while let Some(Idle { mut stream, until }) = idle.pop() {
            if until > now && is_silent(&mut stream) {
                return Some(stream);
            }
        }
        None
    })
}

/// Keeps a connection whose last answer was read to its end.
pub(crate) fn keep(peer: &HttpPeer, stream: Stream) {
    let lifetime = peer.idle_timeout().unwrap_or(Duration::from_secs(60));
    let start = KEPT.with_borrow_mut(|kept| {
        let idle = kept.by_peer.entry(peer.reuse_hash()).or_default();
        if idle.len() < IDLE_PER_TARGET {
            idle.push(Idle { stream, until: Instant::now() + lifetime });
        }
        !std::mem::replace(&mut kept.sweeping, true)
    });
    if start {
        tokio::spawn(sweep());
    }
}

/// A new connection, TLS handshake included. On the heap: connecting is rare and its future large, and without the box every
/// request's future would be as large.
pub(crate) async fn connect(connector: &TransportConnector, peer: &HttpPeer) -> pingora_core::Result<Stream> {
    Box::pin(connector.new_stream(peer)).await
}

/// Runs for as long as the worker keeps anything: what is over or closed by the target is let go.
fn sweep() -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async {
        loop {
            tokio::time::sleep(SWEEP).await;
            let empty = KEPT.with_borrow_mut(|kept| {
                let now = Instant::now();
                for idle in kept.by_peer.values_mut() {
                    idle.retain_mut(|idle| idle.until > now && is_silent(&mut idle.stream));
                }
                kept.by_peer.retain(|_, idle| !idle.is_empty());
                kept.sweeping = !kept.by_peer.is_empty();
                !kept.sweeping
            });
            if empty {
                return;
            }
        }
    })
}

/// Open, and nothing unasked for has come in.
fn is_silent(stream: &mut Stream) -> bool {
    let mut probe = [0u8; 1];
    let mut buffer = ReadBuf::new(&mut probe);
    let mut context = Context::from_waker(Waker::noop());
    matches!(Pin::new(stream).poll_read(&mut context, &mut buffer), Poll::Pending)
}
