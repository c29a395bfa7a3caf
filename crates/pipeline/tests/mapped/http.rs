//! setup-http-integrations, rest-api-parameter-mapping-sources, apigateway-override-request-response-parameters.

use crate::api::{Answer, Api, OK};
use tollgate_model::Step;

/// `POST /pets/{id}` with this integration (YAML of it, beneath `uri`).
fn http(integration: &str) -> Api {
    sent_as("POST", integration)
}

/// The same with another method towards the backend.
fn sent_as(method: &str, integration: &str) -> Api {
    Api::of(&format!(
        r#"
paths:
  /pets/{{id}}:
    post:
      parameters:
      - {{name: id, in: path, required: true, schema: {{type: string}}}}
      responses: {{'200': {{description: ok}}, '400': {{description: bad}}}}
      x-amazon-apigateway-integration:
        type: http
        httpMethod: {method}
        uri: http://backend.example:8080/v1/{{pet}}?fixed=1
        {integration}
"#
    ))
}

const PARAMETERS: &str = r#"requestParameters:
          integration.request.path.pet: method.request.path.id
          integration.request.querystring.color: stageVariables.color
          integration.request.querystring.tag: method.request.multivaluequerystring.tag
          integration.request.querystring.none: method.request.querystring.none
          integration.request.header.X-Ip: context.identity.sourceIp
          integration.request.header.X-Name: method.request.body.pet.name
          integration.request.header.X-Pet: method.request.body.pet
          integration.request.header.X-Exact: method.request.header.x-in
          integration.request.header.x-static: "'v'"
        responses: {default: {statusCode: '200'}}"#;

/// The request is made of its mappings: nothing else of the caller's goes on.
#[test]
fn a_request_is_made_of_its_mappings() {
    let headers = [("X-In", "1"), ("Cookie", "a=b"), ("Content-Type", "application/json")];
    let body = r#"{"pet":{"name":"Rex","n":1.10}}"#;
    let served = http(PARAMETERS).serve("POST /pets/a%2Fb?tag=x&tag=%26&other=1", &headers, body, OK);
    let sent = served.sent.expect("it is sent");
    assert_eq!(
        (&*sent.method, &*sent.target, &*sent.host, &*sent.body),
        ("POST", "/v1/a%2Fb?fixed=1&color=green&tag=x&tag=%26", "backend.example:8080", body)
    );
    for (name, value) in [
        ("X-Ip", Some("192.0.2.9")),
        ("X-Name", Some("Rex")),
        ("X-Pet", Some(r#"{"name":"Rex","n":1.10}"#)),
        // api-gateway-known-issues: header names are case-sensitive.
        ("X-Exact", None),
        ("x-static", Some("v")),
        ("Cookie", None),
        // The request log of apigateway-override-request-response-parameters.
        ("Accept", Some("application/json")),
        ("Content-Type", Some("application/json")),
        ("User-Agent", Some("AmazonAPIGateway_abc123")),
        ("x-amzn-apigateway-api-id", Some("abc123")),
    ] {
        assert_eq!(sent.header(name), value, "{name}");
    }
}

/// The table of `$context` variables: what failed is known to gateway responses alone.
#[test]
fn a_variable_without_a_value_is_not_sent() {
    let served = http(
        "requestParameters:
          integration.request.path.pet: method.request.path.id
          integration.request.header.X-Failed: context.error.messageString
          integration.request.header.X-Status: context.status
          integration.request.header.X-Stage: context.stage
        responses: {default: {statusCode: '200'}}",
    )
    .serve("POST /pets/1", &[], "", OK);
    let sent = served.sent.expect("it is sent");
    let told = ["X-Failed", "X-Status", "X-Stage"].map(|name| sent.header(name));
    assert_eq!(told, [None, None, Some("prod")]);
}

/// docs/behaviour.md 1.9: a path of the body is read for a parameter of each place, and for none where no mapping names one.
#[test]
fn a_broken_body_matters_only_where_a_path_of_it_is_mapped() {
    for (place, from, status) in [
        ("path.pet", "method.request.body.pet", 400),
        ("querystring.pet", "method.request.body.pet", 400),
        ("header.X-Pet", "method.request.body.pet", 400),
        ("header.X-Pet", "method.request.body", 200),
        ("header.X-Pet", "method.request.path.id", 200),
    ] {
        // Every mapping but one is of something else.
        let mut mappings = vec![("path.pet", "method.request.path.id"), ("querystring.q", "stageVariables.color")];
        mappings.retain(|(name, _)| *name != place);
        mappings.push((place, from));
        let line = |(name, from): &(&str, &str)| format!("integration.request.{name}: {from}");
        let mappings = mappings.iter().map(line).collect::<Vec<_>>().join(", ");
        let api =
            http(&format!("requestParameters: {{{mappings}}}\n        responses: {{default: {{statusCode: '200'}}}}"));
        assert_eq!(api.serve("POST /pets/1", &[], "{\"pet\":", OK).reply.status, status, "{place}: {from}");
    }
}

/// docs/behaviour.md 1.9: only what begins as JSON is read as JSON, and then it must be.
#[test]
fn a_broken_body_is_the_callers_mistake_where_a_path_is_read() {
    for (body, status) in [("{\"pet\":", 400), ("plain text", 200), ("", 200)] {
        let served = http(PARAMETERS).serve("POST /pets/1", &[], body, OK);
        assert_eq!(served.reply.status, status, "{body}: {}", served.text());
        if status == 400 {
            assert_eq!(served.text(), r#"{"message": "Invalid JSON in request body"}"#);
        }
    }
}

/// api-gateway-known-issues, the column `http` of requests: what belongs to a connection, and `Via`, no backend is told, also
/// where a template says so; a mapped `Host` is the one that is called.
#[test]
fn a_mapped_host_is_sent_and_what_belongs_to_a_connection_is_not() {
    let names = ["Via", "Expect", "Keep-Alive", "TE", "Upgrade", "Server", "X-Mine"];
    let set = names.map(|name| format!("#set($context.requestOverride.header['{name}'] = \"template\")")).concat();
    let served = http(&format!(
        r##"requestParameters:
          integration.request.path.pet: method.request.path.id
          integration.request.header.Host: "'mapped.example'"
        requestTemplates:
          application/json: |-
            {set}{{}}
        responses: {{default: {{statusCode: '200'}}}}"##
    ))
    .serve("POST /pets/1", &[], "{}", OK);
    let sent = served.sent.expect("it is sent");
    assert_eq!((&*sent.host, sent.header("Host")), ("mapped.example", None));
    for (name, is_sent) in names.into_iter().zip([false, false, false, false, false, true, true]) {
        assert_eq!(sent.header(name).is_some(), is_sent, "{name}");
    }
}

/// docs/behaviour.md 1.8.1: no body is sent with GET, HEAD and OPTIONS, and so no type of one.
#[test]
fn methods_without_a_body_are_sent_none() {
    for (method, has_body) in
        [("GET", false), ("HEAD", false), ("OPTIONS", false), ("POST", true), ("PUT", true), ("DELETE", true)]
    {
        let sent = sent_as(method, PARAMETERS).serve("POST /pets/1", &[], r#"{"a":1}"#, OK).sent.expect("it is sent");
        assert_eq!((&*sent.method, !sent.body.is_empty()), (method, has_body), "{method}");
        assert_eq!(sent.header("Content-Type").is_some(), has_body, "{method}");
    }
}

/// Recorded of the service: a template that reads a body which is no JSON tells the caller so; and the logs are told where.
#[test]
fn a_broken_body_is_the_callers_mistake_where_a_template_reads_it() {
    let template = "requestTemplates: {application/json: '$input.json(\"$.a\")'}";
    let integration = format!(
        "requestParameters: {{integration.request.path.pet: method.request.path.id}}
        {template}
        responses: {{default: {{statusCode: '200'}}}}"
    );
    for (integration, message) in
        [(&*integration, "Could not parse request body into json: "), (PARAMETERS, "Invalid JSON in request body")]
    {
        let served = http(integration).serve("POST /pets/1", &[], "{\"pet\":", OK);
        assert_eq!(served.reply.status, 400);
        assert!(served.text().starts_with(&format!(r#"{{"message": "{message}"#)), "{}", served.text());
        let told = served.steps.iter().any(|step| matches!(step, Step::Refused { detail: Some(_), .. }));
        assert!(told, "{:?}", served.steps);
    }
}

/// "Overrides are final": headers, query and path, over what is mapped and beyond it.
#[test]
fn a_templates_overrides_win_over_mappings() {
    let served = http(
        r##"requestParameters:
          integration.request.querystring.a: "'mapped'"
          integration.request.header.X-A: "'mapped'"
        requestTemplates:
          application/json: |
            #set($context.requestOverride.path.pet = "over ride")
            #set($context.requestOverride.querystring.a = "1")
            #set($context.requestOverride.querystring.b = "2")
            #set($context.requestOverride.header.X-A = "template")
            #set($context.requestOverride.header.X-List = ["a", "b"])
            {"was":$input.json('$.x')}
        responses: {default: {statusCode: '200'}}"##,
    )
    .serve("POST /pets/1", &[], r#"{"x":[1]}"#, OK);
    let sent = served.sent.expect("it is sent");
    assert_eq!((&*sent.target, sent.body.trim()), ("/v1/over%20ride?fixed=1&a=1&b=2", r#"{"was":[1]}"#));
    assert_eq!((sent.header("X-A"), sent.header("X-List")), (Some("template"), Some("a,b")));
}

/// Of several query parameters only the overridden one is.
#[test]
fn an_override_leaves_other_mappings_alone() {
    let template = r##"#set($context.requestOverride.querystring.a = "over"){}"##;
    let served = http(&format!(
        r##"requestParameters:
          integration.request.path.pet: method.request.path.id
          integration.request.querystring.a: "'mapped'"
          integration.request.querystring.b: "'mapped'"
        requestTemplates: {{application/json: '{template}'}}
        responses: {{default: {{statusCode: '200'}}}}"##
    ))
    .serve("POST /pets/1", &[], "{}", OK);
    assert_eq!(served.sent.expect("it is sent").target, "/v1/1?fixed=1&b=mapped&a=over");
}

/// A placeholder of the uri that nothing fills is a mistake of the definition, unless the template fills it.
#[test]
fn a_placeholder_that_nothing_fills_is_a_configuration_error() {
    for (template, target) in
        [("{}", None), (r##"#set($context.requestOverride.path.pet = "7"){}"##, Some("/v1/7?fixed=1"))]
    {
        let served = http(&format!(
            "requestTemplates: {{application/json: '{template}'}}\n        responses: {{default: {{statusCode: '200'}}}}"
        ))
        .serve("POST /pets/1", &[], "{}", OK);
        assert_eq!(served.reply.status, if target.is_some() { 200 } else { 500 }, "{template}");
        assert_eq!(served.sent.as_ref().map(|sent| &*sent.target), target, "{template}");
    }
}

/// api-gateway-integration-settings-integration-response; headers only as they are mapped.
#[test]
fn an_answer_is_made_of_the_selected_response() {
    let api = http(
        r#"requestParameters: {integration.request.path.pet: method.request.path.id}
        responses:
          4\d{2}:
            statusCode: '400'
            responseParameters:
              method.response.header.X-Why: integration.response.body.error.code
              method.response.header.Location: integration.response.header.location
              method.response.header.Date: integration.response.header.Date
            responseTemplates: {application/json: '{"why":$input.json("$.error")}'}
          default: {statusCode: '200'}"#,
    );
    let headers = [("location", "/x"), ("Date", "then"), ("X-Other", "1"), ("Content-Type", "text/plain")];
    let bad = Answer { status: 404, headers: &headers, body: r#"{"error":{"code":7}}"# };
    let served = api.serve("POST /pets/1", &[], "", bad);
    assert_eq!((served.reply.status, &*served.text()), (400, r#"{"why":{"code":7}}"#));
    for (name, value) in [
        ("x-why", Some("7")),
        ("location", Some("/x")),
        ("x-amzn-remapped-date", Some("then")),
        ("x-other", None),
        ("content-type", Some("application/json")),
    ] {
        assert_eq!(served.reply.header(name), value, "{name}");
    }
    let fine = Answer { status: 201, headers: &headers, body: "as it is" };
    let served = api.serve("POST /pets/1", &[], "", fine);
    assert_eq!((served.reply.status, &*served.text()), (200, "as it is"));
}

/// api-gateway-make-request-with-compressed-payload: an unsupported or wrong coding is 415.
#[test]
fn coded_requests_are_decoded() {
    for (coding, status) in [("br", 415), ("gzip", 415), ("identity", 200)] {
        let served = http(PARAMETERS).serve("POST /pets/1", &[("Content-Encoding", coding)], "{}", OK);
        assert_eq!(served.reply.status, status, "{coding}");
    }
}
