//! Editing a head in place, whoever holds it.

use crate::{Field, Fields};
use http::header::{CONTENT_LENGTH, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};
use tollgate_model::Head;

/// The headers of a message that is about to be sent.
pub trait HeaderEdit {
    fn map(&self) -> &HeaderMap;
    fn remove(&mut self, name: &HeaderName);
    /// Replaces every value of this name.
    fn set(&mut self, name: HeaderName, value: HeaderValue);
    fn append(&mut self, name: HeaderName, value: HeaderValue);
    /// Replaces every value of this name, written in these letters where the wire keeps letters.
    fn set_written(&mut self, name: HeaderName, written: &str, value: HeaderValue) {
        let _ = written;
        self.set(name, value);
    }
    /// One more value of this name, written in these letters where the wire keeps letters.
    fn append_written(&mut self, name: HeaderName, written: &str, value: HeaderValue) {
        let _ = written;
        self.append(name, value);
    }
}

/// For tests and for answers that are built without a wire.
impl HeaderEdit for HeaderMap {
    fn map(&self) -> &HeaderMap {
        self
    }

    fn remove(&mut self, name: &HeaderName) {
        HeaderMap::remove(self, name);
    }

    fn set(&mut self, name: HeaderName, value: HeaderValue) {
        self.insert(name, value);
    }

    fn append(&mut self, name: HeaderName, value: HeaderValue) {
        HeaderMap::append(self, name, value);
    }
}

/// What mappings may add to a head: "Total combined size of all header values, including header names, values, any line
/// terminators, and whitespaces: 10240 Bytes" (limits), and as many of a URL.
const MOST_MAPPED_BYTES: usize = 10_240;

/// Are headers, of which `own` came with a head that has its own bound, such as Amazon takes them.
pub(crate) fn are_bounded(fields: &Fields, own: &HeaderMap) -> bool {
    let line = |name: &HeaderName, value: &HeaderValue| name.as_str().len() + value.len() + ": \r\n".len();
    let of_own: usize = own.iter().map(|(name, value)| line(name, value)).sum();
    let of_fields: usize = fields.iter().map(|field| line(&field.name, &field.value)).sum();
    of_fields <= of_own + MOST_MAPPED_BYTES
}

/// The same of a request target, made from a head.
pub(crate) fn is_bounded(target: &str, head: &Head<'_>) -> bool {
    target.len() <= head.path.len() + head.query.map_or(0, str::len) + MOST_MAPPED_BYTES
}

/// Is this lower-case name in a sorted list.
pub(crate) fn listed(list: &[&str], name: &str) -> bool {
    list.binary_search(&name).is_ok()
}

/// Belongs to one connection and is none of what goes on (RFC 9110 section 7.6.1), or frames a message.
pub(crate) fn is_hop_by_hop(name: &str) -> bool {
    matches!(
        name,
        "connection"
            | "content-length"
            | "expect"
            | "http2-settings"
            | "keep-alive"
            | "proxy-authenticate"
            | "proxy-connection"
            | "te"
            | "trailer"
            | "transfer-encoding"
            | "upgrade"
    )
}

/// The caller's headers as they are made into a request of our own: with the letters that they were written in.
pub(crate) struct Written {
    map: HeaderMap,
    letters: Vec<(HeaderName, Box<str>)>,
}

impl Written {
    /// What belongs to the caller's connection stays behind, and so does what its `Connection` names.
    pub(crate) fn of(head: &Head<'_>) -> Written {
        let named: Vec<String> = head
            .headers
            .get_all(http::header::CONNECTION)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(',').map(|name| name.trim().to_ascii_lowercase()))
            .filter(|name| !matches!(name.as_str(), "host" | "authorization" | "forwarded" | "cookie"))
            .collect();
        let is_left = |name: &str| is_hop_by_hop(name) || named.iter().any(|gone| gone == name);
        let mut written = Written { map: HeaderMap::new(), letters: Vec::new() };
        head.names.visit(&mut |name, value| {
            let Ok(header) = HeaderName::from_bytes(name) else { return };
            if !is_left(header.as_str()) {
                written.letters.push((header.clone(), String::from_utf8_lossy(name).into()));
                written.map.append(header, value.clone());
            }
        });
        written.join_cookies();
        written
    }

    /// HTTP/2 may split `Cookie` into crumbs; elsewhere it is one field (RFC 9113 section 8.2.3).
    fn join_cookies(&mut self) {
        let crumbs: Vec<&[u8]> = self.map.get_all(COOKIE).iter().map(HeaderValue::as_bytes).collect();
        if crumbs.len() > 1
            && let Ok(joined) = HeaderValue::from_bytes(&crumbs.join(&b"; "[..]))
        {
            self.map.insert(COOKIE, joined);
        }
    }

    pub(crate) fn into_fields(self) -> Fields {
        let Written { map, letters } = self;
        let field = |name: &HeaderName, value: &HeaderValue| {
            let known = letters.iter().rev().find(|(known, _)| known == name);
            let written = known.map_or_else(|| titled(name.as_str()), |(_, letters)| letters.to_string());
            Field { name: name.clone(), written: written.into(), value: value.clone() }
        };
        map.iter().filter(|(name, _)| **name != CONTENT_LENGTH).map(|(name, value)| field(name, value)).collect()
    }
}

/// `x-forwarded-for` as `X-Forwarded-For`; Amazon's own names begin small.
pub(crate) fn titled(name: &str) -> String {
    if name == "x-amzn-apigateway-api-id" {
        return name.to_owned();
    }
    let word = |word: &str| match word.split_at_checked(1) {
        Some((first, rest)) => format!("{}{rest}", first.to_ascii_uppercase()),
        None => String::new(),
    };
    name.split('-').map(word).collect::<Vec<_>>().join("-")
}

impl HeaderEdit for Written {
    fn map(&self) -> &HeaderMap {
        &self.map
    }

    fn remove(&mut self, name: &HeaderName) {
        self.map.remove(name);
    }

    fn set(&mut self, name: HeaderName, value: HeaderValue) {
        self.map.insert(name, value);
    }

    fn append(&mut self, name: HeaderName, value: HeaderValue) {
        self.map.append(name, value);
    }

    fn set_written(&mut self, name: HeaderName, written: &str, value: HeaderValue) {
        self.letters.push((name.clone(), written.into()));
        self.map.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header::{ETAG, VIA};

    /// What is written anew is in the usual letters, what the caller or a mapping wrote in theirs; each value is sent.
    #[test]
    fn a_written_head_keeps_values_and_letters() {
        let mut written = Written { map: HeaderMap::new(), letters: Vec::new() };
        written.append(VIA, HeaderValue::from_static("1.1 a"));
        written.append(VIA, HeaderValue::from_static("1.1 b"));
        written.set(ETAG, HeaderValue::from_static("\"1\""));
        written.set(HeaderName::from_static("x-amzn-apigateway-api-id"), HeaderValue::from_static("abc"));
        written.set_written(HeaderName::from_static("x-mine"), "X-mINE", HeaderValue::from_static("1"));
        written.set(CONTENT_LENGTH, HeaderValue::from_static("3"));
        written.set(COOKIE, HeaderValue::from_static("a=1"));
        HeaderEdit::remove(&mut written, &COOKIE);
        let fields = written.into_fields();
        let lines: Vec<_> =
            fields.iter().map(|field| format!("{}: {}", field.written, field.value.to_str().unwrap())).collect();
        assert_eq!(lines, ["Via: 1.1 a", "Via: 1.1 b", "Etag: \"1\"", "x-amzn-apigateway-api-id: abc", "X-mINE: 1"]);
    }
}
