//! Small texts on the wire.

use crate::{Field, Identity};
use http::{HeaderName, HeaderValue};
use smallvec::SmallVec;
use tollgate_routes::Manners;

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
        let written = letters(&name).to_owned().into();
        Field { name, written, value }
    })
}

/// In which letters the service was recorded to write ids: `x-amzn-RequestId`, `x-amz-apigw-id`.
pub(crate) fn letters(name: &HeaderName) -> &str {
    match name.as_str() {
        "x-amzn-requestid" => "x-amzn-RequestId",
        other => other,
    }
}

fn pair(name: &'static str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    Some((HeaderName::from_static(name), HeaderValue::from_str(value).ok()?))
}
