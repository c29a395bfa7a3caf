//! From the integration's answer to the caller's.

use crate::{HeaderEdit, Identity, headers::listed, text};
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue};
use smallvec::SmallVec;
use tollgate_routes::Manners;

/// Maps the answer's head: independent of the caller, so what it leaves may be cached.
pub fn close(manners: &Manners, status: u16, out: &mut impl HeaderEdit) {
    let mut gone: SmallVec<[HeaderName; 8]> = SmallVec::new();
    let mut renamed: SmallVec<[(HeaderName, HeaderValue); 4]> = SmallVec::new();
    for (name, value) in out.map() {
        if listed(manners.response_dropped, name.as_str()) {
            gone.push(name.clone());
        } else if listed(manners.response_remapped, name.as_str()) {
            gone.push(name.clone());
            renamed.extend(remapped(name).map(|name| (name, value.clone())));
        }
    }
    for name in &gone {
        out.remove(name);
    }
    for (name, value) in renamed {
        out.append(name, value);
    }
    // What has no content has no type; a 304 would change what the caller has stored (RFC 9110 section 15.4.5).
    if let Some(kind) = manners.content_type
        && !matches!(status, 204 | 304)
        && !out.map().contains_key(CONTENT_TYPE)
    {
        out.set(CONTENT_TYPE, HeaderValue::from_static(kind));
    }
}

/// `x-amzn-Remapped-{name}`
fn remapped(name: &HeaderName) -> Option<HeaderName> {
    let mut text = String::with_capacity(16 + name.as_str().len());
    text.push_str("x-amzn-remapped-");
    text.push_str(name.as_str());
    HeaderName::try_from(text).ok()
}

/// What differs per request: the ids. On fresh answers and on stored ones.
pub fn finish(manners: &Manners, identity: &Identity, out: &mut impl HeaderEdit) {
    for (name, value) in text::ids(manners, identity) {
        out.set(name, value);
    }
}
