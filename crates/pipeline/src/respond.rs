//! From the integration's answer to the caller's.

use crate::answer::{self, Answered, Key};
use crate::body::MappedBody;
use crate::headers::{is_hop_by_hop, listed, titled};
use crate::parameters::Source;
use crate::{
    Body, Carried, Field, Fields, HeaderEdit, Identity, Opened, Refused, Reply, World, body, cors, edits, forward,
    function, text,
};
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};
use smallvec::SmallVec;
use std::borrow::Cow;
use tollgate_mapping::coding::{self, Coding, ResponseSize};
use tollgate_model::head::WrittenNames;
use tollgate_model::{FaultKind, Head, Origin, Step, Trace};
use tollgate_routes::{Integration, Manners, Table};

/// The head of an answer that is passed on as it comes: independent of the caller, so what it leaves may be cached.
pub fn pass(manners: &Manners, status: u16, out: &mut impl HeaderEdit) {
    let mut gone: SmallVec<[HeaderName; 8]> = SmallVec::new();
    let mut renamed: SmallVec<[(Cow<'static, str>, HeaderValue); 4]> = SmallVec::new();
    for (name, value) in out.map() {
        if listed(manners.response_dropped, name.as_str()) {
            gone.push(name.clone());
        } else if listed(manners.response_remapped, name.as_str()) {
            // How long the body is stands in both (recorded of the service).
            if *name != CONTENT_LENGTH {
                gone.push(name.clone());
            }
            renamed.push((remapped(name), value.clone()));
        }
    }
    for name in &gone {
        out.remove(name);
    }
    for (written, value) in renamed {
        if let Ok(name) = HeaderName::from_bytes(written.as_bytes()) {
            out.append_written(name, &written, value);
        }
    }
    // What has no content has no type; a 304 would change what the caller has stored (RFC 9110 section 15.4.5).
    if let Some(kind) = manners.content_type
        && !matches!(status, 204 | 304)
        && !out.map().contains_key(CONTENT_TYPE)
    {
        out.set(CONTENT_TYPE, HeaderValue::from_static(kind));
    }
}

/// `x-amzn-Remapped-Content-Length`, in the letters that a backend would mostly write (recorded of the service).
fn remapped(name: &HeaderName) -> Cow<'static, str> {
    Cow::Borrowed(match name.as_str() {
        // In nearly every answer.
        "connection" => "x-amzn-Remapped-Connection",
        "content-length" => "x-amzn-Remapped-Content-Length",
        "date" => "x-amzn-Remapped-Date",
        "server" => "x-amzn-Remapped-Server",
        "content-md5" => "x-amzn-Remapped-Content-MD5",
        "www-authenticate" => "x-amzn-Remapped-WWW-Authenticate",
        "x-amzn-requestid" => "x-amzn-Remapped-x-amzn-RequestId",
        name => return format!("x-amzn-Remapped-{}", titled(name)).into(),
    })
}

/// What differs per request: the ids. On fresh answers and on stored ones.
pub fn finish(manners: &Manners, identity: &Identity, out: &mut impl HeaderEdit) {
    for (name, value) in text::ids(manners, identity) {
        out.set_written(name.clone(), text::letters(&name), value);
    }
}

/// Is there anything for [`adapt`] to do to answers of this request.
pub fn adapts(table: &Table, opened: &Opened) -> bool {
    opened.of(table).is_some_and(|(stage, route)| stage.cors.is_some() || route.mapping.is_some())
}

/// What differs per request, of an answer that is passed on as it comes: what the route changes of answers of its status, and
/// what browsers are told. The status is the caller's.
pub fn adapt(table: &Table, opened: &Opened, head: &Head<'_>, status: u16, out: &mut impl HeaderEdit) -> u16 {
    let Some((stage, route)) = opened.of(table) else { return status };
    let source = Source { stage, route, opened, head: &opened.seen(head), body: None };
    let status = edited(source, None, status, &mut edits::Head(out));
    told(source, false, &mut edits::Head(out));
    status
}

fn edited(source: Source<'_>, body: Option<&MappedBody<'_>>, status: u16, out: &mut impl edits::Headers) -> u16 {
    let edits = source.route.mapping.as_ref().and_then(|mapping| mapping.response(status));
    edits.map_or(status, |edits| edits::response(edits, &source.view(), body, status, out))
}

/// What browsers are told.
pub(crate) fn told(source: Source<'_>, is_preflight: bool, out: &mut impl cors::Told) {
    if let Some(cors) = &source.stage.cors {
        cors::tell(cors, source.head, is_preflight, out);
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

/// Does the body of an answer with this head go on as it comes: [`close`] then maps the head alone. Asked where the head
/// decides ([`Opened::collects_answer`]).
pub fn passes(table: &Table, opened: &Opened, head: &Head<'_>, answer: AnswerHead<'_>) -> bool {
    let Some((stage, route)) = opened.of(table) else { return false };
    let head = &opened.seen(head);
    match &route.integration {
        Integration::Http(http) => {
            answer::passes(&http.response, Source { stage, route, opened, head, body: None }, answer)
        }
        _ => false,
    }
}

/// Maps an answer that was collected whole, or the head alone of one that is streamed ([`passes`]): complete
/// but for its coding ([`coding()`]). What nothing is mapped of is passed on by [`pass`] and [`finish`].
#[expect(clippy::too_many_arguments, reason = "the phases of a request take what the phases before them left")]
pub fn close(
    world: &impl World,
    table: &Table,
    opened: &Opened,
    head: &Head<'_>,
    carried: &Carried,
    answer: AnswerHead<'_>,
    body: Body,
    trace: &mut impl Trace,
) -> Result<Reply, Box<Refused>> {
    let _ = world;
    let Some((stage, route)) = opened.of(table) else {
        return Err(Refused::of(opened, FaultKind::InternalServerError.into(), Origin::NOWHERE));
    };
    let head = &opened.seen(head);
    let source = Source { stage, route, opened, head, body: None };
    let (mut reply, origin) = match &route.integration {
        Integration::Http(http) => {
            let key = Key::Status(Some(answer.status));
            let answered = Answered { key, head: Some(answer), body, overrides: carried.0.as_deref() };
            let reply = answer::map(&http.response, source, answered, trace)
                .map_err(|stop| Refused::of(opened, stop.fault, stop.origin))?;
            (traced(reply, source), http.response.origin)
        }
        Integration::Function(function) => {
            let reply = function::answered(function, source, carried, answer, body.into_bytes(), trace)
                .map_err(|stop| Refused::of(opened, stop.fault, stop.origin))?;
            (reply, route.origin)
        }
        _ => {
            let headers = passed(stage.manners, answer.status, written(answer));
            (Reply::new(answer.status, headers, body.into_bytes()), route.origin)
        }
    };
    let body = reply.body.clone();
    reply.status = edited(source, Some(&MappedBody::new(&body)), reply.status, &mut reply.headers);
    told(source, false, &mut reply.headers);
    Ok(complete(reply, source, origin, trace))
}

/// What every answer of the gateway's own making has: the ids.
pub(crate) fn complete(mut reply: Reply, source: Source<'_>, origin: Origin, trace: &mut impl Trace) -> Reply {
    trace.step(|| Step::MethodResponse {
        status: reply.status,
        headers: reply.traced(),
        body: Some(reply.body.to_vec().into()),
        origin,
    });
    reply.headers.extend(text::id_fields(source.stage.manners, &source.opened.identity));
    reply
}

/// What an answer is to be coded with: what the caller wants most, from the API's size on
/// (api-gateway-receive-response-with-compressed-payload). Coding it takes as long as it is large.
pub fn coding(table: &Table, opened: &Opened, head: &Head<'_>, reply: &Reply) -> Option<Coding> {
    let (stage, _) = opened.of(table)?;
    let size = ResponseSize { body: reply.body.len() as u64, minimum: stage.compression };
    let is_coded = reply.headers.iter().any(|field| field.name == CONTENT_ENCODING);
    if reply.body.is_empty() {
        return None;
    }
    coding::for_response(size, body::joined(head.headers, &ACCEPT_ENCODING).as_deref(), is_coded)
}

/// What a function answers tells the trace with the part of it that is the invocation's: a parent, and whether it is sampled
/// (recorded of the service, also where the caller tells the root alone).
pub(crate) fn traced_invocation(mut reply: Reply, source: Source<'_>) -> Reply {
    let told = forward::trace_id(source).and_then(|id| id.to_str().ok().map(|id| invocation_trace(id, source)));
    let told = told.and_then(|id| HeaderValue::from_str(&id).ok());
    reply.headers.extend(told.and_then(|id| Field::new("X-Amzn-Trace-Id", id)));
    reply
}

fn invocation_trace(told: &str, source: Source<'_>) -> String {
    let has = |key: &str| {
        told.split(';').any(|part| part.split_once('=').is_some_and(|(name, _)| name.trim().eq_ignore_ascii_case(key)))
    };
    let mut text = told.to_owned();
    if has("Root") && !has("Parent") {
        let id = source.opened.identity.request_id.as_str();
        let (first, last) = (id.get(..8).unwrap_or_default(), id.get(28..).unwrap_or_default());
        text.push_str(&format!(";Parent={first}{last}"));
    }
    if has("Root") && !has("Sampled") {
        text.push_str(if has("Parent") { ";Sampled=1" } else { ";Sampled=0" });
    }
    text
}

/// Answers that were called for tell the trace that they belong to (docs/behaviour.md 1.1); proxies and mocks do not.
pub(crate) fn traced(mut reply: Reply, source: Source<'_>) -> Reply {
    reply.headers.extend(forward::trace_id(source).and_then(|id| Field::new("X-Amzn-Trace-Id", id)));
    reply
}

/// A header that is mapped for the caller, dropped or renamed where a backend's own would be (api-gateway-known-issues).
pub(crate) fn push(field: Field, manners: &Manners, fields: &mut Fields) {
    let name = field.name.as_str();
    let is_renamed = listed(manners.response_remapped, name) || listed(&MAPPED_REMAPPED, name);
    if is_hop_by_hop(name) && !is_renamed {
        return;
    }
    let field = match is_renamed {
        true => Field::new(format!("x-amzn-Remapped-{}", field.written), field.value),
        false => Some(field),
    };
    if let Some(field) = field {
        fields.retain(|known| known.name != field.name);
        fields.push(field);
    }
}

/// Renamed where a mapping sets them (recorded of the service; the guide's table has some of them as dropped).
const MAPPED_REMAPPED: [&str; 6] = ["content-length", "expect", "host", "proxy-authenticate", "trailer", "upgrade"];

/// What [`pass`] leaves, as a list: of names, the letters that they are written in, and values.
pub(crate) fn passed<'w>(
    manners: &Manners,
    status: u16,
    own: impl IntoIterator<Item = (HeaderName, Cow<'w, str>, HeaderValue)>,
) -> Fields {
    let mut headers = Fields::new();
    for (name, written, value) in own {
        let is_renamed = listed(manners.response_remapped, name.as_str());
        let is_framing = is_hop_by_hop(name.as_str()) && !is_renamed;
        if listed(manners.response_dropped, name.as_str()) || is_framing {
            continue;
        }
        let written = match is_renamed {
            true => format!("x-amzn-Remapped-{written}"),
            false => written.into_owned(),
        };
        headers.extend(Field::new(written, value));
    }
    let is_typed = headers.iter().any(|field| field.name == CONTENT_TYPE) || matches!(status, 204 | 304);
    headers.extend(manners.content_type.filter(|_| !is_typed).map(Field::content_type));
    headers
}

/// The headers of an answer, in its letters.
fn written(answer: AnswerHead<'_>) -> Vec<(HeaderName, Cow<'static, str>, HeaderValue)> {
    let mut own = Vec::new();
    answer.names.visit(&mut |written, value| {
        if let Ok(name) = HeaderName::from_bytes(written) {
            own.push((name, String::from_utf8_lossy(written).into_owned().into(), value.clone()));
        }
    });
    own
}
