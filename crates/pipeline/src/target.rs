//! The request target towards the integration.

use crate::edits;
use crate::parameters::Source;
use percent_encoding::{AsciiSet, percent_decode_str, utf8_percent_encode};
use tollgate_mapping::template::RequestOverride;
use tollgate_routes::encoding::{QUERY, SEGMENT, SEGMENTS};
use tollgate_routes::{HttpProxy, PathPiece, Stage};

/// Path and query. Begins with `/`; holds no byte that is not allowed in a request target.
pub(crate) fn build(stage: &Stage, proxy: &HttpProxy, source: Source<'_>) -> String {
    let query = edits::request_query(source);
    let mut out = String::with_capacity(source.head.path.len() + query.len() + 32);
    for piece in &proxy.path {
        push_piece(piece, stage, source, &mut out);
    }
    if !out.starts_with('/') {
        out.insert(0, '/');
    }
    let mut joiner = '?';
    let mut add = |part: &str| {
        if !part.is_empty() {
            out.push(joiner);
            out.push_str(part);
            joiner = '&';
        }
    };
    add(&proxy.query);
    filled(source, proxy, true, &mut add);
    add(&query);
    filled(source, proxy, false, &mut add);
    out
}

/// What query mappings come to, of the `uri` or beside it.
fn filled(source: Source<'_>, proxy: &HttpProxy, of_uri: bool, add: &mut impl FnMut(&str)) {
    for mapping in proxy.query_mappings.iter().filter(|mapping| mapping.of_uri == of_uri) {
        source.values(&mapping.source, &mut |value| {
            if !value.is_empty() {
                add(&format!("{}={}", mapping.name, utf8_percent_encode(value, QUERY)));
            }
        });
    }
}

/// As [`build`], of mappings alone, over which a template's overrides win. `None`: a parameter of the path is filled by
/// nothing.
pub(crate) fn mapped(source: Source<'_>, proxy: &HttpProxy, over: &RequestOverride) -> Option<String> {
    let mut out = String::new();
    for piece in &proxy.path {
        match named(piece, over) {
            Some(value) => push_segments(value, SEGMENT, &mut out),
            None if matches!(piece, PathPiece::Named { piece: None, .. }) => return None,
            None => push_piece(piece, source.stage, source, &mut out),
        }
    }
    if !out.starts_with('/') {
        out.insert(0, '/');
    }
    let mut pairs = Vec::new();
    if !proxy.query.is_empty() {
        pairs.push(proxy.query.to_string());
    }
    let mut pair = |name: &str, value: &str| {
        pairs.push(format!("{}={}", utf8_percent_encode(name, QUERY), utf8_percent_encode(value, QUERY)));
    };
    let is_overridden = |name: &str| over.querystring.iter().any(|(known, _)| known == name);
    for mapping in proxy.query_mappings.iter().filter(|mapping| !is_overridden(&mapping.name)) {
        source.values(&mapping.source, &mut |value| {
            if !value.is_empty() {
                pair(&mapping.name, value);
            }
        });
    }
    over.querystring.iter().for_each(|(name, value)| pair(name, value));
    if !pairs.is_empty() {
        out.push('?');
        out.push_str(&pairs.join("&"));
    }
    Some(out)
}

fn named<'o>(piece: &PathPiece, over: &'o RequestOverride) -> Option<&'o str> {
    let PathPiece::Named { name, .. } = piece else { return None };
    over.path.iter().find(|(known, _)| **known == **name).map(|(_, value)| value.as_str())
}

fn push_piece(piece: &PathPiece, stage: &Stage, source: Source<'_>, out: &mut String) {
    let Source { opened, head, .. } = source;
    match piece {
        PathPiece::Literal(text) => out.push_str(text),
        PathPiece::Param(index) => push_param(opened.param(*index, head.path), SEGMENT, out),
        PathPiece::Greedy(index) => push_param(opened.param(*index, head.path), SEGMENTS, out),
        PathPiece::Value(value) => source.values(value, &mut |value| push_segments(value, SEGMENT, out)),
        PathPiece::Named { piece: Some(piece), .. } => push_piece(piece, stage, source, out),
        PathPiece::Named { piece: None, .. } => {}
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
