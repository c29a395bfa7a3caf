//! What the gate refuses itself: the record that is logged and the answer that is sent.

use super::bytes::is_token;
use super::request_line::LONGEST_METHOD;
use crate::listen::Facts;
use bytes::{BufMut, Bytes, BytesMut};
use pingora_core::protocols::http::date::get_cached_date;
use std::borrow::Cow;
use std::time::{Duration, SystemTime};
use tollgate_model::fault::FaultKind;

/// Of a target, for a log line.
const LONGEST_GLIMPSE: usize = 1024;

/// A request that never reached pingora.
#[derive(Clone, Debug)]
pub struct GateRefusal<'a> {
    pub kind: FaultKind,
    /// For logs; never for the client.
    pub detail: &'static str,
    /// As far as it could be made out.
    pub method: Option<Cow<'a, str>>,
    /// Made printable, cut at 1 KiB.
    pub target: Option<Cow<'a, str>>,
    pub facts: &'a Facts,
    /// On the connection, so far; with HTTP/2 the request's head alone, unpacked.
    pub bytes_received: u64,
    pub started: SystemTime,
    pub elapsed: Duration,
}

/// The answer to a refusal. The gate adds what the protocol needs: status, `Date`, length, `Connection: close`.
#[derive(Clone, Debug, Default)]
pub struct RefusalAnswer {
    pub fields: Vec<(&'static str, String)>,
    pub body: Bytes,
}

/// The one renderer and the one log, which belong to the data plane. Called once a refusal, before the answer is sent.
pub trait Refusals: Send + Sync {
    fn refuse(&self, refusal: &GateRefusal<'_>) -> RefusalAnswer;
}

/// Answers like Amazon's services, logs nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlainRefusals;

impl Refusals for PlainRefusals {
    fn refuse(&self, refusal: &GateRefusal<'_>) -> RefusalAnswer {
        let row = refusal.kind.row();
        RefusalAnswer {
            fields: vec![
                ("Content-Type", "application/json".to_owned()),
                ("x-amzn-ErrorType", row.error_type.to_owned()),
            ],
            body: Bytes::from(format!("{{\"message\":\"{}\"}}", row.message.unwrap_or_default())),
        }
    }
}

/// The same of a request that HTTP/2 has already split.
pub(super) fn glimpse_parts<'a>(method: &'a str, target: &'a [u8]) -> (Option<Cow<'a, str>>, Option<Cow<'a, str>>) {
    (Some(method.into()), Some(printable(target)))
}

/// Method and target of what may be no request at all.
pub(super) fn glimpse(head: &[u8]) -> (Option<Cow<'_, str>>, Option<Cow<'_, str>>) {
    let head = head.strip_prefix(b"\r\n").unwrap_or(head);
    let line = head.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    let mut words = line.splitn(3, |byte| *byte == b' ');
    let method = words.next().filter(|word| word.len() <= LONGEST_METHOD && is_token(word));
    let target = method.and(words.next());
    (method.map(String::from_utf8_lossy), target.map(printable))
}

fn printable(text: &[u8]) -> Cow<'_, str> {
    let text = &text[..text.len().min(LONGEST_GLIMPSE)];
    if text.iter().all(u8::is_ascii_graphic) {
        String::from_utf8_lossy(text)
    } else {
        text.escape_ascii().to_string().into()
    }
}

impl RefusalAnswer {
    /// The whole HTTP/1.1 message. `head_only`: the request was HEAD.
    pub(super) fn render(&self, kind: FaultKind, head_only: bool) -> Bytes {
        let status = kind.row().status;
        let reason = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("");
        let mut text = BytesMut::with_capacity(256 + self.body.len());
        text.put_slice(format!("HTTP/1.1 {status} {reason}\r\nDate: ").as_bytes());
        text.put_slice(get_cached_date().as_bytes());
        for (name, value) in &self.fields {
            text.put_slice(format!("\r\n{name}: {value}").as_bytes());
        }
        text.put_slice(format!("\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", self.body.len()).as_bytes());
        if !head_only {
            text.put_slice(&self.body);
        }
        text.freeze()
    }
}

#[cfg(test)]
mod tests {
    use super::glimpse;

    #[test]
    fn a_glimpse_is_printable_and_bounded() {
        for (head, method, target) in [
            (&b"GET /a HTTP/1.1\r\nHost: a\r\n"[..], Some("GET"), Some("/a")),
            (b"\r\nGET /a\0b", Some("GET"), Some("/a\\x00b")),
            (b"GET", Some("GET"), None),
            (b"\x16\x03\x01 /", None, None),
            (b"", None, None),
        ] {
            let (seen_method, seen_target) = glimpse(head);
            assert_eq!((seen_method.as_deref(), seen_target.as_deref()), (method, target), "{head:?}");
        }
        assert_eq!(glimpse(format!("GET /{}", "a".repeat(9000)).as_bytes()).1.unwrap().len(), 1024);
    }
}
