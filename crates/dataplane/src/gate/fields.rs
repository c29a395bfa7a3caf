//! The header fields, one line at a time, and what they say together about the body and the host.

use super::bytes::{is_field_value, is_token, trim};
use super::head::{Framing, HeadFault};
use super::host::is_host;
use super::request_line::{Form, RequestLine, Version};
use std::ops::Range;
use tollgate_model::fault::FaultKind;

/// As Apache's `LimitRequestFields`; pingora itself takes up to 256.
pub(super) const MOST_FIELDS: u32 = 100;

/// What has been seen of the fields that frame and address a request.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields {
    count: u32,
    content_length: Option<u64>,
    chunked: bool,
    /// A Transfer-Encoding that is well-formed but not ours; refused only after what is worse was looked for.
    unknown_coding: bool,
    host: Option<Range<usize>>,
}

// === impl Fields ===

impl Fields {
    /// `line` without its CRLF and not empty, beginning at `at` in the buffer.
    pub(super) fn add(&mut self, line: &[u8], at: usize) -> Result<(), HeadFault> {
        self.count += 1;
        if self.count > MOST_FIELDS {
            return Err(HeadFault { kind: FaultKind::HeadersTooLarge, detail: "too many header fields" });
        }
        if matches!(line[0], b' ' | b'\t') {
            return Err(bad("line folding"));
        }
        let colon = memchr::memchr(b':', line).ok_or_else(|| bad("header line without a colon"))?;
        let (name, raw) = (&line[..colon], &line[colon + 1..]);
        if !is_token(name) {
            return Err(bad(if name.ends_with(b" ") { "space before a colon" } else { "field name is not a token" }));
        }
        if !is_field_value(raw) {
            return Err(bad("control character in a field value"));
        }
        self.interpret(name, raw, at + colon + 1)
    }

    fn interpret(&mut self, name: &[u8], raw: &[u8], at: usize) -> Result<(), HeadFault> {
        match name.len() {
            4 if name.eq_ignore_ascii_case(b"host") => self.add_host(raw, at),
            14 if name.eq_ignore_ascii_case(b"content-length") => self.add_content_length(trim(raw)),
            17 if name.eq_ignore_ascii_case(b"transfer-encoding") => self.add_transfer_encoding(trim(raw)),
            _ => Ok(()),
        }
    }

    /// RFC 9112 3.2: exactly one, else 400.
    fn add_host(&mut self, raw: &[u8], at: usize) -> Result<(), HeadFault> {
        if self.host.is_some() {
            return Err(bad("more than one Host"));
        }
        let value = trim(raw);
        if !is_host(value) {
            return Err(bad("Host is no host"));
        }
        let leading = raw.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        self.host = Some(at + leading..at + leading + value.len());
        Ok(())
    }

    /// RFC 9112 6.3 rule 5, without its leave to repair equal repetitions. A leading zero is octal to some.
    fn add_content_length(&mut self, value: &[u8]) -> Result<(), HeadFault> {
        if self.content_length.is_some() {
            return Err(bad("more than one Content-Length"));
        }
        if value.len() > 1 && value[0] == b'0' {
            return Err(bad("Content-Length with leading zeros"));
        }
        self.content_length = Some(parse_length(value).ok_or_else(|| bad("Content-Length is no length"))?);
        Ok(())
    }

    fn add_transfer_encoding(&mut self, value: &[u8]) -> Result<(), HeadFault> {
        if self.chunked || self.unknown_coding {
            return Err(bad("more than one Transfer-Encoding"));
        }
        if value.eq_ignore_ascii_case(b"chunked") {
            self.chunked = true;
            return Ok(());
        }
        self.unknown_coding = true;
        check_codings(value)
    }

    /// The rules between fields: RFC 9112 3.2 (Host), 3.2.2 (absolute-form), 6.1 and 6.3 (framing).
    pub(super) fn finish(&self, line: &RequestLine, bytes: &[u8]) -> Result<Framing, HeadFault> {
        self.check_host(line, bytes)?;
        let coded = self.chunked || self.unknown_coding;
        if coded && self.content_length.is_some() {
            return Err(bad("both Transfer-Encoding and Content-Length"));
        }
        if coded && line.version == Version::Http10 {
            return Err(bad("Transfer-Encoding in HTTP/1.0"));
        }
        if self.unknown_coding {
            return Err(HeadFault { kind: FaultKind::NotImplemented, detail: "unknown transfer coding" });
        }
        Ok(if self.chunked { Framing::Chunked } else { Framing::Length(self.content_length.unwrap_or(0)) })
    }

    fn check_host(&self, line: &RequestLine, bytes: &[u8]) -> Result<(), HeadFault> {
        match (&self.host, &line.form) {
            (None, Form::Absolute(_)) => Err(bad("absolute-form without Host")),
            (None, Form::Origin) if line.version == Version::Http11 => Err(bad("no Host")),
            (Some(host), Form::Absolute(authority))
                if !bytes[host.clone()].eq_ignore_ascii_case(&bytes[authority.clone()]) =>
            {
                Err(bad("absolute-form for another host"))
            }
            _ => Ok(()),
        }
    }
}

/// Digits only, within what every parser behind us can hold (`i64`).
fn parse_length(value: &[u8]) -> Option<u64> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let length: u64 = std::str::from_utf8(value).ok()?.parse().ok()?;
    i64::try_from(length).is_ok().then_some(length)
}

/// A list of codings that is not just `chunked`: 400 where its framing is faulty (RFC 9112 6.1: chunked applied
/// twice; 6.3: not final), else left to be answered 501.
fn check_codings(value: &[u8]) -> Result<(), HeadFault> {
    let codings: Vec<&[u8]> = value.split(|byte| *byte == b',').map(trim).collect();
    let chunked = codings.iter().filter(|coding| coding.eq_ignore_ascii_case(b"chunked")).count();
    if codings.iter().any(|coding| !is_token(coding.split(|byte| *byte == b';').next().map_or(b"", trim))) {
        return Err(bad("malformed Transfer-Encoding"));
    }
    if chunked > 1 {
        return Err(bad("chunked applied twice"));
    }
    if chunked == 1 && !codings.last().is_some_and(|coding| coding.eq_ignore_ascii_case(b"chunked")) {
        return Err(bad("chunked is not the final coding"));
    }
    Ok(())
}

fn bad(detail: &'static str) -> HeadFault {
    HeadFault { kind: FaultKind::BadRequest, detail }
}
