//! The head of a request, as the client wrote it.

use http::{HeaderMap, HeaderName, HeaderValue, Method, Version};
use std::net::IpAddr;

/// A request's head, borrowed from whoever parsed it.
///
/// `path` and `query` are raw: percent-encoded, unnormalised, `path` begins with `/`; `query` is without its `?`.
#[derive(Clone, Copy)]
pub struct Head<'r> {
    pub method: &'r Method,
    pub path: &'r str,
    pub query: Option<&'r str>,
    /// The authority asked for: the `Host` header, or `:authority` over HTTP/2. May carry a port.
    pub host: &'r str,
    pub headers: &'r HeaderMap,
    /// Header names with the letters as the client wrote them: Amazon is case-sensitive in places.
    pub names: &'r dyn WrittenNames,
    pub version: Version,
    pub peer: Peer,
}

/// Who is on the other side of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// The caller's address: the TCP peer, or what trusted proxies say it is.
    pub source_ip: IpAddr,
    /// The other end of the connection: what is appended to `X-Forwarded-For`.
    pub address: IpAddr,
    /// Was the request received over TLS.
    pub tls: bool,
    /// The port that the listener is bound to.
    pub port: u16,
    /// `/_aws/execute-api/…` paths are answered on this listener.
    pub execute_api_paths: bool,
    /// `{id}.execute-api.*` hosts are answered on this listener.
    pub execute_api: bool,
}

/// Visits headers in the order received, names in the letters received.
pub trait WrittenNames: Sync {
    fn visit(&self, visit: &mut dyn FnMut(&[u8], &HeaderValue));
}

/// HTTP/2, where names are lower case on the wire: the map itself says how they were written.
impl WrittenNames for HeaderMap {
    fn visit(&self, visit: &mut dyn FnMut(&[u8], &HeaderValue)) {
        for (name, value) in self {
            visit(name.as_str().as_bytes(), value);
        }
    }
}

impl<'r> Head<'r> {
    /// The same with its header names in lower case.
    pub fn lowered(self) -> Head<'r> {
        Head { names: self.headers, ..self }
    }

    /// The first value of a header as text; `None` when it is absent or not visible ASCII.
    pub fn header(&self, name: &HeaderName) -> Option<&'r str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The value of a header written in exactly these letters, the last one where there are several
    /// (api-gateway-known-issues: header names are case-sensitive).
    pub fn header_exact(&self, name: &str) -> Option<HeaderValue> {
        let mut found = None;
        self.names.visit(&mut |written, value| {
            if written == name.as_bytes() {
                found = Some(value.clone());
            }
        });
        found
    }
}
