//! The host a request asks for, read without allocation.

/// The longest name that DNS knows (RFC 1035, 2.3.4), in text.
const LONGEST: usize = 255;

/// A host in lower case, without port, brackets and trailing dot.
pub(crate) struct LowerHost {
    bytes: [u8; LONGEST],
    length: usize,
}

impl LowerHost {
    /// `None` when it is longer than any name.
    pub(crate) fn read(host: &str) -> Option<LowerHost> {
        let name = without_port(host).as_bytes();
        let name = name.strip_suffix(b".").unwrap_or(name);
        let mut bytes = [0; LONGEST];
        bytes.get_mut(..name.len())?.copy_from_slice(name);
        bytes[..name.len()].make_ascii_lowercase();
        Some(LowerHost { bytes, length: name.len() })
    }

    pub(crate) fn as_str(&self) -> &str {
        // ASCII letters were changed to ASCII letters, in what was a str.
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or("")
    }
}

/// `[::1]:8080`, `example.com:80` and their like. A bare IPv6 address has no port.
fn without_port(host: &str) -> &str {
    if let Some(inner) = host.strip_prefix('[') {
        return inner.split_once(']').map_or(inner, |(address, _)| address);
    }
    match host.rsplit_once(':') {
        Some((name, port)) if !name.contains(':') && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

/// The API id of `{id}.execute-api.…` or `{id}-{vpce-id}.execute-api.…`; `None` for other hosts
/// (how-to-call-api, apigateway-private-api-test-invoke-url).
pub(crate) fn execute_api_id(host: &str) -> Option<&str> {
    let (label, rest) = host.split_once('.')?;
    rest.strip_prefix("execute-api.")?;
    Some(match label.find("-vpce-") {
        Some(at) => &label[..at],
        None => label,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn port_case_brackets_and_trailing_dot_do_not_count() {
        for (host, name) in [
            ("API.Example.com", "api.example.com"),
            ("api.example.com:8443", "api.example.com"),
            ("api.example.com.", "api.example.com"),
            ("api.example.com.:80", "api.example.com"),
            ("api.example.com:", "api.example.com"),
            ("127.0.0.1:8080", "127.0.0.1"),
            ("[::1]:8080", "::1"),
            ("[::1]", "::1"),
            ("::1", "::1"),
            ("[2001:DB8::1]:443", "2001:db8::1"),
            ("", ""),
            ("BÜCHER.example", "bÜcher.example"),
        ] {
            assert_eq!(LowerHost::read(host).unwrap().as_str(), name, "{host}");
        }
        assert!(LowerHost::read(&"a".repeat(256)).is_none());
    }

    #[test]
    fn an_execute_api_host_names_its_api() {
        for (host, id) in [
            ("abc.execute-api.us-east-1.amazonaws.com", Some("abc")),
            ("abc.execute-api.localhost", Some("abc")),
            ("abc-vpce-01f422b2.execute-api.us-east-1.amazonaws.com", Some("abc")),
            ("my-api.execute-api.localhost", Some("my-api")),
            ("execute-api.localhost", None),
            ("abc.execute-api", None),
            ("abc.execute-apis.localhost", None),
            ("api.example.com", None),
        ] {
            assert_eq!(execute_api_id(host), id, "{host}");
        }
    }
}
