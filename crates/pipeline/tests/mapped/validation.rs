//! api-gateway-method-request-validation, api-gateway-request-validation-test.

use crate::api::{Api, OK};
use tollgate_model::Step;

fn api(validator: &str) -> Api {
    Api::of(&format!(
        r##"
x-amazon-apigateway-request-validators:
  all: {{validateRequestBody: true, validateRequestParameters: true}}
  params-only: {{validateRequestBody: false, validateRequestParameters: true}}
  body-only: {{validateRequestBody: true, validateRequestParameters: false}}
x-amazon-apigateway-request-validator: {validator}
x-amazon-apigateway-gateway-responses:
  BAD_REQUEST_BODY:
    responseTemplates:
      application/json: '{{"message":$context.error.messageString,"why":"$context.error.validationErrorString"}}'
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties: {{name: {{type: string}}}}
paths:
  /pets/{{issuer}}:
    post:
      parameters:
      - {{name: issuer, in: path, required: true, schema: {{type: string}}}}
      - {{name: qs1, in: query, required: true, schema: {{type: string}}}}
      - {{name: optional, in: query, schema: {{type: string}}}}
      - {{name: X-Header-Param, in: header, required: true, schema: {{type: string}}}}
      requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Pet'}}}}}}}}
      responses: {{'200': {{description: ok}}}}
      x-amazon-apigateway-integration:
        type: mock
        passthroughBehavior: when_no_match
        responses: {{default: {{statusCode: '200'}}}}
"##
    ))
}

const NAMED: (&str, &str) = ("X-Header-Param", "1");

#[test]
fn required_parameters_are_there_and_not_blank() {
    for (line, headers, missing) in [
        ("POST /pets/1?qs1=a", vec![NAMED], None),
        ("POST /pets/1?qs1=", vec![NAMED], Some("qs1")),
        ("POST /pets/1?qs1=%20", vec![NAMED], Some("qs1")),
        ("POST /pets/1", vec![NAMED], Some("qs1")),
        ("POST /pets/1?QS1=a", vec![NAMED], Some("qs1")),
        // Names are compared in the letters written.
        ("POST /pets/1?qs1=a", vec![("x-header-param", "1")], Some("X-Header-Param")),
        // In the order of their full names: headers, path, query.
        ("POST /pets/%20", vec![], Some("X-Header-Param, issuer, qs1")),
    ] {
        let served = api("params-only").serve(line, &headers, "not JSON", OK);
        match missing {
            None => assert_eq!(served.reply.status, 200, "{line}"),
            Some(names) => {
                let body = format!(r#"{{"message": "Missing required request parameters: [{names}]"}}"#);
                assert_eq!((served.reply.status, served.text()), (400, body), "{line}");
                assert_eq!(served.reply.header("x-amzn-errortype"), Some("BadRequestException"));
            }
        }
    }
}

#[test]
fn bodies_are_what_their_models_say() {
    let json = ("Content-Type", "application/json");
    for (validator, headers, body, fine) in [
        ("body-only", vec![json], r#"{"name":"Rex"}"#, true),
        ("body-only", vec![], r#"{"name":"Rex"}"#, true),
        ("body-only", vec![json], r#"{"nme":"Rex"}"#, false),
        ("body-only", vec![json], "{", false),
        ("body-only", vec![json], "", false),
        // "If no matching content type is found, request validation is not performed."
        ("body-only", vec![("Content-Type", "text/plain")], "anything", true),
        ("params-only", vec![json, NAMED], r#"{"nme":"Rex"}"#, true),
        ("all", vec![json, NAMED], r#"{"nme":"Rex"}"#, false),
    ] {
        let served = api(validator).serve("POST /pets/1?qs1=a", &headers, body, OK);
        assert_eq!(served.reply.status, if fine { 200 } else { 400 }, "{validator} {headers:?} {body}");
        assert_eq!(fine, !served.text().contains("Invalid request body"), "{}", served.text());
    }
}

/// api-gateway-mapping-template-reference: `$context.error.validationErrorString`, in gateway responses that ask for it.
#[test]
fn what_a_model_has_against_a_body_is_told_where_it_is_asked_for() {
    let served = api("body-only").serve("POST /pets/1", &[], r#"{"nme":"Rex"}"#, OK);
    let why = r#"{"message":"Invalid request body","why":"[object has missing required properties ([\"name\"])]"}"#;
    assert_eq!(served.text(), why);
    assert!(served.steps.iter().any(|step| matches!(step, Step::Refused { .. })));
}

/// Parameters come first: a request with neither gets the error of the parameters.
#[test]
fn parameters_are_checked_before_the_body() {
    let served = api("all").serve("POST /pets/1", &[], "{", OK);
    assert!(served.text().contains("Missing required request parameters"), "{}", served.text());
}

/// What execution logs tell of a refusal: at least what the caller is told.
#[test]
fn a_trace_says_why_a_request_was_refused() {
    for (line, body, why) in [
        ("POST /pets/1", "{}", "Missing required request parameters: [X-Header-Param, qs1]"),
        ("POST /pets/1?qs1=a", "{}", "object has missing required properties"),
    ] {
        let headers = if line.contains('?') { vec![NAMED] } else { vec![] };
        let served = api("all").serve(line, &headers, body, OK);
        let told = served.steps.iter().find_map(|step| match step {
            Step::Refused { detail, .. } => detail.clone(),
            _ => None,
        });
        assert!(told.as_ref().is_some_and(|told| told.contains(why)), "{told:?}");
    }
}
