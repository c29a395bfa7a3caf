//! What of mappings, of the gateway's own answers and of a stage changed is told in words, by route, content type and
//! response: never the text itself, which is long and may hold secrets.

use crate::build::{NOWHERE, proxy, resource, rest, table, text};
use std::sync::Arc;
use tollgate_compile::changes;
use tollgate_definition::api::{
    Canary, ContentHandling, Deployment, DeploymentKind, GatewayResponse, IntegrationResponse, IntegrationType, Json,
    MethodResponse, Model, PassthroughBehavior, RequestParameter, ResponseParameter, RestApi, Template, Variable,
};
use tollgate_definition::{Configuration, Integration, Stage};

fn template(content_type: &str, of: &str) -> Template {
    Template { content_type: text(content_type), template: text(of) }
}

fn response(pattern: Option<&str>, status_code: u16) -> IntegrationResponse {
    IntegrationResponse {
        selection_pattern: pattern.map(text),
        status_code,
        response_parameters: vec![header("method.response.header.X", "'1'")],
        response_templates: vec![template("application/json", "{}")],
        content_handling: None,
        origin: NOWHERE,
    }
}

fn header(target: &str, source: &str) -> ResponseParameter {
    ResponseParameter { target: text(target), source: text(source) }
}

/// `POST /a`, an `http` integration of mappings, in an API that says a little of everything.
fn before() -> Configuration {
    let integration = Integration {
        kind: IntegrationType::Http,
        request_templates: vec![template("application/json", "$input.body")],
        passthrough_behavior: PassthroughBehavior::Never,
        responses: vec![response(None, 200), response(Some(r"4\d{2}"), 400)],
        ..proxy("http://x.example/a")
    };
    let mut it = rest(vec![resource("POST /a", integration)]);
    let api = rest_api(&mut it);
    api.gateway_responses = vec![GatewayResponse {
        response_type: "DEFAULT_4XX".into(),
        status_code: None,
        response_parameters: vec![header("gatewayresponse.header.x", "method.request.header.Origin")],
        response_templates: vec![template("application/json", "{}")],
        origin: NOWHERE,
    }];
    api.models = vec![Model {
        name: "Order".into(),
        content_type: "application/json".into(),
        description: None,
        schema: Json { text: "{}".into(), origin: NOWHERE },
        origin: NOWHERE,
    }];
    let method_response =
        |status_code| MethodResponse { status_code, headers: Vec::new(), models: Vec::new(), origin: NOWHERE };
    api.resources[0].methods[0].method_responses = vec![method_response(200), method_response(400)];
    it
}

fn stage(it: &mut Configuration) -> &mut Stage {
    &mut it.apis[0].stages[0]
}

fn rest_api(it: &mut Configuration) -> &mut RestApi {
    let deployment = Arc::get_mut(&mut stage(it).deployment).expect("the only one");
    let DeploymentKind::Rest(api) = &mut deployment.kind else { unreachable!() };
    api
}

fn integration(it: &mut Configuration) -> &mut Integration {
    let integration = rest_api(it).resources[0].methods[0].integration.as_mut().expect("one");
    Arc::get_mut(integration).expect("the only one")
}

/// What is told when this changes.
fn told(change: impl FnOnce(&mut Configuration)) -> String {
    let mut new = before();
    change(&mut new);
    // A definition that differs is another deployment.
    let deployment = Arc::get_mut(&mut stage(&mut new).deployment).expect("the only one");
    deployment.id = "9876543210".into();
    changes(Some(&table(&before())), &table(&new)).to_string()
}

fn of_route(change: impl FnOnce(&mut Integration)) -> String {
    let told = told(|it| change(integration(it)));
    told.strip_prefix("route changed: a prod POST /a (")
        .and_then(|rest| rest.strip_suffix(")\n"))
        .unwrap_or(&told)
        .to_owned()
}

// printf '{}' | sha256sum, and so on
const BRACES: &str = "sha256:44136fa355b3";
const ONE: &str = "sha256:6b86b273ff34";
const TWO: &str = "sha256:d4735e3a265e";

#[test]
fn request_templates_and_mappings_are_told_by_content_type_and_parameter() {
    assert_eq!(
        of_route(|it| it.request_templates = vec![template("application/json", "1"), template("text/xml", "")]),
        format!(
            "request template application/json: sha256:5dba2bc30c69 → {ONE}, request template text/xml: none → empty"
        )
    );
    let mapped = |value| {
        of_route(|it| {
            let target = text("integration.request.header.X");
            it.request_parameters = vec![RequestParameter { target, source: text(value) }];
        })
    };
    assert_eq!(mapped("method.request.header.Y"), "integration.request.header.X: none → method.request.header.Y");
    // printf "'1'" | sha256sum
    assert_eq!(mapped("'1'"), "integration.request.header.X: none → sha256:9a7622b24ae7", "may be a secret");
    assert_eq!(
        of_route(|it| it.content_handling = Some(ContentHandling::ConvertToText)),
        "contentHandling: none → CONVERT_TO_TEXT"
    );
}

#[test]
fn integration_responses_are_told_by_their_patterns() {
    for (change, expected) in [
        (
            (|it| it.responses[1].response_templates[0].template = text("2")) as fn(&mut Integration),
            format!(r"response 4\d{{2}} template application/json: {BRACES} → {TWO}"),
        ),
        (|it| it.responses[0].status_code = 400, "response default statusCode: 200 → 400".to_owned()),
        (
            |it| it.responses[0].response_parameters[0].source = text("integration.response.header.Y"),
            "response default method.response.header.X: sha256:9a7622b24ae7 → integration.response.header.Y".to_owned(),
        ),
        (
            |it| it.responses[0].content_handling = Some(ContentHandling::ConvertToBinary),
            "response default contentHandling: none → CONVERT_TO_BINARY".to_owned(),
        ),
        // "the first that matches is taken"
        (
            |it| it.responses.push(response(Some("5.*"), 400)),
            format!(
                "response 5.* method.response.header.X: none → sha256:9a7622b24ae7, response 5.* statusCode: none → 400, \
                 response 5.* template application/json: none → {BRACES}, \
                 responses: default, 4\\d{{2}} → default, 4\\d{{2}}, 5.*"
            ),
        ),
        (|it| it.responses.reverse(), r"responses: default, 4\d{2} → 4\d{2}, default".to_owned()),
    ] {
        assert_eq!(of_route(change), expected);
    }
    assert_eq!(
        told(|it| drop(rest_api(it).resources[0].methods[0].method_responses.pop())),
        "route changed: a prod POST /a (method responses: 200, 400 → 200)\n"
    );
}

/// integration-passthrough-behaviors: with `NEVER`, a body that no template is for is answered 415.
#[test]
fn a_body_that_passes_now_opens_a_door() {
    let passing = told(|it| integration(it).passthrough_behavior = PassthroughBehavior::WhenNoMatch);
    assert_eq!(
        passing,
        "danger: a prod POST /a: bodies without a template may pass: NEVER → WHEN_NO_MATCH\n\
         route changed: a prod POST /a (passthroughBehavior: NEVER → WHEN_NO_MATCH)\n"
    );
    let mut lax = before();
    integration(&mut lax).passthrough_behavior = PassthroughBehavior::WhenNoMatch;
    assert!(changes(Some(&table(&lax)), &table(&before())).dangers.is_empty());
}

#[test]
fn what_holds_for_all_routes_of_a_deployment_is_told_of_its_stages() {
    for (change, expected) in [
        (
            (|it| it.gateway_responses[0].response_templates[0].template = text("2")) as fn(&mut RestApi),
            format!("gateway response DEFAULT_4XX template application/json: {BRACES} → {TWO}"),
        ),
        (
            |it| it.gateway_responses[0].status_code = Some(404),
            "gateway response DEFAULT_4XX statusCode: as its type has it → 404".to_owned(),
        ),
        (
            |it| it.gateway_responses[0].response_parameters.clear(),
            "gateway response DEFAULT_4XX gatewayresponse.header.x: method.request.header.Origin → none".to_owned(),
        ),
        (
            |it| it.binary_media_types = vec![text("image/png"), text("image/*")],
            "binaryMediaTypes: none → image/png, image/*".to_owned(),
        ),
        (|it| it.minimum_compression_size = Some(0), "minimumCompressionSize: none → 0".to_owned()),
        (|it| it.models[0].schema.text = "1".into(), format!("model Order: {BRACES} → {ONE}")),
    ] {
        assert_eq!(told(|it| change(rest_api(it))), format!("stage changed: a prod ({expected})\n"));
    }
    assert_eq!(
        told(|_| {}),
        "stage changed: a prod (deployment: 0123456789 → 9876543210)\n",
        "what has no words is another deployment"
    );
}

/// Monitoring and clients take it for a success.
#[test]
fn a_refusal_that_looks_like_a_success_is_a_danger() {
    assert_eq!(
        told(|it| rest_api(it).gateway_responses[0].status_code = Some(200)),
        "danger: a prod: gateway response DEFAULT_4XX: what is refused is answered 200\n\
         stage changed: a prod (gateway response DEFAULT_4XX statusCode: as its type has it → 200)\n"
    );
}

#[test]
fn bodies_that_are_logged_are_a_danger() {
    let traced = told(|it| stage(it).logging.data_trace = true);
    assert_eq!(traced.lines().next(), Some("danger: a prod: data_trace: parameters, headers and bodies are logged"));
}

#[test]
fn variables_are_told_by_name_for_their_values_may_be_secret() {
    let value = |value: &str| Variable { value: value.to_owned(), origin: NOWHERE };
    let changed = |it: &mut Configuration| {
        stage(it).variables.insert("x".to_owned(), value("1"));
    };
    let mut new = before();
    changed(&mut new);
    assert_eq!(
        changes(Some(&table(&before())), &table(&new)).to_string(),
        format!("stage changed: a prod (variable x: none → {ONE})\n")
    );
}

/// canary-release: it gets requests that the stage had, so what it does not ask of them is a door.
#[test]
fn a_canary_that_comes_is_held_against_its_stage() {
    let mut new = before();
    let mut lax = before();
    integration(&mut lax).passthrough_behavior = PassthroughBehavior::WhenNoMatch;
    let kind = lax.apis[0].stages[0].deployment.kind.clone();
    let deployment = Deployment { id: "9876543210".into(), title: None, kind, origin: NOWHERE };
    stage(&mut new).canary = Some(Canary {
        percent: 5.0,
        deployment: Some(Arc::new(deployment)),
        variables: Default::default(),
        origin: NOWHERE,
    });
    assert_eq!(
        changes(Some(&table(&before())), &table(&new)).to_string(),
        "danger: a prod/canary POST /a: bodies without a template may pass: NEVER → WHEN_NO_MATCH\n\
         stage changed: a prod (canary_percent: none → 5.0)\n\
         stage added: a prod/canary\n\
         route added: a prod/canary POST /a\n"
    );
}
