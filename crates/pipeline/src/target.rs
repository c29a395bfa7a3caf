//! The request target towards the integration, and the values that mappings ask for.

use crate::Opened;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use std::borrow::Cow;
use tollgate_model::Head;
use tollgate_routes::{HeaderSource, HttpProxy, PathPiece, Stage, ValueSource};

/// What must be escaped inside one path segment (RFC 3986 section 3.3: pchar stays).
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// As [`SEGMENT`], slashes stay.
const SEGMENTS: &AsciiSet = &SEGMENT.remove(b'/');

/// What must be escaped in a query parameter's value.
const QUERY: &AsciiSet = &SEGMENTS.add(b'&').add(b'+').add(b'=').add(b';');

/// Path and query. Begins with `/`; holds no byte that is not allowed in a request target.
pub(crate) fn build(stage: &Stage, proxy: &HttpProxy, opened: &Opened, head: &Head<'_>) -> String {
    let query = head.query.unwrap_or("");
    let mut out = String::with_capacity(head.path.len() + query.len() + 32);
    for piece in &proxy.path {
        push_piece(piece, stage, opened, head, &mut out);
    }
    if !out.starts_with('/') {
        out.insert(0, '/');
    }
    let mut joiner = '?';
    let mut add = |part: &str, out: &mut String| {
        if !part.is_empty() {
            out.push(joiner);
            out.push_str(part);
            joiner = '&';
        }
    };
    add(&proxy.query, &mut out);
    add(query, &mut out);
    for mapping in &proxy.query_mappings {
        values(&mapping.source, opened, head, &mut |value| {
            let pair = format!("{}={}", mapping.name, utf8_percent_encode(value, QUERY));
            add(&pair, &mut out);
        });
    }
    out
}

fn push_piece(piece: &PathPiece, stage: &Stage, opened: &Opened, head: &Head<'_>, out: &mut String) {
    match piece {
        PathPiece::Literal(text) => out.push_str(text),
        PathPiece::Param(index) => push_param(opened.param(*index, head.path), SEGMENT, out),
        PathPiece::Greedy(index) => push_param(opened.param(*index, head.path), SEGMENTS, out),
        PathPiece::Value(source) => values(source, opened, head, &mut |value| push_segments(value, SEGMENT, out)),
        PathPiece::RequestPath => out.push_str(opened.rest(head.path)),
        PathPiece::StageAndRequestPath => {
            if &*stage.name != "$default" {
                out.push('/');
                out.push_str(&stage.name);
            }
            out.push_str(opened.rest(head.path));
        }
    }
}

/// Decoded, then encoded again (api-gateway-known-issues: parameters are decoded before they are passed on).
fn push_param(raw: &str, set: &'static AsciiSet, out: &mut String) {
    // Nothing to decode and nothing to encode is by far the most common.
    let plain = raw.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~'));
    if plain && !is_dots(raw) {
        out.push_str(raw);
        return;
    }
    match percent_decode_str(raw).decode_utf8() {
        Ok(text) => push_segments(&text, set, out),
        // Not UTF-8: kept as the client wrote it.
        Err(_) => out.push_str(raw),
    }
}

/// A caller's `..` stays a name: it does not lead out of the integration's path (RFC 3986 section 5.2.4 would remove it).
fn push_segments(text: &str, set: &'static AsciiSet, out: &mut String) {
    for (at, segment) in text.split('/').enumerate() {
        if at > 0 {
            out.extend(utf8_percent_encode("/", set));
        }
        match is_dots(segment) {
            true => out.push_str(&segment.replace('.', "%2E")),
            false => out.extend(utf8_percent_encode(segment, set)),
        }
    }
}

fn is_dots(segment: &str) -> bool {
    matches!(segment, "." | "..")
}

/// Each value of a source, decoded; none at all when the request does not have it.
pub(crate) fn values(source: &ValueSource, opened: &Opened, head: &Head<'_>, take: &mut dyn FnMut(&str)) {
    match source {
        ValueSource::Static(text) => take(text),
        ValueSource::Path(index) => take(&decoded(opened.param(*index, head.path))),
        ValueSource::Query(name) => {
            if let Some(last) = query_values(head, name).last() {
                take(&last);
            }
        }
        ValueSource::MultiQuery(name) => query_values(head, name).for_each(|value| take(&value)),
        ValueSource::Header(source) => {
            if let Some(last) = header_values(head, source).pop() {
                take(&last);
            }
        }
        ValueSource::MultiHeader(source) => header_values(head, source).iter().for_each(|value| take(value)),
    }
}

fn decoded(raw: &str) -> Cow<'_, str> {
    percent_decode_str(raw).decode_utf8_lossy()
}

fn query_values<'r>(head: &Head<'r>, name: &'r str) -> impl Iterator<Item = Cow<'r, str>> {
    head.query.unwrap_or("").split('&').filter_map(move |pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(key) == name).then(|| decoded(value))
    })
}

fn header_values(head: &Head<'_>, source: &HeaderSource) -> Vec<String> {
    let mut found = Vec::new();
    match &source.exact {
        None => found.extend(
            head.headers
                .get_all(&source.name)
                .iter()
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
        ),
        Some(exact) => head.names.visit(&mut |written, value| {
            if written == exact.as_bytes() {
                found.push(String::from_utf8_lossy(value.as_bytes()).into_owned());
            }
        }),
    }
    found
}
