//! From a request that may call to what is done for it.

use crate::parameters::Source;
use crate::render::Stop;
use crate::{
    Body, Fields, Forward, Opened, Refused, Reply, World, body, call, cors, forward, function, mock, respond, service,
    validate,
};
use bytes::Bytes;
use http::{HeaderValue, Method};
use std::sync::Arc;
use std::time::Duration;
use tollgate_mapping::template::Overrides;
use tollgate_model::{Fault, FaultKind, Head, InvocationType, Origin, Signing, Step, Trace};
use tollgate_routes::{Integration, Stage, Table};

/// What is to be done with a request.
#[derive(Debug)]
pub enum Next<'t> {
    /// Answered, nothing is called: complete but for its coding ([`coding`](crate::coding)).
    Reply(Box<Reply>),
    /// A request of the gateway's own.
    Call(Box<Call<'t>>),
    /// A function of this node is invoked.
    Invoke(Box<Invoke>),
    /// The client's own body is passed on as it comes.
    Forward(Forward<'t>),
}

/// A request made by the gateway: the data plane adds nothing but its framing (`Content-Length` of the body, also where
/// that is empty and the method expects one).
#[derive(Debug)]
pub struct Call<'t> {
    pub stage: &'t Stage,
    /// Index into [`Stage::groups`].
    pub group: u16,
    pub method: Method,
    /// Path and query towards the integration.
    pub target: String,
    pub host: HeaderValue,
    /// Without `Host`.
    pub headers: Fields,
    pub body: Body,
    /// To the last byte of an answer that is collected, else to its head.
    pub timeout: Duration,
    /// The definition's line that made it so.
    pub origin: Origin,
    /// What it is signed for, last of all; `None`: it is not.
    pub signing: Option<Arc<Signing>>,
    /// Is it answered by the events of a function's stream, which go on as they come.
    pub streams: bool,
    /// For [`close`](crate::close).
    pub carried: Carried,
}

/// An invocation of a function that runs on this node.
#[derive(Debug)]
pub struct Invoke {
    /// Index into [`Stage::functions`].
    pub function: u16,
    /// What the function is told that it was invoked as.
    pub arn: Arc<str>,
    pub payload: Bytes,
    pub invocation: InvocationType,
    /// `X-Amzn-Trace-Id`: `Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1`.
    pub trace_id: Arc<str>,
    /// `X-Amz-Client-Context`, decoded.
    pub client_context: Option<Arc<str>>,
    /// Until its answer is whole, or until the head of one that is streamed.
    pub timeout: Duration,
    /// Is its answer passed on as it comes.
    pub streams: bool,
    /// The definition's line that made it so.
    pub origin: Origin,
    /// For [`close`](crate::close).
    pub carried: Carried,
}

/// What the request's template set for the answer.
#[derive(Clone, Debug, Default)]
pub struct Carried(pub(crate) Option<Box<Overrides>>);

impl Carried {
    /// Of a request without a template.
    pub const NOTHING: &'static Carried = &Carried(None);
}

/// Validates the body and maps the request. `body` is `Some` exactly where it is needed ([`Opened::collects_body`]): as the
/// client sent it, codings included.
pub fn prepare<'t>(
    world: &impl World,
    table: &'t Table,
    opened: &Opened,
    head: &Head<'_>,
    body: Option<Bytes>,
    trace: &mut impl Trace,
) -> Result<Next<'t>, Box<Refused>> {
    let _ = world;
    let Some((stage, route)) = opened.of(table) else {
        return Err(Refused::of(opened, FaultKind::InternalServerError.into(), Origin::NOWHERE));
    };
    let head = &opened.seen(head);
    let refused = |stop: Stop| Refused::of(opened, stop.fault, stop.origin);
    let source = Source { stage, route, opened, head, body: None };
    if let (Integration::HttpProxy(proxy), false) = (&route.integration, opened.collects_body()) {
        let forward = forward::of_route((stage, route), proxy, source);
        trace.step(|| forward::step(&forward));
        return Ok(Next::Forward(forward));
    }
    if let Integration::Preflight = &route.integration {
        return Ok(Next::Reply(Box::new(preflight(source, trace))));
    }
    if let Integration::Fault(kind) = &route.integration {
        return Err(refused(Stop { fault: (*kind).into(), origin: route.origin }));
    }
    let body = received(stage, head, body).map_err(|fault| refused(Stop { fault, origin: route.origin }))?;
    if let Body::Whole(body) = &body {
        trace.step(|| Step::MethodRequestBody { body: body.to_vec().into() });
        validate::body(route, head, body, trace).map_err(refused)?;
    }
    let call = |call| Next::Call(Box::new(call));
    let next = match &route.integration {
        Integration::Fault(kind) => Err(Stop { fault: (*kind).into(), origin: route.origin }),
        Integration::HttpProxy(proxy) => {
            call::proxied(proxy, (stage, route), source, body.into_bytes(), trace).map(call)
        }
        Integration::Http(http) => call::mapped(http, (stage, route), source, body, trace).map(call),
        Integration::Service(it) => service::call(it, (stage, route), source, body.into_bytes(), trace).map(call),
        Integration::Function(function) => function::invoke(function, stage, source, body.into_bytes(), trace),
        Integration::Preflight => Ok(Next::Reply(Box::new(preflight(source, trace)))),
        Integration::Mock(mock) => {
            mock::answer(mock, source, body.into_bytes(), trace).map(|reply| Next::Reply(Box::new(reply)))
        }
    };
    next.map_err(refused)
}

/// Decoded, where it was collected and this kind of API decodes.
fn received(stage: &Stage, head: &Head<'_>, body: Option<Bytes>) -> Result<Body, Fault> {
    match body {
        Some(body) if !stage.manners.decodes => Ok(Body::Whole(body)),
        Some(body) => body::decoded(head, body).map(Body::Whole),
        None => Ok(Body::Streamed),
    }
}

/// "API Gateway automatically sends a response to preflight OPTIONS requests" (http-api-cors). That it is a 204 is not said
/// there; it was seen of the service.
fn preflight(source: Source<'_>, trace: &mut impl Trace) -> Reply {
    let mut reply = Reply::new(204, Fields::new(), Bytes::new());
    respond::told(source, cors::is_preflight(source.head), &mut reply.headers);
    respond::complete(reply, source, source.route.origin, trace)
}
