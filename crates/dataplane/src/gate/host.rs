//! What a Host may be.

use std::net::Ipv6Addr;

/// A DNS name in text form (RFC 1035 2.3.4).
const LONGEST_HOST: usize = 255;

/// Is this `uri-host [ ":" port ]` (RFC 9110 7.2) with a host that a DNS name or an address can be.
///
/// Stricter than the grammar: sub-delims, percent-encoding and `IPvFuture` are refused. No name that could be
/// configured has them, and a comma here is how two hosts are smuggled as one.
pub(super) fn is_host(text: &[u8]) -> bool {
    let (host, port) = split_port(text);
    is_port(port) && (is_name(host) || is_ipv6_literal(host))
}

fn split_port(text: &[u8]) -> (&[u8], &[u8]) {
    let after_literal = memchr::memrchr(b']', text).map_or(0, |at| at + 1);
    match memchr::memchr(b':', &text[after_literal..]) {
        Some(colon) => (&text[..after_literal + colon], &text[after_literal + colon + 1..]),
        None => (text, b""),
    }
}

/// `port = *DIGIT` (RFC 3986 3.2.3), and no number that is no port.
fn is_port(text: &[u8]) -> bool {
    text.is_empty()
        || (text.iter().all(u8::is_ascii_digit) && ascii(text).is_some_and(|port| port.parse::<u16>().is_ok()))
}

fn is_name(text: &[u8]) -> bool {
    (1..=LONGEST_HOST).contains(&text.len())
        && text.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
}

fn is_ipv6_literal(text: &[u8]) -> bool {
    let inside = text.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]"));
    inside.and_then(ascii).is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
}

fn ascii(text: &[u8]) -> Option<&str> {
    std::str::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use super::is_host;

    #[test]
    fn a_host_is_a_name_or_an_address_and_a_port() {
        for good in [
            "a",
            "example.com",
            "EXAMPLE.com:443",
            "a_b.example",
            "xn--bcher-kva.example",
            "127.0.0.1:8080",
            "[::1]",
            "[2001:db8::1]:443",
            "example.com:",
            "example.com.",
        ] {
            assert!(is_host(good.as_bytes()), "{good}");
        }
        for bad in [
            "",
            ":80",
            "a b",
            "a,b",
            "user@host",
            "a/b",
            "a?b",
            "a#b",
            "a%41",
            "host:port",
            "host:65536",
            "host:1:2",
            "::1",
            "[::1",
            "::1]",
            "[::1]x",
            "[::1%eth0]",
            "[v1.fe]",
            "[]",
            "bücher.example",
            "a\\b",
            "http://a",
            "a;b",
            "a*",
        ] {
            assert!(!is_host(bad.as_bytes()), "{bad}");
        }
        assert!(!is_host("a".repeat(256).as_bytes()));
    }
}
