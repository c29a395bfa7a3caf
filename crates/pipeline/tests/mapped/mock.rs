//! how-to-mock-integration, how-to-cors.

use crate::api::{Api, OK};

/// A mock with this request template and these responses (YAML beneath `responses:`).
fn mock(request: &str, responses: &str) -> Api {
    Api::of(&format!(
        r#"
paths:
  /m/{{id}}:
    x-amazon-apigateway-any-method:
      parameters:
      - {{name: id, in: path, required: true, schema: {{type: string}}}}
      responses:
        '200': {{description: ok}}
        '500': {{description: broken}}
      x-amazon-apigateway-integration:
        type: mock
        {request}
        responses:
          {responses}
"#
    ))
}

const BOTH: &str = r#"'5\d{2}':
            statusCode: '500'
            responseTemplates: {application/json: '{"broken":"$input.params("id")"}'}
          default:
            statusCode: '200'
            responseTemplates: {application/json: '{"id":"$input.params("id")","q":"$input.params("q")"}'}"#;

/// "The integration response whose HTTP status regex matches the status code of the template is used."
#[test]
fn the_status_that_the_template_names_selects_the_response() {
    let template = |text: &str| format!("requestTemplates: {{application/json: '{text}'}}");
    for (request, status, body) in [
        (template(r#"{"statusCode": 200}"#), 200, r#"{"id":"7","q":"a b"}"#),
        (template(r#"{"statusCode": 503}"#), 500, r#"{"broken":"7"}"#),
        (template("{statusCode: 200,}"), 200, r#"{"id":"7","q":"a b"}"#),
        // The guide's own example of logic in it.
        (
            template(r#"{ #if( $input.params("q") == "internal" ) "statusCode": 200 #else "statusCode": 500 #end }"#),
            500,
            r#"{"broken":"7"}"#,
        ),
        // No template: the default integration response.
        ("passthroughBehavior: when_no_templates".to_owned(), 200, r#"{"id":"7","q":"a b"}"#),
        (template("{}"), 500, r#"{"message": "Internal server error"}"#),
        (template(r#"{"statusCode": "200"}"#), 500, r#"{"message": "Internal server error"}"#),
        (template("200"), 500, r#"{"message": "Internal server error"}"#),
    ] {
        let served = mock(&request, BOTH).serve("GET /m/7?q=a+b", &[], "", OK);
        assert_eq!((served.reply.status, served.text()), (status, body.to_owned()), "{request}");
    }
}

/// integration-passthrough-behaviors: examples 1 to 3.
#[test]
fn bodies_without_a_template_pass_or_are_refused() {
    let xml = "requestTemplates: {application/xml: '{\"statusCode\":200}'}";
    let json = "requestTemplates: {application/json: '{\"statusCode\":200}'}";
    for (templates, content_type, behaviors) in [
        (json, None, [200, 200, 200]),
        (json, Some("application/json; charset=utf-8"), [200, 200, 200]),
        (json, Some("application/xml"), [200, 415, 415]),
        (xml, None, [200, 415, 415]),
        (xml, Some("application/xml"), [200, 200, 200]),
        ("uri: unused", None, [200, 200, 415]),
        ("uri: unused", Some("application/xml"), [200, 200, 415]),
    ] {
        for (behavior, status) in ["when_no_match", "when_no_templates", "never"].iter().zip(behaviors) {
            let api = mock(&format!("passthroughBehavior: {behavior}\n        {templates}"), BOTH);
            let headers: Vec<_> = content_type.map(|value| ("Content-Type", value)).into_iter().collect();
            let served = api.serve("POST /m/7", &headers, "{}", OK);
            assert_eq!(served.reply.status, status, "{templates} {behavior} {content_type:?}: {}", served.text());
            if status == 415 {
                assert_eq!(served.text(), r#"{"message": "Unsupported Media Type"}"#);
                assert_eq!(served.reply.header("x-amzn-errortype"), Some("BadRequestException"));
            }
        }
    }
}

/// how-to-cors: what the console makes.
#[test]
fn a_preflight_is_answered_with_the_mapped_headers() {
    let api = Api::of(
        r#"
paths:
  /pets:
    options:
      responses:
        '200':
          description: ok
          headers:
            Access-Control-Allow-Origin: {schema: {type: string}}
            Access-Control-Allow-Methods: {schema: {type: string}}
      x-amazon-apigateway-integration:
        type: mock
        passthroughBehavior: when_no_match
        requestTemplates: {application/json: '{"statusCode": 200}'}
        responses:
          default:
            statusCode: '200'
            responseParameters:
              method.response.header.Access-Control-Allow-Methods: "'GET,OPTIONS'"
              method.response.header.Access-Control-Allow-Origin: "'*'"
            responseTemplates: {application/json: ''}
"#,
    );
    let served = api.serve("OPTIONS /pets", &[("Origin", "https://a.example")], "", OK);
    assert_eq!((served.reply.status, served.text()), (200, String::new()));
    let written: Vec<_> = served.reply.headers.iter().map(|field| &*field.written).collect();
    for name in ["Access-Control-Allow-Methods", "Access-Control-Allow-Origin", "Content-Type", "x-amzn-RequestId"] {
        assert!(written.contains(&name), "{name} is in the letters of the definition: {written:?}");
    }
    assert_eq!(served.reply.header("access-control-allow-methods"), Some("GET,OPTIONS"));
    assert_eq!(served.reply.header("content-type"), Some("application/json"));
}

/// supported-gateway-response-types: API_CONFIGURATION_ERROR.
#[test]
fn an_answer_that_nothing_is_for_is_a_500() {
    let template = "requestTemplates: {application/json: '{\"statusCode\":404}'}";
    let declared = "'200': {statusCode: '200'}";
    let undeclared = "default: {statusCode: '404'}";
    for responses in [declared, undeclared] {
        let served = mock(template, responses).serve("GET /m/7", &[], "", OK);
        assert_eq!((served.reply.status, &*served.text()), (500, r#"{"message": "Internal server error"}"#));
    }
}

/// apigateway-override-request-response-parameters: a template wins over mappings; a request's template reaches the answer.
#[test]
fn overrides_of_templates_win() {
    let response = r##"default:
            statusCode: '200'
            responseParameters: {method.response.header.X-A: "'mapped'"}
            responseTemplates:
              application/json: |
                #set($context.responseOverride.header.X-A = "template")
                #set($context.responseOverride.status = 418)
                {}"##;
    let served =
        mock("requestTemplates: {application/json: '{\"statusCode\":200}'}", response).serve("GET /m/7", &[], "", OK);
    assert_eq!((served.reply.status, served.reply.header("x-a")), (418, Some("template")));
}
