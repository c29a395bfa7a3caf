//! Requests that the gateway makes itself: of mappings alone, or of the caller's request with its body collected.

use crate::body::MappedBody;
use crate::forward;
use crate::headers::{HeaderEdit, Written, are_bounded, is_bounded};
use crate::parameters::Source;
use crate::render::{self, Mapped, Stop, misconfigured};
use crate::{Body, Call, Carried, Field, Fields, Forward, target};
use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HOST, REFERER, VIA};
use http::{HeaderName, HeaderValue, Method};
use tollgate_mapping::content;
use tollgate_mapping::parameter::{is_taken, is_taken_by_service};
use tollgate_mapping::template::RequestOverride;
use tollgate_model::{Fault, FaultKind, Origin, Step, Trace};
use tollgate_routes::{Http, HttpProxy, PathPiece, Route, Stage, ValueSource};

/// Sent to a backend that is told nothing else (docs/behaviour.md 1.8.1, request log of
/// apigateway-override-request-response-parameters).
const ACCEPTED: HeaderValue = HeaderValue::from_static("application/json");

/// `HTTP`: path, query, headers and body are made of mappings; the caller's own do not go on (setup-http-integrations).
pub(crate) fn mapped<'t>(
    http: &'t Http,
    (stage, _): (&'t Stage, &'t Route),
    source: Source<'_>,
    body: Body,
    trace: &mut impl Trace,
) -> Result<Call<'t>, Stop> {
    let given = body.clone().into_bytes();
    let given = MappedBody::new(&given);
    readable(&http.proxy, &given, source)?;
    let Mapped { body: sent, overrides, .. } = render::request(&http.request, source, body, trace)?;
    let source = Source { body: Some(&given), ..source };
    let proxy = &http.proxy;
    let method = proxy.method.clone().unwrap_or_else(|| source.method().clone());
    let target = target::mapped(source, proxy, &overrides.request)
        .ok_or_else(|| misconfigured("nothing fills a parameter of the uri's path", http.request.origin))?;
    let mut headers = Fields::new();
    defaults(source, &method, &mut headers);
    mapped_headers(proxy, source, &mut headers);
    let is_taken = if http.service { is_taken_by_service } else { is_taken };
    over(&overrides.request, is_taken, &mut headers, http.request.origin)?;
    let host = host(&mut headers).unwrap_or_else(|| proxy.host.clone());
    // docs/behaviour.md 1.22: towards AWS services `Referer` is dropped, however it came there.
    headers.retain(|field| is_sent(&field.name) && !(http.service && field.name == REFERER));
    bounded(&target, &headers, source, http.request.origin)?;
    let call = Call {
        stage,
        group: proxy.group,
        target,
        host,
        headers,
        body: if has_body(&method) { sent } else { Body::Whole(Bytes::new()) },
        method,
        timeout: proxy.timeout,
        origin: source.route.origin,
        signing: http.signing.clone(),
        streams: false,
        carried: Carried(Some(Box::new(overrides))),
    };
    trace.step(|| step(&call, scheme(proxy)));
    Ok(call)
}

/// `HTTP_PROXY` with something to do with the body: the caller's request with its body collected.
pub(crate) fn proxied<'t>(
    proxy: &'t HttpProxy,
    (stage, route): (&'t Stage, &'t Route),
    source: Source<'_>,
    body: Bytes,
    trace: &mut impl Trace,
) -> Result<Call<'t>, Stop> {
    let given = MappedBody::new(&body);
    readable(proxy, &given, source)?;
    let sent = handled(proxy, source, body.clone())?;
    let source = Source { body: Some(&given), ..source };
    let forward = forward::of_route((stage, route), proxy, source);
    let mut headers = dressed(&forward, source);
    let host = host(&mut headers).unwrap_or_else(|| proxy.host.clone());
    bounded(&forward.target, &headers, source, source.route.origin)?;
    let call = Call {
        stage,
        group: proxy.group,
        method: proxy.method.clone().unwrap_or_else(|| source.method().clone()),
        target: forward.target,
        host,
        headers,
        body: Body::Whole(sent),
        timeout: proxy.timeout,
        origin: source.route.origin,
        signing: None,
        streams: false,
        carried: Carried::default(),
    };
    trace.step(|| step(&call, scheme(proxy)));
    Ok(call)
}

fn handled(proxy: &HttpProxy, source: Source<'_>, body: Bytes) -> Result<Bytes, Stop> {
    let Some(handling) = proxy.content_handling else { return Ok(body) };
    let (binary, content_type) = (&source.stage.binary_media_types, source.head.header(&CONTENT_TYPE));
    let conversion = content::of_request(binary, content_type, Some(handling));
    Ok(render::converted(conversion, body, source.route.origin)?.into_bytes())
}

/// The caller's headers as they go on with a body that was decoded to be read.
fn dressed(forward: &Forward<'_>, source: Source<'_>) -> Fields {
    let mut headers = Written::of(source.head);
    headers.remove(&CONTENT_ENCODING);
    forward::dress_mapped(forward, source, &mut headers);
    headers.into_fields()
}

/// "Invalid JSON in request body" where a path is to be read of what begins as JSON and is none.
fn readable(proxy: &HttpProxy, body: &MappedBody<'_>, source: Source<'_>) -> Result<(), Stop> {
    let is_path = |source: &ValueSource| matches!(source, ValueSource::BodyPath(_));
    let asks = proxy.path.iter().filter_map(PathPiece::value).any(is_path)
        || proxy.query_mappings.iter().any(|mapping| is_path(&mapping.source))
        || proxy.header_mappings.iter().any(|mapping| is_path(&mapping.source));
    match body.document() {
        Err(unreadable) if asks => {
            let fault = Fault {
                message: Some("Invalid JSON in request body".into()),
                detail: Some(unreadable.to_string().into()),
                ..Fault::from(FaultKind::BadRequestBody)
            };
            Err(Stop { fault, origin: source.route.origin })
        }
        _ => Ok(()),
    }
}

/// A body, whole or in part, may be mapped to where Amazon takes no more than it takes of a caller's head.
fn bounded(target: &str, headers: &Fields, source: Source<'_>, origin: Origin) -> Result<(), Stop> {
    if is_bounded(target, source.head) && are_bounded(headers, source.head.headers) {
        return Ok(());
    }
    Err(misconfigured("what is mapped to the integration's headers and url is larger than allowed", origin))
}

/// What every backend is told.
pub(crate) fn defaults(source: Source<'_>, method: &Method, headers: &mut Fields) {
    let id = &source.stage.api_id;
    let mut add = |name: &'static str, value: Option<HeaderValue>| {
        headers.extend(value.and_then(|value| Field::new(name, value)));
    };
    add("x-amzn-apigateway-api-id", HeaderValue::from_str(id).ok());
    add("Accept", Some(ACCEPTED));
    if let Some(prefix) = source.stage.manners.user_agent {
        add("User-Agent", HeaderValue::from_str(&format!("{prefix}{id}")).ok());
    }
    add("X-Amzn-Trace-Id", forward::trace_id(source));
    // Not for a caller whose method has no body, though the integration's has (recorded of the service).
    if has_body(method) && has_body(source.method()) {
        let own = source.head.headers.get(CONTENT_TYPE).cloned();
        add("Content-Type", Some(own.unwrap_or(HeaderValue::from_static("application/json"))));
    }
}

fn mapped_headers(proxy: &HttpProxy, source: Source<'_>, headers: &mut Fields) {
    for mapping in &proxy.header_mappings {
        if let Some(value) = forward::header_value(mapping, source) {
            set(Field { name: mapping.name.clone(), written: mapping.written.to_string().into(), value }, headers);
        }
    }
}

pub(crate) fn set(field: Field, headers: &mut Fields) {
    headers.retain(|known| known.name != field.name);
    headers.push(field);
}

/// What a template sets is bound as what is mapped.
pub(crate) fn over(
    over: &RequestOverride,
    is_taken: fn(&str) -> bool,
    headers: &mut Fields,
    origin: Origin,
) -> Result<(), Stop> {
    for (name, value) in &over.header {
        if is_taken(name) {
            return Err(misconfigured(format!("`{name}` is the gateway's own header, and was overridden"), origin));
        }
        let value = HeaderValue::from_bytes(value.as_bytes()).ok();
        if let Some(field) = value.and_then(|value| Field::new(name.clone(), value)) {
            set(field, headers);
        }
    }
    Ok(())
}

/// A mapped `Host` goes to where the request's own stands.
fn host(headers: &mut Fields) -> Option<HeaderValue> {
    let at = headers.iter().position(|field| field.name == HOST)?;
    Some(headers.remove(at).value)
}

/// Not what belongs to the connection (RFC 9110 section 7.6.1), and not `Via` (api-gateway-known-issues).
pub(crate) fn is_sent(name: &HeaderName) -> bool {
    !crate::headers::is_hop_by_hop(name.as_str()) && *name != VIA
}

/// Amazon sends none with these (docs/behaviour.md 1.8.1).
fn has_body(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn scheme(proxy: &HttpProxy) -> &str {
    proxy.uri.split_once("://").map_or("http", |(scheme, _)| scheme)
}

pub(crate) fn step(call: &Call<'_>, scheme: &str) -> Step {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into();
    Step::IntegrationRequest {
        method: call.method.as_str().into(),
        uri: format!("{scheme}://{}{}", call.host.to_str().unwrap_or_default(), call.target).into(),
        headers: call.headers.iter().map(|field| ((*field.written).into(), text(&field.value))).collect(),
        body: call.body.whole().map(Into::into),
        origin: call.origin,
    }
}
