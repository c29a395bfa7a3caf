//! TLS on a listener: the certificate is asked for at every handshake, so that it can come from the live generation.

use super::facts::TlsFacts;
use super::socket::{Socket, Wire};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, version};
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::TlsAcceptor;

/// From the first byte to the finished handshake.
pub(super) const HANDSHAKE_DEADLINE: Duration = Duration::from_secs(10);
/// TLS 1.2 sessions remembered for clients that take no tickets.
const SESSIONS: usize = 4096;

/// Which certificate answers for a name. Called on the accepting thread in the middle of a handshake: must not block.
pub trait Certificates: Send + Sync {
    /// `server_name` is lower case and a DNS name, or absent. `None` ends the handshake with an alert.
    fn resolve(&self, server_name: Option<&str>) -> Option<Arc<CertifiedKey>>;
}

struct Resolver(Arc<dyn Certificates>);

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Resolver")
    }
}

impl ResolvesServerCert for Resolver {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.0.resolve(hello.server_name())
    }
}

/// TLS 1.2 and 1.3; HTTP/2 before HTTP/1.1.
pub(super) fn acceptor(certificates: Arc<dyn Certificates>) -> Result<TlsAcceptor, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Resolver(certificates)));
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config.ticketer = rustls::crypto::ring::Ticketer::new()?;
    config.session_storage = rustls::server::ServerSessionMemoryCache::new(SESSIONS);
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Shakes hands within [`HANDSHAKE_DEADLINE`].
pub(super) async fn accept(acceptor: &TlsAcceptor, socket: Socket) -> io::Result<(Wire, TlsFacts)> {
    let handshake = pingora_timeout::timeout(HANDSHAKE_DEADLINE, acceptor.accept(socket));
    let stream = handshake.await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
    let session = stream.get_ref().1;
    let facts = TlsFacts {
        version: session.protocol_version().and_then(|version| version.as_str()).map_or("", version_name),
        cipher: session.negotiated_cipher_suite().and_then(|suite| suite.suite().as_str()).unwrap_or(""),
        server_name: session.server_name().map(Into::into),
    };
    Ok((Wire::Tls(Box::new(stream)), facts))
}

/// rustls writes `TLSv1_3`, everyone else `TLSv1.3`.
fn version_name(name: &'static str) -> &'static str {
    match name {
        "TLSv1_2" => "TLSv1.2",
        "TLSv1_3" => "TLSv1.3",
        other => other,
    }
}
