//! Every diagnostic: what brings it, and whether a table comes out all the same.

use crate::build::{
    With, api, domain, found, group, http, named, proxy, resource, rest, rest_kind, route, stage, text,
};
use std::sync::Arc;
use std::time::Duration;
use tollgate_compile::{NAMES, compile};
use tollgate_definition::api::{
    Cors, DeploymentKind, GatewayResponse, IntegrationResponse, IntegrationType, Json, MethodResponse, Model,
    RequestValidator, ResponseParameter, ResponseTransferMode, Template,
};
use tollgate_definition::explain::explain;
use tollgate_definition::{Configuration, Diagnostics, Integration, RestApi};

fn get(integration: Integration) -> Configuration {
    rest(vec![resource("GET /a/{id}", integration)])
}

fn ok() -> Integration {
    proxy("http://x.example/")
}

fn paths(keys: &[&str]) -> Configuration {
    rest(keys.iter().map(|key| resource(key, ok())).collect())
}

fn routes(keys: &[&str]) -> Configuration {
    http(keys.iter().map(|key| route(key, ok())).collect())
}

fn mapped(target: &str, source: &str) -> Configuration {
    get(ok().mapped(&[(target, source)]))
}

fn with(configuration: Configuration, change: impl FnOnce(&mut Configuration)) -> Configuration {
    let mut configuration = configuration;
    change(&mut configuration);
    configuration
}

/// An HTTP API whose CORS configuration is changed.
fn cors(change: impl FnOnce(&mut Cors)) -> Configuration {
    let mut cors = Cors::new(crate::build::NOWHERE);
    change(&mut cors);
    with(routes(&["GET /a"]), |configuration| configuration.apis[0].cors = Some(cors))
}

fn without_integration() -> Configuration {
    let mut resource = resource("GET /a", ok());
    resource.methods[0].integration = None;
    rest(vec![resource])
}

const X: &str = "method.response.header.X";

fn response(target: &str, source: &str) -> ResponseParameter {
    ResponseParameter { target: text(target), source: text(source) }
}

fn template(of: &str) -> Template {
    Template { content_type: text("application/json"), template: text(of) }
}

/// A mock whose default response is changed, and which declares 200 when `change` is given something to change.
fn mock(change: impl FnOnce(&mut Integration)) -> Configuration {
    let mut integration = Integration::new(IntegrationType::Mock, crate::build::NOWHERE);
    integration.responses = vec![default_response()];
    change(&mut integration);
    get(integration)
}

fn streamed_mock() -> Configuration {
    declared(mock(|integration| {
        integration.responses = vec![default_response()];
        integration.response_transfer_mode = ResponseTransferMode::Stream;
    }))
}

fn default_response() -> IntegrationResponse {
    IntegrationResponse {
        selection_pattern: None,
        status_code: 200,
        response_parameters: Vec::new(),
        response_templates: Vec::new(),
        content_handling: None,
        origin: crate::build::NOWHERE,
    }
}

fn declared(configuration: Configuration) -> Configuration {
    with_api(configuration, |api| {
        let (headers, models, origin) = (Vec::new(), Vec::new(), crate::build::NOWHERE);
        let method_response = MethodResponse { status_code: 200, headers, models, origin };
        api.resources[0].methods[0].method_responses.push(method_response);
    })
}

fn answered(change: impl FnOnce(&mut IntegrationResponse)) -> Configuration {
    declared(mock(|integration| change(&mut integration.responses[0])))
}

fn mock_request(of: &str) -> Configuration {
    declared(mock(|integration| integration.request_templates.push(template(of))))
}

fn with_api(configuration: Configuration, change: impl FnOnce(&mut RestApi)) -> Configuration {
    with(configuration, |configuration| {
        let deployment = Arc::get_mut(&mut configuration.apis[0].stages[0].deployment).unwrap();
        let DeploymentKind::Rest(api) = &mut deployment.kind else { unreachable!() };
        change(api);
    })
}

fn api_with(change: impl FnOnce(&mut RestApi)) -> Configuration {
    with_api(get(ok()), change)
}

fn validated(api: &mut RestApi, schema: &str) {
    let origin = crate::build::NOWHERE;
    api.request_validators.push(RequestValidator {
        name: "all".into(),
        validate_request_body: true,
        validate_request_parameters: true,
        origin,
    });
    api.models.push(Model {
        name: "Pet".into(),
        content_type: "application/json".into(),
        description: None,
        schema: Json { text: schema.into(), origin },
        origin,
    });
}

fn gateway(target: &str, source: &str) -> Configuration {
    api_with(|api| {
        api.gateway_responses.push(GatewayResponse {
            response_type: "DEFAULT_4XX".into(),
            status_code: None,
            response_parameters: vec![response(target, source)],
            response_templates: Vec::new(),
            origin: crate::build::NOWHERE,
        });
    })
}

/// What is found, and whether it is an error.
fn cases() -> Vec<(&'static str, bool, Configuration)> {
    let timeout = |millis| get(Integration { timeout: Some(Duration::from_millis(millis)), ..ok() });
    let kind = |kind| get(Integration { kind, ..ok() });
    let header = "integration.request.header.X";
    vec![
        ("bad-cors", true, cors(|cors| cors.allow_origins = vec![text("www.example.com")])),
        ("bad-cors", true, cors(|cors| cors.allow_origins = vec![text("https://*.example.com")])),
        ("bad-cors", true, cors(|cors| cors.allow_methods = vec![text("GET POST")])),
        (
            "bad-cors",
            true,
            cors(|cors| {
                cors.allow_origins = vec![text("*")];
                cors.allow_credentials = true;
            }),
        ),
        ("bad-parameter", true, mapped("integration.request.body", "'x'")),
        ("bad-parameter", true, mapped("method.request.header.X", "'x'")),
        ("bad-parameter", true, mapped("integration.request.header.a b", "'x'")),
        ("bad-parameter", true, mapped(header, "x")),
        ("bad-parameter", true, mapped(header, "method.request.path.none")),
        ("bad-parameter", true, mapped(header, "method.request.cookie.x")),
        (
            "bad-parameter",
            true,
            http(vec![route("GET /{id}", ok().mapped(&[("overwrite:header.Authorization", "x")]))]),
        ),
        ("bad-parameter", true, http(vec![route("GET /{id}", ok().mapped(&[("overwrite:body", "x")]))])),
        (
            "bad-parameter",
            true,
            http(vec![route("GET /{id}", ok().mapped(&[("overwrite:path", "$request.path.none")]))]),
        ),
        ("bad-parameter", false, mapped("integration.request.header.Transfer-Encoding", "'x'")),
        (
            "bad-parameter",
            false,
            http(vec![route("GET /{id}", ok().mapped(&[("append:header.x", "pet-$request.path.id")]))]),
        ),
        ("bad-uri", true, get(proxy("ftp://x.example/"))),
        ("bad-uri", true, get(Integration { uri: None, ..ok() })),
        ("conflicting-path", true, paths(&["GET /pets/{id}", "GET /pets/{petId}/toys"])),
        ("conflicting-path", true, paths(&["GET /{a+}", "POST /{b+}"])),
        ("duplicate-name", true, with(get(ok()), |c| c.apis.push(c.apis[0].clone()))),
        ("duplicate-name", true, with(get(ok()), |c| c.apis[0].stages = vec![c.apis[0].stages[0].clone(); 2])),
        ("duplicate-route", true, paths(&["GET /pets/{id}", "GET /pets/{id}"])),
        ("duplicate-route", true, routes(&["GET /pets/{id}", "GET /pets/{other}"])),
        ("duplicate-route", true, routes(&["$default", "$default"])),
        ("integration-missing", true, without_integration()),
        ("methods-missing", true, rest(vec![])),
        ("invalid-method", true, paths(&["TRACE /a"])),
        ("invalid-method", true, get(Integration { http_method: Some("GET IT".into()), ..ok() })),
        ("invalid-path", true, paths(&["GET /{proxy+}/child"])),
        ("invalid-path", true, paths(&["GET pets"])),
        ("invalid-path", true, routes(&["GET /pets/"])),
        ("invalid-path", true, routes(&["GET /resource{name}"])),
        (
            "no-targets",
            false,
            with(get(ok()), |c| {
                c.target_groups.push(group(named("none"), false, None));
                c.target_groups[0].targets.clear();
            }),
        ),
        ("bad-uri", true, kind(IntegrationType::Aws)),
        ("bad-uri", true, kind(IntegrationType::AwsProxy)),
        ("not-enforced", false, streamed_mock()),
        ("response-missing", false, kind(IntegrationType::Mock)),
        ("response-missing", false, kind(IntegrationType::Http)),
        ("response-missing", false, mock(|_| {})),
        ("bad-parameter", true, mapped(header, "method.request.body.a[?(@.b == ")),
        ("bad-parameter", true, answered(|it| it.response_parameters.push(response("method.response.body", "'x'")))),
        ("bad-parameter", true, answered(|it| it.response_parameters.push(response(X, "method.request.header.X")))),
        ("bad-parameter", false, gateway("gatewayresponse.path.x", "'x'")),
        ("bad-parameter", true, gateway("gatewayresponse.header.x", "x")),
        ("bad-pattern", true, answered(|it| it.selection_pattern = Some(text("4\\d{2")))),
        ("bad-template", false, answered(|it| it.response_templates.push(template("#if($a")))),
        ("bad-template", false, mock_request("#foreach($a in $b)")),
        ("bad-model", true, api_with(|api| validated(api, "{\"type\": 3}"))),
        ("bad-model", true, api_with(|api| validated(api, "{"))),
        ("bad-media-type", true, api_with(|api| api.binary_media_types.push(text("image")))),
        ("bad-media-type", false, api_with(|api| api.binary_media_types.push(text("*/png")))),
        ("unknown-variable", false, mapped(header, "context.nothing")),
        ("unknown-variable", false, answered(|it| it.response_parameters.push(response(X, "context.nothing")))),
        ("path-parameter-unmapped", false, get(proxy("http://x.example/{id}"))),
        ("path-parameter-unmapped", false, http(vec![route("GET /{id}", proxy("http://x.example/{other}"))])),
        ("stage-missing", true, Configuration { apis: vec![api("a", vec![])], ..Configuration::default() }),
        ("stage-variable-undefined", true, get(proxy("http://${stageVariables.none}/"))),
        ("stage-variable-undefined", true, mapped(header, "stageVariables.none")),
        ("timeout-range", false, timeout(29_001)),
        ("timeout-range", false, timeout(49)),
        ("tls-insecure", false, get(proxy("https://x.example/").tls(true, None))),
        ("unknown-api", true, with(get(ok()), |c| c.domains.push(domain("x", &[("", "b", None)])))),
        ("unknown-stage", true, with(get(ok()), |c| c.domains.push(domain("x", &[("", "a", Some("b"))])))),
        ("uri-port", false, get(proxy("http://x.example:81/"))),
    ]
}

#[test]
fn each_mistake_has_its_diagnostic() {
    for (name, error, configuration) in cases() {
        assert_eq!(found(&configuration), (vec![name], !error), "{:?}", configuration.apis);
    }
}

/// The links' own are in `links`, those of functions in `function_mistakes`, the settings' in `settings`, the roles' in `services`; what
/// brings `too-many-target-groups` is beside `StageGroups`, `too-many-functions` beside `StageFunctions`.
#[test]
fn every_name_is_explained_and_seen_in_a_test() {
    let elsewhere = [
        "call-unsigned",
        "credentials-unknown",
        "unknown-subtype",
        "function-merged",
        "function-unknown",
        "function-unused",
        "payload-format",
        "too-many-functions",
        "tls-name-missing",
        "too-many-target-groups",
        "unknown-listener",
        "unknown-method",
        "unknown-target-group",
        "unknown-vpc-link",
    ];
    let seen: Vec<&str> = cases().iter().map(|(name, ..)| *name).chain(elsewhere).collect();
    for name in NAMES {
        assert!(explain(name).is_some(), "{name} has no explanation");
        assert!(seen.contains(name), "{name} is in no test");
    }
}

#[test]
fn what_is_fine_is_not_remarked_on() {
    let siblings = ["GET /a", "GET /{id}", "GET /{proxy+}", "GET /a/{id}/b", "POST /a/{id}", "ANY /a/{id}/c/{rest+}"];
    for configuration in [paths(&siblings), routes(&siblings), routes(&["GET /a/{x}", "POST /a/{y}", "$default"])] {
        assert_eq!(found(&configuration), (vec![], true));
    }
}

#[test]
fn every_finding_comes_at_once() {
    let mut configuration = paths(&["GET /{proxy+}/child", "TRACE /a", "GET /x/{a}", "GET /x/{b}/c"]);
    configuration.apis[0].stages.push(stage("other", rest_kind(vec![resource("GET /b", proxy("nowhere"))])));
    configuration.domains.push(domain("x", &[("", "none", None)]));
    let names = ["bad-uri", "conflicting-path", "invalid-method", "invalid-path", "unknown-api"];
    assert_eq!(found(&configuration), (names.to_vec(), false));
}

#[test]
fn an_error_that_was_there_before_leaves_no_table() {
    let mut diagnostics = Diagnostics::default();
    diagnostics.error("syntax", crate::build::NOWHERE, "not TOML");
    assert!(compile(&get(ok()), None, &mut diagnostics).is_none());
}
