//! What is done to every answer that the gateway makes of an integration's.

use crate::api::{Answer, Api};
use tollgate_mapping::coding::Coding;
use tollgate_model::Step;

/// `GET /pets` of an HTTP integration with this default response (YAML, inline) and these settings of the API.
fn answers(response: &str, settings: &str) -> Api {
    Api::of(&format!(
        r#"
{settings}
paths:
  /pets:
    get:
      responses: {{'200': {{description: ok}}}}
      x-amazon-apigateway-integration:
        type: http
        httpMethod: GET
        uri: http://backend.example/
        responses: {{default: {{statusCode: '200'{response}}}}}
"#
    ))
}

const TEN: &str = "x-amazon-apigateway-minimum-compression-size: 10";

/// api-gateway-receive-response-with-compressed-payload: each condition of it.
#[test]
fn an_answer_is_compressed_when_every_condition_holds() {
    let coded = ", responseParameters: {method.response.header.Content-Encoding: \"'br'\"}";
    let typed = ", responseParameters: {method.response.header.X-Mine: \"'1'\"}";
    for (settings, response, accepted, body, coding) in [
        (TEN, "", Some("gzip"), "0123456789", Some(Coding::Gzip)),
        (TEN, "", Some("deflate"), "0123456789", Some(Coding::Deflate)),
        (TEN, typed, Some("gzip"), "0123456789", Some(Coding::Gzip)),
        (TEN, "", Some("gzip"), "012345678", None),
        (TEN, "", Some("br"), "0123456789", None),
        (TEN, "", None, "0123456789", None),
        ("", "", Some("gzip"), "0123456789", None),
        (TEN, coded, Some("gzip"), "0123456789", None),
        // What is empty has nothing to compress.
        ("x-amazon-apigateway-minimum-compression-size: 0", "", Some("gzip"), "", None),
    ] {
        let headers: Vec<_> = accepted.map(|accepted| ("Accept-Encoding", accepted)).into_iter().collect();
        let served =
            answers(response, settings).serve("GET /pets", &headers, "", Answer { status: 200, headers: &[], body });
        let case = format!("{settings} {response} {accepted:?} {body}");
        let bytes = coding.map_or(body.as_bytes().to_vec(), |coding| coding.encode(body.as_bytes()));
        assert_eq!(served.reply.body, bytes, "{case}");
        let told = served.reply.header("content-encoding").filter(|told| *told != "br");
        assert_eq!(told, coding.map(Coding::as_str), "{case}");
    }
}

/// api-gateway-known-issues, the column `http` of answers, and what the service was recorded to rename of them.
#[test]
fn headers_that_are_mapped_are_sent_renamed_or_not_at_all() {
    for (name, sent) in [
        ("X-Mine", Some("X-Mine")),
        ("Via", Some("Via")),
        ("Date", Some("x-amzn-Remapped-Date")),
        ("Upgrade", Some("x-amzn-Remapped-Upgrade")),
        ("Content-Length", Some("x-amzn-Remapped-Content-Length")),
        ("Transfer-Encoding", None),
        ("TE", None),
        ("Accept", Some("Accept")),
    ] {
        let api = answers(&format!(", responseParameters: {{method.response.header.{name}: \"'mapped'\"}}"), "");
        let served = api.serve("GET /pets", &[], "", Answer { status: 200, headers: &[], body: "" });
        let mapped = served.reply.headers.iter().find(|field| field.value == "mapped").map(|field| &*field.written);
        assert_eq!(mapped, sent, "{name}");
    }
}

/// Recorded of the service: answers that were called for tell the trace they belong to, with the caller's own where it came.
#[test]
fn an_answer_tells_its_trace() {
    let ok = Answer { status: 200, headers: &[], body: "" };
    let own = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
    let served = answers("", "").serve("GET /pets", &[("X-Amzn-Trace-Id", own)], "", ok);
    assert_eq!(served.reply.header("x-amzn-trace-id"), Some(own));
    let served = answers("", "").serve("GET /pets", &[], "", ok);
    assert!(served.reply.header("x-amzn-trace-id").is_some_and(|made| made.starts_with("Root=1-5e6a879e-")));
}

/// What execution logs tell of an answer: as the method has it, before ids and codings are added.
#[test]
fn a_trace_tells_the_methods_response() {
    let api = answers(", responseParameters: {method.response.header.X-Mine: \"'1'\"}", "");
    let served = api.serve("GET /pets", &[], "", Answer { status: 200, headers: &[], body: "pet" });
    let told = served.steps.iter().find_map(|step| match step {
        Step::MethodResponse { status, headers, body, .. } => Some((*status, headers.clone(), body.clone())),
        _ => None,
    });
    let headers = [("Content-Type", "application/json"), ("X-Mine", "1"), ("X-Amzn-Trace-Id", TRACE)];
    let headers = headers.map(|(name, value)| (name.into(), value.into())).to_vec();
    assert_eq!(told, Some((200, headers, Some(b"pet"[..].into()))));
}

const TRACE: &str = "Root=1-5e6a879e-087f6e5d4c3b2a19087f6e5d";

/// api-gateway-payload-encodings-workflow: a template may read what an API calls binary as long as it is text.
#[test]
fn a_template_reads_a_binary_answer_that_is_text() {
    let api = answers(
        ", contentHandling: CONVERT_TO_BINARY, responseTemplates: {application/json: '[$input.body]'}",
        "x-amazon-apigateway-binary-media-types: [image/png]",
    );
    let png = [("Content-Type", "image/png")];
    let served = api.serve("GET /pets", &[], "", Answer { status: 200, headers: &png, body: "pet" });
    assert_eq!((served.reply.status, &*served.text()), (200, "[pet]"));
}
