//! The one place that turns a fault into bytes.

use crate::{Identity, text};
use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use smallvec::SmallVec;
use tollgate_model::{Fault, FaultKind, Origin};
use tollgate_routes::{Forwarded, Manners, StageIndex, Table};

/// A request that is answered with a fault, and how far it came.
#[derive(Clone, Debug)]
pub struct Refused {
    pub fault: Fault,
    pub identity: Identity,
    pub stage: Option<StageIndex>,
    pub route: Option<u32>,
    /// The definition's line that made it so.
    pub origin: Origin,
}

/// An answer made by the gateway itself.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: SmallVec<[(HeaderName, HeaderValue); 6]>,
    pub body: Bytes,
}

/// The manners of requests that reached no stage: malformed ones, unknown hosts.
pub static NEUTRAL: Manners = Manners {
    kind: "",
    no_route: FaultKind::Forbidden,
    unreachable: FaultKind::ServiceUnavailable,
    timed_out: FaultKind::ServiceUnavailable,
    forwarded: Forwarded::XForwarded,
    via: None,
    request_id: Some("x-amzn-requestid"),
    extended_request_id: "x-amz-apigw-id",
    error_type: true,
    client_request_id: false,
    user_agent: None,
    api_id_header: false,
    content_type: None,
    request_dropped: &[],
    response_dropped: &[],
    response_remapped: &[],
    messages: &[],
};

static ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

/// The answer to a refused request, in the manners of its stage.
pub fn refuse(table: Option<&Table>, refused: &Refused) -> Reply {
    let manners =
        table.zip(refused.stage).and_then(|(table, index)| table.stage(index)).map_or(&NEUTRAL, |stage| stage.manners);
    let row = refused.fault.kind.row();
    let mut headers = SmallVec::new();
    headers.push((http::header::CONTENT_TYPE, HeaderValue::from_static("application/json")));
    if manners.error_type {
        headers.push((ERROR_TYPE.clone(), HeaderValue::from_static(row.error_type)));
    }
    for (name, value) in text::ids(manners, &refused.identity) {
        headers.push((name, value));
    }
    Reply { status: row.status, headers, body: body(manners, &refused.fault) }
}

/// `{"message":"…"}`; `Message` for ACCESS_DENIED, as Amazon writes it.
fn body(manners: &Manners, fault: &Fault) -> Bytes {
    let worded = manners.messages.iter().find(|(kind, _)| *kind == fault.kind).map(|(_, message)| *message);
    let message = fault.message.as_deref().or(worded).or(fault.kind.row().message);
    let key = if fault.kind == FaultKind::AccessDenied { "Message" } else { "message" };
    let mut out = String::with_capacity(64);
    out.push_str("{\"");
    out.push_str(key);
    out.push_str("\":");
    match message {
        Some(message) => text::json_string(message, &mut out),
        None => out.push_str("null"),
    }
    out.push('}');
    Bytes::from(out)
}
