//! setup-http-integrations: proxies whose body is collected, as something is to be done with it.

use crate::api::{Answer, Api, OK};
use tollgate_mapping::coding::Coding;

/// `ANY /pets` passed on, with this integration (YAML of it, beneath `uri`) and these settings of the API.
fn proxy(integration: &str, settings: &str) -> Api {
    Api::of(&format!(
        r#"
{settings}
paths:
  /pets:
    x-amazon-apigateway-any-method:
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: POST
        uri: http://backend.example:8080/v1?fixed=1
        {integration}
"#
    ))
}

const BODY: &str = "requestParameters: {integration.request.header.X-Pet: method.request.body.pet, \
    integration.request.querystring.all: method.request.body}";

/// rest-api-parameter-mapping-sources: `method.request.body` and a JSONPath of it, of a request that goes on as it came.
#[test]
fn parameters_of_the_body_go_with_the_callers_request() {
    let headers = [("X-Mine", "1"), ("Host", "here"), ("Connection", "X-Hop"), ("X-Hop", "1"), ("TE", "trailers")];
    let served = proxy(BODY, "").serve("PUT /pets?q=1", &headers, r#"{"pet":"Rex"}"#, OK);
    let sent = served.sent.expect("it is sent");
    assert_eq!(
        (&*sent.method, &*sent.target, &*sent.body),
        ("POST", "/v1?fixed=1&q=1&all=%7B%22pet%22:%22Rex%22%7D", r#"{"pet":"Rex"}"#)
    );
    assert_eq!(sent.host, "backend.example:8080");
    for (name, value) in [
        ("X-Pet", Some("Rex")),
        ("X-Mine", Some("1")),
        ("X-Forwarded-For", Some("192.0.2.9")),
        ("x-amzn-apigateway-api-id", Some("abc123")),
        // RFC 9110 section 7.6.1
        ("Connection", None),
        ("X-Hop", None),
        ("TE", None),
    ] {
        assert_eq!(sent.header(name), value, "{name}");
    }
}

/// RFC 9113 section 8.2.3: crumbs of a cookie are one field again; of other fields each value stays.
#[test]
fn crumbs_of_a_cookie_are_joined() {
    for (cookies, expected) in [(vec!["a=1", "b=2"], vec!["a=1; b=2"]), (vec!["a=1"], vec!["a=1"]), (vec![], vec![])] {
        let mut headers: Vec<_> = cookies.into_iter().map(|crumb| ("Cookie", crumb)).collect();
        headers.extend([("X-Two", "1"), ("X-Two", "2")]);
        let sent = proxy(BODY, "").serve("PUT /pets", &headers, "{}", OK).sent.expect("it is sent");
        let values = |written: &str| -> Vec<_> {
            let fields = sent.headers.iter().filter(|field| field.written == written);
            fields.map(|field| field.value.to_str().unwrap().to_owned()).collect()
        };
        assert_eq!(values("Cookie"), expected);
        assert_eq!(values("X-Two"), ["1", "2"]);
    }
}

/// RFC 9110 section 7.6.1: what `Connection` names stays behind, but not what a request would be another one without.
#[test]
fn a_connection_may_not_take_away_who_calls() {
    let headers = [
        ("Connection", "close, X-Hop, authorization, cookie, forwarded, host"),
        ("X-Hop", "1"),
        ("Authorization", "Bearer x"),
        ("Cookie", "a=1"),
        ("Forwarded", "for=192.0.2.1"),
    ];
    let sent = proxy(BODY, "").serve("PUT /pets", &headers, "{}", OK).sent.expect("it is sent");
    for (name, is_sent) in [("X-Hop", false), ("Authorization", true), ("Cookie", true), ("Forwarded", true)] {
        assert_eq!(sent.header(name).is_some(), is_sent, "{name}");
    }
}

/// api-gateway-known-issues: "API Gateway overrides the method", also where the body is collected.
#[test]
fn the_overriding_method_is_the_callers_method() {
    for (asked, method) in [(Some("PATCH"), "PATCH"), (Some("patch"), "PATCH"), (Some("BREW"), "POST"), (None, "POST")]
    {
        let headers: Vec<_> = asked.map(|asked| ("X-HTTP-Method-Override", asked)).into_iter().collect();
        let api = Api::of(ANY_METHOD);
        let sent = api.serve("POST /pets", &headers, "{}", OK).sent.expect("it is sent");
        assert_eq!((&*sent.method, sent.header("X-Method")), (method, Some(method)), "{asked:?}");
        assert_eq!(sent.header("X-HTTP-Method-Override"), None);
    }
}

const ANY_METHOD: &str = r#"
paths:
  /pets:
    x-amazon-apigateway-any-method:
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: ANY
        uri: http://backend.example/
        requestParameters:
          integration.request.header.X-Method: context.httpMethod
          integration.request.header.X-Body: method.request.body
"#;

/// api-gateway-make-request-with-compressed-payload: decoded, so that the backend is not told of a coding.
#[test]
fn a_coded_request_is_sent_decoded() {
    let body = Coding::Gzip.encode(br#"{"pet":"Rex"}"#);
    let headers = [("Content-Encoding", "gzip"), ("Content-Type", "application/json"), ("X-Mine", "1")];
    let sent = proxy("", "").serve("POST /pets", &headers, body, OK).sent.expect("it is sent");
    assert_eq!(sent.body, r#"{"pet":"Rex"}"#);
    assert_eq!((sent.header("Content-Encoding"), sent.header("X-Mine")), (None, Some("1")));
    assert_eq!(sent.header("Content-Type"), Some("application/json"));
}

/// `limits`: "Payload size: 10 MB", of what a coded request is decoded to.
#[test]
fn a_coded_request_is_decoded_to_ten_mebibytes_and_no_byte_more() {
    const LIMIT: usize = 10 * 1024 * 1024;
    for (bytes, status) in [(LIMIT, 200), (LIMIT + 1, 413)] {
        let body = Coding::Gzip.encode(&vec![b' '; bytes]);
        let served = proxy("", "").serve("POST /pets", &[("Content-Encoding", "gzip")], body, OK);
        assert_eq!(served.reply.status, status, "{bytes} bytes");
    }
}

/// api-gateway-payload-encodings-workflow, the table of requests.
#[test]
fn content_handling_converts_what_is_passed_on() {
    for (handling, content_type, body, sent) in [
        ("CONVERT_TO_BINARY", "text/plain", "cGV0", "pet"),
        ("CONVERT_TO_BINARY", "image/png", "cGV0", "cGV0"),
        ("CONVERT_TO_TEXT", "image/png", "pet", "cGV0"),
        ("CONVERT_TO_TEXT", "text/plain", "pet", "pet"),
    ] {
        let api = proxy(&format!("contentHandling: {handling}"), "x-amazon-apigateway-binary-media-types: [image/png]");
        let served = api.serve("POST /pets", &[("Content-Type", content_type)], body, OK);
        assert_eq!(served.sent.expect("it is sent").body, sent, "{handling} {content_type}");
    }
}

/// api-gateway-known-issues, the column `http_proxy` of answers; `Content-Length` stands under both names (recorded of the
/// service), of which the data plane sends the one and this the other.
#[test]
fn an_answer_that_is_collected_has_the_headers_that_it_would_have_passed_on() {
    let headers = [
        ("Content-Length", "3"),
        ("DATE", "then"),
        ("Via", "1.1 x"),
        ("Host", "inside"),
        ("X-Mine", "1"),
        ("Content-Type", "text/plain"),
    ];
    let api = proxy(BODY, "x-amazon-apigateway-minimum-compression-size: 1000");
    let served = api.serve("POST /pets", &[], "{}", Answer { status: 201, headers: &headers, body: "pet" });
    assert_eq!((served.reply.status, &*served.text()), (201, "pet"));
    let written: Vec<_> = served.reply.headers.iter().map(|field| &*field.written).collect();
    let expected = [
        "x-amzn-Remapped-Content-Length",
        "x-amzn-Remapped-DATE",
        "X-Mine",
        "Content-Type",
        "x-amzn-RequestId",
        "x-amz-apigw-id",
    ];
    assert_eq!(written, expected);
}

/// RFC 9110 section 15.4.5: what has no content has no type, and anything else has one (api-gateway-known-issues).
#[test]
fn an_answer_without_a_type_is_json_unless_it_has_no_content() {
    for (status, headers, expected) in [
        (200, &[][..], Some("application/json")),
        (200, &[("Content-Type", "text/plain")][..], Some("text/plain")),
        (204, &[][..], None),
        (304, &[][..], None),
    ] {
        let served = proxy(BODY, "").serve("POST /pets", &[], "{}", Answer { status, headers, body: "" });
        assert_eq!(served.reply.header("content-type"), expected, "{status} {headers:?}");
        let types = served.reply.headers.iter().filter(|field| field.name == "content-type").count();
        assert_eq!(types, usize::from(expected.is_some()), "{status} {headers:?}");
    }
}
