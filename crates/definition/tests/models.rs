//! What schemas come to: models in JSON Schema draft 4.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

mod support;

use support::{Imported, import_text};
use tollgate_definition::Protocol;
use tollgate_definition::api::{DeploymentKind, RestApi};
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

/// api-gateway-known-issues names the keywords that Amazon leaves out; references become those between models.
#[test]
fn schemas_become_models() {
    for (schema, expected) in [
        ("{type: object, required: [a]}", r#"{"type":"object","required":["a"]}"#),
        ("{type: string, nullable: true, example: x, default: y, readOnly: true}", r#"{"type":"string"}"#),
        (
            "{type: array, minItems: 1, maxItems: 2, items: {type: integer, exclusiveMinimum: true, minimum: 1.0}}",
            r#"{"type":"array","items":{"type":"integer","minimum":1.0}}"#,
        ),
        (
            "{properties: {example: {type: string}, default: {enum: [{default: 1}]}}}",
            r#"{"properties":{"example":{"type":"string"},"default":{"enum":[{"default":1}]}}}"#,
        ),
        (
            "{properties: {child: {$ref: '#/components/schemas/A'}}}",
            r##"{"properties":{"child":{"$ref":"#/definitions/A"}}}"##,
        ),
        (
            "{allOf: [{$ref: '#/components/schemas/A'}, {not: {type: string, xml: {}}}]}",
            r##"{"allOf":[{"$ref":"#/definitions/A"},{"not":{"type":"string"}}]}"##,
        ),
        ("{additionalProperties: false, x-note: 1}", r#"{"additionalProperties":false}"#),
    ] {
        let text = format!("openapi: 3.0.1\npaths: {{}}\ncomponents: {{schemas: {{A: {schema}}}}}");
        let imported = import(&text);
        let models = &api(&imported).models;
        assert_eq!((&*models[0].name, &*models[0].schema.text), ("A", expected));
    }
}

#[test]
fn schemas_without_a_name_become_models_once() {
    let text = "openapi: 3.0.1
paths:
  /a:
    post: {requestBody: {content: {a/b: {schema: &s {type: object, properties: {x: {$ref: '#/components/x-more/deep'}}}}}}}
    put: {requestBody: {content: {a/b: {schema: *s}, c/d: {schema: {type: string}}}}}
components: {x-more: {deep: {items: {$ref: '#/components/x-more/deep'}}}}";
    let imported = import(text);
    assert_eq!(imported.rendered(), "");
    let api = api(&imported);
    let of = |at: usize| &api.resources[0].methods[at].request_models;
    assert_eq!(of(0)[0].model.text, of(1)[0].model.text);
    let listed: Vec<_> = api.models.iter().map(|model| (&*model.name, &*model.schema.text)).collect();
    assert_eq!(listed.len(), 3, "{listed:?}");
    assert!(listed.iter().all(|(name, _)| name.starts_with("MODEL") && name.len() == 11), "{listed:?}");
    let deep = format!(r##"{{"items":{{"$ref":"#/definitions/{}"}}}}"##, listed[2].0);
    assert_eq!(listed[2].1, deep, "a schema may refer to itself");
    assert!(listed[0].1.contains(&format!("#/definitions/{}", listed[2].0)), "{listed:?}");
}
