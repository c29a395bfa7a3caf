//! The `uri` of an HTTP integration: `http[s]://host[:port][/path][?query]`.

use crate::names::{BAD_URI, URI_PORT};
use crate::table::Context;
use http::HeaderValue;
use std::net::Ipv6Addr;
use tollgate_model::Origin;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Uri {
    pub(crate) https: bool,
    /// Without brackets, letters as written.
    pub(crate) host: String,
    pub(crate) port: u16,
    /// Is the port written, and not the scheme's own.
    pub(crate) port_shown: bool,
    /// Empty or beginning with `/`; may hold `{name}`.
    pub(crate) path: String,
    /// Without `?`.
    pub(crate) query: String,
}

/// The uri; `None` when it is none, which is said.
pub(crate) fn read(context: &mut Context<'_>, text: &str, origin: Origin) -> Option<Uri> {
    match Uri::parse(text) {
        Ok(uri) => {
            // Tollgate reaches every port: Amazon's limits are settings here.
            if !matches!(uri.port, 80 | 443 | 1024..) {
                let message =
                    format!("port {} works here, but Amazon reaches only 80, 443 and 1024 to 65535", uri.port);
                context.diagnostics.warning(URI_PORT, origin, message);
            }
            Some(uri)
        }
        Err(why) => {
            let message = format!("`{text}` is no HTTP endpoint: {why}; expected `http[s]://host[:port]/path`");
            context.diagnostics.error(BAD_URI, origin, message);
            None
        }
    }
}

impl Uri {
    pub(crate) fn parse(text: &str) -> Result<Uri, &'static str> {
        let (scheme, rest) = text.split_once("://").ok_or("it has no scheme")?;
        let https = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return Err("its scheme is neither http nor https"),
        };
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if rest.contains('#') {
            return Err("it has a fragment");
        }
        if authority.contains('@') {
            return Err("it has a user name or password");
        }
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, port) = host_and_port(authority)?;
        let default = if https { 443 } else { 80 };
        Ok(Uri {
            https,
            host: host.to_owned(),
            port: port.unwrap_or(default),
            port_shown: port.is_some_and(|port| port != default),
            path: path.to_owned(),
            query: query.to_owned(),
        })
    }

    /// For the key of a group: `https://example.com:443`.
    pub(crate) fn authority(&self) -> String {
        let scheme = if self.https { "https" } else { "http" };
        format!("{scheme}://{}:{}", self.bracketed().to_ascii_lowercase(), self.port)
    }

    /// `Host` towards the integration.
    pub(crate) fn host_header(&self) -> Option<HeaderValue> {
        let host = self.bracketed();
        let text = if self.port_shown { format!("{host}:{}", self.port) } else { host };
        HeaderValue::from_str(&text).ok()
    }

    fn bracketed(&self) -> String {
        if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() }
    }
}

fn host_and_port(authority: &str) -> Result<(&str, Option<u16>), &'static str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(inner) => {
            let (host, after) = inner.split_once(']').ok_or("its IPv6 address has no closing bracket")?;
            host.parse::<Ipv6Addr>().map_err(|_| "its IPv6 address is none")?;
            (host, after.strip_prefix(':'))
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (named(host)?, Some(port)),
            None => (named(authority)?, None),
        },
    };
    let port = match port {
        None | Some("") => None,
        Some(port) => Some(port.parse().ok().filter(|port| *port != 0).ok_or("its port is no number from 1 to 65535")?),
    };
    Ok((host, port))
}

fn named(host: &str) -> Result<&str, &'static str> {
    match host {
        "" => Err("it has no host"),
        host if host.contains(['{', '}']) => Err("its host has a placeholder that is no stage variable"),
        host if host.len() > 255 => Err("its host is longer than any name"),
        host if host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_')) => Ok(host),
        _ => Err("its host has characters that no name has"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_is_read_into_its_parts() {
        for (text, authority, host, path, query) in [
            (
                "http://petstore.example.com/petstore/pets",
                "http://petstore.example.com:80",
                "petstore.example.com",
                "/petstore/pets",
                "",
            ),
            ("HTTPS://Example.COM", "https://example.com:443", "Example.COM", "", ""),
            ("https://example.com:443/test", "https://example.com:443", "example.com", "/test", ""),
            ("https://example.com:8443?a=b", "https://example.com:8443", "example.com:8443", "", "a=b"),
            ("http://[2001:DB8::1]:8080/{proxy}", "http://[2001:db8::1]:8080", "[2001:DB8::1]:8080", "/{proxy}", ""),
            ("http://127.0.0.1:9000/x?y=1&z", "http://127.0.0.1:9000", "127.0.0.1:9000", "/x", "y=1&z"),
            ("http://orders_v1.internal:/", "http://orders_v1.internal:80", "orders_v1.internal", "/", ""),
        ] {
            let uri = Uri::parse(text).unwrap();
            assert_eq!((uri.authority().as_str(), &*uri.path, &*uri.query), (authority, path, query), "{text}");
            assert_eq!(uri.host_header().unwrap(), host, "{text}");
        }
    }

    #[test]
    fn what_is_no_endpoint_says_why() {
        for (text, why) in [
            ("example.com/pets", "scheme"),
            ("ftp://example.com", "neither"),
            ("http://", "no host"),
            ("http:///pets", "no host"),
            ("http://user:secret@example.com/", "user name"),
            ("http://example.com/#top", "fragment"),
            ("http://example.com:0/", "port"),
            ("http://example.com:70000/", "port"),
            ("http://{tenant}.example.com/", "placeholder"),
            ("http://exa mple.com/", "characters"),
            ("http://[::1/", "bracket"),
            ("http://[zz]/", "IPv6"),
        ] {
            let found = Uri::parse(text).unwrap_err();
            assert!(found.contains(why), "{text}: {found}");
        }
    }

    /// RFC 1035 section 2.3.4: names have 255 octets or less.
    #[test]
    fn a_host_is_no_longer_than_a_name() {
        for (length, fits) in [(255, true), (256, false)] {
            let uri = format!("http://{}/", "a".repeat(length));
            assert_eq!(Uri::parse(&uri).is_ok(), fits, "{length}");
        }
    }
}
