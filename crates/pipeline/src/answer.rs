//! From what an integration answered, or a mock, to what the caller gets: the integration responses of a method.

use crate::body::MappedBody;
use crate::headers::are_bounded;
use crate::parameters::Source;
use crate::render::{self, Stop, misconfigured};
use crate::{AnswerHead, Body, Field, Fields, Reply, respond};
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use tollgate_mapping::content::{self, Conversion, Payload};
use tollgate_mapping::template::{Overrides, ResponseOverride};
use tollgate_mapping::{media, pattern};
use tollgate_model::trace::Phase;
use tollgate_model::{Step, Trace};
use tollgate_routes::{HeaderSource, IntegrationResponse, Manners, MappingTemplate, ResponseMap, ResponseValue};

/// Amazon's default for every answer of an integration (api-gateway-known-issues).
const JSON: &str = "application/json";

/// What an integration answered.
pub(crate) struct Answered<'a> {
    pub(crate) key: Key,
    pub(crate) head: Option<AnswerHead<'a>>,
    pub(crate) body: Body,
    /// What the request's template set.
    pub(crate) overrides: Option<&'a Overrides>,
}

/// What selects a response.
pub(crate) enum Key {
    /// Of a mock without a status, nothing: only a default response is for it.
    Status(Option<u16>),
    /// Of a Lambda function; of one that did not fail, nothing: patterns for any text fit it, too.
    ErrorMessage(Option<String>),
}

/// Without the headers that every answer has: ids, coding, trace.
pub(crate) fn map(
    map: &ResponseMap,
    source: Source<'_>,
    answered: Answered<'_>,
    trace: &mut impl Trace,
) -> Result<Reply, Stop> {
    let response = select(map, &answered.key, answered.head)?;
    trace.step(|| Step::Selected {
        pattern: response.pattern.as_ref().map(|pattern| pattern.as_str().into()),
        status: response.status,
        origin: response.origin,
    });
    if !response.declared {
        let why = format!("Output mapping refers to an invalid method response: {}", response.status);
        return Err(misconfigured(why, response.origin));
    }
    let mut headers = mapped_headers(response, source, &answered)?;
    let (body, over) = body(response, source, &answered, trace)?;
    over_headers(&over, source.stage.manners, &mut headers);
    bounded(&headers, &answered, response)?;
    if !headers.iter().any(|field| field.name == CONTENT_TYPE) {
        headers.insert(0, Field::content_type(JSON));
    }
    Ok(Reply::new(over.status.unwrap_or(response.status), headers, body))
}

/// A body, whole or in part, may be mapped to a header.
fn bounded(headers: &Fields, answered: &Answered<'_>, response: &IntegrationResponse) -> Result<(), Stop> {
    let is_bounded = match answered.head {
        Some(head) => are_bounded(headers, head.headers),
        None => are_bounded(headers, &HeaderMap::new()),
    };
    if is_bounded {
        return Ok(());
    }
    Err(misconfigured("what is mapped to the answer's headers is larger than allowed", response.origin))
}

/// May the body of such an answer go on as it comes: it stays binary, and neither a template nor a header reads it.
pub(crate) fn passes(map: &ResponseMap, source: Source<'_>, head: AnswerHead<'_>) -> bool {
    let Ok(response) = select(map, &Key::Status(Some(head.status)), Some(head)) else { return false };
    response.declared
        && !response.maps_body()
        && template(response, source).is_none()
        && conversion(response, source, Some(head)) == Conversion::Binary
}

/// The first whose pattern fits, else the default one (handle-errors-in-lambda-integration).
fn select<'m>(map: &'m ResponseMap, key: &Key, head: Option<AnswerHead<'_>>) -> Result<&'m IntegrationResponse, Stop> {
    let patterns = map.responses.iter().map(|response| response.pattern.as_ref());
    let fit = |text: Option<&str>| pattern::select(patterns, text).response;
    let selected = match key {
        Key::Status(None) => map.responses.iter().position(|response| response.pattern.is_none()),
        Key::Status(Some(status)) => fit(Some(&status.to_string())),
        Key::ErrorMessage(message) => fit(message.as_deref()),
    };
    selected.and_then(|at| map.responses.get(at)).ok_or_else(|| {
        let status = match (head, key) {
            (Some(head), _) => head.status.to_string(),
            (None, Key::Status(Some(status))) => status.to_string(),
            _ => "none".to_owned(),
        };
        let why = format!(
            "No match for output mapping and no default output mapping configured. Endpoint Response Status Code: {status}"
        );
        misconfigured(why, map.origin)
    })
}

/// By the template for what the caller accepts, or as it is, text or binary as it is asked for.
fn body(
    response: &IntegrationResponse,
    source: Source<'_>,
    answered: &Answered<'_>,
    trace: &mut impl Trace,
) -> Result<(Bytes, ResponseOverride), Stop> {
    let payload = match &answered.body {
        Body::Whole(body) => {
            render::converted(conversion(response, source, answered.head), body.clone(), response.origin)?
        }
        Body::Streamed => Payload::Binary(Bytes::new()),
    };
    let set = |over: &Overrides| over.response.clone();
    let Some(chosen) = template(response, source) else {
        let content_type = || media::first_accepted(source.head.header(&ACCEPT)).into();
        trace.step(|| Step::PassThrough {
            content_type: content_type(),
            phase: Phase::Response,
            origin: response.origin,
        });
        return Ok((payload.into_bytes(), answered.overrides.map(set).unwrap_or_default()));
    };
    let content_type = || chosen.content_type.clone();
    trace.step(|| Step::Template { content_type: content_type(), phase: Phase::Response, origin: chosen.origin });
    let rendered = render::render(chosen, source, &payload, answered.overrides, Phase::Response)?;
    Ok((rendered.text.into(), rendered.overrides.response))
}

/// For what the caller accepts; an empty one is none.
fn template<'m>(response: &'m IntegrationResponse, source: Source<'_>) -> Option<&'m MappingTemplate> {
    let chosen = media::response_template(&response.templates.keys, source.head.header(&ACCEPT))?;
    response.templates.templates.get(chosen).filter(|chosen| chosen.template.is_some())
}

fn conversion(response: &IntegrationResponse, source: Source<'_>, head: Option<AnswerHead<'_>>) -> Conversion {
    let content_type = head.and_then(|head| head.headers.get(CONTENT_TYPE)?.to_str().ok());
    let binary = &source.stage.binary_media_types;
    content::of_response(binary, content_type, source.head.header(&ACCEPT), response.content_handling)
}

fn mapped_headers(response: &IntegrationResponse, source: Source<'_>, answered: &Answered<'_>) -> Result<Fields, Stop> {
    let whole = answered.body.whole().unwrap_or_default();
    let body = match &answered.key {
        Key::Status(_) => MappedBody::new(whole),
        Key::ErrorMessage(_) => MappedBody::of_function(whole),
    };
    let asks = response.headers.iter().any(|header| matches!(header.source, ResponseValue::BodyPath(_)));
    if asks && let Err(unreadable) = body.document() {
        let why = format!("the integration's answer is not JSON: {unreadable}");
        return Err(misconfigured(why, response.origin));
    }
    let mut fields = Fields::new();
    for header in &response.headers {
        let value = value(&header.source, source, answered.head, &body).filter(|value| !value.is_empty());
        // A value with bytes that no header can carry is not sent.
        let Some(value) = value.and_then(|value| HeaderValue::from_bytes(value.as_bytes()).ok()) else { continue };
        let field = Field { name: header.name.clone(), written: header.written.to_string().into(), value };
        respond::push(field, source.stage.manners, &mut fields);
    }
    Ok(fields)
}

fn value(
    value: &ResponseValue,
    source: Source<'_>,
    head: Option<AnswerHead<'_>>,
    body: &MappedBody<'_>,
) -> Option<String> {
    let values = |header: &HeaderSource| -> Vec<String> {
        let mut found = Vec::new();
        if let (Some(head), Some(exact)) = (head, header.exact.as_deref()) {
            head.names.visit(&mut |written, value| {
                if written == exact.as_bytes() {
                    found.push(String::from_utf8_lossy(value.as_bytes()).into_owned());
                }
            });
        }
        found
    };
    match value {
        ResponseValue::Static(text) => Some(text.to_string()),
        ResponseValue::Header(header) => values(header).pop(),
        ResponseValue::MultiHeader(header) => Some(values(header).join(",")),
        ResponseValue::Context(context) => source.view().text(context),
        ResponseValue::Body => Some(body.text().into_owned()),
        ResponseValue::BodyPath(place) => body.find(&place.path),
        ResponseValue::BodyWindow(place) => body.find_in_window(&place.path),
    }
}

fn over_headers(over: &ResponseOverride, manners: &Manners, headers: &mut Fields) {
    for (name, value) in &over.header {
        let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) else { continue };
        let Some(field) = Field::new(name.clone(), value) else { continue };
        respond::push(field, manners, headers);
    }
}
