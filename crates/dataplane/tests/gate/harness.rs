//! A node with the smallest possible proxy, an upstream that keeps what it got, and a client that hides nothing.

use async_trait::async_trait;
use pingora_core::server::configuration::ServerConf;
use pingora_core::upstreams::peer::HttpPeer;
use pingora_core::{Error, Result};
use pingora_proxy::{FailToProxy, ProxyHttp, Session};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::watch;
use tollgate_dataplane::gate::{BodyFault, GateRefusal, PlainRefusals, RefusalAnswer, Refusals, Settings, body_fault};
use tollgate_dataplane::listen::{
    Certificates, ConnectionCounters, Endpoint, Facts, Listening, Running, Service, facts,
};
use tollgate_definition::node::{Bind, Limits, Listener};
use tollgate_model::Origin;

/// No wait in these tests is longer; none is expected to be.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Waits for what another thread is about to make true.
pub fn eventually(what: &str, is_so: impl Fn() -> bool) {
    let began = std::time::Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "{what}");
        std::thread::yield_now();
    }
}

/// What the node told of what it refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub status: u16,
    pub detail: &'static str,
    pub method: Option<String>,
    pub target: Option<String>,
    pub peer: SocketAddr,
}

/// Everything that was seen on either side of the gate.
#[derive(Default)]
pub struct Seen {
    pub refusals: Mutex<Vec<Refusal>>,
    pub facts: Mutex<Vec<Facts>>,
    /// Every byte that reached the upstream.
    pub upstream: Mutex<Vec<u8>>,
}

pub struct Proxy {
    upstream: SocketAddr,
    seen: Arc<Seen>,
}

pub struct Node {
    pub address: SocketAddr,
    pub seen: Arc<Seen>,
    pub counters: Arc<ConnectionCounters>,
    pub stop: watch::Sender<bool>,
    pub listening: Option<Listening>,
    pub running: Option<Running>,
    _upstream: tokio::runtime::Runtime,
}

/// How a node is set up; the default is one plain listener with the limits of the defaults.
pub struct Setup {
    pub listener: Listener,
    pub settings: Settings,
    pub certificates: Option<Arc<dyn Certificates>>,
    pub drain: Duration,
}

struct Recorder(Arc<Seen>);

impl Refusals for Recorder {
    fn refuse(&self, refusal: &GateRefusal<'_>) -> RefusalAnswer {
        self.0.refusals.lock().unwrap().push(Refusal {
            status: refusal.kind.row().status,
            detail: refusal.detail,
            method: refusal.method.as_deref().map(str::to_owned),
            target: refusal.target.as_deref().map(str::to_owned),
            peer: refusal.facts.peer,
        });
        PlainRefusals.refuse(refusal)
    }
}

#[async_trait]
impl ProxyHttp for Proxy {
    type CTX = ();

    fn new_ctx(&self) {}

    async fn request_filter(&self, session: &mut Session, _: &mut ()) -> Result<bool> {
        self.seen.facts.lock().unwrap().extend(facts(session).cloned());
        let refuses = session.req_header().uri.path() == "/refuse";
        if refuses {
            session.respond_error(413).await?;
        }
        Ok(refuses)
    }

    async fn fail_to_proxy(&self, session: &mut Session, error: &Error, _: &mut ()) -> FailToProxy {
        let error_code = match body_fault(error) {
            Some(BodyFault::TooSlow) => 408,
            Some(BodyFault::Malformed(_)) => 400,
            None => 502,
        };
        session.respond_error(error_code).await.unwrap();
        FailToProxy { error_code, can_reuse_downstream: false }
    }

    async fn upstream_peer(&self, _: &mut Session, _: &mut ()) -> Result<Box<HttpPeer>> {
        Ok(Box::new(HttpPeer::new(self.upstream, false, String::new())))
    }
}

// === impl Setup ===

impl Default for Setup {
    fn default() -> Self {
        let limits = Limits { header_deadline: PATIENCE, ..Limits::default() };
        Setup {
            settings: Settings::from(&limits),
            listener: Listener {
                bind: Bind::Tcp("127.0.0.1:0".parse().unwrap()),
                trusted_proxies: Vec::new(),
                proxy_protocol: false,
                tls: None,
                execute_api: false,
                limits,
                origin: Origin::default(),
            },
            certificates: None,
            drain: PATIENCE,
        }
    }
}

// === impl Node ===

impl Node {
    pub fn start(setup: Setup) -> Self {
        let seen = Arc::new(Seen::default());
        let (upstream_runtime, upstream) = start_upstream(seen.clone());
        let listening = Listening::bind(&[setup.listener], Vec::new()).unwrap();
        let address = listening.addresses()[0].unwrap_or_else(|| "127.0.0.1:0".parse().unwrap());
        let (stop, shutdown) = watch::channel(false);
        let service = Service {
            threads: 2,
            conf: Arc::new(ServerConf::default()),
            refusals: Arc::new(Recorder(seen.clone())),
            drain_timeout: setup.drain,
            shutdown,
        };
        let (settings, certificates) = (setup.settings, setup.certificates);
        let running = listening.serve(&service, |_, _, _| Endpoint {
            proxy: Proxy { upstream, seen: seen.clone() },
            certificates: certificates.clone(),
            settings: Some(settings.clone()),
        });
        let counters = listening.counters()[0].clone();
        let running = Some(running.unwrap());
        Node { address, seen, counters, stop, listening: Some(listening), running, _upstream: upstream_runtime }
    }

    pub fn connect(&self) -> Client<TcpStream> {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Client::new(stream)
    }

    pub fn refusals(&self) -> Vec<Refusal> {
        std::mem::take(&mut self.seen.refusals.lock().unwrap())
    }

    pub fn upstream_bytes(&self) -> Vec<u8> {
        std::mem::take(&mut self.seen.upstream.lock().unwrap())
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// Answers `METHOD target body` with what it was sent, and never closes.
fn start_upstream(seen: Arc<Seen>) -> (tokio::runtime::Runtime, SocketAddr) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer_all(stream, seen.clone()));
        }
    });
    (runtime, address)
}

async fn answer_all(mut stream: tokio::net::TcpStream, seen: Arc<Seen>) {
    let mut bytes = Vec::new();
    loop {
        while let Some((message, length)) = parse_message(&bytes) {
            bytes.drain(..length);
            let text =
                format!("{} {}", message.first_line.rsplit_once(' ').map_or("", |(line, _)| line), text(&message.body));
            let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{text}", text.len());
            if stream.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
        }
        let before = bytes.len();
        match stream.read_buf(&mut bytes).await {
            Ok(length) if length > 0 => seen.upstream.lock().unwrap().extend_from_slice(&bytes[before..]),
            _ => return,
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A request or a response, decoded as plainly as possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub first_line: String,
    pub fields: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Message {
    pub fn status(&self) -> u16 {
        self.first_line.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
    }

    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn body_text(&self) -> String {
        text(&self.body)
    }
}

/// The first whole message, and its length.
pub fn parse_message(bytes: &[u8]) -> Option<(Message, usize)> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = text(&bytes[..end - 4]);
    let mut lines = head.split("\r\n");
    let first_line = lines.next()?.to_owned();
    let fields: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    let mut message = Message { first_line, fields, body: Vec::new() };
    let length = if message.field("transfer-encoding").is_some() {
        end + decode_chunks(&bytes[end..], &mut message.body)?
    } else {
        let length = message.field("content-length").map_or(0, |length| length.parse().unwrap());
        message.body = bytes.get(end..end + length)?.to_vec();
        end + length
    };
    Some((message, length))
}

fn decode_chunks(bytes: &[u8], body: &mut Vec<u8>) -> Option<usize> {
    let mut at = 0;
    loop {
        let line_end = at + bytes.get(at..)?.windows(2).position(|window| window == b"\r\n")?;
        let line = text(&bytes[at..line_end]);
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).unwrap();
        at = line_end + 2;
        if size == 0 {
            let rest = [b"\r\n", &bytes[at..]].concat();
            return Some(at + rest.windows(4).position(|window| window == b"\r\n\r\n")? + 2);
        }
        body.extend_from_slice(bytes.get(at..at + size)?);
        at += size + 2;
    }
}

/// A blocking client on any stream.
pub struct Client<S> {
    pub stream: S,
    bytes: Vec<u8>,
}

impl<S: Read + Write> Client<S> {
    pub fn new(stream: S) -> Self {
        Client { stream, bytes: Vec::new() }
    }

    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).unwrap();
    }

    /// The next response; `None` when the node closed first.
    pub fn receive(&mut self) -> Option<Message> {
        loop {
            if let Some((message, length)) = parse_message(&self.bytes) {
                self.bytes.drain(..length);
                return Some(message);
            }
            let mut space = [0; 16 * 1024];
            match self.stream.read(&mut space) {
                Ok(0) => return None,
                Ok(length) => self.bytes.extend_from_slice(&space[..length]),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => panic!("no answer within {PATIENCE:?}"),
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// Whatever comes before the end, HTTP or not.
    pub fn receive_bytes(&mut self) -> Vec<u8> {
        let mut bytes = std::mem::take(&mut self.bytes);
        // A reset ends it as well.
        let _ = self.stream.read_to_end(&mut bytes);
        bytes
    }

    pub fn ask(&mut self, request: impl AsRef<[u8]>) -> Message {
        self.send(request);
        self.receive().expect("an answer")
    }

    /// The node has said its last word and still listens: a reset now would take the answer from clients whose system
    /// drops what it received before one.
    pub fn expect_to_be_heard_out(&mut self) {
        assert_eq!(self.stream.read(&mut [0]).expect("no reset"), 0);
        for _ in 0..10 {
            self.send(b"more of the body");
        }
    }

    /// Waits for the node to close, and expects nothing before.
    pub fn expect_close(&mut self) {
        assert_eq!(text(&self.bytes), "", "nothing left over");
        let mut space = [0; 1024];
        match self.stream.read(&mut space) {
            Ok(length) => assert_eq!(text(&space[..length]), "", "only the end of the stream"),
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset, "{error}"),
        }
    }
}
