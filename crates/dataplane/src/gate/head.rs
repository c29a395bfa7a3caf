//! The head of an HTTP/1 request, scanned as its bytes arrive and judged at the earliest byte that decides.

use super::bytes::is_tchar;
use super::fields::Fields;
use super::request_line::{self, Form, LONGEST_METHOD, RequestLine, VERSION_TAIL};
use tollgate_model::fault::FaultKind;

/// RFC 9112 2.2: at least one empty line before a request line is ignored.
const MOST_EMPTY_LINES: u32 = 1;

/// Bytes, from `limits`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadLimits {
    /// The request target.
    pub uri: usize,
    /// All field lines, line ends included.
    pub headers: usize,
}

/// How long the body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    Length(u64),
    Chunked,
}

/// A whole head that broke no rule. Positions count from the start of the scanned buffer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// After the empty line that may stand before a request.
    pub start: usize,
    /// After the empty line that ends the head.
    pub end: usize,
    pub line: RequestLine,
    pub framing: Framing,
}

/// Why a head is refused. The detail is for logs, never for the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadFault {
    pub kind: FaultKind,
    pub detail: &'static str,
}

/// How far a head was scanned; kept between reads so that no byte is looked at twice.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// Bytes searched for a line end.
    at: usize,
    /// Where the unfinished line begins.
    line_start: usize,
    start: usize,
    empty_lines: u32,
    line: Option<RequestLine>,
    fields_start: usize,
    fields: Fields,
}

// === impl Scan ===

impl Scan {
    /// Goes on with a buffer that has grown at its end only. `None`: the head is not whole yet.
    pub fn advance(&mut self, bytes: &[u8], limits: &HeadLimits) -> Result<Option<Head>, HeadFault> {
        while let Some(length) = memchr::memchr(b'\n', &bytes[self.at..]) {
            let lf = self.at + length;
            self.at = lf + 1;
            if lf == self.line_start || bytes[lf - 1] != b'\r' {
                return Err(bad("bare LF"));
            }
            if let Some(head) = self.end_line(bytes, lf - 1, limits)? {
                return Ok(Some(head));
            }
            self.line_start = self.at;
        }
        self.at = bytes.len();
        self.check_unfinished(bytes, limits)?;
        Ok(None)
    }

    /// Has anything but the empty line before a request arrived.
    pub fn has_begun(&self, bytes: &[u8]) -> bool {
        self.line.is_some() || bytes.len() > self.line_start
    }

    /// The request line, once it is whole and legal.
    pub fn request_line(&self) -> Option<&RequestLine> {
        self.line.as_ref()
    }

    /// The line from `line_start` to `cr` is whole.
    fn end_line(&mut self, bytes: &[u8], cr: usize, limits: &HeadLimits) -> Result<Option<Head>, HeadFault> {
        let line = &bytes[self.line_start..cr];
        match (&self.line, line.is_empty()) {
            (None, true) => self.skip_empty_line()?,
            (None, false) => {
                self.line = Some(request_line::parse(line, self.line_start, limits)?);
                self.fields_start = self.at;
            }
            (Some(request), true) => {
                let framing = self.fields.finish(request, bytes)?;
                return Ok(Some(Head { start: self.start, end: self.at, line: request.clone(), framing }));
            }
            (Some(_), false) => {
                check_headers(self.at - self.fields_start, limits)?;
                self.fields.add(line, self.line_start)?;
            }
        }
        Ok(None)
    }

    fn skip_empty_line(&mut self) -> Result<(), HeadFault> {
        self.empty_lines += 1;
        self.start = self.at;
        if self.empty_lines > MOST_EMPTY_LINES { Err(bad("empty lines instead of a request")) } else { Ok(()) }
    }

    /// What can be refused before its line is whole: another protocol's first byte, and what is too long already.
    fn check_unfinished(&self, bytes: &[u8], limits: &HeadLimits) -> Result<(), HeadFault> {
        let rest = &bytes[self.line_start..];
        if self.line.is_some() {
            return check_headers(bytes.len() - self.fields_start, limits);
        }
        match rest {
            [] | [b'\r'] => Ok(()),
            [first, ..] if !is_tchar(*first) => Err(bad("not an HTTP request")),
            _ if rest.len() <= LONGEST_METHOD + 1 + limits.uri + VERSION_TAIL + 1 => Ok(()),
            _ if memchr::memchr(b' ', &rest[..=LONGEST_METHOD]).is_none() => Err(bad("method is not a token")),
            _ => Err(HeadFault { kind: FaultKind::UriTooLong, detail: "request target longer than limits.uri" }),
        }
    }
}

fn check_headers(length: usize, limits: &HeadLimits) -> Result<(), HeadFault> {
    if length > limits.headers {
        return Err(HeadFault { kind: FaultKind::HeadersTooLarge, detail: "header fields larger than limits.headers" });
    }
    Ok(())
}

fn bad(detail: &'static str) -> HeadFault {
    HeadFault { kind: FaultKind::BadRequest, detail }
}

// === impl Head ===

impl Head {
    /// Where path and query of an absolute-form target begin, which is rewritten to origin-form (RFC 9112 3.2.2).
    pub fn absolute_path(&self) -> Option<usize> {
        match &self.line.form {
            Form::Origin => None,
            Form::Absolute(authority) => Some(authority.end),
        }
    }
}

#[cfg(test)]
#[path = "head_tests.rs"]
mod tests;
