//! From the integration's answer to the caller's.

use crate::{Field, Fields, HeaderEdit, Identity, Opened, Refused, Reply, World, headers::listed, text};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};
use smallvec::SmallVec;
use tollgate_model::head::WrittenNames;
use tollgate_model::{FaultKind, Head, Origin, Trace};
use tollgate_routes::{Manners, Table};

/// The head of an answer that is passed on as it comes: independent of the caller, so what it leaves may be cached.
pub fn pass(manners: &Manners, status: u16, out: &mut impl HeaderEdit) {
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

/// The head of an integration's answer.
#[derive(Clone, Copy)]
pub struct AnswerHead<'a> {
    pub status: u16,
    pub headers: &'a HeaderMap,
    /// In the letters that the integration wrote.
    pub names: &'a dyn WrittenNames,
}

/// Maps an answer that was collected whole, where the route needs that ([`Opened::needs`]): complete, ids and coding
/// included. An answer that is streamed is passed on by [`pass`] and [`finish`].
pub fn close(
    world: &impl World,
    table: &Table,
    opened: &Opened,
    head: &Head<'_>,
    answer: AnswerHead<'_>,
    body: Bytes,
    trace: &mut impl Trace,
) -> Result<Reply, Box<Refused>> {
    let _ = (world, head, trace);
    let Some((stage, _)) = opened.of(table) else {
        return Err(Refused::of(opened, FaultKind::InternalServerError.into(), Origin::NOWHERE));
    };
    let manners = stage.manners;
    let mut headers = passed(manners, answer);
    headers.extend(text::id_fields(manners, &opened.identity));
    Ok(Reply { status: answer.status, headers, body })
}

/// What [`pass`] leaves, as a list.
fn passed(manners: &Manners, answer: AnswerHead<'_>) -> Fields {
    let mut headers = Fields::new();
    answer.names.visit(&mut |written, value| {
        let Ok(name) = HeaderName::from_bytes(written) else { return };
        let written = String::from_utf8_lossy(written);
        if listed(manners.response_dropped, name.as_str()) || name == CONTENT_LENGTH {
            return;
        }
        let written = match listed(manners.response_remapped, name.as_str()) {
            true => format!("x-amzn-Remapped-{written}"),
            false => written.into_owned(),
        };
        headers.extend(Field::new(written, value.clone()));
    });
    headers
}
