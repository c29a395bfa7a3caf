//! A request as it came: names in the letters they were written, in order.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

#[derive(Clone, Debug)]
pub struct Received {
    pub method: String,
    /// The request target, as on the request line.
    pub target: String,
    pub headers: Vec<(String, String)>,
    /// Which connection of this upstream, from one.
    pub connection: u64,
    /// Which request of that connection, from one.
    pub number: u64,
}

/// A request's body, read to its end.
#[derive(Default)]
pub(super) struct Body {
    pub(super) length: u64,
    digest: Sha256,
    pub(super) trailers: Vec<(String, String)>,
}

/// How a request's body ends (RFC 9112, section 6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    After(u64),
    Chunked,
}

impl Received {
    /// The values of a header, case ignored.
    pub fn header_values(&self, name: &str) -> impl Iterator<Item = String> {
        let named = move |(n, _): &&(String, String)| n.eq_ignore_ascii_case(name);
        self.headers.iter().filter(named).map(|(_, value)| value.clone())
    }

    /// The first value of a header, case ignored.
    pub fn header(&self, name: &str) -> Option<String> {
        self.header_values(name).next()
    }

    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(&self.target, |(path, _)| path)
    }

    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    pub(super) fn has_token(&self, header: &str, token: &str) -> bool {
        let is_token = |value: String| value.split(',').any(|t| t.trim().eq_ignore_ascii_case(token));
        self.header_values(header).any(is_token)
    }

    /// `None`: the length is no number.
    pub(super) fn ends(&self) -> Option<Ends> {
        if self.has_token("transfer-encoding", "chunked") {
            return Some(Ends::Chunked);
        }
        match self.header("content-length") {
            None => Some(Ends::After(0)),
            Some(length) => length.trim().parse().ok().map(Ends::After),
        }
    }

    /// The description that is answered.
    pub(super) fn describe(&self, upstream: &str, body: Option<Body>) -> Value {
        json!({
            "upstream": upstream,
            "method": self.method,
            "path": self.path(),
            "query": self.query(),
            "headers": self.headers,
            "body": body.map(Body::describe),
            "connection": self.connection,
            "request": self.number,
        })
    }
}

impl Body {
    pub(super) fn take(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        self.digest.update(bytes);
    }

    fn describe(self) -> Value {
        let hex: String = self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        json!({ "length": self.length, "sha256": hex, "trailers": self.trailers })
    }
}
