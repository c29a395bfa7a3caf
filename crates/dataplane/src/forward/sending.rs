//! The request's body on its way to the target.

use super::attempt::{Attempt, Broken};
use crate::gate::{BodyFault, BodyPace, body_fault};
use crate::proxy::{Context, Edge};
use bytes::Bytes;
use http::Version;
use pingora_core::protocols::http::v1::client::HttpSession as Client;
use pingora_core::{Error, Result};
use pingora_proxy::Session;
use tollgate_model::{Fault, FaultKind};

/// Of a body at hand, how much is written between two looks at what the target says.
const PIECE: usize = 64 * 1024;

/// The request's body, as far as it is sent.
pub(super) struct Sending {
    /// Is there more to come.
    pub(super) more: bool,
    /// The target stopped taking it: its connection is not used again.
    pub(super) cut: bool,
    /// A write waits for the target.
    pub(super) blocked: bool,
    source: Source,
}

/// Where the body comes from.
enum Source {
    /// The client, as it sends. Over HTTP/2 the stream does not keep the account of its pace itself.
    Client(Option<BodyPace>),
    /// What is left of bytes at hand.
    Held(Bytes),
}

/// Why sending or waiting stopped.
pub(super) enum Stopped {
    Upstream(Box<Error>),
    Client,
    /// The client's body is malformed or too slow.
    BadBody(Fault),
    TooLarge,
}

// === impl Sending ===

impl Sending {
    /// The client's own body, or what is left of it.
    pub(super) fn of_client(more: bool, session: &Session, rate: u64) -> Sending {
        Sending { more, cut: false, blocked: false, source: Source::Client(pace(session, rate)) }
    }

    pub(super) fn held(body: Bytes) -> Sending {
        Sending { more: !body.is_empty(), cut: false, blocked: false, source: Source::Held(body) }
    }

    /// Is there more that the client has to send.
    pub(super) fn awaits_client(&self) -> bool {
        self.more && matches!(self.source, Source::Client(_))
    }

    /// The target takes no more of it.
    pub(super) fn cut_off(&mut self) {
        (self.more, self.cut) = (false, true);
    }

    /// Is it the target that is waited for, or the client.
    pub(super) fn waits_for_target(&self) -> bool {
        !self.more || self.blocked
    }

    /// A piece of the body; when it is over, the client's end. Cancel-safe.
    pub(super) async fn next(&mut self, session: &mut Session) -> Result<Option<Bytes>> {
        if self.more
            && let Source::Held(left) = &mut self.source
        {
            return Ok(Some(left.split_to(left.len().min(PIECE))));
        }
        let read = session.as_downstream_mut().read_body_or_idle(!self.more);
        match &mut self.source {
            Source::Client(Some(pace)) if self.more => pace.hold(read).await,
            _ => read.await,
        }
    }

    /// One piece, to the target.
    pub(super) async fn pass_on(
        &mut self,
        attempt: &Attempt<'_>,
        bytes: Option<Bytes>,
        client: &mut Client,
        session: &mut Session,
        context: &mut Context,
    ) -> Result<(), Stopped> {
        if !self.more {
            return Ok(());
        }
        let done = bytes.is_none() || self.is_done(session);
        // A piece may be empty, where a read held nothing but a chunk's size; written as a chunk it would be the last.
        if let Some(bytes) = bytes.filter(|bytes| !bytes.is_empty()) {
            if let Source::Client(_) = self.source {
                count(attempt.forwarding.edge, context, &bytes)?;
            }
            self.blocked = true;
            // A target that answers early may stop reading: its answer counts, and if none comes, that it did not.
            if client.write_body(&bytes).await.is_err() {
                self.cut_off();
                return Ok(());
            }
            self.blocked = false;
        }
        if done {
            self.more = false;
            self.cut = client.finish_body().await.is_err();
        }
        Ok(())
    }

    fn is_done(&self, session: &mut Session) -> bool {
        match &self.source {
            Source::Client(_) => session.as_downstream_mut().is_body_done(),
            Source::Held(left) => left.is_empty(),
        }
    }
}

/// The account of a body's pace, where the stream does not keep it.
pub(super) fn pace(session: &Session, rate: u64) -> Option<BodyPace> {
    (session.req_header().version == Version::HTTP_2).then(|| BodyPace::new(rate))
}

/// Takes note of what came from the client.
pub(super) fn count(edge: &Edge, context: &mut Context, bytes: &Bytes) -> Result<(), Stopped> {
    context.received_bytes += bytes.len() as u64;
    if context.received_bytes > edge.facts.limits.body { Err(Stopped::TooLarge) } else { Ok(()) }
}

// === impl Stopped ===

impl Stopped {
    /// The head gate's reason where it has one, else the client is gone.
    pub(super) fn reading(error: &Error) -> Stopped {
        match body_fault(error) {
            Some(fault @ BodyFault::Malformed(_)) => {
                Stopped::BadBody(Fault::with_detail(FaultKind::BadRequest, fault.to_string()))
            }
            Some(fault @ BodyFault::TooSlow) => {
                Stopped::BadBody(Fault::with_detail(FaultKind::RequestTimeout, fault.to_string()))
            }
            None => Stopped::Client,
        }
    }

    /// As it is before anything was answered; `upstream` says what the target's own failure means.
    pub(super) fn before_answer(self, upstream: impl FnOnce(&Error) -> Broken) -> Broken {
        match self {
            Stopped::Upstream(error) => upstream(&error),
            Stopped::TooLarge => Broken::Fault(FaultKind::RequestTooLarge.into()),
            Stopped::BadBody(fault) => Broken::Fault(fault),
            Stopped::Client => Broken::HungUp("the client left before the answer"),
        }
    }
}
