//! What methods ask for and what is collected for them, of definitions as they are exported.

use std::sync::Arc;
use tollgate_compile::compile;
use tollgate_definition::api::{Stage, Variable};
use tollgate_definition::openapi::{self, ImportOptions};
use tollgate_definition::{Api, Configuration, Diagnostics, Protocol, Sources};
use tollgate_model::logging::{Logging, LoggingLevel};
use tollgate_model::target_group::Verify;
use tollgate_model::{FaultKind, Origin};
use tollgate_routes::{Collected, Integration, RequiredPlace, Route, Table};

/// The only route of a REST API: `settings` of its root, `method` beneath `POST /a/{id}` and `integration` beneath its
/// integration, whose uri is `http://x.example/`.
fn compiled(settings: &str, method: &str, integration: &str) -> Table {
    compiled_on(Logging::default(), settings, method, integration)
}

/// The same, on a stage that logs so.
fn compiled_on(logging: Logging, settings: &str, method: &str, integration: &str) -> Table {
    let text = format!(
        r#"openapi: 3.0.1
info: {{title: t, version: '1'}}
{settings}
components: {{schemas: {{Pet: {{type: object, required: [name]}}}}}}
paths:
  /a/{{id}}:
    post:
      responses: {{'200': {{description: ok}}}}
      {method}
      x-amazon-apigateway-integration:
        httpMethod: POST
        uri: https://x.example/
        {integration}
"#
    );
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add("api.yaml", text);
    let deployment = openapi::import(&mut sources, file, &ImportOptions::new(Protocol::Rest), &mut diagnostics);
    let mut stage =
        Stage::new("prod", Arc::new(deployment.unwrap_or_else(|| panic!("{diagnostics:?}"))), Origin::NOWHERE);
    stage.logging = logging;
    stage.variables.insert("color".into(), Variable { value: "green".into(), origin: Origin::NOWHERE });
    let configuration = Configuration { apis: vec![api(stage)], ..Configuration::default() };
    compile(&configuration, None, &mut diagnostics).unwrap_or_else(|| panic!("{diagnostics:?}"))
}

fn api(stage: Stage) -> Api {
    Api {
        name: "a".into(),
        id: "a".into(),
        protocol: Protocol::Rest,
        account: "123456789012".into(),
        region: "us-east-1".into(),
        disable_execute_api_endpoint: false,
        stages: vec![stage],
        cors: None,
        access: Vec::new(),
        origin: Origin::NOWHERE,
    }
}

fn route(table: &Table) -> &Route {
    let [route] = table.stages[0].routes.as_slice() else { panic!("one route") };
    route
}

const PROXY: &str = "type: http_proxy";
const COMPRESSED: &str = "x-amazon-apigateway-minimum-compression-size: 0";
const VALIDATED: &str =
    "x-amazon-apigateway-request-validators: {all: {validateRequestBody: true, validateRequestParameters: true}}
x-amazon-apigateway-request-validator: all";
const BODY: &str = "requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}";

/// A proxy streams both ways unless something is to be done with a body (response-transfer-mode, api-gateway-enable-compression).
#[test]
fn a_proxys_bodies_are_collected_where_something_is_done_with_them() {
    let mapped = format!("{PROXY}\n        requestParameters: {{integration.request.header.X: method.request.body.a}}");
    let converted = format!("{PROXY}\n        contentHandling: CONVERT_TO_TEXT");
    let streamed = format!("{PROXY}\n        responseTransferMode: STREAM");
    for (settings, method, integration, request, response) in [
        ("", "", PROXY, false, false),
        ("", "", &*mapped, true, false),
        ("", "", &*converted, true, false),
        ("", "", &*streamed, false, false),
        (COMPRESSED, "", PROXY, false, true),
        (COMPRESSED, "", &*streamed, false, false),
        (VALIDATED, BODY, PROXY, true, false),
        (VALIDATED, "", PROXY, false, false),
        ("", BODY, PROXY, false, false),
    ] {
        let table = compiled(settings, method, integration);
        let needs = route(&table).needs;
        let expected = (Collected::always_if(request), Collected::always_if(response));
        assert_eq!((needs.request_body, needs.response_body), expected, "{settings} {method} {integration}");
    }
}

/// A mapped integration's binary bodies go on as they come (api-gateway-payload-encodings-workflow) unless something is to be
/// done with them, or a log is to tell them (set-up-logging).
#[test]
fn a_mapped_integrations_bodies_are_collected_where_something_is_done_with_them() {
    let on = |level, data_trace| Logging { level, data_trace };
    let (off, told) = (on(LoggingLevel::Off, true), on(LoggingLevel::Info, true));
    for (logging, settings, method, request, response) in [
        (Logging::default(), "", "", Collected::ByHead, Collected::ByHead),
        (Logging::default(), COMPRESSED, "", Collected::ByHead, Collected::Always),
        (Logging::default(), VALIDATED, BODY, Collected::Always, Collected::ByHead),
        (Logging::default(), VALIDATED, "", Collected::ByHead, Collected::ByHead),
        (told, "", "", Collected::Always, Collected::Always),
        (on(LoggingLevel::Info, false), "", "", Collected::ByHead, Collected::ByHead),
        (off, "", "", Collected::ByHead, Collected::ByHead),
    ] {
        let settings = format!("{settings}\nx-amazon-apigateway-binary-media-types: [image/png]");
        let integration = "type: http\n        responses: {default: {statusCode: '200'}}";
        let table = compiled_on(logging, &settings, method, integration);
        let needs = route(&table).needs;
        assert_eq!((needs.request_body, needs.response_body), (request, response), "{logging:?} {settings} {method}");
    }
}

/// A mock calls nobody: only the request's body is there, for its template.
#[test]
fn a_mock_collects_the_request() {
    let table = compiled("", "", "type: mock\n        responses: {default: {statusCode: '200'}}");
    let needs = route(&table).needs;
    assert_eq!((needs.request_body, needs.response_body), (Collected::Always, Collected::Never));
}

/// Only proxies stream (response-transfer-mode).
#[test]
fn only_a_proxy_streams() {
    for (integration, streams) in [
        ("type: http_proxy", false),
        ("type: http_proxy\n        responseTransferMode: STREAM", true),
        ("type: http_proxy\n        responseTransferMode: BUFFERED", false),
        ("type: http\n        responseTransferMode: STREAM\n        responses: {default: {statusCode: '200'}}", false),
    ] {
        let table = compiled("", "", integration);
        let found = match &route(&table).integration {
            Integration::HttpProxy(proxy) => proxy.streams,
            Integration::Http(http) => http.proxy.streams,
            other => panic!("{other:?}"),
        };
        assert_eq!(found, streams, "{integration}");
    }
}

/// api-gateway-swagger-extensions-integration-tls-config: `insecureSkipVerification` is false unless it is said.
#[test]
fn certificates_are_verified_unless_it_is_said_otherwise() {
    for (tls, verify) in [
        ("", Verify::Full),
        ("tlsConfig: {insecureSkipVerification: false}", Verify::Full),
        ("tlsConfig: {insecureSkipVerification: true}", Verify::AnyIssuer),
    ] {
        let table = compiled("", "", &format!("{PROXY}\n        {tls}"));
        let [group] = table.groups.as_slice() else { panic!("one group") };
        assert_eq!(group.tls.as_ref().map(|tls| tls.verify), Some(verify), "{tls}");
    }
}

/// api-gateway-request-validation-set-up: the method's validator, else the API's; the names in the order of Amazon's error.
#[test]
fn a_method_requires_what_its_validator_checks() {
    let validators = |of_api: &str| {
        format!(
            "x-amazon-apigateway-request-validators:
  body: {{validateRequestBody: true, validateRequestParameters: false}}
  params: {{validateRequestBody: false, validateRequestParameters: true}}
  none: {{validateRequestBody: false, validateRequestParameters: false}}
{of_api}"
        )
    };
    let method = |own: &str| {
        format!(
            "parameters:
      - {{name: q, in: query, required: true, schema: {{type: string}}}}
      - {{name: maybe, in: query, schema: {{type: string}}}}
      - {{name: id, in: path, required: true, schema: {{type: string}}}}
      - {{name: X-H, in: header, required: true, schema: {{type: string}}}}
      {BODY}
      {own}"
        )
    };
    let (params, of_method) =
        ("x-amazon-apigateway-request-validator: params", "x-amazon-apigateway-request-validator: ");
    for (of_api, own, checks_parameters, checks_body) in [
        ("", String::new(), false, false),
        (params, String::new(), true, false),
        ("", format!("{of_method}body"), false, true),
        (params, format!("{of_method}body"), false, true),
        (params, format!("{of_method}none"), false, false),
    ] {
        let table = compiled(&validators(of_api), &method(&own), PROXY);
        let rules = &route(&table).request;
        let required: Vec<_> = rules.required.iter().map(|it| (&*it.name, place(&it.place))).collect();
        let all = vec![("X-H", "header X-H"), ("id", "path 0"), ("q", "query")];
        assert_eq!(required, if checks_parameters { all } else { vec![] }, "{of_api} {own}");
        assert_eq!(rules.models.is_some(), checks_body, "{of_api} {own}");
        assert_eq!(rules.needs_body(), checks_body, "{of_api} {own}");
    }
}

/// supported-gateway-response-types: a type's own response, else `DEFAULT_4XX` or `DEFAULT_5XX` by its default status. "You can't
/// customize" what is answered before an API is known, nor a body that is too large (api-gateway-known-issues).
#[test]
fn a_fault_gets_its_own_gateway_response_or_its_classs() {
    let responses = "x-amazon-apigateway-gateway-responses:
  THROTTLED: {statusCode: 497}
  DEFAULT_5XX: {statusCode: 599}
  DEFAULT_4XX: {statusCode: 499}";
    let table = compiled(responses, "", PROXY);
    for kind in FaultKind::ALL {
        let expected = match kind {
            FaultKind::Throttled => Some(497),
            FaultKind::RequestTooLarge => None,
            FaultKind::ApiConfigurationError
            | FaultKind::AuthorizerConfigurationError
            | FaultKind::AuthorizerFailure
            | FaultKind::IntegrationFailure
            | FaultKind::IntegrationTimeout => Some(599),
            kind if kind.row().name == "WAF_FILTERED" || *kind < FaultKind::Forbidden => Some(499),
            _ => None,
        };
        let found = table.stages[0].gateway_responses.of(*kind).and_then(|response| response.status);
        assert_eq!(found, expected, "{kind:?}");
    }
}

/// A model that is none is told at its own line.
#[test]
fn a_bad_model_is_told_where_it_stands() {
    let models = |names: [&str; 2]| {
        let schema = |name: &str| format!("{name}: {{type: {}}}", if name == "Bad" { "3" } else { "object" });
        format!(
            "openapi: 3.0.1\ninfo: {{title: t, version: '1'}}\n{VALIDATED}\ncomponents:\n  schemas:\n    {}\n    {}\npaths: {{}}",
            schema(names[0]),
            schema(names[1])
        )
    };
    for names in [["Bad", "Good"], ["Good", "Bad"]] {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let text = models(names);
        let [first, second] = names.map(|name| text.find(&format!("{name}:")).expect("it is written"));
        let file = sources.add("api.yaml", text);
        let deployment = openapi::import(&mut sources, file, &ImportOptions::new(Protocol::Rest), &mut diagnostics);
        let deployment = deployment.unwrap_or_else(|| panic!("{diagnostics:?}"));
        let stage = Stage::new("prod", Arc::new(deployment), Origin::NOWHERE);
        compile(&Configuration { apis: vec![api(stage)], ..Configuration::default() }, None, &mut diagnostics);
        let bad = diagnostics.iter().find(|diagnostic| diagnostic.name == "bad-model").expect("it is none");
        let (_, span) = sources.span_of(bad.origin).expect("it has a place");
        let is_first = (first..second).contains(&(span.start as usize));
        assert_eq!(is_first, names[0] == "Bad", "{names:?}");
    }
}

fn place(place: &RequiredPlace) -> &str {
    match place {
        RequiredPlace::Path(0) => "path 0",
        RequiredPlace::Path(_) => "another path parameter",
        RequiredPlace::NotInPath => "not in the path",
        RequiredPlace::Query => "query",
        RequiredPlace::Header(source) if source.exact.as_deref() == Some("X-H") => "header X-H",
        RequiredPlace::Header(_) => "another header",
    }
}
