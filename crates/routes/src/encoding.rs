//! What must be percent-encoded where, towards an integration.

use percent_encoding::{AsciiSet, CONTROLS};

/// What may not stand in a path as it is (RFC 3986 section 3.3). `%` stays: a definition writes its literals encoded.
pub const WRITTEN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
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

/// As [`WRITTEN_PATH`], for a query: `?` is legal there.
pub const WRITTEN_QUERY: &AsciiSet = &WRITTEN_PATH.remove(b'?');

/// What must be escaped in a value that is one path segment: pchar stays.
pub const SEGMENT: &AsciiSet = &WRITTEN_PATH.add(b'%').add(b'/');

/// As [`SEGMENT`], slashes stay.
pub const SEGMENTS: &AsciiSet = &SEGMENT.remove(b'/');

/// What must be escaped in a query parameter's value.
pub const QUERY: &AsciiSet = &SEGMENTS.add(b'&').add(b'+').add(b'=').add(b';');
