//! What Amazon imports though no page of its guide has it: recorded of the service, or in definitions that are deployed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

mod support;

use support::{Imported, import_text};
use tollgate_definition::Protocol;
use tollgate_definition::api::{DeploymentKind, RestApi, RestMethod};
use tollgate_definition::openapi::BasePath;

fn import(text: &str) -> Imported {
    import_text("a.yaml", text, Some(Protocol::Rest), BasePath::Ignore)
}

fn api(imported: &Imported) -> &RestApi {
    match &imported.deployment.as_ref().unwrap().kind {
        DeploymentKind::Rest(api) => api,
        DeploymentKind::Http(_) => panic!("an HTTP API"),
    }
}

fn method(imported: &Imported) -> &RestMethod {
    &api(imported).resources[0].methods[0]
}

/// The SAM transform deploys `Authorizer: NONE` and `ApiKeyRequired: false` (sam-property-function-apifunctionauth) so; a
/// scheme of that name is a scheme.
#[test]
fn the_sam_transforms_markers_ask_nothing_of_callers() {
    for (security, scheme, expected, errors) in [
        ("[{NONE: []}]", "", "", false),
        ("[{NONE: []}, {api_key_false: []}]", "", "", false),
        ("[{NONE: []}, {api_key: []}]", "", "API key", false),
        ("[{none: []}]", "", "security scheme `none`", true),
        ("[{NONE: []}]", "NONE: {type: oauth2}", "security scheme `NONE`", true),
    ] {
        let text = format!(
            "swagger: '2.0'\npaths: {{/a: {{get: {{security: {security}}}}}}}\nsecurityDefinitions: {{{scheme}}}"
        );
        let imported = import(&text);
        let asked: Vec<_> = method(&imported).access.iter().map(|access| &*access.what).collect();
        assert_eq!(asked.join(", "), expected, "{security} {scheme}");
        assert_eq!(imported.diagnostics.has_errors(), errors, "{security} {scheme}: {}", imported.rendered());
    }
}

/// Every API has the models `Empty` and `Error` (models-mappings-models), whether its definition writes them or not.
#[test]
fn the_models_that_every_api_has_need_not_be_written() {
    for (version, place) in [("swagger: '2.0'", "#/definitions/"), ("openapi: 3.0.1", "#/components/schemas/")] {
        for (name, known) in [("Empty", true), ("Error", true), ("Absent", false)] {
            let response = match version.starts_with('s') {
                true => format!("schema: {{$ref: '{place}{name}'}}"),
                false => format!("content: {{application/json: {{schema: {{$ref: '{place}{name}'}}}}}}"),
            };
            let text = format!("{version}\npaths: {{/a: {{get: {{responses: {{'200': {{{response}}}}}}}}}}}");
            let imported = import(&text);
            assert_eq!(imported.diagnostics.has_errors(), !known, "{}", imported.rendered());
            let models: Vec<_> = api(&imported).models.iter().map(|model| &*model.name).collect();
            assert_eq!(models, if known { vec![name] } else { vec![] }, "{version}");
        }
    }
}

/// Recorded at import: "Invalid format for 'requestParameters'. Expected type string for property
/// 'integration.request.header.nothing' of resource '/test' and method 'GET' but got 'true'", a warning. Templates that are
/// objects are in deployed definitions.
#[test]
fn what_should_be_a_string_and_is_none_is_passed_over() {
    let text = "swagger: '2.0'
paths:
  /a:
    get:
      x-amazon-apigateway-integration:
        type: mock
        requestParameters:
          integration.request.header.nothing: true
          integration.request.header.a: \"'b'\"
        requestTemplates: {application/json: {statusCode: 200}, text/plain: x}
        responses: {default: {statusCode: 200, responseParameters: {method.response.header.c: [1]}}}
";
    let imported = import(text);
    let found: Vec<_> = imported.diagnostics.iter().map(|it| (it.name, it.severity.as_str())).collect();
    assert_eq!(found, [("wrong-type", "warning"); 3], "{}", imported.rendered());
    let integration = method(&imported).integration.as_ref().unwrap();
    let targets: Vec<_> = integration.request_parameters.iter().map(|it| &*it.target.text).collect();
    assert_eq!(targets, ["integration.request.header.a"]);
    let templates: Vec<_> = integration.request_templates.iter().map(|it| &*it.content_type.text).collect();
    assert_eq!(templates, ["text/plain"]);
}

/// The SAM transform writes `identitySource` of an HTTP API's Lambda authorizer as a list, as CreateAuthorizer takes it.
#[test]
fn identity_sources_may_be_a_list() {
    for (written, expected) in [
        ("[$request.header.Authorization]", "$request.header.Authorization"),
        ("[$request.header.a, $request.querystring.b]", "$request.header.a,$request.querystring.b"),
        ("$request.header.a", "$request.header.a"),
    ] {
        let text = format!(
            "openapi: 3.0.1\npaths: {{/a: {{get: {{security: [{{l: []}}]}}}}}}\ncomponents: {{securitySchemes: {{l: {{type: \
             apiKey, in: header, name: a, x-amazon-apigateway-authorizer: {{type: request, identitySource: {written}}}}}}}}}"
        );
        let imported = import_text("a.yaml", &text, Some(Protocol::Http), BasePath::Ignore);
        let DeploymentKind::Http(api) = &imported.deployment.as_ref().unwrap().kind else { panic!("a REST API") };
        let source = api.authorizers[0].identity_source.as_ref().map(|source| &*source.text);
        assert_eq!(source, Some(expected));
    }
}
