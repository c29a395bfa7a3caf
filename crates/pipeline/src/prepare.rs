//! From a request that may call to what is sent to its integration.

use crate::{HeaderEdit, Opened, Refused, forwarded, headers::listed, identity::TRACE_HEADER, target};
use http::{HeaderName, HeaderValue, Method, header};
use smallvec::SmallVec;
use std::time::Duration;
use tollgate_model::{Fault, FaultKind, Head, Step, Trace};
use tollgate_routes::{HttpProxy, Integration, Stage, Table};

/// What is to be done with a request.
#[derive(Debug)]
pub enum Next<'t> {
    Forward(Forward<'t>),
}

/// The request goes on to a target group, its body streamed.
#[derive(Debug)]
pub struct Forward<'t> {
    pub stage: &'t Stage,
    pub proxy: &'t HttpProxy,
    /// `None`: the caller's.
    pub method: Option<&'t Method>,
    /// Path and query towards the integration.
    pub target: String,
    pub timeout: Duration,
}

static API_ID: HeaderName = HeaderName::from_static("x-amzn-apigateway-api-id");
static TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Maps the request: where it goes. Its headers are dressed at each attempt, by [`dress`].
pub fn prepare<'t>(
    table: &'t Table,
    opened: &Opened,
    head: &Head<'_>,
    trace: &mut impl Trace,
) -> Result<Next<'t>, Box<Refused>> {
    let refused = |kind: FaultKind, origin| {
        Box::new(Refused {
            fault: Fault::from(kind),
            identity: opened.identity,
            stage: Some(opened.stage),
            route: Some(opened.route),
            origin,
        })
    };
    let (stage, route) =
        opened.of(table).ok_or_else(|| refused(FaultKind::InternalServerError, tollgate_model::Origin::NOWHERE))?;
    match &route.integration {
        Integration::Fault(kind) => Err(refused(*kind, route.origin)),
        Integration::HttpProxy(proxy) => {
            let target = target::build(stage, proxy, opened, head);
            trace.step(|| Step::Forward {
                group: stage.groups.get(usize::from(proxy.group)).map(ToString::to_string).unwrap_or_default().into(),
                uri: target.as_str().into(),
                origin: route.origin,
            });
            Ok(Next::Forward(Forward { stage, proxy, method: proxy.method.as_ref(), target, timeout: proxy.timeout }))
        }
    }
}

/// Makes the caller's headers the integration's: drops, maps, adds (aws-features 1.22; http-api header rules).
pub fn dress(forward: &Forward<'_>, opened: &Opened, head: &Head<'_>, out: &mut impl HeaderEdit) {
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
    map_headers(forward.proxy, opened, head, out);
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

fn map_headers(proxy: &HttpProxy, opened: &Opened, head: &Head<'_>, out: &mut impl HeaderEdit) {
    for mapping in &proxy.header_mappings {
        let mut values: SmallVec<[String; 1]> = SmallVec::new();
        target::values(&mapping.source, opened, head, &mut |value| values.push(value.to_owned()));
        let joined = values.join(",");
        if joined.is_empty() {
            continue;
        }
        // A value with bytes that no header can carry is not sent: never a malformed request upstream.
        if let Ok(value) = HeaderValue::from_bytes(joined.as_bytes()) {
            out.set_written(mapping.name.clone(), &mapping.written, value);
        }
    }
}
