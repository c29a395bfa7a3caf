//! Proxy integrations (set-up-lambda-proxy-integrations, http-api-develop-integrations-lambda).

use super::{Functions, Given, Sent};
use crate::common::{head, header_map};
use tollgate_mapping::answer::{Answer, Malformed};
use tollgate_pipeline::{malformed_stream, stream};
use tollgate_routes::{EventFormat, Invoked, RemoteFunction};

/// Recorded of a REST API: what is dropped on entry, what is added, and the letters of two names.
#[test]
fn rest_functions_are_told_the_headers_that_the_client_sent_and_who_it_is() {
    let sent = [
        ("authorization", "Bearer x"),
        ("user-agent", "agent"),
        ("accept", "*/*"),
        ("connection", "keep-alive"),
        ("content-length", "2"),
        ("max-forwards", "3"),
        ("te", "trailers"),
        ("via", "1.1 cache"),
        ("x-forwarded-for", "203.0.113.7"),
    ];
    let event = Functions::proxy(EventFormat::Rest).event("/prod/a", &sent, b"{}");
    let mut names: Vec<_> = event["headers"].as_object().expect("a map").keys().map(String::as_str).collect();
    names.sort_unstable();
    let forwarded = ["X-Amzn-Trace-Id", "X-Forwarded-Port", "X-Forwarded-Proto"];
    let mut expected = ["Authorization", "User-Agent", "accept", "Host", "via", "x-forwarded-for"].to_vec();
    expected.extend(forwarded);
    expected.sort_unstable();
    assert_eq!(names, expected);
    assert_eq!(event["headers"]["Host"], "abc123.execute-api.us-east-1.amazonaws.com");
    assert_eq!(event["headers"]["x-forwarded-for"], "203.0.113.7, 192.0.2.9");
    assert_eq!(event["headers"]["X-Forwarded-Proto"], "http");
    assert_eq!(event["multiValueHeaders"]["Authorization"], serde_json::json!(["Bearer x"]));
}

/// Recorded of a REST API (`test_lambda_aws_proxy_integration`).
#[test]
fn rest_functions_are_told_the_path_without_its_stage() {
    let functions = Functions::proxy(EventFormat::Rest);
    for (asked, path, whole, proxy) in [
        ("/prod/proxy-value", "/proxy-value", "/prod/proxy-value", "proxy-value"),
        ("/prod/proxy-value/", "/proxy-value/", "/prod/proxy-value/", "proxy-value"),
        (
            "/prod/proxy-value//double-slash",
            "/proxy-value//double-slash",
            "/prod/proxy-value//double-slash",
            "proxy-value//double-slash",
        ),
        (
            "/prod/user/test%2Balias@gmail.com",
            "/user/test%2Balias@gmail.com",
            "/prod/user/test%2Balias@gmail.com",
            "user/test%2Balias@gmail.com",
        ),
    ] {
        let event = functions.event(asked, &[], b"");
        let told = [&event["path"], &event["requestContext"]["path"], &event["pathParameters"]["proxy"]];
        assert_eq!(told, [path, whole, proxy], "{asked}");
        assert_eq!((&event["resource"], &event["httpMethod"]), (&"/{proxy+}".into(), &"GET".into()));
    }
}

/// set-up-lambda-proxy-integrations: "a map of key-value pairs"; an authorizer that was not asked has no key (recorded).
#[test]
fn request_context_is_filled_from_the_requests_context() {
    let event = Functions::proxy(EventFormat::Rest).event("/prod/a?x=1&x=2", &[("user-agent", "agent")], b"hi");
    let context = &event["requestContext"];
    for (key, value) in [
        ("accountId", "123456789012"),
        ("apiId", "abc123"),
        ("deploymentId", "0123456789"),
        ("domainName", "abc123.execute-api.us-east-1.amazonaws.com"),
        ("domainPrefix", "abc123"),
        ("protocol", "HTTP/1.1"),
        ("requestTime", "12/Mar/2020:19:03:58 +0000"),
        ("resourceId", "abc1234567"),
        ("resourcePath", "/{proxy+}"),
        ("stage", "prod"),
    ] {
        assert_eq!(context[key], value, "{key}");
    }
    assert_eq!(context["requestTimeEpoch"], 1_584_039_838_000_u64);
    assert_eq!(
        (&context["identity"]["sourceIp"], &context["identity"]["userAgent"]),
        (&"192.0.2.9".into(), &"agent".into())
    );
    assert_eq!(context.get("authorizer"), None);
    assert_eq!(event["stageVariables"], serde_json::json!({"color": "green"}));
    assert_eq!(event["multiValueQueryStringParameters"], serde_json::json!({"x": ["1", "2"]}));
    assert_eq!((&event["body"], &event["isBase64Encoded"]), (&"hi".into(), &false.into()));
}

#[test]
fn bodies_are_base64_by_the_rules_of_the_kind() {
    for (format, content_type, body, is_base64) in [
        (EventFormat::Rest, "image/png", "AP8=", true),
        (EventFormat::Rest, "application/octet-stream", "\0\u{fffd}", false),
        (EventFormat::HttpV1, "image/png", "AP8=", true),
        (EventFormat::HttpV2, "application/octet-stream", "AP8=", true),
        (EventFormat::HttpV2, "text/plain", "\0\u{fffd}", false),
    ] {
        let event = Functions::proxy(format).event("/prod/a", &[("content-type", content_type)], b"\0\xff");
        assert_eq!((&event["body"], &event["isBase64Encoded"]), (&body.into(), &is_base64.into()), "{content_type}");
    }
}

/// http-api-develop-integrations-lambda; `rawPath` begins with the stage, as the service was seen to tell it.
#[test]
fn http_functions_are_told_lower_case_names_and_the_path_with_its_stage() {
    let headers = [("Accept", "*/*"), ("cookie", "a=1; b=2"), ("x-many", "1"), ("x-many", "2")];
    let event = Functions::proxy(EventFormat::HttpV2).event("/prod/a%20b?x=%20", &headers, b"");
    assert_eq!((&event["rawPath"], &event["rawQueryString"]), (&"/prod/a b".into(), &"x=%20".into()));
    assert_eq!(event["headers"]["x-many"], "1,2");
    assert_eq!(event["headers"]["content-length"], "0");
    assert_eq!(event["headers"]["x-forwarded-for"], "192.0.2.9");
    assert_eq!(event["headers"].get("forwarded"), None);
    assert_eq!(event["cookies"], serde_json::json!(["a=1", "b=2"]));
    let event = Functions::proxy(EventFormat::HttpV1).event("/prod/a%20b", &headers, b"");
    assert_eq!((&event["path"], &event["pathParameters"]["proxy"]), (&"/prod/a%20b".into(), &"a b".into()));
    assert_eq!(
        (&event["version"], &event["multiValueHeaders"]["x-many"]),
        (&"1.0".into(), &serde_json::json!(["1", "2"]))
    );
}

/// api-gateway-known-issues for what is renamed; recorded of a REST API for types, the trace and binary answers.
#[test]
fn answers_of_rest_functions_become_the_callers() {
    let functions = Functions::proxy(EventFormat::Rest);
    let payload = r#"{"statusCode": 201, "headers": {"X-A": "1", "Date": "x", "Transfer-Encoding": "chunked", "b d": "no"},
        "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]}, "body": "text"}"#;
    let served = functions.serve("/prod/a", &[], b"", Given::payload(payload));
    assert_eq!((served.reply.status, served.body().as_str()), (201, "text"));
    let written: Vec<_> = served.reply.headers.iter().map(|field| &*field.written).collect();
    assert_eq!(
        written,
        [
            "Set-Cookie",
            "Set-Cookie",
            "X-A",
            "x-amzn-Remapped-Date",
            "X-Amzn-Trace-Id",
            "x-amzn-RequestId",
            "x-amz-apigw-id"
        ]
    );
}

/// Recorded of a REST API (`test_aws_proxy_binary_response`): only what is accepted first counts. HTTP APIs decode always.
#[test]
fn base64_is_decoded_for_who_accepts_binary() {
    let payload = r#"{"body": "aGk=", "isBase64Encoded": true, "statusCode": 200}"#;
    for (format, accept, body) in [
        (EventFormat::Rest, "image/png", "hi"),
        (EventFormat::Rest, "image/png,image/*,*/*;q=0.8", "hi"),
        (EventFormat::Rest, "image/webp,image/png", "aGk="),
        (EventFormat::Rest, "image/*", "aGk="),
        (EventFormat::Rest, "*/*", "aGk="),
        (EventFormat::HttpV1, "*/*", "hi"),
        (EventFormat::HttpV2, "text/plain", "hi"),
    ] {
        let served = Functions::proxy(format).serve("/prod/a", &[("accept", accept)], b"", Given::payload(payload));
        assert_eq!(served.body(), body, "{format:?} {accept}");
    }
    let bad = r#"{"body": "èé+à)(", "isBase64Encoded": true, "statusCode": 200}"#;
    let served =
        Functions::proxy(EventFormat::Rest).serve("/prod/a", &[("accept", "image/png")], b"", Given::payload(bad));
    assert_eq!(served.reply.status, 500);
}

/// A REST API: 502 where the function or its answer is at fault (set-up-lambda-proxy-integrations; recorded), 500 where Lambda
/// refuses the caller or is throttled (recorded). An HTTP API: 500 (http-api-troubleshooting-lambda).
#[test]
fn failures_are_the_kinds_own() {
    let failed = Given::failed(r#"{"errorMessage": "no luck", "errorType": "Error"}"#);
    let throttled = Given { status: 429, payload: r#"{"Type": "User", "message": "Rate Exceeded."}"#, ..Given::OK };
    let rate = "Execution failed due to configuration error: Rate Exceeded.";
    let broken = "Lambda invocation failed with status: 500";
    let malformed = "Execution failed due to configuration error: Malformed Lambda proxy response";
    for (given, rest, because, of_http) in [
        (
            failed,
            502,
            "Lambda execution failed with status 200 due to customer function error: no luck",
            "The Lambda function returned the following error: no luck. Check your Lambda function code and try again.",
        ),
        (Given::payload("\"text\""), 502, malformed, malformed),
        (throttled, 500, rate, rate),
        (
            Given { status: 403, payload: "{}", ..Given::OK },
            500,
            "Execution failed due to configuration error: Invalid permissions on Lambda function",
            "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration.",
        ),
        (Given { status: 500, payload: "", ..Given::OK }, 502, broken, broken),
    ] {
        let served = Functions::proxy(EventFormat::Rest).serve("/prod/a", &[], b"", given);
        assert_eq!((served.reply.status, served.body().as_str()), (rest, r#"{"message":"Internal server error"}"#));
        assert_eq!(served.reply.header("x-amzn-errortype"), Some("InternalServerErrorException"));
        assert!(served.because().expect("a reason").starts_with(because), "{:?}", served.because());
        let given = if given.payload == "\"text\"" { Given::payload("{\"body\": \"\"}") } else { given };
        let served = Functions::proxy(EventFormat::HttpV1).serve("/prod/a", &[], b"", given);
        assert_eq!(served.reply.status, 500, "{because}");
        assert!(served.because().expect("a reason").starts_with(of_http), "{:?}", served.because());
    }
    let served = Functions::proxy(EventFormat::HttpV2).serve("/prod/a", &[], b"", failed);
    assert_eq!((served.reply.status, served.body().as_str()), (500, r#"{"message":"Internal Server Error"}"#));
    let too_long = Given { status: 413, payload: r#"{"message": "Request must be smaller"}"#, ..Given::OK };
    let served = Functions::proxy(EventFormat::Rest).serve("/prod/a", &[], b"", too_long);
    assert_eq!((served.reply.status, served.body().as_str()), (413, r#"{"message":"Request Too Long"}"#));
}

/// The Lambda API, Invoke.
#[test]
fn remote_functions_are_asked_by_the_invoke_api() {
    let path = "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Af/invocations";
    let functions = Functions::of(EventFormat::Rest, "/{proxy+}", |call| {
        call.invoked = Invoked::Remote(Box::new(RemoteFunction {
            group: 0,
            host: http::HeaderValue::from_static("lambda.us-east-1.amazonaws.com"),
            path: path.into(),
            signing: None,
        }));
    });
    let served = functions.serve("/prod/a", &[("accept", "text/html"), ("x-a", "1")], b"", Given::OK);
    let Ok(Sent::Remote { headers, target, body }) = served.sent else { panic!("it is remote") };
    assert_eq!(target, path);
    let header = |name: &str| headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    assert_eq!(header("X-Amz-Invocation-Type"), Some("RequestResponse"));
    assert_eq!(header("Content-Type"), Some("application/json"));
    assert_eq!((header("x-a"), header("Accept")), (None, Some("application/json")));
    let event: serde_json::Value = serde_json::from_slice(&body).expect("an event is JSON");
    assert_eq!(event["headers"]["x-a"], "1");
    assert_eq!(served.reply.status, 200);
}

/// response-transfer-mode-lambda
#[test]
fn streamed_answers_begin_with_their_head() {
    let functions = Functions::of(EventFormat::Rest, "/{proxy+}", |call| call.streams = true);
    let (map, opened) = (header_map(&[]), functions.opened());
    let head = head(&map, "/prod/a", None);
    let answer = Answer {
        status: 201,
        headers: vec![("X-A".into(), "1".into()), ("Content-Length".into(), "7".into())],
        cookies: vec!["a=1".into(), "b=2".into()],
        ..Answer::default()
    };
    let reply = stream(&functions.table, &opened, &head, &answer, &mut ()).expect("a head");
    let written: Vec<_> = reply.headers.iter().map(|field| &*field.written).collect();
    assert_eq!(reply.status, 201);
    assert_eq!(written, ["X-A", "set-cookie", "set-cookie", "X-Amzn-Trace-Id", "x-amzn-RequestId", "x-amz-apigw-id"]);
    let refused = malformed_stream(&functions.table, &opened, &Malformed("no head".into()));
    assert_eq!(refused.fault.status(), 500);
    // "Stream, Function code adheres to the required format: No": 500.
    for (payload, status, body) in [
        ("{\"statusCode\": 201}\0\0\0\0\0\0\0\0body", 201, "body"),
        ("{\"statusCode\": 201}", 500, r#"{"message":"Internal server error"}"#),
    ] {
        let served = functions.serve("/prod/a", &[], b"", Given::payload(payload));
        assert_eq!((served.reply.status, served.body().as_str()), (status, body));
    }
}

/// *Using the Lambda runtime API for custom runtimes*, `Lambda-Runtime-Trace-Id`: "The AWS X-Ray tracing header. For example,
/// `Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1`."
#[test]
fn a_function_is_told_the_trace_that_it_is_part_of() {
    let own = Functions::proxy(EventFormat::Rest).serve("/prod/a", &[], b"", Given::OK).sent;
    let Ok(Sent::Local(own)) = own else { panic!("the function of this node is invoked") };
    assert!(own.trace_id.starts_with("Root=1-") && own.trace_id.len() == 40, "{}", own.trace_id);
    let whole = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1";
    for (sent, told) in [(whole, whole), ("nonsense", &own.trace_id)] {
        let sent = Functions::proxy(EventFormat::HttpV2).serve("/prod/a", &[("x-amzn-trace-id", sent)], b"", Given::OK);
        let Ok(Sent::Local(invoke)) = sent.sent else { panic!("the function of this node is invoked") };
        assert_eq!(&*invoke.trace_id, told);
    }
}
