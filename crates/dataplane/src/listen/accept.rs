//! One worker: accepting on its own copies of the listening sockets, and the way of a connection to the gate.

use super::counters::{ConnectionCounters, Open, count};
use super::facts::{Facts, TlsFacts};
use super::proxy_protocol::{self, HEADER_DEADLINE, Proxied};
use super::socket::{Socket, Transport, Wire};
use super::source::is_trusted;
use super::tls;
use crate::gate::App;
use pingora_core::server::ShutdownWatch;
use pingora_proxy::ProxyHttp;
use pingora_timeout::timeout;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::net::{TcpListener, UnixListener};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tollgate_definition::node::{Bind, Listener};

/// After a failed accept. Descriptors come free when connections close, not by trying harder.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Accepted after `shutdown`, by each worker: no more than the backlog could hold.
const LAST_ACCEPTS: usize = 4096;
/// Stands for the peer of a unix socket, which has no address.
const LOCAL_PEER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// What a listener's connections come in by; shared by all workers.
pub(super) struct Door<P> {
    pub(super) index: usize,
    pub(super) app: Arc<App<P>>,
    pub(super) tls: Option<TlsAcceptor>,
    pub(super) listener: Listener,
    pub(super) counters: Arc<ConnectionCounters>,
}

/// One worker's end of a listener.
pub(super) struct Acceptor<P> {
    pub(super) door: Arc<Door<P>>,
    pub(super) socket: OwnedFd,
}

enum Ear {
    Tcp(TcpListener),
    Unix(UnixListener),
}

/// Accepts until `shutdown`, then waits for what is open, at most for `drain`.
pub(super) async fn work<P>(acceptors: Vec<Acceptor<P>>, mut shutdown: ShutdownWatch, drain: Duration)
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync,
{
    // Ends when the last of its senders, one with each connection, is dropped.
    let (alive, mut last) = tokio::sync::mpsc::channel::<()>(1);
    let mut accepting = JoinSet::new();
    for acceptor in acceptors {
        accepting.spawn(acceptor.run(shutdown.clone(), alive.clone()));
    }
    drop(alive);
    // An error means that whoever could ask for a stop is gone, which asks for it too.
    let _ = shutdown.wait_for(|stopping| *stopping).await;
    let _ = tokio::time::timeout(drain, last.recv()).await;
}

// === impl Acceptor ===

impl<P> Acceptor<P>
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync,
{
    async fn run(self, mut shutdown: ShutdownWatch, alive: tokio::sync::mpsc::Sender<()>) {
        let ear = match Ear::new(&self.door.listener.bind, self.socket) {
            Ok(ear) => ear,
            Err(error) => return tracing::error!(bind = %self.door.listener.bind, %error, "cannot accept"),
        };
        let mut stop = shutdown.clone();
        loop {
            let accepted = tokio::select! {
                biased;
                _ = stop.wait_for(|stopping| *stopping) => break,
                accepted = ear.accept() => accepted,
            };
            match accepted {
                Ok((transport, peer)) => self.door.clone().admit(transport, peer, &shutdown, &alive),
                Err(error) if is_clients_own(&error) => {}
                Err(error) => {
                    count(&self.door.counters.accept_errors);
                    tracing::warn!(bind = %self.door.listener.bind, %error, "accept failed");
                    let _ = tokio::time::timeout(ACCEPT_PAUSE, shutdown.wait_for(|stopping| *stopping)).await;
                }
            }
        }
        // What the kernel has completed already would be reset: it is served, and told to come back elsewhere.
        for _ in 0..LAST_ACCEPTS {
            let Some(Ok((transport, peer))) = ear.accept_ready().await else { return };
            self.door.clone().admit(transport, peer, &shutdown, &alive);
        }
    }
}

/// The client was gone before it was accepted: nothing failed here.
fn is_clients_own(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::Interrupted
    )
}

// === impl Ear ===

impl Ear {
    fn new(bind: &Bind, socket: OwnedFd) -> io::Result<Self> {
        Ok(match bind {
            Bind::Tcp(_) => {
                let listener = std::net::TcpListener::from(socket);
                listener.set_nonblocking(true)?;
                Ear::Tcp(TcpListener::from_std(listener)?)
            }
            Bind::Unix(_) => {
                let listener = std::os::unix::net::UnixListener::from(socket);
                listener.set_nonblocking(true)?;
                Ear::Unix(UnixListener::from_std(listener)?)
            }
        })
    }

    /// `None`: nobody waits to be accepted.
    async fn accept_ready(&self) -> Option<io::Result<(Transport, SocketAddr)>> {
        let mut accept = std::pin::pin!(tokio::task::unconstrained(self.accept()));
        std::future::poll_fn(|cx| match accept.as_mut().poll(cx) {
            Poll::Ready(accepted) => Poll::Ready(Some(accepted)),
            Poll::Pending => Poll::Ready(None),
        })
        .await
    }

    async fn accept(&self) -> io::Result<(Transport, SocketAddr)> {
        match self {
            Ear::Tcp(listener) => listener.accept().await.map(|(stream, peer)| (Transport::Tcp(stream), peer)),
            Ear::Unix(listener) => listener.accept().await.map(|(stream, _)| (Transport::Unix(stream), LOCAL_PEER)),
        }
    }
}

// === impl Door ===

impl<P> Door<P>
where
    P: ProxyHttp + Send + Sync + 'static,
    P::CTX: Send + Sync,
{
    fn admit(
        self: Arc<Self>,
        transport: Transport,
        peer: SocketAddr,
        shutdown: &ShutdownWatch,
        alive: &tokio::sync::mpsc::Sender<()>,
    ) {
        let Some(open) = self.counters.open(self.listener.limits.connections) else { return };
        let (shutdown, alive) = (shutdown.clone(), alive.clone());
        tokio::spawn(async move {
            let _account: (Open, _) = (open, alive);
            self.serve(transport, peer, &shutdown).await;
        });
    }

    async fn serve(&self, transport: Transport, peer: SocketAddr, shutdown: &ShutdownWatch) {
        if let Transport::Tcp(stream) = &transport {
            // Writes are joined by the gate; waiting for more would only delay them.
            let _ = stream.set_nodelay(true);
        }
        let local = match &transport {
            Transport::Tcp(stream) => stream.local_addr().ok(),
            Transport::Unix(_) => None,
        };
        let mut socket = Socket::new(transport);
        let Some(proxied) = self.read_proxy_header(&mut socket, peer).await else { return };
        let Some((wire, tls)) = self.shake_hands(socket).await else { return };
        let facts = Facts {
            peer: canonical(proxied.map_or(peer, |ends| ends.source)),
            local: proxied.map(|ends| ends.destination).or(local).map(canonical),
            tls,
            listener: self.index,
        };
        self.app.serve(wire, facts, shutdown).await;
    }

    /// `None`: the connection is not to be served.
    async fn read_proxy_header(&self, socket: &mut Socket, peer: SocketAddr) -> Option<Option<Proxied>> {
        if !self.listener.proxy_protocol {
            return Some(None);
        }
        let reason = if is_trusted(peer.ip(), &self.listener.trusted_proxies) {
            match timeout(HEADER_DEADLINE, proxy_protocol::read_header(socket)).await {
                Ok(Ok(proxied)) => return Some(proxied),
                Ok(Err(error)) => error.to_string(),
                Err(_) => "no PROXY header in time".to_owned(),
            }
        } else {
            "the peer is not in trusted_proxies".to_owned()
        };
        count(&self.counters.proxy_protocol_failures);
        tracing::debug!(bind = %self.listener.bind, %peer, reason, "connection refused");
        None
    }

    async fn shake_hands(&self, socket: Socket) -> Option<(Wire, Option<TlsFacts>)> {
        let Some(acceptor) = &self.tls else { return Some((Wire::Plain(socket), None)) };
        match tls::accept(acceptor, socket).await {
            Ok((wire, facts)) => Some((wire, Some(facts))),
            Err(error) => {
                count(&self.counters.tls_failures);
                tracing::debug!(bind = %self.listener.bind, %error, "TLS handshake failed");
                None
            }
        }
    }
}

/// IPv4-mapped IPv6 is IPv4, for logs and policies alike.
fn canonical(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}
