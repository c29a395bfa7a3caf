//! What one request carries through the callbacks.

use crate::Generation;
use bytes::Bytes;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tollgate_model::trace::Recorder;
use tollgate_model::{FaultKind, Step};
use tollgate_pipeline::{Identity, Opened, Refused, Reply};

pub struct Context {
    /// The one live when the request began.
    pub(crate) generation: Arc<Generation>,
    pub(crate) identity: Identity,
    pub(crate) started: Instant,
    pub(crate) source_ip: std::net::IpAddr,
    /// The other end of the connection.
    pub(crate) address: std::net::IpAddr,
    pub(crate) progress: Progress,
    /// What was decided, where the route's execution log asks for it.
    pub(crate) trace: Recorder,
    /// Body bytes from the client, and to it.
    pub(crate) received_bytes: u64,
}

/// How far a request came.
pub(crate) enum Progress {
    Fresh,
    Opened(Opened),
    /// It is mapped, and its integration called: with the body, where the route needs it and chains are kept.
    Mapping(Opened, Option<Box<Mapped>>),
    /// Its integration was called.
    Sent(Opened, Called),
    /// Answered with a fault.
    Refused(Box<Refused>, Option<Called>),
}

/// What is known of the call to the integration.
#[derive(Debug, Default)]
pub(crate) struct Called {
    /// 0 when it gave no status.
    pub(crate) status: u16,
    /// The same, but of a Lambda proxy integration what its function said; 0 when it said none.
    pub(crate) answered: u16,
    /// To the head of its answer, retries included.
    pub(crate) latency: Duration,
    pub(crate) error: Option<Box<str>>,
    pub(crate) aws_request_id: Option<Box<str>>,
    pub(crate) aws_request_id_2: Option<Box<str>>,
    pub(crate) mapped: Option<Box<Mapped>>,
}

/// What it takes to tell again how a request was mapped, and what was said of its answer.
#[derive(Debug, Default)]
pub(crate) struct Mapped {
    pub(crate) body: Option<Bytes>,
    pub(crate) answered: Vec<Step>,
}

impl Called {
    /// What was made of its answer; why it was refused is `$context.integrationErrorMessage` (http-api-troubleshooting-lambda).
    pub(crate) fn note(&mut self, reply: &Result<Reply, Box<Refused>>) {
        match reply {
            Ok(reply) => self.answered = reply.answered.unwrap_or(self.answered),
            Err(refused) => {
                self.error = refused.fault.detail.as_deref().map(Into::into);
                if refused.fault.kind == FaultKind::IntegrationFailure {
                    self.answered = 0;
                }
            }
        }
    }
}

impl Progress {
    /// Takes what is there, to be put back.
    pub(crate) fn take(&mut self) -> Progress {
        std::mem::replace(self, Progress::Fresh)
    }

    /// From here on its integration is called.
    pub(crate) fn call(&mut self) {
        *self = match self.take() {
            Progress::Mapping(opened, mapped) => Progress::Sent(opened, Called { mapped, ..Called::default() }),
            other => other,
        };
    }

    /// What was said of the answer, for the chain of a request that fails.
    pub(crate) fn note(&mut self, steps: Vec<Step>) {
        if let Some(called) = self.called() {
            called.mapped.get_or_insert_default().answered = steps;
        }
    }

    /// From here on it is mapped.
    pub(crate) fn map(&mut self, mapped: Option<Box<Mapped>>) {
        *self = match self.take() {
            Progress::Opened(opened) => Progress::Mapping(opened, mapped),
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
