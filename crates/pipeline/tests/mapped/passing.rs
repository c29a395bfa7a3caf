//! Which bodies of a mapped integration go on as they come: binary ones that nothing reads (api-gateway-payload-encodings-workflow).

use crate::api::{Answer, Api};

/// `POST /a` of an HTTP integration; `request` beneath its integration, `responses` beneath its responses (YAML).
fn api(request: &str, responses: &str) -> Api {
    Api::of(&format!(
        r#"
x-amazon-apigateway-binary-media-types: [image/png]
paths:
  /a:
    post:
      responses: {{'200': {{description: ok}}}}
      x-amazon-apigateway-integration:
        type: http
        httpMethod: POST
        uri: http://backend.example/
        passthroughBehavior: when_no_match
        {request}
        responses:
          {responses}
"#
    ))
}

const DEFAULT: &str = "default: {statusCode: '200'}";
const BINARY: [(&str, &str); 3] = [("Content-Type", "image/png"), ("Content-Length", "3"), ("Accept", "image/png")];

fn answer(status: u16, content_type: &'static [(&'static str, &'static str)]) -> Answer<'static> {
    Answer { status, headers: content_type, body: "" }
}

const PNG: &[(&str, &str)] = &[("Content-Type", "image/png")];
const TEXT: &[(&str, &str)] = &[("Content-Type", "text/plain")];

#[test]
fn a_binary_request_that_nothing_reads_goes_on_as_it_comes() {
    let template = "requestTemplates: {application/json: '{}'}";
    let mapped = "requestParameters: {integration.request.header.X: method.request.body}";
    for (request, headers, streams) in [
        ("", &BINARY[..], true),
        // Text is made UTF-8.
        ("", &[("Content-Type", "text/plain"), ("Content-Length", "3")][..], false),
        // A length is made of what has none (api-gateway-known-issues).
        ("", &BINARY[..1], false),
        // It is decoded.
        ("", &[("Content-Type", "image/png"), ("Content-Length", "3"), ("Content-Encoding", "gzip")][..], false),
        (template, &BINARY[..], false),
        (mapped, &BINARY[..], false),
        ("contentHandling: CONVERT_TO_TEXT", &BINARY[..], false),
        ("contentHandling: CONVERT_TO_BINARY", &BINARY[..], true),
    ] {
        let found = api(request, DEFAULT).streams("POST /a", headers, answer(200, PNG));
        assert_eq!(found.0, streams, "{request} {headers:?}");
    }
}

#[test]
fn a_binary_answer_that_nothing_reads_goes_on_as_it_comes() {
    let more = |of_200: &str| format!("'200': {{statusCode: '200', {of_200}}}\n          {DEFAULT}");
    let template = more("responseTemplates: {application/json: '{}'}");
    let empty = more("responseTemplates: {application/json: ''}");
    let mapped = more("responseParameters: {method.response.header.X: integration.response.body}");
    let found = more("responseParameters: {method.response.header.X: integration.response.body.a}");
    let of_header = more("responseParameters: {method.response.header.X: integration.response.header.a}");
    let to_text = more("contentHandling: CONVERT_TO_TEXT");
    let to_binary = more("contentHandling: CONVERT_TO_BINARY");
    let undeclared = format!("'200': {{statusCode: '201'}}\n          {DEFAULT}");
    for (responses, answer, streams) in [
        (DEFAULT, answer(200, PNG), true),
        (DEFAULT, answer(500, PNG), true),
        (DEFAULT, answer(200, TEXT), false),
        (&*template, answer(200, PNG), false),
        (&*template, answer(500, PNG), true),
        // An empty template is none (integration-passthrough-behaviors).
        (&*empty, answer(200, PNG), true),
        (&*mapped, answer(200, PNG), false),
        (&*found, answer(200, PNG), false),
        (&*of_header, answer(200, PNG), true),
        (&*to_text, answer(200, PNG), false),
        (&*to_binary, answer(200, PNG), true),
        // Base64 is made bytes.
        (&*to_binary, answer(200, TEXT), false),
        // It is a 500.
        (&*undeclared, answer(200, PNG), false),
        ("'200': {statusCode: '200'}", answer(404, PNG), false),
    ] {
        let found = api("", responses).streams("POST /a", &BINARY, answer);
        assert_eq!(found.1, streams, "{responses} {}", answer.status);
    }
    // Without `contentHandling` the caller's `Accept` decides.
    let accepts = |accept| [BINARY[0], BINARY[1], ("Accept", accept)];
    for (accept, streams) in
        [("image/png", true), ("image/png;q=0.5, text/plain", true), ("text/plain, image/png", false)]
    {
        assert_eq!(api("", DEFAULT).streams("POST /a", &accepts(accept), answer(200, PNG)).1, streams, "{accept}");
    }
}
