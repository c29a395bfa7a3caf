//! Telling the integration who called. The address that is added is the connection's: behind trusted proxies the caller's is
//! already in the list.

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
    push_ip(head.peer.address, &mut chain);
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
    address(head.peer.address, &mut chain);
    chain.push_str(";host=");
    quote(head.host, &mut chain);
    chain.push_str(";proto=");
    chain.push_str(proto(head));
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

/// What is no address is quoted as it came.
fn node(text: &str, chain: &mut String) {
    match text.parse::<IpAddr>() {
        Ok(ip) => address(ip, chain),
        Err(_) => {
            chain.push_str("for=");
            quote(text, chain);
        }
    }
}

/// `for=192.0.2.1`, `for="[2001:db8::1]"`
fn address(ip: IpAddr, chain: &mut String) {
    chain.push_str(if ip.is_ipv4() { "for=" } else { "for=\"[" });
    push_ip(ip, chain);
    if ip.is_ipv6() {
        chain.push_str("]\"");
    }
}

/// As `Display` writes it; IPv4 without the formatter, which would be the dearest part of a forwarded head.
fn push_ip(ip: IpAddr, chain: &mut String) {
    let IpAddr::V4(ip) = ip else {
        let _ = write!(chain, "{ip}");
        return;
    };
    for (at, octet) in ip.octets().into_iter().enumerate() {
        if at > 0 {
            chain.push('.');
        }
        for (least, place) in [(100, 100), (10, 10), (0, 1)] {
            if octet >= least {
                chain.push(char::from(b'0' + octet / place % 10));
            }
        }
    }
}

/// A token as it is, anything else as a quoted string.
fn quote(text: &str, chain: &mut String) {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !text.is_empty() && text.bytes().all(token) {
        return chain.push_str(text);
    }
    chain.push('"');
    for letter in text.chars() {
        if matches!(letter, '"' | '\\') {
            chain.push('\\');
        }
        chain.push(letter);
    }
    chain.push('"');
}

#[cfg(test)]
mod tests {
    use super::push_ip;
    use std::net::IpAddr;

    #[test]
    fn addresses_are_written_as_the_formatter_writes_them() {
        for text in ["0.0.0.0", "127.0.0.1", "10.9.99.100", "203.0.113.255", "2001:db8::1"] {
            let mut written = String::new();
            push_ip(text.parse::<IpAddr>().unwrap(), &mut written);
            assert_eq!(written, text);
        }
    }
}
