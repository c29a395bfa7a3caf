//! The request line (RFC 9112 3), and nothing repaired: what is not written as the grammar says is refused.

use super::bytes::{is_target, is_token};
use super::head::{HeadFault, HeadLimits};
use std::ops::Range;
use tollgate_model::fault::FaultKind;

/// Longer than any registered method (`UPDATEREDIRECTREF`, 17).
pub(super) const LONGEST_METHOD: usize = 32;
/// ` ` and `HTTP/1.1`, after the target.
pub(super) const VERSION_TAIL: usize = 9;

/// A checked request line; ranges count from the start of the buffer that was scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestLine {
    pub method: Range<usize>,
    pub target: Range<usize>,
    pub version: Version,
    pub form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    Http10,
    Http11,
}

/// RFC 9112 3.2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    Origin,
    /// Where the authority stands; what follows it, up to the target's end, is path and query.
    Absolute(Range<usize>),
}

/// `line` without its CRLF, beginning at `at` in the buffer.
pub(super) fn parse(line: &[u8], at: usize, limits: &HeadLimits) -> Result<RequestLine, HeadFault> {
    let method_end = memchr::memchr(b' ', line).ok_or_else(|| bad("request line without a target"))?;
    let method = &line[..method_end];
    if method_end > LONGEST_METHOD || !is_token(method) {
        return Err(bad("method is not a token"));
    }
    let rest = &line[method_end + 1..];
    let target_end = memchr::memrchr(b' ', rest).ok_or_else(|| simple_request(rest, limits))?;
    let (target, version) = (&rest[..target_end], &rest[target_end + 1..]);
    let start = method_end + 1;
    check_length(target, limits)?;
    let version = parse_version(version)?;
    let form = parse_target(method, target, at + start)?;
    Ok(RequestLine { method: at..at + method_end, target: at + start..at + start + target_end, version, form })
}

/// `GET /path` alone is HTTP/0.9 (RFC 9112 appendix C.1).
fn simple_request(target: &[u8], limits: &HeadLimits) -> HeadFault {
    match check_length(target, limits) {
        Err(fault) => fault,
        Ok(()) if !target.is_empty() && is_target(target) => {
            HeadFault { kind: FaultKind::VersionNotSupported, detail: "HTTP/0.9 request" }
        }
        Ok(()) => bad("request line without a version"),
    }
}

fn check_length(target: &[u8], limits: &HeadLimits) -> Result<(), HeadFault> {
    if target.len() > limits.uri {
        return Err(HeadFault { kind: FaultKind::UriTooLong, detail: "request target longer than limits.uri" });
    }
    Ok(())
}

/// `HTTP-version = HTTP-name "/" DIGIT "." DIGIT`, case-sensitive (RFC 9112 2.3).
fn parse_version(text: &[u8]) -> Result<Version, HeadFault> {
    match text {
        b"HTTP/1.1" => Ok(Version::Http11),
        b"HTTP/1.0" => Ok(Version::Http10),
        [b'H', b'T', b'T', b'P', b'/', major, b'.', minor] if major.is_ascii_digit() && minor.is_ascii_digit() => {
            Err(HeadFault { kind: FaultKind::VersionNotSupported, detail: "unknown HTTP version" })
        }
        _ => Err(bad("malformed HTTP version")),
    }
}

fn parse_target(method: &[u8], target: &[u8], at: usize) -> Result<Form, HeadFault> {
    if method == b"CONNECT" {
        return Err(HeadFault { kind: FaultKind::MethodNotAllowed, detail: "CONNECT: no tunnels here" });
    }
    if target.is_empty() || !is_target(target) {
        return Err(bad("illegal byte in the request target"));
    }
    match target[0] {
        b'/' => Ok(Form::Origin),
        // RFC 9110 9.3.7 lets it ask about the server in general, of which a gateway of many APIs has nothing to say.
        b'*' => Err(bad("asterisk-form: no resource has this address")),
        _ => parse_absolute(target, at),
    }
}

fn parse_absolute(target: &[u8], at: usize) -> Result<Form, HeadFault> {
    let scheme_end =
        memchr::memmem::find(target, b"://").ok_or_else(|| bad("target in neither origin- nor absolute-form"))?;
    let scheme = &target[..scheme_end];
    if !scheme.eq_ignore_ascii_case(b"http") && !scheme.eq_ignore_ascii_case(b"https") {
        return Err(bad("absolute-form with a foreign scheme"));
    }
    let authority = scheme_end + 3;
    let end = target[authority..].iter().position(|byte| matches!(byte, b'/' | b'?'));
    let end = end.map_or(target.len(), |length| authority + length);
    Ok(Form::Absolute(at + authority..at + end))
}

fn bad(detail: &'static str) -> HeadFault {
    HeadFault { kind: FaultKind::BadRequest, detail }
}
