//! The one place that turns a fault into bytes.

use crate::view::{Reached, View};
use crate::{Field, Fields, Identity, Opened, Reply, cors, gateway, text};
use bytes::Bytes;
use http::HeaderValue;
use tollgate_model::record::quoted;
use tollgate_model::{Fault, FaultKind, Head, Origin, Step, Trace};
use tollgate_routes::{Forwarded, Manners, Stage, StageIndex, Table};

/// A request that is answered with a fault, and how far it came.
#[derive(Clone, Debug)]
pub struct Refused {
    pub fault: Fault,
    pub identity: Identity,
    pub stage: Option<StageIndex>,
    pub route: Option<u32>,
    /// Of a request that found its route.
    pub opened: Option<Opened>,
    /// The definition's line that made it so.
    pub origin: Origin,
}

impl Refused {
    /// Of a request that came as far as its route.
    pub fn of(opened: &Opened, fault: Fault, origin: Origin) -> Box<Refused> {
        Box::new(Refused {
            fault,
            identity: opened.identity,
            stage: Some(opened.stage),
            route: Some(opened.route),
            opened: Some(opened.clone()),
            origin,
        })
    }
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
    method_override: false,
    decodes: false,
    query_separators: &['&'],
    usage_plans: false,
    spaced: &[],
    messages: &[],
};

/// The answer to a refused request, in the manners of its stage and as its API customised it. `head`: of a request that was
/// understood.
pub fn refuse(table: Option<&Table>, head: Option<&Head<'_>>, refused: &Refused, trace: &mut impl Trace) -> Reply {
    let stage = table.zip(refused.stage).and_then(|(table, index)| table.stage(index)).map(|stage| &**stage);
    let unstaged = || table.zip(head).and_then(|(table, head)| table.manners_of(head));
    let manners = stage.map(|stage| stage.manners).or_else(unstaged).unwrap_or(&NEUTRAL);
    let fault = &refused.fault;
    let custom = stage.and_then(|stage| stage.gateway_responses.of(fault.kind));
    trace.step(|| Step::Refused {
        kind: fault.kind,
        status: fault.status(),
        detail: fault.detail.clone(),
        origin: refused.origin,
    });
    let mut headers = Fields::new();
    if manners.error_type {
        headers.extend(Field::new("x-amzn-ErrorType", HeaderValue::from_static(fault.kind.row().error_type)));
    }
    headers.extend(text::id_fields(manners, &refused.identity));
    if let Some((cors, head)) = stage.and_then(|stage| stage.cors.as_ref()).zip(head) {
        cors::tell(cors, head, false, &mut headers);
    }
    let Some(custom) = custom else {
        headers.insert(0, Field::content_type("application/json"));
        let reply = Reply::new(fault.status(), headers, body(manners, fault));
        trace.step(|| gateway_response(&reply, Origin::NOWHERE));
        return reply;
    };
    let head = head.map(|head| refused.opened.as_ref().map_or(*head, |opened| opened.seen(head)));
    let head = head.as_ref();
    let reached = reached(stage, head, refused);
    let view = View::of(reached);
    let request = gateway::Request { head, stage, route: reached.route, opened: reached.opened, view: &view };
    let (content_type, body) =
        gateway::body(custom, request).unwrap_or_else(|| ("application/json", default_template(fault)));
    headers.insert(0, Field::content_type(content_type));
    for field in gateway::headers(custom, request) {
        headers.retain(|known| known.name != field.name);
        headers.push(field);
    }
    let reply = Reply::new(custom.status.unwrap_or(fault.status()), headers, body);
    trace.step(|| gateway_response(&reply, custom.origin));
    reply
}

fn gateway_response(reply: &Reply, origin: Origin) -> Step {
    Step::GatewayResponse { status: reply.status, headers: reply.traced(), body: reply.body.to_vec().into(), origin }
}

fn reached<'a>(stage: Option<&'a Stage>, head: Option<&'a Head<'a>>, refused: &'a Refused) -> Reached<'a> {
    // Without a route of its own, that of another method of the resource.
    let route = refused.route.or(refused.opened.as_ref().map(|opened| opened.route));
    let route = stage.zip(route).and_then(|(stage, route)| stage.routes.get(route as usize));
    let (opened, identity, fault) = (refused.opened.as_ref(), &refused.identity, Some(&refused.fault));
    Reached { stage, route, opened, head, identity, fault }
}

/// `{"message":$context.error.messageString}`, which a customised response has that brings no template.
fn default_template(fault: &Fault) -> Bytes {
    let mut out = String::from("{\"message\":");
    match fault.message() {
        Some(message) => drop(quoted(message, &mut out)),
        None => out.push_str("null"),
    }
    out.push('}');
    out.into()
}

/// `{"message":"…"}`; `Message` for ACCESS_DENIED, as Amazon writes it.
fn body(manners: &Manners, fault: &Fault) -> Bytes {
    let message = manners.message(fault);
    let key = if fault.kind == FaultKind::AccessDenied { "Message" } else { "message" };
    let colon = if manners.spaced.contains(&fault.kind) { "\": " } else { "\":" };
    let mut out = String::with_capacity(64);
    out.push_str("{\"");
    out.push_str(key);
    out.push_str(colon);
    match message {
        Some(message) => drop(quoted(message, &mut out)),
        None => out.push_str("null"),
    }
    out.push('}');
    Bytes::from(out)
}
