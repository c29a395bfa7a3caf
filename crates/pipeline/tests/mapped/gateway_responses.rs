//! supported-gateway-response-types, api-gateway-gatewayresponse-definition, set-up-gateway-responses-in-swagger.

use crate::api::{Api, OK};

fn api(responses: &str) -> Api {
    Api::of(&format!(
        r#"
x-amazon-apigateway-gateway-responses:
  {responses}
paths:
  /pets/{{petId}}:
    get:
      responses: {{}}
      x-amazon-apigateway-integration: {{type: mock}}
"#
    ))
}

/// Its own response, else that of its class, else Amazon's.
#[test]
fn a_type_of_its_own_wins_over_its_class() {
    let own = "MISSING_AUTHENTICATION_TOKEN: {statusCode: 404}";
    let class = "DEFAULT_4XX: {statusCode: 499}";
    let other = "DEFAULT_5XX: {statusCode: 599}";
    for (responses, line, status) in [
        (own.to_owned(), "GET /none", 404),
        (class.to_owned(), "GET /none", 499),
        (format!("{own}\n  {class}"), "GET /none", 404),
        (other.to_owned(), "GET /none", 403),
        (other.to_owned(), "GET /pets/1", 599),
        (class.to_owned(), "GET /pets/1", 500),
    ] {
        assert_eq!(api(&responses).serve(line, &[], "", OK).reply.status, status, "{responses} {line}");
    }
}

/// The example of set-up-gateway-responses-in-swagger.
#[test]
fn headers_and_body_are_substituted() {
    let api = api(r#"API_CONFIGURATION_ERROR:
    statusCode: 404
    responseParameters:
      gatewayresponse.header.x-request-path: method.input.params.petId
      gatewayresponse.header.x-request-query: method.request.querystring.q
      gatewayresponse.header.x-request-header: method.input.params.Accept
      gatewayresponse.header.Access-Control-Allow-Origin: "'a.b.c'"
    responseTemplates:
      application/json: '{"message":$context.error.messageString,"type":"$context.error.responseType","stage":"$context.stage","resourcePath":"$context.resourcePath","v":"$stageVariables.color","p":"$method.request.path.petId","none":"$context.nothing"}'"#);
    let served = api.serve("GET /pets/7?q=a&q=b", &[("Accept", "text/x")], "", OK);
    assert_eq!(
        served.text(),
        r#"{"message":"Internal server error","type":"API_CONFIGURATION_ERROR","stage":"prod","resourcePath":"/pets/{petId}","v":"green","p":"7","none":""}"#
    );
    for (name, value) in [
        ("x-request-path", "7"),
        ("x-request-query", "b"),
        ("x-request-header", "text/x"),
        ("access-control-allow-origin", "a.b.c"),
        ("x-amzn-errortype", "InternalServerErrorException"),
        ("content-type", "application/json"),
    ] {
        assert_eq!(served.reply.header(name), Some(value), "{name}");
    }
}

/// set-up-gateway-response-using-the-api: the default template, which a response without one keeps.
#[test]
fn a_response_without_a_template_keeps_the_default_body() {
    let served =
        api("DEFAULT_4XX: {responseParameters: {gatewayresponse.header.X-A: \"'1'\"}}").serve("GET /none", &[], "", OK);
    assert_eq!((served.reply.status, &*served.text()), (403, r#"{"message":"Missing Authentication Token"}"#));
    assert_eq!(served.reply.header("x-a"), Some("1"));
}

/// api-gateway-gatewayresponse-definition: `method.request.param-position.param-name`, in templates and in headers alike; the
/// last of several values, or all of them, joined.
#[test]
fn parameters_of_the_request_are_substituted() {
    let headers = [("X-Kind", "dog"), ("X-Kind", "cat")];
    for (part, expected) in [
        ("path.petId", "a b"),
        ("querystring.q", "2"),
        ("multivaluequerystring.q", "1,2"),
        ("header.X-Kind", "cat"),
        ("multivalueheader.X-Kind", "dog,cat"),
        // In the letters written (api-gateway-known-issues).
        ("header.x-kind", ""),
        ("multivalueheader.x-kind", ""),
        ("querystring.Q", ""),
        ("multivaluequerystring.Q", ""),
        ("path.other", ""),
    ] {
        let api = api(&format!(
            "API_CONFIGURATION_ERROR: {{responseTemplates: {{application/json: '[$method.request.{part}]'}}, \
             responseParameters: {{gatewayresponse.header.X-Told: method.request.{part}}}}}"
        ));
        let served = api.serve("GET /pets/a%20b?q=1&q=2", &headers, "", OK);
        assert_eq!(served.text(), format!("[{expected}]"), "{part}");
        // A header without a value is not sent.
        assert_eq!(served.reply.header("x-told").unwrap_or_default(), expected, "{part}");
    }
}

/// api-gateway-swagger-extensions-gateway-responses-responseparameters: `method.input.params` looks into the path, then the
/// query, then the headers.
#[test]
fn a_param_is_looked_for_in_path_query_and_headers() {
    let api = api("API_CONFIGURATION_ERROR: {responseParameters: {\
        gatewayresponse.header.X-A: method.input.params.petId, \
        gatewayresponse.header.X-B: method.input.params.both, \
        gatewayresponse.header.X-C: method.input.params.only}}");
    let headers = [("petId", "header"), ("both", "header"), ("only", "header")];
    let served = api.serve("GET /pets/7?petId=query&both=query", &headers, "", OK);
    for (name, value) in [("x-a", "7"), ("x-b", "query"), ("x-c", "header")] {
        assert_eq!(served.reply.header(name), Some(value), "{name}");
    }
}

/// set-up-gateway-response-using-the-console: the resource is named although the method is not there.
#[test]
fn a_missing_method_of_a_resource_is_told_the_resource() {
    let template = "'$context.resourcePath $method.request.path.petId'";
    let api = api(&format!("MISSING_AUTHENTICATION_TOKEN: {{responseTemplates: {{application/json: {template}}}}}"));
    for (line, body) in [("DELETE /pets/7", "/pets/{petId} 7"), ("GET /dogs/7", " ")] {
        assert_eq!(api.serve(line, &[], "", OK).text(), body, "{line}");
    }
}
