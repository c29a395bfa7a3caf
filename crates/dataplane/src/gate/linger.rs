//! Closing so that the answer arrives: a close with unread input makes the kernel send a reset, which can overtake it.

use std::pin::Pin;
use std::task::Context;
use std::time::Duration;
use tokio::time::Sleep;

/// How long, and for how much, a client that still sends is listened to after our last word (RFC 9112 9.6).
const LINGER: Duration = Duration::from_secs(1);
const LINGER_BYTES: usize = 64 * 1024;

/// The bounds of one such listening.
#[derive(Debug)]
pub(super) struct LastWords {
    over: Pin<Box<Sleep>>,
    heard: usize,
}

// === impl LastWords ===

impl Default for LastWords {
    fn default() -> Self {
        LastWords { over: Box::pin(tokio::time::sleep(LINGER)), heard: 0 }
    }
}

impl LastWords {
    pub(super) fn hear(&mut self, bytes: usize) {
        self.heard += bytes;
    }

    /// Wakes the task when the time is over.
    pub(super) fn poll_may_go_on(&mut self, cx: &mut Context<'_>) -> bool {
        self.heard < LINGER_BYTES && self.over.as_mut().poll(cx).is_pending()
    }
}
