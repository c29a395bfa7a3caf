//! The minimum rate for HTTP/2 request bodies, whose streams cannot be told apart below pingora.

use super::body::BodyFault;
use super::pace::{BODY_GRACE, Pace};
use bytes::Bytes;
use pingora_core::{Error, ErrorType, Result};
use std::future::Future;
use std::time::{Duration, Instant};

/// One body's account, held by whoever reads it. Not needed for HTTP/1, where the stream itself keeps it.
#[derive(Clone, Debug)]
pub struct BodyPace(Pace);

// === impl BodyPace ===

impl BodyPace {
    /// `rate`: `limits.body_rate`, in bytes a second; 0: no bound.
    pub fn new(rate: u64) -> Self {
        BodyPace::with_grace(rate, BODY_GRACE)
    }

    pub fn with_grace(rate: u64, grace: Duration) -> Self {
        BodyPace(Pace::new(rate, grace))
    }

    /// Waits for a piece of a body that has not ended. When the client is too slow, the error is one in which
    /// [`body_fault`](super::body_fault) finds [`BodyFault::TooSlow`]. As cancel-safe as `read`.
    pub async fn hold<F>(&mut self, read: F) -> Result<Option<Bytes>>
    where
        F: Future<Output = Result<Option<Bytes>>>,
    {
        let Some(allowed) = self.0.wait(Instant::now()) else { return read.await };
        let Ok(piece) = pingora_timeout::timeout(allowed, read).await else {
            let fault = std::io::Error::from(BodyFault::TooSlow);
            return Err(Error::because(ErrorType::ReadError, "reading a request body", fault));
        };
        if let Ok(Some(bytes)) = &piece {
            self.0.receive(bytes.len(), Instant::now());
        }
        piece
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::body_fault;

    #[test]
    fn a_stalled_body_is_cut_and_a_flowing_one_is_not() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut pace = BodyPace::with_grace(1000, Duration::from_millis(50));
            let piece = pace.hold(async { Ok(Some(Bytes::from_static(b"piece"))) }).await.unwrap();
            assert_eq!(piece.as_deref(), Some(&b"piece"[..]));
            let error = pace.hold(std::future::pending()).await.unwrap_err();
            assert_eq!(body_fault(&error), Some(BodyFault::TooSlow));
        });
    }
}
