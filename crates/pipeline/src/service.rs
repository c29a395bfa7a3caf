//! First-class integrations: the request of an AWS service's action, made of the caller's.

use crate::body::MappedBody;
use crate::parameters::Source;
use crate::render::Stop;
use crate::{Body, Call, Carried, Field, Fields, edits, forward};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, header};
use percent_encoding::utf8_percent_encode;
use serde_json::{Map, Value};
use tollgate_model::{Step, Trace};
use tollgate_routes::encoding::{QUERY, SEGMENT};
use tollgate_routes::{ParameterKind, Route, ServiceCall, Stage, Wire};

static TARGET: HeaderName = HeaderName::from_static("x-amz-target");
static TRACE: HeaderName = HeaderName::from_static("x-amzn-trace-id");

const FORM: &str = "application/x-www-form-urlencoded";

/// A parameter that has a value.
struct Given {
    name: &'static str,
    kind: ParameterKind,
    text: String,
}

struct Request {
    method: Method,
    target: String,
    content_type: &'static str,
    /// `X-Amz-Target`.
    action: Option<&'static str>,
    body: String,
}

pub(crate) fn call<'t>(
    service: &'t ServiceCall,
    (stage, route): (&'t Stage, &'t Route),
    source: Source<'_>,
    body: Bytes,
    trace: &mut impl Trace,
) -> Result<Call<'t>, Stop> {
    let mapped = MappedBody::new(&body);
    let source = Source { body: Some(&mapped), ..source };
    let given = service.parameters.iter().filter_map(|parameter| {
        let text = edits::text(&parameter.value, |part| source.joined(part))?;
        Some(Given { name: parameter.name, kind: parameter.kind, text })
    });
    let request = request(service.wire, given.collect());
    let call = Call {
        stage,
        group: service.group,
        headers: headers(&request, source),
        method: request.method,
        target: request.target,
        host: service.host.clone(),
        body: Body::Whole(Bytes::from(request.body)),
        timeout: service.timeout,
        origin: route.origin,
        signing: service.signing.clone(),
        streams: false,
        carried: Carried::default(),
    };
    trace.step(|| step(&call, service));
    Ok(call)
}

fn request(wire: Wire, given: Vec<Given>) -> Request {
    match wire {
        Wire::Json { target, content_type, within } => {
            let object =
                Value::Object(given.into_iter().map(|it| (it.name.to_owned(), json(it.kind, it.text))).collect());
            let body = match within {
                Some(name) => Value::Object(Map::from_iter([(name.to_owned(), Value::Array(vec![object]))])),
                None => object,
            };
            let (target, action) = ("/".to_owned(), Some(target));
            Request { method: Method::POST, target, content_type, action, body: body.to_string() }
        }
        Wire::Query { action, version } => {
            let mut form = vec![pair("Action", action), pair("Version", version)];
            given.into_iter().for_each(|it| fields(it, &mut form));
            let (target, body) = ("/".to_owned(), form.join("&"));
            Request { method: Method::POST, target, content_type: FORM, action: None, body }
        }
        Wire::Get { path } => {
            let (content_type, target) = ("application/json", target(path, given));
            Request { method: Method::GET, target, content_type, action: None, body: String::new() }
        }
    }
}

fn json(kind: ParameterKind, text: String) -> Value {
    match kind {
        ParameterKind::Text => Value::String(text),
        ParameterKind::Number => number(&text).unwrap_or(Value::String(text)),
        ParameterKind::List => Value::Array(list(text).into_iter().map(Value::String).collect()),
        ParameterKind::Attributes => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        ParameterKind::Blob => Value::String(STANDARD.encode(text)),
    }
}

fn number(text: &str) -> Option<Value> {
    serde_json::from_str::<serde_json::Number>(text.trim()).ok().map(Value::Number)
}

/// `["a", "b"]`, or `a`.
fn list(text: String) -> Vec<String> {
    serde_json::from_str::<Vec<String>>(&text).unwrap_or_else(|_| vec![text])
}

/// As the query protocol flattens it: `AttributeName.1=All`, `MessageAttribute.1.Value.StringValue=…`.
fn fields(Given { name, kind, text }: Given, form: &mut Vec<String>) {
    match kind {
        ParameterKind::Text | ParameterKind::Number => form.push(pair(name, &text)),
        ParameterKind::Blob => form.push(pair(name, &STANDARD.encode(text))),
        ParameterKind::List => {
            let items = (1..).zip(list(text));
            form.extend(items.map(|(number, item)| pair(&format!("{name}.{number}"), &item)));
        }
        ParameterKind::Attributes => match serde_json::from_str::<Map<String, Value>>(&text) {
            Ok(attributes) => attributes_of(name, &attributes, form),
            Err(_) => form.push(pair(name, &text)),
        },
    }
}

fn attributes_of(name: &str, attributes: &Map<String, Value>, form: &mut Vec<String>) {
    for (number, (attribute, value)) in (1..).zip(attributes) {
        form.push(pair(&format!("{name}.{number}.Name"), attribute));
        for (member, value) in value.as_object().into_iter().flatten() {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            form.push(pair(&format!("{name}.{number}.Value.{member}"), &text));
        }
    }
}

fn target(path: &str, given: Vec<Given>) -> String {
    let mut target = path.to_owned();
    let mut query = Vec::new();
    for Given { name, text, .. } in given {
        let place = format!("{{{name}}}");
        match target.contains(&place) {
            true => target = target.replace(&place, &utf8_percent_encode(&text, SEGMENT).to_string()),
            false => query.push(pair(name, &text)),
        }
    }
    if query.is_empty() { target } else { format!("{target}?{}", query.join("&")) }
}

fn pair(name: &str, value: &str) -> String {
    format!("{}={}", utf8_percent_encode(name, QUERY), utf8_percent_encode(value, QUERY))
}

fn headers(request: &Request, source: Source<'_>) -> Fields {
    let mut headers = Fields::new();
    let mut add = |name: &HeaderName, written: &'static str, value: Option<HeaderValue>| {
        headers.extend(value.map(|value| Field { name: name.clone(), written: written.into(), value }));
    };
    add(&TRACE, "X-Amzn-Trace-Id", forward::trace_id(source));
    add(&TARGET, "X-Amz-Target", request.action.map(HeaderValue::from_static));
    if request.method == Method::POST {
        add(&header::CONTENT_TYPE, "Content-Type", Some(HeaderValue::from_static(request.content_type)));
    }
    headers
}

fn step(call: &Call<'_>, service: &ServiceCall) -> Step {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into();
    Step::IntegrationRequest {
        method: call.method.as_str().into(),
        uri: service.uri.clone(),
        headers: call.headers.iter().map(|field| ((*field.written).into(), text(&field.value))).collect(),
        body: match &call.body {
            Body::Whole(body) => Some(body.to_vec().into()),
            Body::Streamed => None,
        },
        origin: call.origin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(name: &'static str, kind: ParameterKind, text: &str) -> Given {
        Given { name, kind, text: text.into() }
    }

    /// Amazon EventBridge API reference, PutEvents.
    #[test]
    fn parameters_become_members_of_a_json_object() {
        let wire = Wire::Json {
            target: "AWSEvents.PutEvents",
            content_type: "application/x-amz-json-1.1",
            within: Some("Entries"),
        };
        let request = request(
            wire,
            vec![
                given("Detail", ParameterKind::Text, "{\"a\": \"\u{e9}\"}"),
                given("Resources", ParameterKind::List, "[\"arn:a\", \"arn:b\"]"),
                given("Time", ParameterKind::Number, "1700000000"),
                given("Data", ParameterKind::Blob, "some data"),
            ],
        );
        let body: Value = serde_json::from_str(&request.body).unwrap();
        let expected = serde_json::json!({ "Entries": [{
            "Detail": "{\"a\": \"\u{e9}\"}", "Resources": ["arn:a", "arn:b"], "Time": 1_700_000_000, "Data": "c29tZSBkYXRh",
        }] });
        assert_eq!(body, expected);
        assert_eq!((request.target.as_str(), request.action), ("/", Some("AWSEvents.PutEvents")));
    }

    /// Amazon SQS API reference, SendMessage: the sample request of the query protocol.
    #[test]
    fn parameters_become_fields_of_a_form() {
        let wire = Wire::Query { action: "SendMessage", version: "2012-11-05" };
        let attributes = r#"{"my name": {"DataType": "Number", "StringValue": "1"}}"#;
        let request = request(
            wire,
            vec![
                given("MessageBody", ParameterKind::Text, "a & b"),
                given("DelaySeconds", ParameterKind::Number, "45"),
                given("AttributeName", ParameterKind::List, "All"),
                given("MessageAttribute", ParameterKind::Attributes, attributes),
            ],
        );
        assert_eq!(
            request.body,
            "Action=SendMessage&Version=2012-11-05&MessageBody=a%20%26%20b&DelaySeconds=45&AttributeName.1=All&\
             MessageAttribute.1.Name=my%20name&MessageAttribute.1.Value.DataType=Number&MessageAttribute.1.Value.StringValue=1"
        );
    }

    /// AWS AppConfig API reference, GetConfiguration.
    #[test]
    fn parameters_fill_the_path_and_then_the_query() {
        let wire = Wire::Get { path: "/applications/{Application}/configurations/{Configuration}" };
        let request = request(
            wire,
            vec![
                given("Application", ParameterKind::Text, "a/../b"),
                given("Configuration", ParameterKind::Text, "{Application}"),
                given("client_id", ParameterKind::Text, "one&two"),
            ],
        );
        let expected = "/applications/a%2F..%2Fb/configurations/%7BApplication%7D?client_id=one%26two";
        assert_eq!((request.method, request.target.as_str()), (Method::GET, expected));
    }
}
