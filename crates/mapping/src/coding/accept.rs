//! Which responses go compressed, and how (api-gateway-enable-compression, api-gateway-receive-response-with-compressed-payload).

use super::Coding;

/// The size of a response's body, after templates and conversions, and what the API asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseSize {
    /// Bytes.
    pub body: u64,
    /// `minimumCompressionSize`; `None`: compression is off.
    pub minimum: Option<u64>,
}

/// `q` in thousandths (RFC 9110 section 12.4.2).
type Weight = u16;
const MOST: Weight = 1000;

/// The coding a response is sent in; `None`: as it is.
///
/// `accept_encoding` is the request's header, several joined with `,`: without one nothing is compressed. The coding that
/// it wants most must be one of Amazon's, else nothing is; where it wants several alike, the first named counts as the most
/// wanted. What already has a `Content-Encoding` is compressed already.
pub fn for_response(size: ResponseSize, accept_encoding: Option<&str>, has_content_encoding: bool) -> Option<Coding> {
    let large = size.minimum.is_some_and(|minimum| size.body >= minimum);
    if !large || has_content_encoding {
        return None;
    }
    match most_wanted(accept_encoding?)? {
        "*" => Some(Coding::Gzip),
        name => Coding::parse(name),
    }
}

/// `None` where nothing is wanted, or the header is none.
fn most_wanted(accept_encoding: &str) -> Option<&str> {
    let mut most: Option<(&str, Weight)> = None;
    for entry in accept_encoding.split(',').map(str::trim_ascii).filter(|entry| !entry.is_empty()) {
        let (name, weight) = weighted(entry)?;
        if weight > most.map_or(0, |(_, weight)| weight) {
            most = Some((name, weight));
        }
    }
    most.map(|(name, _)| name)
}

fn weighted(entry: &str) -> Option<(&str, Weight)> {
    let Some((name, parameter)) = entry.split_once(';') else { return Some((entry, MOST)) };
    let (q, value) = parameter.split_once('=')?;
    let weight = thousandths(value.trim_ascii()).filter(|_| q.trim_ascii().eq_ignore_ascii_case("q"))?;
    Some((name.trim_ascii(), weight))
}

/// `0`, `0.5`, `1.000`
fn thousandths(text: &str) -> Option<Weight> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 3 || !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = format!("{part:0<3}").parse::<Weight>().ok()?;
    match whole {
        "0" => Some(part),
        "1" if part == 0 => Some(MOST),
        _ => None,
    }
}
