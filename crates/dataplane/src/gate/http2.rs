//! An HTTP/2 connection: the h2 crate reads the frames, pingora serves each stream, and what a head gate has to say
//! about a request it says here.

use super::app::App;
use super::fields::MOST_FIELDS;
use super::head::HeadFault;
use super::http2_head;
use super::io::GateIo;
use super::refusal::{GateRefusal, RefusalAnswer, glimpse_parts};
use super::settings::Settings;
use crate::listen::Facts;
use pingora_core::apps::HttpServerApp;
use pingora_core::protocols::Digest;
use pingora_core::protocols::http::ServerSession;
use pingora_core::protocols::http::v2::server::{H2Accept, H2Options, HttpSession, default_h2_options, handshake};
use pingora_core::server::ShutdownWatch;
use pingora_http::ResponseHeader;
use pingora_proxy::ProxyHttp;
use pingora_timeout::timeout;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};
use tokio::sync::Notify;
use tollgate_model::fault::FaultKind;

/// Streams the client reset before we took them (CVE-2023-44487, rapid reset).
const MOST_PENDING_RESETS: usize = 20;
/// Streams we reset for what the client did wrong (CVE-2025-8671, MadeYouReset), in a connection's life.
const MOST_LOCAL_RESETS: usize = 100;
/// Requests that pingora or the gate refuses, in a connection's life.
const MOST_REFUSED: u32 = 32;
/// Requests still taken after our GOAWAY, from a client that may not have seen it yet. One that never answers it is cut off.
const MOST_AFTER_GOODBYE: u32 = 100;
/// Request body bytes under way on a connection.
const CONNECTION_WINDOW: u32 = 1024 * 1024;
/// What HPACK's accounting adds to each field (RFC 9113 6.5.2).
const FIELD_OVERHEAD: u32 = 32;
/// From our GOAWAY, with nothing left to serve, to the close.
const FAREWELL: Duration = Duration::from_secs(2);

type Connection = h2::server::Connection<pingora_core::protocols::Stream, bytes::Bytes>;

/// Streams being served, and the wait for none.
#[derive(Default)]
struct Active {
    count: AtomicUsize,
    idle: Notify,
}

/// One stream being served.
struct Serving(Arc<Active>);

struct Loop<'a, P> {
    app: &'a Arc<App<P>>,
    facts: Arc<Facts>,
    digest: Arc<Digest>,
    active: Arc<Active>,
    shutdown: ShutdownWatch,
    served: u32,
    refused: u32,
    closing: bool,
}

pub(super) async fn serve<P>(app: &Arc<App<P>>, io: Box<GateIo>, shutdown: &ShutdownWatch)
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync,
{
    let driver = Loop {
        app,
        facts: io.identity.facts.clone(),
        digest: Arc::new(io.identity.digest()),
        active: Arc::default(),
        shutdown: shutdown.clone(),
        served: 0,
        refused: 0,
        closing: false,
    };
    match timeout(app.settings.header_deadline, handshake(io, Some(options(&app.settings)))).await {
        Ok(Ok(connection)) => driver.run(connection).await,
        Ok(Err(error)) => tracing::debug!(%error, "HTTP/2 preface"),
        Err(_) => tracing::debug!("no HTTP/2 preface within limits.header_deadline"),
    }
}

fn options(settings: &Settings) -> H2Options {
    let mut options = default_h2_options();
    let list = settings.head.headers.saturating_add(settings.head.uri);
    options
        .max_concurrent_streams(settings.streams)
        .max_header_list_size(u32::try_from(list).unwrap_or(u32::MAX).saturating_add(FIELD_OVERHEAD * MOST_FIELDS))
        .max_pending_accept_reset_streams(MOST_PENDING_RESETS)
        .max_local_error_reset_streams(Some(MOST_LOCAL_RESETS))
        .initial_connection_window_size(CONNECTION_WINDOW);
    options
}

// === impl Loop ===

impl<P> Loop<'_, P>
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync,
{
    async fn run(mut self, mut connection: Connection) {
        loop {
            let idle = if self.closing { FAREWELL } else { self.app.settings.idle };
            let next = tokio::select! {
                biased;
                _ = self.shutdown.wait_for(|stopping| *stopping), if !self.closing => None,
                next = HttpSession::from_h2_conn(&mut connection, self.digest.clone()) => Some(next),
                () = self.active.idle_for(idle) => {
                    if self.closing { return }
                    None
                }
            };
            match next {
                None => self.say_goodbye(&mut connection),
                Some(Ok(Some(accepted))) => self.accept(accepted, &mut connection),
                Some(Ok(None)) => return,
                Some(Err(error)) => return tracing::debug!(%error, "HTTP/2 connection"),
            }
            if self.is_abused() {
                connection.abrupt_shutdown(h2::Reason::ENHANCE_YOUR_CALM);
                self.closing = true;
            }
        }
    }

    fn is_abused(&self) -> bool {
        let most = self.app.settings.requests.saturating_add(MOST_AFTER_GOODBYE);
        self.refused >= MOST_REFUSED || (self.app.settings.requests > 0 && self.served >= most)
    }

    /// GOAWAY: what the client has under way is still served (RFC 9113 6.8).
    fn say_goodbye(&mut self, connection: &mut Connection) {
        if !self.closing {
            self.closing = true;
            connection.graceful_shutdown();
        }
    }

    fn accept(&mut self, accepted: H2Accept, connection: &mut Connection) {
        let H2Accept::Session(session) = accepted else {
            self.refused += 1;
            return;
        };
        self.served += 1;
        if self.served == self.app.settings.requests {
            self.say_goodbye(connection);
        }
        match http2_head::check(session.req_header(), &self.app.settings) {
            Ok(()) => self.spawn(session),
            Err(fault) => self.refuse(session, fault),
        }
    }

    fn spawn(&self, session: HttpSession) {
        let (proxy, shutdown, serving) = (self.app.proxy.clone(), self.shutdown.clone(), self.active.serve());
        tokio::spawn(async move {
            let _serving = serving;
            proxy.process_new_http(ServerSession::new_http2(session), &shutdown).await;
        });
    }

    fn refuse(&mut self, session: HttpSession, fault: HeadFault) {
        self.refused += 1;
        let request = session.req_header();
        let (method, target) = glimpse_parts(request.method.as_str(), request.raw_path());
        let head_only = request.method == http::Method::HEAD;
        let answer = self.app.refusals.refuse(&GateRefusal {
            kind: fault.kind,
            detail: fault.detail,
            method,
            target,
            facts: &self.facts,
            bytes_received: (http2_head::size(request) + request.raw_path().len()) as u64,
            started: SystemTime::now(),
            elapsed: Duration::ZERO,
        });
        let serving = self.active.serve();
        tokio::spawn(async move {
            let _serving = serving;
            if let Err(error) = send(session, fault.kind, answer, head_only).await {
                tracing::debug!(%error, "an HTTP/2 refusal was not sent");
            }
        });
    }
}

async fn send(
    mut session: HttpSession,
    kind: FaultKind,
    answer: RefusalAnswer,
    head_only: bool,
) -> pingora_core::Result<()> {
    let mut head = ResponseHeader::build(kind.row().status, Some(answer.fields.len() + 1))?;
    for (name, value) in answer.fields {
        head.insert_header(name, value)?;
    }
    head.insert_header(http::header::CONTENT_LENGTH, answer.body.len())?;
    let end = head_only || answer.body.is_empty();
    session.write_response_header(Box::new(head), end)?;
    if !end {
        session.write_body(answer.body, true).await?;
    }
    Ok(())
}

// === impl Active ===

impl Active {
    fn serve(self: &Arc<Self>) -> Serving {
        self.count.fetch_add(1, Ordering::Relaxed);
        Serving(self.clone())
    }

    async fn idle_for(&self, duration: Duration) {
        while self.count.load(Ordering::Relaxed) != 0 {
            self.idle.notified().await;
        }
        pingora_timeout::sleep(duration).await;
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if self.0.count.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.0.idle.notify_one();
        }
    }
}
