//! What one listener allows its clients.

use super::head::HeadLimits;
use super::pace::BODY_GRACE;
use std::time::Duration;
use tollgate_definition::node::Limits;

/// `limits`, as the gate reads them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub head: HeadLimits,
    /// From a head's first byte to its last, and to the first byte of a new connection.
    pub header_deadline: Duration,
    /// Between requests, and in the middle of an answer that the client does not take.
    pub idle: Duration,
    /// Bytes a second of a request body; 0: no bound.
    pub body_rate: u64,
    /// How far behind `body_rate` a client may fall.
    pub body_grace: Duration,
    /// By connection; 0: no bound.
    pub requests: u32,
    /// HTTP/2 streams open at once.
    pub streams: u32,
}

impl From<&Limits> for Settings {
    fn from(limits: &Limits) -> Self {
        Settings {
            head: HeadLimits { uri: limits.uri, headers: limits.headers },
            header_deadline: limits.header_deadline,
            idle: limits.idle,
            body_rate: limits.body_rate,
            body_grace: BODY_GRACE,
            requests: limits.requests,
            streams: limits.streams,
        }
    }
}
