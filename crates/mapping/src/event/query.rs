//! Query strings as events tell them: decoded.

use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// Names and values in their order. `separators`: of REST APIs also the semicolon, which "results in the data being split"
/// (api-gateway-known-issues).
pub(super) fn pairs<'q>(
    query: Option<&'q str>,
    separators: &'static [char],
) -> impl Iterator<Item = (Cow<'q, str>, Cow<'q, str>)> {
    query.unwrap_or("").split(separators).filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (form_decoded(name), form_decoded(value))
    })
}

/// As forms are (recorded of the service: `+` and `%20` are spaces); what is not UTF-8 becomes U+FFFD.
fn form_decoded(raw: &str) -> Cow<'_, str> {
    match raw.contains('+') {
        true => percent_decode_str(&raw.replace('+', " ")).decode_utf8_lossy().into_owned().into(),
        false => decoded(raw),
    }
}

/// A path, or a part of one.
pub(super) fn decoded(raw: &str) -> Cow<'_, str> {
    percent_decode_str(raw).decode_utf8_lossy()
}
