//! Telling the integration who called.

use crate::HeaderEdit;
use http::{HeaderName, HeaderValue};
use std::fmt::Write;
use std::net::IpAddr;
use tollgate_model::Head;
use tollgate_routes::Forwarded;

static X_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
static X_PORT: HeaderName = HeaderName::from_static("x-forwarded-port");
static X_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
static X_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

pub(crate) fn tell(style: Forwarded, head: &Head<'_>, out: &mut impl HeaderEdit) {
    match style {
        Forwarded::XForwarded => x_forwarded(head, out),
        Forwarded::Standard => standard(head, out),
    }
}

fn proto(head: &Head<'_>) -> &'static str {
    if head.peer.tls { "https" } else { "http" }
}

/// `X-Forwarded-For` is appended to; port and protocol are what this node received.
fn x_forwarded(head: &Head<'_>, out: &mut impl HeaderEdit) {
    let mut chain = String::with_capacity(48);
    for value in out.map().get_all(&X_FOR) {
        if let Ok(text) = value.to_str() {
            chain.push_str(text);
            chain.push_str(", ");
        }
    }
    let _ = write!(chain, "{}", head.peer.source_ip);
    if let Ok(value) = HeaderValue::from_str(&chain) {
        out.set(X_FOR.clone(), value);
    }
    out.set(X_PORT.clone(), HeaderValue::from(head.peer.port));
    out.set(X_PROTO.clone(), HeaderValue::from_static(proto(head)));
}

/// RFC 7239: incoming `X-Forwarded-*` become elements of `Forwarded`, ours is appended
/// (api-gateway-known-issues: HTTP APIs translate incoming `X-Forwarded-*`).
fn standard(head: &Head<'_>, out: &mut impl HeaderEdit) {
    let mut chain = String::with_capacity(96);
    for value in out.map().get_all(http::header::FORWARDED) {
        if let Ok(text) = value.to_str() {
            separate(&mut chain);
            chain.push_str(text);
        }
    }
    for value in out.map().get_all(&X_FOR) {
        for address in value.to_str().unwrap_or("").split(',').map(str::trim).filter(|text| !text.is_empty()) {
            separate(&mut chain);
            node(address, &mut chain);
        }
    }
    separate(&mut chain);
    node(&head.peer.source_ip.to_string(), &mut chain);
    let _ = write!(chain, ";host={};proto={}", quoted(head.host), proto(head));
    for name in [&X_FOR, &X_PORT, &X_PROTO, &X_HOST] {
        if out.map().contains_key(name) {
            out.remove(name);
        }
    }
    if let Ok(value) = HeaderValue::from_str(&chain) {
        out.set(http::header::FORWARDED, value);
    }
}

fn separate(chain: &mut String) {
    if !chain.is_empty() {
        chain.push(',');
    }
}

/// `for=192.0.2.1`, `for="[2001:db8::1]"`; what is no address is quoted as it came.
fn node(address: &str, chain: &mut String) {
    let _ = match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => write!(chain, "for={ip}"),
        Ok(IpAddr::V6(ip)) => write!(chain, "for=\"[{ip}]\""),
        Err(_) => write!(chain, "for={}", quoted(address)),
    };
}

/// A token as it is, anything else as a quoted string.
fn quoted(text: &str) -> String {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !text.is_empty() && text.bytes().all(token) {
        return text.to_owned();
    }
    let escaped: String =
        text.chars().flat_map(|c| (c == '"' || c == '\\').then_some('\\').into_iter().chain([c])).collect();
    format!("\"{escaped}\"")
}
