//! pingora's request head in the pipeline's words, and back.

use http::{HeaderMap, HeaderName, HeaderValue};
use pingora_http::{HeaderNameVariant, RequestHeader, ResponseHeader};
use tollgate_model::Head;
use tollgate_model::head::{Peer, WrittenNames};
use tollgate_pipeline::HeaderEdit;

/// Header names as the client wrote them.
pub(crate) struct Written<'r>(pub(crate) &'r RequestHeader);

impl WrittenNames for Written<'_> {
    fn visit(&self, visit: &mut dyn FnMut(&[u8], &HeaderValue)) {
        if !self.0.has_case() {
            return self.0.headers.visit(visit);
        }
        // The closure never fails, so neither does `map`.
        let _ = self.0.map(|name, value| {
            told(name, value, visit);
            Ok(())
        });
    }
}

/// Header names as the target wrote them.
pub(crate) struct WrittenAnswer<'r>(pub(crate) &'r ResponseHeader);

impl WrittenNames for WrittenAnswer<'_> {
    fn visit(&self, visit: &mut dyn FnMut(&[u8], &HeaderValue)) {
        if !self.0.has_case() {
            return self.0.headers.visit(visit);
        }
        let _ = self.0.map(|name, value| {
            told(name, value, visit);
            Ok(())
        });
    }
}

fn told(name: HeaderNameVariant<'_>, value: &HeaderValue, visit: &mut dyn FnMut(&[u8], &HeaderValue)) {
    match name {
        HeaderNameVariant::Case(written) => visit(written.as_slice(), value),
        HeaderNameVariant::Titled(written) => visit(written.as_bytes(), value),
    }
}

/// The authority asked for: `:authority` of HTTP/2, else `Host`.
pub(crate) fn host(request: &RequestHeader) -> &str {
    match request.uri.authority() {
        Some(authority) => authority.as_str(),
        None => request.headers.get(http::header::HOST).and_then(|value| value.to_str().ok()).unwrap_or(""),
    }
}

pub(crate) fn head<'r>(request: &'r RequestHeader, names: &'r Written<'r>, peer: Peer) -> Head<'r> {
    Head {
        method: &request.method,
        path: request.uri.path(),
        query: request.uri.query(),
        host: host(request),
        headers: &request.headers,
        names,
        version: request.version,
        peer,
    }
}

/// The head that goes to the integration.
pub(crate) struct Outgoing<'a>(pub(crate) &'a mut RequestHeader);

/// The head that goes to the client.
pub(crate) struct Answer<'a>(pub(crate) &'a mut ResponseHeader);

impl HeaderEdit for Outgoing<'_> {
    fn map(&self) -> &HeaderMap {
        &self.0.headers
    }

    fn remove(&mut self, name: &HeaderName) {
        self.0.remove_header(name);
    }

    // pingora's insert and append fail only on names or values that do not convert; these are already converted.
    fn set(&mut self, name: HeaderName, value: HeaderValue) {
        let _ = self.0.insert_header(name, value);
    }

    fn append(&mut self, name: HeaderName, value: HeaderValue) {
        let _ = self.0.append_header(name, value);
    }

    fn set_written(&mut self, _: HeaderName, written: &str, value: HeaderValue) {
        let _ = self.0.insert_header(written.to_owned(), value);
    }
}

impl HeaderEdit for Answer<'_> {
    fn map(&self) -> &HeaderMap {
        &self.0.headers
    }

    fn remove(&mut self, name: &HeaderName) {
        self.0.remove_header(name);
    }

    fn set(&mut self, name: HeaderName, value: HeaderValue) {
        let _ = self.0.insert_header(name, value);
    }

    fn append(&mut self, name: HeaderName, value: HeaderValue) {
        let _ = self.0.append_header(name, value);
    }

    fn set_written(&mut self, _: HeaderName, written: &str, value: HeaderValue) {
        let _ = self.0.insert_header(written.to_owned(), value);
    }

    fn append_written(&mut self, _: HeaderName, written: &str, value: HeaderValue) {
        let _ = self.0.append_header(written.to_owned(), value);
    }
}

/// The declared length of the body. The head gate has seen that HTTP/1.1 declares at most one.
pub(crate) fn content_length(request: &RequestHeader) -> Option<u64> {
    request.headers.get(http::header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
