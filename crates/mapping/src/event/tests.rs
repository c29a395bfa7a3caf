use super::*;
use crate::media::BinaryMediaTypes;
use std::collections::BTreeMap;

/// `$context` of a request, by variable.
struct Known(BTreeMap<&'static str, &'static str>);

impl Context for Known {
    fn write(&self, variable: Variable, out: &mut String) -> bool {
        self.0.get(variable.name()).is_some_and(|value| {
            out.push_str(value);
            true
        })
    }
}

const SHARED: &[(&str, &str)] = &[
    ("accountId", "123456789012"),
    ("protocol", "HTTP/1.1"),
    ("identity.clientCert.clientCertPem", "CERT_CONTENT"),
    ("identity.clientCert.subjectDN", "www.example.com"),
    ("identity.clientCert.issuerDN", "Example issuer"),
    ("identity.clientCert.serialNumber", "a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1"),
    ("identity.clientCert.validity.notBefore", "May 28 12:30:02 2019 GMT"),
    ("identity.clientCert.validity.notAfter", "Aug  5 09:36:04 2021 GMT"),
];

fn known(own: &[(&'static str, &'static str)]) -> Known {
    Known(SHARED.iter().chain(own).copied().collect())
}

fn header(name: &'static str, value: &'static str) -> (&'static str, Cow<'static, str>) {
    (name, value.into())
}

/// What all of the guide's examples have in common.
fn request<'r>(context: &'r Known, headers: &'r [(&'r str, Cow<'r, str>)]) -> Request<'r> {
    Request {
        method: "GET",
        resource: "/my/path",
        path: "/my/path",
        whole_path: "/my/path",
        query: None,
        headers,
        path_parameters: &[],
        stage_variables: &[],
        body: Body::Text(b"Hello from Lambda!"),
        context,
        access_key: None,
        authorizer: None,
    }
}

/// Equal text but for the blanks of the example: keys stand in its order.
fn golden(event: Vec<u8>, example: &str) {
    let event = String::from_utf8(event).unwrap();
    let example: serde_json::Value = serde_json::from_str(example).unwrap();
    assert_eq!(event, example.to_string());
}

const OF_1_0: &[(&str, &str)] = &[
    ("apiId", "id"),
    ("domainPrefix", "id"),
    ("extendedRequestId", "request-id"),
    ("identity.userAgent", "user-agent"),
    ("requestId", "id="),
    ("requestTime", "04/Mar/2020:19:15:17 +0000"),
    ("requestTimeEpoch", "1583349317135"),
    ("stage", "$default"),
    ("domainName", "id.execute-api.us-east-1.amazonaws.com"),
];

/// set-up-lambda-proxy-integrations, with the request that it prints. What its example has of HTTP APIs (a `resourceId` of
/// null, an empty authorizer) is here as it was recorded of REST APIs: an id, and no key; `deploymentId` was recorded, too.
#[test]
fn rest_event_is_the_guides_example() {
    let mut values = OF_1_0.to_vec();
    values.extend([("identity.sourceIp", "IP"), ("resourceId", "abc123"), ("deploymentId", "dep123")]);
    let context = known(&values);
    let headers = [
        header("header1", "value1"),
        header("header2", "value1"),
        header("header2", "value2"),
        header("header3", "value1,value2"),
    ];
    let request = Request {
        query: Some("parameter1=value1&parameter2=value1&parameter2=value2&parameter3=value1,value2"),
        ..request(&context, &headers)
    };
    golden(rest(&request), include_str!("golden/rest.json"));
}

/// http-api-develop-integrations-lambda. Its example has the first value of a parameter beside a list and the last of a
/// header; the last of both is what the service does. The id that HTTP APIs show is the extended one. `cognitoAmr`, the route's
/// key as `resourceId` and header names as they were written are of events that were recorded of the service.
#[test]
fn http_event_1_0_is_the_guides_example() {
    let mut values = OF_1_0.to_vec();
    values.extend([("identity.sourceIp", "192.0.2.1"), ("routeKey", "GET /my/path")]);
    let context = known(&values);
    let headers = [header("Header1", "value1"), header("header2", "value1"), header("header2", "value2")];
    let request = Request {
        query: Some("parameter1=value1&parameter1=value2&parameter2=value"),
        authorizer: Some(r#"{"claims":null,"scopes":null}"#),
        ..request(&context, &headers)
    };
    golden(http_v1(&request), include_str!("golden/http_v1.json"));
}

#[test]
fn http_event_2_0_is_the_guides_example() {
    let context = known(&[
        ("apiId", "api-id"),
        ("routeKey", "$default"),
        ("domainName", "id.execute-api.us-east-1.amazonaws.com"),
        ("domainPrefix", "id"),
        ("identity.sourceIp", "192.0.2.1"),
        ("identity.userAgent", "agent"),
        ("extendedRequestId", "id"),
        ("stage", "$default"),
        ("requestTime", "12/Mar/2020:19:03:58 +0000"),
        ("requestTimeEpoch", "1583348638390"),
    ]);
    let headers = [
        header("Cookie", "cookie1; cookie2"),
        header("Header1", "value1"),
        header("header2", "value1"),
        header("header2", "value2"),
    ];
    let variables = [("stageVariable1".into(), "value1".into()), ("stageVariable2".into(), "value2".into())];
    let request = Request {
        method: "POST",
        query: Some("parameter1=value1&parameter1=value2&parameter2=value"),
        path_parameters: &[("parameter1", "value1")],
        stage_variables: &variables,
        body: Body::Text(b"Hello from Lambda"),
        authorizer: Some(r#"{"jwt":{"claims":{"claim1":"value1","claim2":"value2"},"scopes":["scope1","scope2"]}}"#),
        ..request(&context, &headers)
    };
    golden(http_v2(&request), include_str!("golden/http_v2.json"));
}

fn json(event: Vec<u8>) -> serde_json::Value {
    serde_json::from_slice(&event).unwrap()
}

/// set-up-lambda-proxy-integrations prints nulls; format 2.0 leaves out (http-api-develop-integrations-lambda; recorded of
/// both kinds of API).
#[test]
fn what_is_empty_is_null_in_format_1_0_and_absent_in_2_0() {
    let context = Known(BTreeMap::new());
    let empty = Request { body: Body::Empty, ..request(&context, &[]) };
    for event in [json(rest(&empty)), json(http_v1(&empty))] {
        for key in [
            "headers",
            "multiValueHeaders",
            "queryStringParameters",
            "multiValueQueryStringParameters",
            "pathParameters",
            "stageVariables",
            "body",
        ] {
            assert_eq!(event.get(key), Some(&serde_json::Value::Null), "{key}");
        }
        for key in ["clientCert", "apiKey", "apiKeyId", "vpcId", "vpceId"] {
            assert_eq!(event["requestContext"]["identity"].get(key), None, "{key}");
        }
        assert_eq!(event["requestContext"]["identity"].get("caller"), Some(&serde_json::Value::Null));
        assert_eq!(event["isBase64Encoded"], false);
        assert_eq!(event["requestContext"].get("authorizer"), None);
    }
    assert_eq!(json(rest(&empty))["requestContext"]["identity"]["userAgent"], serde_json::Value::Null);
    // Recorded of an HTTP API.
    assert_eq!(json(http_v1(&empty))["requestContext"]["identity"]["userAgent"], "");
    let event = json(http_v2(&empty));
    for key in ["cookies", "queryStringParameters", "body", "pathParameters", "stageVariables"] {
        assert_eq!(event.get(key), None, "{key}");
    }
    assert_eq!(event["requestContext"].get("authorizer"), None);
    assert_eq!(event["requestContext"].get("authentication"), None);
    assert_eq!(event["rawQueryString"], "");
    assert_eq!(event["headers"], serde_json::json!({}));
}

/// Names, values: recorded of a REST API (`params-encoding`), and of HTTP APIs, which do not split at semicolons.
#[test]
fn query_values_are_decoded_as_forms_are() {
    let context = Known(BTreeMap::new());
    for (query, rest_has, http_has) in [
        ("dateTimeOffset=2023-06-12T18:05:10.123456+00:00", "2023-06-12T18:05:10.123456 00:00", None),
        ("email=test%2Balias@gmail.com", "test+alias@gmail.com", None),
        ("plus=test+alias@gmail.com", "test alias@gmail.com", None),
        ("url=https://www.google.com/", "https://www.google.com/", None),
        ("whitespace=foo%20bar", "foo bar", None),
        ("a=b=c", "b=c", None),
        ("a", "", None),
        ("a=%ff", "\u{fffd}", None),
        ("a=%", "%", None),
        ("a=1;b=2", "1", Some("1;b=2")),
    ] {
        let name = query.split('=').next().unwrap();
        let request = Request { query: Some(query), ..request(&context, &[]) };
        let http_has = http_has.unwrap_or(rest_has);
        for (event, value) in [(rest(&request), rest_has), (http_v1(&request), http_has), (http_v2(&request), http_has)]
        {
            assert_eq!(json(event)["queryStringParameters"][name], value, "{query}");
        }
    }
}

/// REST as recorded (`path-encoded-email`); HTTP APIs "decode URL-encoded request parameters before passing them"
/// (http-api-develop-routes), and were seen to decode the path in format 2.0, and not in 1.0 (aws/aws-lambda-dotnet,
/// LambdaTestTool-v2, which is held to the service).
#[test]
fn only_format_2_0_has_the_path_decoded_and_only_rest_its_parameters_as_requested() {
    let context = Known(BTreeMap::new());
    let raw = "/proxy-value/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com";
    let decoded = "/dev/proxy-value/api/user/test+alias@gmail.com/plus/test+alias@gmail.com";
    let whole = format!("/dev{raw}");
    let request = Request {
        path: raw,
        whole_path: &whole,
        path_parameters: &[("proxy", "user/test%2Balias")],
        ..request(&context, &[])
    };
    let event = json(rest(&request));
    assert_eq!((&event["path"], &event["requestContext"]["path"]), (&raw.into(), &whole.as_str().into()));
    assert_eq!(event["pathParameters"]["proxy"], "user/test%2Balias");
    let event = json(http_v1(&request));
    assert_eq!((&event["path"], &event["requestContext"]["path"]), (&whole.as_str().into(), &whole.as_str().into()));
    assert_eq!(event["pathParameters"]["proxy"], "user/test+alias");
    let event = json(http_v2(&request));
    assert_eq!((&event["rawPath"], &event["requestContext"]["http"]["path"]), (&decoded.into(), &decoded.into()));
    assert_eq!(event["pathParameters"]["proxy"], "user/test+alias");
}

/// Recorded: `tEsT-HEADeR` stays so in a REST API's event, as `X-Razorpay-Event-Id` did in one of format 1.0 of an HTTP API.
#[test]
fn header_names_are_small_in_format_2_0_only() {
    let context = Known(BTreeMap::new());
    let headers = [header("tEsT-HEADeR", "aValUE")];
    let request = request(&context, &headers);
    assert_eq!(json(rest(&request))["multiValueHeaders"]["tEsT-HEADeR"], serde_json::json!(["aValUE"]));
    assert_eq!(json(http_v1(&request))["multiValueHeaders"]["tEsT-HEADeR"], serde_json::json!(["aValUE"]));
    assert_eq!(json(http_v2(&request))["headers"]["test-header"], "aValUE");
}

/// "All cookie headers in the request are combined with commas and added to the cookies field".
#[test]
fn cookies_of_several_headers_are_one_list() {
    let context = Known(BTreeMap::new());
    let headers = [header("cookie", "a=1; b=2;"), header("Cookie", "c=3")];
    let event = json(http_v2(&request(&context, &headers)));
    assert_eq!(event["cookies"], serde_json::json!(["a=1", "b=2", "c=3"]));
    assert_eq!(event["headers"], serde_json::json!({}));
}

#[test]
fn rest_bodies_are_base64_where_the_api_names_their_type() {
    let binary = BinaryMediaTypes::parse(["image/*", "application/octet-stream"]).unwrap();
    for (content_type, is_base64) in [
        (Some("image/png"), true),
        (Some("application/octet-stream; a=b"), true),
        (Some("application/json"), false),
        (None, false),
    ] {
        assert_eq!(Body::rest(b"x", &binary, content_type).is_base64(), is_base64, "{content_type:?}");
        assert_eq!(Body::rest(b"x", &BinaryMediaTypes::default(), content_type), Body::Text(b"x"), "{content_type:?}");
        assert_eq!(Body::rest(b"", &binary, content_type), Body::Empty);
    }
}

/// Recorded of an HTTP API (format 2.0).
#[test]
fn http_bodies_are_text_of_few_types_only() {
    for (content_type, is_base64) in [
        (Some("text/plain"), false),
        (Some("Text/CSV; charset=utf-8"), false),
        (Some("application/json"), false),
        (Some("application/json; charset=utf-8"), false),
        (Some("application/xml"), false),
        (Some("application/javascript"), false),
        (Some("application/x-www-form-urlencoded"), true),
        (Some("application/octet-stream"), true),
        (Some("multipart/form-data; boundary=x"), true),
        (Some("image/png"), true),
        (Some("textual"), true),
        (None, true),
    ] {
        assert_eq!(Body::http(b"x", content_type).is_base64(), is_base64, "{content_type:?}");
    }
}

#[test]
fn bodies_are_written_as_what_they_are() {
    let context = Known(BTreeMap::new());
    for (body, written, is_base64) in
        [(Body::Text(b"\"\\\n\x01\xff"), "\"\\\n\u{1}\u{fffd}", false), (Body::Base64(b"\x00\xff\x10"), "AP8Q", true)]
    {
        let request = Request { body, ..request(&context, &[]) };
        for event in [rest(&request), http_v1(&request), http_v2(&request)] {
            let event = json(event);
            assert_eq!((&event["body"], &event["isBase64Encoded"]), (&written.into(), &is_base64.into()));
        }
    }
}

/// The keys that an authorizer, an API key, a canary and a signed request bring.
#[test]
fn what_is_known_of_the_caller_is_told() {
    let context = known(&[
        ("identity.apiKey", "key"),
        ("identity.apiKeyId", "key-id"),
        ("identity.caller", "AIDA:session"),
        ("isCanaryRequest", "true"),
    ]);
    let request = Request {
        authorizer: Some(r#"{"principalId":"user","key":"1"}"#),
        access_key: Some("AKIA"),
        ..request(&context, &[])
    };
    let event = json(rest(&request));
    let identity = &event["requestContext"]["identity"];
    assert_eq!((&identity["apiKey"], &identity["apiKeyId"]), (&"key".into(), &"key-id".into()));
    assert_eq!((&identity["caller"], &identity["accessKey"]), (&"AIDA:session".into(), &"AKIA".into()));
    assert_eq!(event["requestContext"]["authorizer"], serde_json::json!({"principalId": "user", "key": "1"}));
    assert_eq!(event["requestContext"]["isCanaryRequest"], true);
}
