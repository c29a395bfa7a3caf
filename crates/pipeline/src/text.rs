//! Small texts on the wire.

use crate::{Field, Identity};
use http::{HeaderName, HeaderValue};
use smallvec::SmallVec;
use tollgate_routes::Manners;

/// A JSON string with its quotes (RFC 8259 section 7).
pub(crate) fn json_string(value: &str, out: &mut String) {
    out.push('"');
    for character in value.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if (control as u32) < 0x20 => {
                out.push_str("\\u00");
                out.push(char::from_digit(control as u32 >> 4, 16).unwrap_or('0'));
                out.push(char::from_digit(control as u32 & 0xf, 16).unwrap_or('0'));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

/// The id headers that this kind of API sends.
pub(crate) fn ids(manners: &Manners, identity: &Identity) -> SmallVec<[(HeaderName, HeaderValue); 2]> {
    let mut headers = SmallVec::new();
    if let Some(name) = manners.request_id {
        headers.extend(pair(name, identity.request_id.as_str()));
    }
    headers.extend(pair(manners.extended_request_id, identity.extended_request_id.as_str()));
    headers
}

/// The same for an answer of the gateway's own, in Amazon's letters.
pub(crate) fn id_fields(manners: &Manners, identity: &Identity) -> impl Iterator<Item = Field> {
    ids(manners, identity).into_iter().map(|(name, value)| {
        let written = match name.as_str() {
            "x-amzn-requestid" => "x-amzn-RequestId".into(),
            "x-amz-apigw-id" => "x-amz-apigw-id".into(),
            "apigw-requestid" => "apigw-requestid".into(),
            other => other.to_owned().into(),
        };
        Field { name, written, value }
    })
}

fn pair(name: &'static str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    Some((HeaderName::from_static(name), HeaderValue::from_str(value).ok()?))
}
