//! A made-up request: what the pipeline is told of one that nobody sent.

use crate::args::Explain;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, Version};
use std::net::SocketAddr;
use tollgate_definition::Configuration;
use tollgate_definition::node::{Bind, Limits, Listener};
use tollgate_model::Head;
use tollgate_model::head::{Peer, WrittenNames};

#[derive(Debug)]
pub(super) struct Request {
    method: Method,
    pub(super) host: String,
    path: String,
    query: Option<String>,
    headers: HeaderMap,
    /// In the letters typed.
    written: Vec<(String, HeaderValue)>,
    pub(super) body: Bytes,
    peer: Peer,
    /// Of the listener that it would come in on.
    pub(super) limits: Limits,
}

impl Request {
    pub(super) fn read(explain: &Explain, configuration: &Configuration) -> Result<Request, String> {
        let method = explain.method.as_deref().unwrap_or_default();
        let method = Method::from_bytes(method.as_bytes()).map_err(|_| format!("`{method}` is no method"))?;
        let uri = uri(explain.url.as_deref().unwrap_or_default())?;
        let body = body(explain.data.as_deref())?;
        let host = uri.authority().map_or("localhost", |authority| authority.as_str()).to_owned();
        let tls = uri.scheme_str() == Some("https");
        let written = written(explain, &host, &body)?;
        let listener = listener(configuration, uri.port_u16(), tls);
        let headers = written.iter().map(|(name, value)| Ok((HeaderName::try_from(name)?, value.clone())));
        let headers: Result<Vec<_>, http::header::InvalidHeaderName> = headers.collect();
        let mut map = HeaderMap::new();
        for (name, value) in headers.map_err(|error| error.to_string())? {
            map.append(name, value);
        }
        Ok(Request {
            host: host_of(&map).unwrap_or(host),
            path: if uri.path().is_empty() { "/".to_owned() } else { uri.path().to_owned() },
            query: uri.query().map(str::to_owned),
            limits: listener.map_or_else(|| configuration.limits.clone(), |listener| listener.limits.clone()),
            peer: peer(explain, configuration, listener, tls),
            headers: map,
            method,
            written,
            body,
        })
    }

    pub(super) fn head(&self) -> Head<'_> {
        Head {
            method: &self.method,
            path: &self.path,
            query: self.query.as_deref(),
            host: &self.host,
            headers: &self.headers,
            names: self,
            version: Version::HTTP_11,
            peer: self.peer,
        }
    }

    pub(super) fn written(&self) -> &[(String, HeaderValue)] {
        &self.written
    }

    /// `GET http://host/path?query`
    pub(super) fn line(&self) -> String {
        let scheme = if self.peer.tls { "https" } else { "http" };
        let query = self.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{} {scheme}://{}{}{query}", self.method, self.host, self.path)
    }
}

impl WrittenNames for Request {
    fn visit(&self, visit: &mut dyn FnMut(&[u8], &HeaderValue)) {
        for (name, value) in &self.written {
            visit(name.as_bytes(), value);
        }
    }
}

fn uri(text: &str) -> Result<Uri, String> {
    let wrong = |why: &str| format!("`{text}` is no URL: {why}; expected `http://HOST/path` or `/path`");
    let uri: Uri = text.parse().map_err(|error: http::uri::InvalidUri| wrong(&error.to_string()))?;
    match (uri.scheme_str(), uri.path().starts_with('/')) {
        (None, true) if uri.authority().is_none() => Ok(uri),
        (Some("http" | "https"), _) => Ok(uri),
        _ => Err(wrong("it has neither a scheme nor a leading `/`")),
    }
}

fn body(data: Option<&str>) -> Result<Bytes, String> {
    match data {
        None => Ok(Bytes::new()),
        Some(data) => match data.strip_prefix('@') {
            None => Ok(Bytes::copy_from_slice(data.as_bytes())),
            Some(path) => std::fs::read(path).map(Bytes::from).map_err(|error| format!("cannot read {path}: {error}")),
        },
    }
}

/// What was typed, and what every client sends besides: the host, and how long the body is.
fn written(explain: &Explain, host: &str, body: &Bytes) -> Result<Vec<(String, HeaderValue)>, String> {
    let typed = |name: &str| explain.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
    let mut headers = Vec::new();
    if !typed("host") {
        headers.push(("Host".to_owned(), host.to_owned()));
    }
    headers.extend(explain.headers.iter().cloned());
    if !body.is_empty() && !typed("content-length") {
        headers.push(("Content-Length".to_owned(), body.len().to_string()));
    }
    let read = |(name, value): (String, String)| match HeaderValue::from_bytes(value.as_bytes()) {
        Ok(value) if HeaderName::try_from(&name).is_ok() => Ok((name, value)),
        _ => Err(format!("`{name}: {value}` is no header")),
    };
    headers.into_iter().map(read).collect()
}

fn host_of(headers: &HeaderMap) -> Option<String> {
    headers.get(http::header::HOST)?.to_str().ok().map(str::to_owned)
}

/// The listener of this port, else the first that speaks like this.
fn listener(configuration: &Configuration, port: Option<u16>, tls: bool) -> Option<&Listener> {
    let listeners = || configuration.listeners.iter();
    let of_port = |listener: &&Listener| address(listener).is_some_and(|address| Some(address.port()) == port);
    let speaks = |listener: &&Listener| listener.tls.is_some() == tls;
    listeners().find(of_port).or_else(|| listeners().find(speaks)).or_else(|| listeners().next())
}

fn address(listener: &Listener) -> Option<SocketAddr> {
    match &listener.bind {
        Bind::Tcp(address) => Some(*address),
        Bind::Unix(_) => None,
    }
}

fn peer(explain: &Explain, configuration: &Configuration, listener: Option<&Listener>, tls: bool) -> Peer {
    let address = listener.and_then(address);
    let local = address.is_none_or(|address| address.ip().is_loopback());
    Peer {
        source_ip: explain.source_ip,
        address: explain.source_ip,
        tls,
        port: address.map_or(0, |address| address.port()),
        execute_api_paths: configuration.node.execute_api_paths.unwrap_or(local),
        execute_api: listener.is_none_or(|listener| listener.execute_api),
    }
}
