//! pingora's callbacks, as translators.

mod chain;
mod context;
mod gate_refusals;
mod head;
mod record;
mod respond;

pub use context::Context;
pub(crate) use context::{Called, Mapped, Progress};
pub use gate_refusals::GateRefusals;
pub(crate) use head::{Answer, Outgoing, Written, WrittenAnswer, content_length, head};
pub(crate) use respond::{made, streamed};

use crate::listen;
use crate::{Node, forward, panics};
use async_trait::async_trait;
use pingora_core::modules::http::HttpModules;
use pingora_core::upstreams::peer::HttpPeer;
use pingora_core::{Error, ErrorType, Result};
use pingora_proxy::{FailToProxy, ProxyHttp, Session};
use std::net::{IpAddr, Ipv4Addr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;
use tollgate_definition::node::{Limits, Network};
use tollgate_model::head::Peer;
use tollgate_model::trace::Recorder;
use tollgate_model::{Fault, FaultKind, Origin};
use tollgate_pipeline::{Identity, Refused};

/// One listener's way into the node: what pingora calls for every request that came in on it.
pub struct Edge {
    pub(crate) node: Arc<Node>,
    pub(crate) facts: Arc<ListenerFacts>,
}

/// What a listener knows of every request that comes in on it.
#[derive(Clone, Debug)]
pub struct ListenerFacts {
    /// The bound port; 0 for a unix socket.
    pub port: u16,
    pub tls: bool,
    pub execute_api: bool,
    pub execute_api_paths: bool,
    pub trusted_proxies: Vec<Network>,
    pub limits: Limits,
}

impl Edge {
    pub fn new(node: Arc<Node>, facts: ListenerFacts) -> Edge {
        Edge { node, facts: Arc::new(facts) }
    }

    /// What the pipeline is told of the other side.
    pub(crate) fn peer(&self, context: &Context) -> Peer {
        Peer {
            source_ip: context.source_ip,
            address: context.address,
            tls: self.facts.tls,
            port: self.facts.port,
            execute_api_paths: self.facts.execute_api_paths,
            execute_api: self.facts.execute_api,
        }
    }

    /// Matches, decides, and says whether the request may go on.
    fn admit(&self, session: &Session, context: &mut Context) -> Result<(), Box<Refused>> {
        let request = session.req_header();
        context.address = address(session);
        context.source_ip = self.source_ip(session, context.address);
        let names = Written(request);
        let head = head(request, &names, self.peer(context));
        let table = &context.generation.table;
        let opened = tollgate_pipeline::open(&crate::world::Real, table, &head, context.identity, &mut context.trace)?;
        context.identity = opened.identity;
        context.progress = Progress::Opened(opened);
        if content_length(request).is_some_and(|length| length > self.facts.limits.body) {
            return Err(refused(context, FaultKind::RequestTooLarge.into()));
        }
        Ok(())
    }

    /// The peer, or what the proxies that are trusted say before it.
    fn source_ip(&self, session: &Session, peer: IpAddr) -> IpAddr {
        if self.facts.trusted_proxies.is_empty() {
            return peer;
        }
        let values = session.req_header().headers.get_all("x-forwarded-for");
        listen::source_address(peer, values.iter().map(|value| value.as_bytes()), &self.facts.trusted_proxies)
    }
}

/// The other end of the connection; loopback for a unix socket's.
fn address(session: &Session) -> IpAddr {
    listen::facts(session).map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |facts| facts.peer.ip()).to_canonical()
}

/// A refusal of a request that came as far as its context says.
pub(crate) fn refused(context: &Context, fault: Fault) -> Box<Refused> {
    let opened = match &context.progress {
        Progress::Opened(opened) | Progress::Mapping(opened, _) | Progress::Sent(opened, _) => Some(opened),
        Progress::Fresh | Progress::Refused(..) => None,
    };
    if let Some(opened) = opened {
        // What the integration did is told at the line that names it.
        let is_called = matches!(context.progress, Progress::Sent(..));
        let route = opened.of(&context.generation.table).filter(|_| is_called).map(|(_, route)| route);
        return Refused::of(opened, fault, route.map_or(Origin::NOWHERE, |route| route.origin));
    }
    Box::new(Refused {
        fault,
        identity: context.identity,
        stage: None,
        route: None,
        opened: None,
        origin: Origin::NOWHERE,
    })
}

/// The status that the client was sent; `None` while only informational ones were.
pub(crate) fn answered(session: &Session) -> Option<u16> {
    session
        .response_written()
        .map(|answer| answer.status)
        .filter(|status| !status.is_informational())
        .map(|s| s.as_u16())
}

/// Nothing more can be said on this connection: it is closed, the request is logged.
pub(crate) fn hang_up(why: &'static str) -> Box<Error> {
    Error::explain(ErrorType::ConnectionClosed, why).into_down()
}

#[async_trait]
impl ProxyHttp for Edge {
    type CTX = Context;

    fn new_ctx(&self) -> Context {
        Context {
            generation: self.node.generation(),
            identity: Identity::new(&crate::world::Real),
            started: Instant::now(),
            source_ip: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            progress: Progress::Fresh,
            trace: Recorder::default(),
            received_bytes: 0,
        }
    }

    fn init_downstream_modules(&self, _: &mut HttpModules) {}

    async fn request_filter(&self, session: &mut Session, context: &mut Context) -> Result<bool> {
        // A client that takes nothing of its answer for so long is gone; over HTTP/2, one that opens no window.
        session.as_downstream_mut().set_write_timeout(Some(self.facts.limits.idle));
        let decided = panics::caught(async { self.admit(session, context) }).await;
        let refusal = match decided {
            Some(Ok(())) => return Ok(false),
            Some(Err(refusal)) => refusal,
            None => self.panicked(context),
        };
        self.respond(session, context, refusal).await?;
        Ok(true)
    }

    async fn proxy_upstream_filter(&self, session: &mut Session, context: &mut Context) -> Result<bool> {
        let done = {
            // By reference: handed over by value it would be in this future twice.
            let forwarding = pin!(forward::run(self, session, context));
            panics::caught(forwarding).await
        };
        let refusal = match done {
            Some(Ok(forward::Done::Relayed)) => return Ok(false),
            Some(Ok(forward::Done::Reply(reply))) => {
                self.answer(session, context, *reply).await?;
                return Ok(false);
            }
            Some(Err(forward::Failure::HungUp(why))) => return Err(hang_up(why)),
            Some(Err(forward::Failure::Refused(refusal))) => refusal,
            None if answered(session).is_some() => return Err(hang_up("a panic, after the answer had begun")),
            None => self.panicked(context),
        };
        self.respond(session, context, refusal).await?;
        Ok(false)
    }

    /// Never reached: every request is answered in `request_filter` or `proxy_upstream_filter`.
    async fn upstream_peer(&self, _: &mut Session, _: &mut Context) -> Result<Box<HttpPeer>> {
        Error::e_explain(ErrorType::InternalError, "a request was left to pingora's own proxying")
    }

    async fn fail_to_proxy(&self, session: &mut Session, error: &Error, context: &mut Context) -> FailToProxy {
        let closed = *error.esource() == pingora_core::ErrorSource::Downstream;
        if !closed && answered(session).is_none() {
            let refusal = refused(context, Fault::with_detail(FaultKind::InternalServerError, error.to_string()));
            let _ = self.respond(session, context, refusal).await;
        }
        FailToProxy { error_code: 0, can_reuse_downstream: false }
    }

    fn suppress_error_log(&self, _: &Session, _: &Context, error: &Error) -> bool {
        tracing::debug!(%error, "connection closed");
        true
    }

    async fn logging(&self, session: &mut Session, _: Option<&Error>, context: &mut Context) {
        self.record(session, context);
    }
}

impl Edge {
    pub(super) fn panicked(&self, context: &Context) -> Box<Refused> {
        self.node.metrics().node().panicked();
        tracing::error!(request_id = context.identity.request_id.as_str(), "a panic while serving a request");
        refused(context, Fault::with_detail(FaultKind::InternalServerError, "panic"))
    }
}
