//! What one request carries through the callbacks.

use crate::Generation;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tollgate_pipeline::{Identity, Opened, Refused};

pub struct Context {
    /// The one live when the request began.
    pub(crate) generation: Arc<Generation>,
    pub(crate) identity: Identity,
    pub(crate) started: Instant,
    pub(crate) source_ip: std::net::IpAddr,
    /// The other end of the connection.
    pub(crate) address: std::net::IpAddr,
    pub(crate) progress: Progress,
    /// Body bytes from the client, and to it.
    pub(crate) received_bytes: u64,
}

/// How far a request came.
pub(crate) enum Progress {
    Fresh,
    Opened(Opened),
    /// Its integration was called.
    Sent(Opened, Called),
    /// Answered with a fault.
    Refused(Box<Refused>, Option<Called>),
}

/// What is known of the call to the integration.
#[derive(Clone, Debug, Default)]
pub(crate) struct Called {
    /// 0 when it gave no status.
    pub(crate) status: u16,
    /// To the head of its answer, retries included.
    pub(crate) latency: Duration,
    pub(crate) error: Option<Box<str>>,
    pub(crate) aws_request_id: Option<Box<str>>,
}

impl Progress {
    /// Takes what is there, to be put back.
    pub(crate) fn take(&mut self) -> Progress {
        std::mem::replace(self, Progress::Fresh)
    }

    /// From here on its integration is called.
    pub(crate) fn call(&mut self) {
        *self = match self.take() {
            Progress::Opened(opened) => Progress::Sent(opened, Called::default()),
            other => other,
        };
    }

    /// What is known of the call that is under way.
    pub(crate) fn called(&mut self) -> Option<&mut Called> {
        match self {
            Progress::Sent(_, called) => Some(called),
            _ => None,
        }
    }
}
