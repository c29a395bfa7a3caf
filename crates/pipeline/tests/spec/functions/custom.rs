//! Custom integrations (set-up-lambda-custom-integrations).

use super::{ARN, Functions, Given, Sent};
use http::HeaderName;
use tollgate_mapping::content::ContentHandling;
use tollgate_mapping::jsonpath::Path;
use tollgate_mapping::media::PassthroughBehavior;
use tollgate_mapping::pattern::Pattern;
use tollgate_mapping::template::{Limits, Template};
use tollgate_model::{InvocationType, Origin};
use tollgate_routes::{
    BodyPlace, EventFormat, Exchange, HeaderMapping, HeaderSource, IntegrationResponse, MappedCall, MappingTemplate,
    RequestMap, ResponseHeader, ResponseMap, ResponseValue, Templates, ValueSource,
};

fn template(text: &str) -> Templates {
    let template = MappingTemplate {
        content_type: "application/json".into(),
        template: Some(Ok(Template::parse(text, &Limits::default()).expect("a template"))),
        origin: Origin(8),
    };
    Templates { keys: ["application/json"].into_iter().collect(), templates: [template].into() }
}

fn response(pattern: Option<&str>, status: u16) -> IntegrationResponse {
    IntegrationResponse {
        pattern: pattern.map(|pattern| Pattern::parse(pattern).expect("a pattern")),
        status,
        declared: true,
        headers: [].into(),
        templates: Templates::default(),
        content_handling: None::<ContentHandling>,
        origin: Origin(9),
    }
}

/// A header of the Invoke API that a client may choose by one of its own.
fn chosen(name: &'static str, by: &'static str) -> HeaderMapping {
    let source = HeaderSource { name: HeaderName::from_static(by), exact: Some(by.into()) };
    HeaderMapping { name: HeaderName::from_static(name), written: name.into(), source: ValueSource::Header(source) }
}

/// A custom integration whose invocation type and context the client may choose.
fn custom(responses: Vec<IntegrationResponse>) -> Functions {
    let headers = [chosen("x-amz-invocation-type", "invocationtype"), chosen("x-amz-client-context", "client")];
    let mapped = MappedCall {
        headers: headers.into(),
        request: RequestMap {
            templates: template(r#"{"key": $input.json('$.in')}"#),
            passthrough: PassthroughBehavior::WhenNoMatch,
            content_handling: None,
            origin: Origin(5),
        },
        response: ResponseMap { responses: responses.into(), origin: Origin(6) },
    };
    Functions::of(EventFormat::Rest, "/{proxy+}", |call| call.exchange = Exchange::Mapped(Box::new(mapped)))
}

/// set-up-lambda-integration-async
#[test]
fn custom_integrations_map_the_event_and_how_it_is_invoked() {
    let functions = custom(vec![response(None, 200)]);
    for (headers, invocation) in [
        (&[][..], Some(InvocationType::RequestResponse)),
        (&[("invocationtype", "RequestResponse")], Some(InvocationType::RequestResponse)),
        (&[("invocationtype", "Event")], Some(InvocationType::Event)),
        (&[("invocationtype", "Sometimes")], None),
    ] {
        let served =
            functions.serve("/prod/a", headers, br#"{"in": 1}"#, Given { status: 202, payload: "", ..Given::OK });
        match (served.sent, invocation) {
            (Ok(Sent::Local(invoke)), Some(invocation)) => {
                assert_eq!((invoke.invocation, &*invoke.payload), (invocation, &b"{\"key\": 1}"[..]));
                assert_eq!((invoke.function, &*invoke.arn, served.reply.status), (4, ARN, 200));
            }
            (Err(refused), None) => assert_eq!(refused.fault.status(), 500),
            _ => panic!("{headers:?}"),
        }
    }
}

/// Lambda API, Invoke, `X-Amz-Client-Context`: base64, at most 3,583 bytes, for synchronous invocations only.
#[test]
fn custom_integrations_tell_of_the_client() {
    let functions = custom(vec![response(None, 200)]);
    let long = "A".repeat(3_584);
    for (context, invocation, told) in [
        ("eyJjbGllbnQiOnt9fQ==", "RequestResponse", Some(r#"{"client":{}}"#)),
        ("eyJjbGllbnQiOnt9fQ==", "Event", None),
        ("not base64!", "RequestResponse", None),
        (&long, "RequestResponse", None),
    ] {
        let headers = [("client", context), ("invocationtype", invocation)];
        let served = functions.serve("/prod/a", &headers, b"{}", Given { status: 202, payload: "", ..Given::OK });
        let Ok(Sent::Local(invoke)) = served.sent else { panic!("{context}") };
        assert_eq!(invoke.client_context.as_deref(), told, "{invocation}");
    }
}

/// handle-errors-in-lambda-integration; recorded of a REST API (`test_lambda_selection_patterns`).
#[test]
fn custom_answers_are_selected_by_the_error_message() {
    let functions = custom(vec![
        response(None, 200),
        response(Some(".*four hundred.*"), 405),
        response(Some(".+"), 502),
        response(Some("200"), 504),
    ]);
    let error = |message: &str| format!(r#"{{"errorMessage": "{message}", "errorType": "Exception"}}"#);
    for (payload, status) in [
        ("\"Pass\"".to_owned(), 200),
        (error("Error: Raising four hundred from within the Lambda function"), 405),
        (error("Error: Raising five hundred from within the Lambda function"), 502),
        // ".+ might not match a response containing a newline".
        (error("two\\nlines"), 200),
    ] {
        let served = functions.serve("/prod/a", &[], b"{}", Given::failed(&payload));
        assert_eq!((served.reply.status, served.body()), (status, payload));
    }
    let throttled = Given { status: 429, payload: r#"{"message": "Rate Exceeded."}"#, ..Given::OK };
    let served = functions.serve("/prod/a", &[], b"{}", throttled);
    assert_eq!(served.reply.status, 500);
    // "If there is no match, API Gateway … throws an invalid configuration exception if no default response is configured."
    let served = custom(vec![response(Some("a"), 400)]).serve("/prod/a", &[], b"{}", Given::payload("1"));
    assert_eq!(served.reply.status, 500);
    // "Setting the selectionPattern value to .* … will match all error messages, including null".
    let served = custom(vec![response(None, 200), response(Some(".*"), 201)]).serve("/prod/a", &[], b"{}", Given::OK);
    assert_eq!(served.reply.status, 201);
}

/// handle-errors-in-lambda-integration: the guide's custom error and its mapping to headers. "This deserialization applies only
/// to header mappings".
#[test]
fn json_in_an_error_message_can_be_mapped_to_headers() {
    let header = |name: &'static str, path: &str| ResponseHeader {
        name: HeaderName::from_static(name),
        written: name.into(),
        source: ResponseValue::BodyPath(BodyPlace { path: Path::parse(path).expect("a path"), written: path.into() }),
    };
    let mut default = response(None, 200);
    default.headers = [
        header("error_trace_function", "$.errorMessage.trace.function"),
        header("error_status", "$.errorMessage.httpStatus"),
        header("error_type", "$.errorMessage.errorType"),
        header("error_trace", "$.errorMessage.trace"),
    ]
    .into();
    let payload = r#"{"errorMessage": "{\"errorType\":\"InternalServerError\",\"httpStatus\":500,\"trace\":{\"function\":\"abc()\",\"line\":123}}"}"#;
    let served = custom(vec![default]).serve("/prod/a", &[], b"{}", Given::failed(payload));
    for (name, value) in [
        ("error_trace_function", "abc()"),
        ("error_status", "500"),
        ("error_type", "InternalServerError"),
        ("error_trace", r#"{"function":"abc()","line":123}"#),
    ] {
        assert_eq!(served.reply.header(name), Some(value), "{name}");
    }
    assert_eq!(served.body(), payload);
}
