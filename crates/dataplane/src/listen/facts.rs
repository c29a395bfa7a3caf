//! What is known of a connection, and how pingora's callbacks get at it.
//!
//! Pingora hands every session, HTTP/1 or HTTP/2, the digests of its stream. The one meant for "arbitrary data" about the
//! proxy in front of a stream ([`ProxyDigest::user_data`]) carries our [`Facts`], so one accessor serves both protocols.

use pingora_core::protocols::l4::socket::SocketAddr as DigestAddress;
use pingora_core::protocols::raw_connect::ProxyDigest;
use pingora_core::protocols::tls::SslDigest;
use pingora_core::protocols::{Digest, SocketDigest};
use pingora_http::ResponseHeader;
use std::net::SocketAddr;
use std::os::fd::RawFd;
use std::sync::Arc;

/// One connection's facts; they do not change while it lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Who connected: the source that a PROXY protocol header names, else the TCP peer. `127.0.0.1:0` for a unix socket,
    /// which has no address, so that `trusted_proxies = ["127.0.0.1"]` trusts it.
    pub peer: SocketAddr,
    /// The address that was connected to; `None` for a unix socket.
    pub local: Option<SocketAddr>,
    pub tls: Option<TlsFacts>,
    /// The index of the listener in the configuration.
    pub listener: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFacts {
    /// `TLSv1.2` or `TLSv1.3`, as `$context.identity` and logs name it.
    pub version: &'static str,
    /// IANA's name of the cipher suite.
    pub cipher: &'static str,
    /// Lower case, as rustls checks it.
    pub server_name: Option<Box<str>>,
}

/// The facts of the connection that a request came in on. `None` only for requests that pingora made itself (subrequests).
pub fn facts(session: &pingora_proxy::Session) -> Option<&Facts> {
    let digest = session.as_downstream().digest()?;
    digest.proxy_digest.as_ref()?.user_data.as_ref()?.downcast_ref::<Arc<Facts>>().map(AsRef::as_ref)
}

/// The facts in the shapes that pingora shares between sessions, made once a connection.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) facts: Arc<Facts>,
    pub(crate) fd: RawFd,
    pub(crate) socket: Arc<SocketDigest>,
    pub(crate) proxy: Arc<ProxyDigest>,
    pub(crate) ssl: Option<Arc<SslDigest>>,
}

// === impl Identity ===

impl Identity {
    pub(crate) fn new(facts: Facts, fd: RawFd) -> pingora_core::Result<Self> {
        let facts = Arc::new(facts);
        let socket = SocketDigest::from_raw_fd(fd);
        // Setting an empty cell cannot fail; without an address the digest asks the kernel, which is right as well.
        let _ = socket.peer_addr.set(Some(DigestAddress::Inet(facts.peer)));
        let _ = socket.local_addr.set(facts.local.map(DigestAddress::Inet));
        let unused = Box::new(ResponseHeader::build_no_case(200, Some(0))?);
        let proxy = Arc::new(ProxyDigest::new(unused, Some(Box::new(facts.clone()))));
        let ssl =
            facts.tls.as_ref().map(|tls| Arc::new(SslDigest::new(tls.cipher, tls.version, None, None, Vec::new())));
        Ok(Identity { facts, fd, socket: Arc::new(socket), proxy, ssl })
    }

    pub(crate) fn digest(&self) -> Digest {
        Digest {
            ssl_digest: self.ssl.clone(),
            timing_digest: Vec::new(),
            proxy_digest: Some(self.proxy.clone()),
            socket_digest: Some(self.socket.clone()),
        }
    }
}
