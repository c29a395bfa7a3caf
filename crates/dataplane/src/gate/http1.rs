//! The keep-alive loop of an HTTP/1 connection: read a head, judge it, let pingora serve it, take the stream back.

use super::app::App;
use super::body::BodyFault;
use super::head::{HeadFault, Scan};
use super::io::GateIo;
use super::refusal::{GateRefusal, Refusals, glimpse};
use super::settings::Settings;
use bytes::BytesMut;
use pingora_core::apps::{HttpPersistentSettings, HttpServerApp};
use pingora_core::protocols::http::ServerSession;
use pingora_core::server::ShutdownWatch;
use pingora_proxy::ProxyHttp;
use pingora_timeout::timeout;
use std::time::{Duration, Instant, SystemTime};
use tokio::io::AsyncWriteExt;
use tollgate_model::fault::FaultKind;

/// How long a refusal may take to leave.
const REFUSAL_WRITE: Duration = Duration::from_secs(1);
/// And its close, which hears the client out.
const REFUSAL_CLOSE: Duration = Duration::from_secs(2);

/// What a wait for a request comes to.
enum Next {
    /// Its head and what has arrived of its body.
    Request(BytesMut),
    Refused(HeadFault, Instant),
    /// Nothing was asked: the client left, or was idle for too long.
    Closed,
}

pub(super) async fn serve<P>(app: &App<P>, mut io: Box<GateIo>, shutdown: &ShutdownWatch)
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync,
{
    let mut settings = None;
    loop {
        let prefix = match next_request(&mut io, &app.settings, settings.is_some()).await {
            Next::Request(prefix) => prefix,
            Next::Closed => return,
            Next::Refused(fault, began) => return refuse(&mut io, fault, began, &*app.refusals).await,
        };
        let session = new_session(io, settings.take(), prefix, app.settings.requests);
        let Some(reused) = app.proxy.process_new_http(session, shutdown).await else { return };
        let (stream, persistent) = reused.consume();
        let Ok(back) = stream.into_any().downcast::<GateIo>() else { return };
        (io, settings) = (back, persistent);
        if !io.is_between_requests() {
            return;
        }
    }
}

fn new_session(
    io: Box<GateIo>,
    settings: Option<HttpPersistentSettings>,
    prefix: BytesMut,
    requests: u32,
) -> ServerSession {
    let mut session = ServerSession::new_http1(io);
    match settings {
        Some(settings) => settings.apply_to_session(&mut session),
        None => session.set_keepalive_reuses_remaining(requests.checked_sub(1)),
    }
    // Never read: the head is whole. Were pingora of another mind, it would wait one second for more of it.
    session.set_keepalive(Some(1));
    session.set_pipelined_prefix(prefix);
    session
}

async fn next_request(io: &mut GateIo, settings: &Settings, reused: bool) -> Next {
    if io.held.is_empty() {
        let wait = if reused { settings.idle } else { settings.header_deadline };
        match timeout(wait, io.fill()).await {
            Ok(Ok(length)) if length > 0 => {}
            _ => return Next::Closed,
        }
    }
    let mut scan = Scan::default();
    let began = Instant::now();
    match timeout(settings.header_deadline, read_head(io, &mut scan, settings)).await {
        Ok(Some(Ok(prefix))) => Next::Request(prefix),
        Ok(Some(Err(fault))) => Next::Refused(fault, began),
        Err(_) if scan.has_begun(&io.held) => Next::Refused(
            HeadFault { kind: FaultKind::RequestTimeout, detail: "head slower than limits.header_deadline" },
            began,
        ),
        Ok(None) | Err(_) => Next::Closed,
    }
}

/// `None`: the client left before it asked anything.
async fn read_head(io: &mut GateIo, scan: &mut Scan, settings: &Settings) -> Option<Result<BytesMut, HeadFault>> {
    loop {
        match scan.advance(&io.held, &settings.head) {
            Ok(None) => {}
            Ok(Some(head)) => return Some(io.admit(&head).map_err(HeadFault::from)),
            Err(fault) => return Some(Err(fault)),
        }
        match io.fill().await {
            Ok(length) if length > 0 => {}
            _ if scan.has_begun(&io.held) => {
                return Some(Err(HeadFault { kind: FaultKind::BadRequest, detail: "connection closed within a head" }));
            }
            _ => return None,
        }
    }
}

impl From<BodyFault> for HeadFault {
    fn from(fault: BodyFault) -> Self {
        match fault {
            BodyFault::Malformed(detail) => HeadFault { kind: FaultKind::BadRequest, detail },
            BodyFault::TooSlow => {
                HeadFault { kind: FaultKind::RequestTimeout, detail: "body slower than limits.body_rate" }
            }
        }
    }
}

async fn refuse(io: &mut GateIo, fault: HeadFault, began: Instant, refusals: &dyn Refusals) {
    let answer = {
        let (method, target) = glimpse(&io.held);
        let head_only = method.as_deref() == Some("HEAD");
        let elapsed = began.elapsed();
        let refusal = GateRefusal {
            kind: fault.kind,
            detail: fault.detail,
            method,
            target,
            facts: &io.identity.facts,
            bytes_received: io.received(),
            started: SystemTime::now().checked_sub(elapsed).unwrap_or(SystemTime::UNIX_EPOCH),
            elapsed,
        };
        refusals.refuse(&refusal).render(fault.kind, head_only)
    };
    if let Ok(Ok(())) = timeout(REFUSAL_WRITE, io.write_all(&answer)).await {
        let _ = timeout(REFUSAL_CLOSE, io.shutdown()).await;
    }
}
