//! From a request that may call to what is done for it.

use crate::parameters::Source;
use crate::{Fields, Forward, Opened, Refused, Reply, World, forward, mock};
use bytes::Bytes;
use http::{HeaderValue, Method};
use std::time::Duration;
use tollgate_model::{Fault, FaultKind, Head, Origin, Trace};
use tollgate_routes::{Integration, Stage, Table};

/// What is to be done with a request.
#[derive(Debug)]
pub enum Next<'t> {
    /// Answered, nothing is called: complete, ids and coding included.
    Reply(Box<Reply>),
    /// Sent whole.
    Call(Box<Call<'t>>),
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
    pub body: Bytes,
    /// To the last byte of an answer that is collected, else to its head.
    pub timeout: Duration,
    /// The definition's line that made it so.
    pub origin: Origin,
}

/// Validates the body and maps the request. `body` is `Some` exactly where the route needs it ([`Opened::needs`]): as the
/// client sent it, codings included.
pub fn prepare<'t>(
    world: &impl World,
    table: &'t Table,
    opened: &Opened,
    head: &Head<'_>,
    body: Option<Bytes>,
    trace: &mut impl Trace,
) -> Result<Next<'t>, Box<Refused>> {
    let _ = (world, body);
    let Some((stage, route)) = opened.of(table) else {
        return Err(Refused::of(opened, FaultKind::InternalServerError.into(), Origin::NOWHERE));
    };
    let refused = |fault: Fault| Refused::of(opened, fault, route.origin);
    match &route.integration {
        Integration::Fault(kind) => Err(refused((*kind).into())),
        Integration::HttpProxy(proxy) => {
            let source = Source { stage, route, opened, head };
            Ok(Next::Forward(forward::forward((stage, route), proxy, source, trace)))
        }
        Integration::Http(_) => Err(refused(FaultKind::ApiConfigurationError.into())),
        Integration::Mock(mock) => {
            mock::answer(stage, mock, opened).map(|reply| Next::Reply(Box::new(reply))).map_err(refused)
        }
    }
}
