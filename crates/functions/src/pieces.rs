//! A streamed answer on its way from a runtime's POST to whoever called: a few pieces at a time.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hyper::HeaderMap;
use tokio::sync::{mpsc, oneshot};

/// Pieces that may lie ready: a runtime is not read faster than the client takes them.
const READY_PIECES: usize = 4;

/// The body of a streamed answer. Dropped, the function still runs to its end.
#[derive(Debug)]
pub struct Pieces {
    pieces: mpsc::Receiver<Bytes>,
    end: oneshot::Receiver<Result<(), StreamFault>>,
    ended: bool,
}

/// A streamed answer that broke off: what InvokeWithResponseStream's `InvokeComplete` event has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamFault {
    /// `Lambda-Runtime-Function-Error-Type`, or what befell the process: `Runtime.ExitError`, `Sandbox.Timedout` …
    pub error_type: Box<str>,
    /// The error as JSON, if there is any.
    pub body: Bytes,
}

/// Where the pieces come from.
pub(crate) struct PieceSender {
    pieces: mpsc::Sender<Bytes>,
    end: oneshot::Sender<Result<(), StreamFault>>,
}

pub(crate) fn pieces() -> (PieceSender, Pieces) {
    let (pieces, ready) = mpsc::channel(READY_PIECES);
    let (end, ends) = oneshot::channel();
    (PieceSender { pieces, end }, Pieces { pieces: ready, end: ends, ended: false })
}

// === impl Pieces ===

impl Pieces {
    /// The next piece; a fault is the last; `None` after a complete body. May be cancelled without loss.
    pub async fn next(&mut self) -> Option<Result<Bytes, StreamFault>> {
        if self.ended {
            return None;
        }
        if let Some(piece) = self.pieces.recv().await {
            return Some(Ok(piece));
        }
        let end = (&mut self.end).await;
        self.ended = true;
        match end {
            Ok(Ok(())) => None,
            Ok(Err(fault)) => Some(Err(fault)),
            Err(_) => Some(Err(StreamFault { error_type: "Sandbox.Failure".into(), body: Bytes::new() })),
        }
    }
}

// === impl StreamFault ===

impl StreamFault {
    /// The trailers by which a runtime says that it failed midway (*Using the Lambda runtime API*, response streaming):
    /// a type, and the error as JSON in base64.
    pub(crate) fn of_trailers(trailers: &HeaderMap) -> Option<StreamFault> {
        let error_type = trailers.get("lambda-runtime-function-error-type")?.to_str().ok()?;
        let body = trailers.get("lambda-runtime-function-error-body").map_or(&[][..], |value| value.as_bytes());
        let body = STANDARD.decode(body).unwrap_or_else(|_| body.to_vec());
        Some(StreamFault { error_type: error_type.into(), body: body.into() })
    }
}

// === impl PieceSender ===

impl PieceSender {
    /// Waits for room. False: nobody takes them any more.
    pub(crate) async fn send(&self, piece: Bytes) -> bool {
        self.pieces.send(piece).await.is_ok()
    }

    pub(crate) fn end(self, end: Result<(), StreamFault>) {
        // Whoever called may be gone.
        let _ = self.end.send(end);
    }
}
