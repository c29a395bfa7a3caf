//! One attempt at one target: connect, send, wait for the answer's head.

use super::Failure;
use super::answer;
use super::connections::{self, Connection};
use super::events::Events;
use super::forwarding::Forwarding;
use super::gather::{self, Gathered};
use super::interim;
use super::pieces;
use super::relay;
use super::sending::{Sending, Stopped};
use crate::proxy::Context;
use http::header::TRANSFER_ENCODING;
use pingora_core::protocols::http::v1::client::HttpSession as Client;
use pingora_core::{Error, ErrorType, Result};
use pingora_http::RequestHeader;
use pingora_proxy::Session;
use pingora_timeout::timeout;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tollgate_model::Fault;
use tollgate_upstream::Picked;

pub(super) struct Attempt<'a> {
    pub(super) forwarding: &'a Forwarding<'a>,
    pub(super) picked: &'a Picked,
    /// When the first attempt began: what integration latency is counted from.
    pub(super) begun: Instant,
    pub(super) deadline: Instant,
    pub(super) fresh_only: bool,
}

/// How an attempt broke.
pub(super) enum Broken {
    Connect(Box<str>),
    /// The connection ended before one byte of an answer.
    BeforeAnswer {
        reused: bool,
        why: Box<str>,
    },
    /// What came is no answer.
    BadAnswer(Box<str>),
    /// `target`: was it the target that was waited for, or the client's body.
    TimedOut {
        target: bool,
    },
    /// The request itself is at fault.
    Fault(Fault),
    HungUp(&'static str),
    /// What was made of its answer failed.
    Failed(Failure),
    /// The answer had begun and cannot be finished: the target's doing.
    CutOff(&'static str),
}

impl Attempt<'_> {
    /// `Some` when the answer is collected: then the client has got nothing of it yet.
    pub(super) async fn run(&self, session: &mut Session, context: &mut Context) -> Result<Option<Gathered>, Broken> {
        let signed = match &self.forwarding.signature {
            Some(signature) => Some(Box::pin(self.signed_head(signature, session, context)).await?),
            None => None,
        };
        let Connection { stream, reused } = self.connection().await?;
        let mut client = Client::new_with_options(stream, self.picked.peer());
        client.write_timeout = self.picked.peer().options.write_timeout;
        let mut sending =
            self.send_head(&mut client, signed, session, context).await.map_err(|error| before(reused, &error))?;
        self.answer_head(&mut client, session, context, &mut sending, reused).await?;
        if self.forwarding.outbound.streams()
            && let Some(events) = Events::of(&mut client)
        {
            self.picked.succeeded();
            // What plain requests do not come to stands apart, here and below: their own future stays small.
            Box::pin(self.pieces(events, session, context)).await?;
            return Ok(None);
        }
        let mut gathered = None;
        if let Some(head) = answer::passed(self, &client, session, context)? {
            self.picked.succeeded();
            relay::relay(self, head, &mut client, session, context, &mut sending).await?;
        } else {
            gathered = Some(Box::pin(gather::gather(self, &mut client, session, context, &mut sending)).await?);
            self.picked.succeeded();
        }
        // Pooled only when both directions came to their end.
        if !sending.more && !sending.cut {
            client.respect_keepalive();
            if let Some(stream) = client.reuse().await {
                connections::keep(self.picked.peer(), stream);
            }
        }
        Ok(gathered)
    }

    /// The connection is not used again: what follows the last event is not waited for.
    async fn pieces(&self, mut events: Events<'_>, session: &mut Session, context: &mut Context) -> Result<(), Broken> {
        let generation = Arc::clone(&context.generation);
        let Forwarding { edge, opened, .. } = *self.forwarding;
        let relayed = pieces::relay(edge, &generation, session, context, opened, &mut events, self.deadline).await;
        relayed.map(drop).map_err(Broken::Failed)
    }

    pub(super) fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    async fn connection(&self) -> Result<Connection, Broken> {
        let peer = self.picked.peer();
        if !self.fresh_only
            && let Some(stream) = connections::take(peer)
        {
            return Ok(Connection { stream, reused: true });
        }
        let connector = self.forwarding.edge.node.connector();
        match timeout(self.remaining(), connections::connect(connector, peer)).await {
            Ok(Ok(stream)) => Ok(Connection { stream, reused: false }),
            Ok(Err(error)) => Err(Broken::Connect(describe(&error, self.picked).into())),
            Err(_) => Err(Broken::TimedOut { target: true }),
        }
    }

    async fn send_head(
        &self,
        client: &mut Client,
        signed: Option<Box<RequestHeader>>,
        session: &mut Session,
        context: &mut Context,
    ) -> Result<Sending> {
        if let Some(body) = self.forwarding.outbound.held() {
            let request = match signed {
                Some(request) => request,
                None => self.forwarding.request(session, context, !body.is_empty())?,
            };
            client.write_request_header(request).await?;
            return Ok(Sending::held(body.clone()));
        }
        let has_body = !session.as_downstream_mut().is_body_empty();
        let request = self.forwarding.request(session, context, has_body)?;
        client.write_request_header(request).await?;
        let rate = self.forwarding.edge.facts.limits.body_rate;
        let mut sending = Sending::of_client(has_body, session, rate);
        if has_body {
            resume(client, session, &mut sending).await?;
        }
        Ok(sending)
    }

    /// Until a head is read from the target, final or informational.
    async fn until_head(
        &self,
        client: &mut Client,
        session: &mut Session,
        context: &mut Context,
        sending: &mut Sending,
    ) -> Result<(), Stopped> {
        loop {
            tokio::select! {
                biased;
                head = client.read_response() => return head.map(drop).map_err(Stopped::Upstream),
                piece = sending.next(session) => {
                    let bytes = piece.map_err(|error| Stopped::reading(&error))?;
                    sending.pass_on(self, bytes, client, session, context).await?;
                }
            }
        }
    }

    /// Sends the body while it waits for the head; the deadline is the integration's timeout.
    async fn answer_head(
        &self,
        client: &mut Client,
        session: &mut Session,
        context: &mut Context,
        sending: &mut Sending,
        reused: bool,
    ) -> Result<(), Broken> {
        if sending.awaits_client() {
            interim::invite(session).await?;
        }
        loop {
            match timeout(self.remaining(), self.until_head(client, session, context, sending)).await {
                Err(_) => {
                    let target = sending.waits_for_target();
                    if !head_at_hand(client, sending).await {
                        return Err(Broken::TimedOut { target });
                    }
                }
                Ok(Err(stopped)) => return Err(stopped.before_answer(|error| before(reused, error))),
                Ok(Ok(())) => {}
            }
            let status = client.get_status().map_or(0, |status| status.as_u16());
            match status {
                101 => return Err(Broken::BadAnswer("the target switched protocols unasked".into())),
                100..200 => interim::inform(client, session, status).await?,
                _ if has_other_coding(client) => {
                    return Err(Broken::BadAnswer(
                        "the target's answer has a transfer coding other than chunked".into(),
                    ));
                }
                _ => {
                    if let Some(call) = context.progress.called() {
                        call.status = status;
                        call.answered = status;
                        call.latency = self.begun.elapsed();
                    }
                    return Ok(());
                }
            }
        }
    }
}

/// What an earlier attempt may have read of the client's body is sent again.
async fn resume(client: &mut Client, session: &mut Session, sending: &mut Sending) -> Result<()> {
    let downstream = session.as_downstream_mut();
    downstream.enable_retry_buffering();
    if let Some(read) = downstream.get_retry_buffer().filter(|read| !read.is_empty()) {
        client.write_body(&read).await?;
    }
    sending.more = !downstream.is_body_done();
    if !sending.more {
        client.finish_body().await?;
    }
    Ok(())
}

/// The head of an answer that came while a write to the target was blocked: such a target reads no more, and has said why.
async fn head_at_hand(client: &mut Client, sending: &mut Sending) -> bool {
    if !sending.blocked {
        return false;
    }
    sending.cut_off();
    tokio::select! {
        biased;
        head = client.read_response() => head.is_ok(),
        () = std::future::ready(()) => false,
    }
}

/// What is not `chunked` alone could be passed on only by decoding it (RFC 9112 section 6.1).
fn has_other_coding(client: &Client) -> bool {
    let Some(head) = client.resp_header() else { return false };
    let mut codings = head.headers.get_all(TRANSFER_ENCODING).iter();
    match (codings.next(), codings.next()) {
        (None, _) => false,
        (Some(coding), None) => !coding.as_bytes().eq_ignore_ascii_case(b"chunked"),
        _ => true,
    }
}

fn before(reused: bool, error: &Error) -> Broken {
    match error.etype() {
        ErrorType::InvalidHTTPHeader => Broken::BadAnswer(error.to_string().into()),
        _ if has_begun(error) => Broken::BadAnswer(error.to_string().into()),
        _ => Broken::BeforeAnswer { reused, why: error.to_string().into() },
    }
}

/// Had some of the answer's head been read. pingora says so in words only; a test holds them.
fn has_begun(error: &Error) -> bool {
    let context = error.context.as_ref().map_or("", |context| context.as_str());
    context.split_once("bytes already read: ").is_some_and(|(_, read)| read != "0")
}

fn describe(error: &Error, picked: &Picked) -> String {
    format!("{}: {error}", picked.address())
}
