//! The request as an event.

use crate::body::MappedBody;
use crate::headers::{HeaderEdit, Written};
use crate::identity::TRACE_HEADER;
use crate::parameters::{self, Source};
use crate::view::View;
use crate::{Field, Fields, edits, forward, forwarded};
use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderName, HeaderValue};
use std::borrow::Cow;
use tollgate_mapping::event::{self, Body, Context, Request};
use tollgate_model::Variable;
use tollgate_routes::{EventFormat, Forwarded};

impl Context for View<'_> {
    fn write(&self, variable: Variable, out: &mut String) -> bool {
        self.variable(variable, out)
    }
}

pub(super) fn payload(format: EventFormat, source: Source<'_>, body: &[u8]) -> Vec<u8> {
    let given = MappedBody::new(body);
    let source = Source { body: Some(&given), ..source };
    let fields = headers(format, source, body.len());
    let query = edits::request_query(source);
    let headers: Vec<(&str, Cow<'_, str>)> =
        fields.iter().map(|field| (&*field.written, String::from_utf8_lossy(field.value.as_bytes()))).collect();
    let content_type = source.head.header(&CONTENT_TYPE);
    let whole_path = whole_path(format, source);
    let view = source.view();
    let request = Request {
        method: source.method().as_str(),
        resource: &source.route.resource_path,
        path: path(source),
        whole_path: &whole_path,
        query: Some(&query),
        headers: &headers,
        path_parameters: &path_parameters(source),
        stage_variables: &source.stage.variables,
        body: match format {
            EventFormat::Rest => Body::rest(body, &source.stage.binary_media_types, content_type),
            EventFormat::HttpV1 | EventFormat::HttpV2 => Body::http(body, content_type),
        },
        context: &view,
        access_key: None,
        // No authorizer is asked yet: routes that have one are closed.
        authorizer: None,
    };
    match format {
        EventFormat::Rest => event::rest(&request),
        EventFormat::HttpV1 => event::http_v1(&request),
        EventFormat::HttpV2 => event::http_v2(&request),
    }
}

/// A greedy one without the slashes at its end (recorded of the service).
fn path_parameters(source: Source<'_>) -> Vec<(&str, &str)> {
    let value = |at: usize| source.opened.param(u16::try_from(at).unwrap_or(u16::MAX), source.head.path);
    source.route.params.iter().enumerate().map(|(at, name)| (&**name, value(at).trim_end_matches('/'))).collect()
}

/// Without the stage; with the base path by which a domain was asked (set-up-lambda-proxy-integrations). Of several slashes
/// at its beginning one is told (recorded of the service).
fn path<'a>(source: Source<'a>) -> &'a str {
    let path = match source.opened.base_path {
        Some(_) => source.head.path,
        None => source.opened.rest(source.head.path),
    };
    let doubled = path.len() - path.trim_start_matches('/').len();
    &path[doubled.saturating_sub(1)..]
}

/// As requested: behind a domain's mapping without the stage. `rawPath` has the stage instead of what the mapping matched
/// ("rawPath won't provide the API mapping value", http-api-develop-integrations-lambda), and is empty where that was all
/// (recorded of the service).
fn whole_path<'a>(format: EventFormat, source: Source<'a>) -> Cow<'a, str> {
    let (stage, rest) = (&*source.stage.name, source.opened.rest(source.head.path));
    match source.opened.base_path {
        Some(_) if format != EventFormat::HttpV2 => source.head.path.into(),
        Some(base) if stage == "$default" && base.ends(source.head.path) => "".into(),
        _ if stage == "$default" => rest.into(),
        _ if rest.starts_with('/') => format!("/{stage}{rest}").into(),
        _ => format!("/{stage}/{rest}").into(),
    }
}

/// The caller's, and who it is.
fn headers(format: EventFormat, source: Source<'_>, length: usize) -> Fields {
    let mut headers = Written::of(source.head);
    forwarded::tell(Forwarded::XForwarded, source.head, &mut headers);
    if let Some(id) = forward::trace_id(source) {
        headers.set(TRACE_HEADER.clone(), id);
    }
    if !headers.map().contains_key(HOST)
        && let Ok(host) = HeaderValue::from_str(source.head.host)
    {
        headers.set(HOST, host);
    }
    edits::request_headers(source, &mut headers);
    let mut fields = headers.into_fields();
    match format {
        EventFormat::Rest => as_rest(&mut fields),
        EventFormat::HttpV1 | EventFormat::HttpV2 => as_http(&mut fields, length),
    }
    fields
}

/// What Amazon's own servers write is told in these letters in format 1.0; format 2.0 has no others than small ones (recorded
/// of the service).
static OWN: [(HeaderName, &str); 8] = [
    (CONTENT_LENGTH, "Content-Length"),
    (CONTENT_TYPE, "Content-Type"),
    (HOST, "Host"),
    (USER_AGENT, "User-Agent"),
    (HeaderName::from_static("x-amzn-trace-id"), "X-Amzn-Trace-Id"),
    (HeaderName::from_static("x-forwarded-for"), "X-Forwarded-For"),
    (HeaderName::from_static("x-forwarded-port"), "X-Forwarded-Port"),
    (HeaderName::from_static("x-forwarded-proto"), "X-Forwarded-Proto"),
];

/// `Content-Length` also where there is no body: `"content-length": "0"`.
fn as_http(fields: &mut Fields, length: usize) {
    let written = Cow::Borrowed("");
    fields.push(Field { name: CONTENT_LENGTH, written, value: HeaderValue::from(length) });
    for field in fields {
        if let Some((_, letters)) = OWN.iter().find(|(name, _)| *name == field.name) {
            field.written = Cow::Borrowed(*letters);
        }
    }
}

/// Without what is dropped on entry; two names are told in Amazon's letters (recorded of the service).
fn as_rest(fields: &mut Fields) {
    fields.retain(|field| parameters::is_seen(field.name.as_str()));
    for field in fields {
        if field.name == AUTHORIZATION {
            field.written = Cow::Borrowed("Authorization");
        } else if field.name == USER_AGENT {
            field.written = Cow::Borrowed("User-Agent");
        }
    }
}
