//! What a function is sent.

use super::{event, mapped};
use crate::call;
use crate::forward;
use crate::parameters::Source;
use crate::prepare::Invoke;
use crate::render::Stop;
use crate::{Call, Carried, Field, Fields, Next};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderValue, Method};
use std::borrow::Cow;
use std::sync::Arc;
use tollgate_model::{InvocationType, Step, Trace};
use tollgate_routes::{Exchange, FunctionCall, Invoked, RemoteFunction, Stage};

/// An invocation, whoever runs it.
pub(super) struct Asked {
    pub(super) payload: Bytes,
    pub(super) invocation: InvocationType,
    /// Mapped ones, for the Invoke API.
    pub(super) headers: Fields,
    pub(super) carried: Carried,
}

pub(crate) fn invoke<'t>(
    function: &'t FunctionCall,
    stage: &'t Stage,
    source: Source<'_>,
    body: Bytes,
    trace: &mut impl Trace,
) -> Result<Next<'t>, Stop> {
    let asked = match &function.exchange {
        Exchange::Event(format) => Asked {
            payload: event::payload(*format, source, &body).into(),
            invocation: InvocationType::RequestResponse,
            headers: Fields::new(),
            carried: Carried::default(),
        },
        Exchange::Mapped(mapped) => mapped::request(mapped, source, body, trace)?,
    };
    match &function.invoked {
        Invoked::Local(index) => Ok(Next::Invoke(Box::new(local(*index, function, source, asked, trace)))),
        Invoked::Remote(remote) => {
            let call = call_of(remote, function, stage, source, asked);
            trace.step(|| call::step(&call, if remote.signing.is_some() { "https" } else { "http" }));
            Ok(Next::Call(Box::new(call)))
        }
    }
}

fn local(index: u16, function: &FunctionCall, source: Source<'_>, asked: Asked, trace: &mut impl Trace) -> Invoke {
    let Asked { payload, invocation, headers, carried } = asked;
    let origin = source.route.origin;
    trace.step(|| Step::IntegrationRequest {
        method: "POST".into(),
        uri: format!("/2015-03-31/functions/{}/invocations", function.arn).into(),
        headers: vec![(INVOCATION_TYPE.into(), invocation.as_str().into())],
        body: Some(payload.to_vec().into()),
        origin,
    });
    Invoke {
        function: index,
        arn: function.arn.clone(),
        payload,
        invocation,
        trace_id: trace_id(source),
        client_context: client_context(&headers, invocation),
        timeout: function.timeout,
        streams: function.streams,
        origin,
        carried,
    }
}

/// That of the caller, where it says a root: a client's nonsense would be the function's.
fn trace_id(source: Source<'_>) -> Arc<str> {
    let told = forward::trace_id(source);
    let told = told.as_ref().and_then(|id| id.to_str().ok()).filter(|id| id.contains("Root="));
    let own = || format!("Root={}", source.opened.identity.trace_id.as_str());
    told.map_or_else(|| own().into(), Into::into)
}

/// The Lambda API, Invoke: "Up to 3,583 bytes of base64-encoded data about the invoking client", and "for synchronous
/// invocations only". What is none is not told.
fn client_context(headers: &Fields, invocation: InvocationType) -> Option<Arc<str>> {
    let told = headers.iter().find(|field| field.name.as_str().eq_ignore_ascii_case(CLIENT_CONTEXT))?;
    let is_told = invocation == InvocationType::RequestResponse && told.value.len() <= CLIENT_CONTEXT_LIMIT;
    let context = STANDARD.decode(is_told.then_some(told.value.as_bytes())?).ok()?;
    String::from_utf8(context).ok().map(Into::into)
}

const CLIENT_CONTEXT: &str = "X-Amz-Client-Context";
const CLIENT_CONTEXT_LIMIT: usize = 3_583;

/// The Lambda API, Invoke.
pub(super) const INVOCATION_TYPE: &str = "X-Amz-Invocation-Type";

fn call_of<'t>(
    remote: &'t RemoteFunction,
    function: &FunctionCall,
    stage: &'t Stage,
    source: Source<'_>,
    asked: Asked,
) -> Call<'t> {
    let mut headers = Fields::new();
    call::defaults(source, &Method::POST, &mut headers);
    call::set(Field::content_type("application/json"), &mut headers);
    asked.headers.into_iter().for_each(|field| call::set(field, &mut headers));
    let invocation = HeaderValue::from_static(asked.invocation.as_str());
    if let Some(field) = Field::new(Cow::Borrowed(INVOCATION_TYPE), invocation) {
        call::set(field, &mut headers);
    }
    headers.retain(|field| call::is_sent(&field.name));
    Call {
        stage,
        group: remote.group,
        method: Method::POST,
        target: remote.path.to_string(),
        host: remote.host.clone(),
        headers,
        body: asked.payload.into(),
        timeout: function.timeout,
        origin: source.route.origin,
        signing: remote.signing.clone(),
        streams: function.streams,
        carried: asked.carried,
    }
}
