//! Closing so that the answer arrives: a close with unread input makes the kernel send a reset, which can overtake it.

use super::body::Left;
use super::io::GateIo;
use std::time::Duration;
use tokio::io::AsyncWriteExt;

/// How long, and for how much, a client that still sends is listened to after our last word (RFC 9112 9.6).
pub(super) const LINGER: Duration = Duration::from_secs(1);
pub(super) const LINGER_BYTES: usize = 64 * 1024;

/// Sends what is written, closes our side, and reads what the client still has under way, within bounds.
pub(super) async fn linger(io: &mut GateIo) {
    let _ = pingora_timeout::timeout(LINGER, async {
        if io.shutdown().await.is_err() || !may_still_send(io) {
            return;
        }
        let mut seen = 0;
        while seen < LINGER_BYTES {
            io.held.clear();
            match io.fill().await {
                Ok(0) | Err(_) => return,
                Ok(length) => seen += length,
            }
        }
    })
    .await;
}

/// Is there input that nobody read: the rest of a body, or what followed the request.
fn may_still_send(io: &GateIo) -> bool {
    !matches!(io.left, Left::All) && (!io.is_between_requests() || !io.held.is_empty())
}
