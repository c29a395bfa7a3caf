//! A request that is passed on as it comes: where it goes, and the headers that go with it.

use crate::parameters::Source;
use crate::{HeaderEdit, Opened, edits, forwarded, headers::listed, identity::TRACE_HEADER, target};
use http::{HeaderName, HeaderValue, Method, header};
use smallvec::SmallVec;
use std::time::Duration;
use tollgate_model::{Head, Step};
use tollgate_routes::{HeaderMapping, HttpProxy, Route, Stage};

/// The request goes on to a target group, its body streamed.
#[derive(Debug)]
pub struct Forward<'t> {
    pub stage: &'t Stage,
    /// Index into [`Stage::groups`].
    pub group: u16,
    /// `None`: the caller's.
    pub method: Option<&'t Method>,
    /// Path and query towards the integration.
    pub target: String,
    pub timeout: Duration,
    pub(crate) route: &'t Route,
    pub(crate) proxy: &'t HttpProxy,
}

static API_ID: HeaderName = HeaderName::from_static("x-amzn-apigateway-api-id");
static TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Where the request goes. Its headers are dressed at each attempt, by [`dress`].
pub(crate) fn of_route<'t>(
    (stage, route): (&'t Stage, &'t Route),
    proxy: &'t HttpProxy,
    source: Source<'_>,
) -> Forward<'t> {
    let target = target::build(stage, proxy, source);
    let method = proxy.method.as_ref().or(source.opened.method);
    Forward { stage, route, group: proxy.group, method, target, timeout: proxy.timeout, proxy }
}

pub(crate) fn step(forward: &Forward<'_>) -> Step {
    let group = forward.stage.groups.get(usize::from(forward.group));
    Step::Forward {
        group: group.map(ToString::to_string).unwrap_or_default().into(),
        uri: forward.target.as_str().into(),
        origin: forward.route.origin,
    }
}

/// Makes the caller's headers the integration's: drops, maps, adds (docs/behaviour.md 1.22; http-api header rules). In which
/// letters `out` writes the caller's own is its business, see [`Opened::lowers_names`].
pub fn dress(forward: &Forward<'_>, opened: &Opened, head: &Head<'_>, out: &mut impl HeaderEdit) {
    let head = &opened.seen(head);
    dress_mapped(forward, Source { stage: forward.stage, route: forward.route, opened, head, body: None }, out);
}

/// As [`dress`], with a body that parameters may be mapped from.
pub(crate) fn dress_mapped(forward: &Forward<'_>, source: Source<'_>, out: &mut impl HeaderEdit) {
    let Source { opened, head, .. } = source;
    let manners = forward.stage.manners;
    drop_headers(manners.request_dropped, out);
    forwarded::tell(manners.forwarded, head, out);
    if let Some(via) = manners.via {
        out.append(header::VIA, HeaderValue::from_static(via));
    }
    out.set(header::HOST, forward.proxy.host.clone());
    trace_context(opened, out);
    if manners.api_id_header
        && let Ok(id) = HeaderValue::from_str(&forward.stage.api_id)
    {
        out.set(API_ID.clone(), id);
    }
    if let Some(prefix) = manners.user_agent
        && !out.map().contains_key(header::USER_AGENT)
    {
        let agent = HeaderValue::from_str(&format!("{prefix}{}", forward.stage.api_id));
        if let Ok(agent) = agent {
            out.set(header::USER_AGENT, agent);
        }
    }
    map_headers(forward.proxy, source, out);
    edits::request_headers(source, out);
}

fn drop_headers(list: &[&str], out: &mut impl HeaderEdit) {
    let gone: SmallVec<[HeaderName; 8]> =
        out.map().keys().filter(|name| listed(list, name.as_str())).cloned().collect();
    for name in &gone {
        out.remove(name);
    }
}

/// `X-Amzn-Trace-Id` is passed or made; `traceparent` is passed, or made of the same root.
fn trace_context(opened: &Opened, out: &mut impl HeaderEdit) {
    let root = opened.identity.trace_id;
    if !out.map().contains_key(&TRACE_HEADER) {
        let mut text = String::with_capacity(40);
        text.push_str("Root=");
        text.push_str(root.as_str());
        if let Ok(value) = HeaderValue::from_str(&text) {
            out.set(TRACE_HEADER.clone(), value);
        }
    }
    if !out.map().contains_key(&TRACEPARENT) {
        // W3C trace context, level 1: the trace id is X-Ray's root without its dashes and version.
        let (epoch, unique) = (&root.as_str()[2..10], &root.as_str()[11..35]);
        let mut text = String::with_capacity(55);
        for part in [
            "00-",
            epoch,
            unique,
            "-",
            &opened.identity.request_id.as_str()[..8],
            &opened.identity.request_id.as_str()[28..],
            "-00",
        ] {
            text.push_str(part);
        }
        if let Ok(value) = HeaderValue::from_str(&text) {
            out.set(TRACEPARENT.clone(), value);
        }
    }
}

fn map_headers(proxy: &HttpProxy, source: Source<'_>, out: &mut impl HeaderEdit) {
    for mapping in &proxy.header_mappings {
        if let Some(value) = header_value(mapping, source) {
            out.set_written(mapping.name.clone(), &mapping.written, value);
        }
    }
}

/// Several values are joined with `,`. A value with bytes that no header can carry is not sent: never a malformed request.
pub(crate) fn header_value(mapping: &HeaderMapping, source: Source<'_>) -> Option<HeaderValue> {
    let mut values: SmallVec<[String; 1]> = SmallVec::new();
    source.values(&mapping.source, &mut |value| values.push(value.to_owned()));
    let joined = values.join(",");
    HeaderValue::from_bytes(joined.as_bytes()).ok().filter(|value| !value.is_empty())
}

/// `X-Amzn-Trace-Id` as it came, or of a trace begun here.
pub(crate) fn trace_id(source: Source<'_>) -> Option<HeaderValue> {
    let own = || HeaderValue::from_str(&format!("Root={}", source.opened.identity.trace_id.as_str())).ok();
    source.head.headers.get(&TRACE_HEADER).cloned().or_else(own)
}
