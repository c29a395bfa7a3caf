//! What is exported is what was imported.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

mod support;

use proptest::prelude::*;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use support::{Imported, import, import_text};
use tollgate_definition::api::{Api, Stage};
use tollgate_definition::export::{ExportFormat, ExportOptions, Extensions, NoExport, Tree, export};
use tollgate_definition::openapi::BasePath;
use tollgate_definition::{Deployment, Protocol};
use tollgate_model::Origin;

const FORMATS: [ExportFormat; 2] = [ExportFormat::Oas30, ExportFormat::Swagger];

/// The definitions that the guide prints, and the extensions that it prints by themselves.
fn fixtures() -> Vec<PathBuf> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let folders = ["guide", "fragments"].into_iter().flat_map(|folder| std::fs::read_dir(tests.join(folder)).unwrap());
    let mut files: Vec<_> = folders.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json" || extension == "yaml"));
    files.sort();
    files
}

fn exported(deployment: Deployment, format: ExportFormat, extensions: Extensions) -> Result<Tree, NoExport> {
    let origin = Origin::NOWHERE;
    let stage = Stage::new("prod", Arc::new(deployment), origin);
    let api = Api {
        name: "pets".into(),
        id: "a1b2c3".into(),
        protocol: Protocol::Rest,
        account: "123456789012".into(),
        region: "us-east-1".into(),
        cors: None,
        disable_execute_api_endpoint: false,
        stages: Vec::new(),
        access: Vec::new(),
        origin,
    };
    export(&api, &stage, ExportOptions { format, extensions })
}

/// What requests are served by. Places are nothing; what decides who may call is a set; a version that nobody wrote is one
/// that the export makes.
fn meaning(deployment: &Deployment) -> Value {
    let mut value = serde_json::to_value(&deployment.kind).unwrap();
    value["Rest"]["version"] = Value::Null;
    for resource in value["Rest"]["resources"].as_array_mut().unwrap() {
        for method in resource["methods"].as_array_mut().unwrap() {
            method["access"].as_array_mut().unwrap().sort_by_key(Value::to_string);
        }
    }
    value
}

fn again(text: &str, name: &str) -> Imported {
    of_kind(Protocol::Rest, text, name)
}

fn of_kind(protocol: Protocol, text: &str, name: &str) -> Imported {
    let imported = import_text(name, text, Some(protocol), BasePath::Ignore);
    assert!(!imported.diagnostics.has_errors(), "{}\n{text}", imported.rendered());
    imported
}

/// The document and what it was made of mean the same, as JSON and as YAML.
fn check(deployment: &Deployment, format: ExportFormat, name: &str) {
    let tree = exported(deployment.clone(), format, Extensions::ALL).unwrap_or_else(|why| panic!("{name}: {}", why.0));
    for (text, file) in [(tree.json(), "a.json"), (tree.yaml(), "a.yaml")] {
        let imported = again(&text, file);
        let (found, expected) = (meaning(imported.deployment.as_ref().unwrap()), meaning(deployment));
        assert_eq!(found, expected, "{name} as {format:?} in {file}:\n{text}");
    }
}

/// api-gateway-export-api
#[test]
fn every_definition_in_the_guide_is_exported_as_itself() {
    let mut count = 0;
    for path in fixtures() {
        let imported = import(&path);
        if imported.protocol == Protocol::Http {
            continue;
        }
        assert!(!imported.diagnostics.has_errors(), "{}", imported.rendered());
        for format in FORMATS {
            check(imported.deployment.as_ref().unwrap(), format, &path.display().to_string());
        }
        count += 1;
    }
    assert!(count >= 54, "{count} definitions");
}

/// http-api-export: "You can also import an exported API definition into API Gateway to create another, identical API."
fn check_http(deployment: &Deployment, name: &str) {
    let tree = exported(deployment.clone(), ExportFormat::Oas30, Extensions::ALL)
        .unwrap_or_else(|why| panic!("{name}: {}", why.0));
    for (text, file) in [(tree.json(), "a.json"), (tree.yaml(), "a.yaml")] {
        let imported = of_kind(Protocol::Http, &text, file);
        let (found, expected) = (&imported.deployment.as_ref().unwrap().kind, &deployment.kind);
        let (found, expected) = (serde_json::to_value(found).unwrap(), serde_json::to_value(expected).unwrap());
        assert_eq!(found, expected, "{name} in {file}:\n{text}");
    }
}

/// Every field of an HTTP API that the importer reads.
const EVERYTHING_OF_HTTP: &str = "openapi: 3.0.1
info: {title: t, version: '2'}
servers: [{url: /, x-amazon-apigateway-endpoint-configuration: {disableExecuteApiEndpoint: true}}]
x-amazon-apigateway-importexport-version: '1.0'
x-amazon-apigateway-cors: {allowOrigins: ['https://a.example'], allowMethods: [GET], allowHeaders: [x], exposeHeaders: [y], allowCredentials: true, maxAge: -1}
components:
  x-amazon-apigateway-integrations: {shared: {type: http_proxy, httpMethod: ANY, payloadFormatVersion: '1.0', uri: 'http://a.example/{proxy}'}}
  securitySchemes:
    jwt: {type: oauth2, x-amazon-apigateway-authorizer: {type: jwt, identitySource: $request.header.Authorization, jwtConfiguration: {issuer: 'https://i.example', audience: [a, b]}}}
    own: {type: apiKey, name: Auth, in: header, x-amazon-apigateway-authorizer: {type: request, authorizerUri: u, authorizerPayloadFormatVersion: '2.0', enableSimpleResponses: true, authorizerResultTtlInSeconds: 5, identitySource: $request.header.Auth}}
paths:
  /{proxy+}: {x-amazon-apigateway-any-method: {security: [{jwt: [a/b]}], x-amazon-apigateway-integration: {$ref: '#/components/x-amazon-apigateway-integrations/shared'}}}
  /lambda:
    post:
      security: [{own: []}]
      x-amazon-apigateway-integration: {type: aws_proxy, httpMethod: POST, uri: 'arn:aws:lambda:us-east-1:1:function:f', payloadFormatVersion: '2.0', credentials: arn:aws:iam::1:role/r, timeoutInMillis: 50}
    get: {x-amazon-apigateway-auth: {type: AWS_IAM}, x-amazon-apigateway-integration: {type: aws_proxy, integrationSubtype: SQS-SendMessage, payloadFormatVersion: '1.0', credentials: arn:aws:iam::1:role/r, requestParameters: {QueueUrl: q, MessageBody: $request.body}}}
  /private/{id}:
    delete:
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: DELETE
        uri: arn:aws:elasticloadbalancing:us-east-1:1:listener/app/a/b/c
        connectionType: VPC_LINK
        connectionId: '${stageVariables.link}'
        tlsConfig: {serverNameToVerify: a.example}
        requestParameters: {overwrite:path: $request.path}
        responseParameters: {'500': {overwrite:statuscode: '403', append:header.h: $context.requestId}}
  /$default: {x-amazon-apigateway-any-method: {isDefaultRoute: true, x-amazon-apigateway-integration: {type: http_proxy, httpMethod: ANY, uri: 'http://a.example'}}}
";

#[test]
fn an_http_api_is_exported_as_itself() {
    let imported = of_kind(Protocol::Http, EVERYTHING_OF_HTTP, "a.yaml");
    check_http(imported.deployment.as_ref().unwrap(), "everything");
    let mut count = 0;
    for path in fixtures() {
        let imported = import(&path);
        if imported.protocol == Protocol::Http && !imported.diagnostics.has_errors() {
            check_http(imported.deployment.as_ref().unwrap(), &path.display().to_string());
            count += 1;
        }
    }
    assert!(count >= 2, "{count} definitions");
}

#[test]
fn an_http_api_has_no_export_as_swagger_nor_without_what_guards_it() {
    let imported = of_kind(Protocol::Http, EVERYTHING_OF_HTTP, "a.yaml");
    let deployment = imported.deployment.unwrap();
    assert!(exported(deployment, ExportFormat::Swagger, Extensions::ALL).unwrap_err().0.contains("oas30"));
    let keyed = "openapi: 3.0.1\npaths: {/a: {get: {security: [{api_key: []}], x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: 'http://a.example'}}}}";
    let deployment = import_text("a.yaml", keyed, Some(Protocol::Http), BasePath::Ignore).deployment.unwrap();
    assert!(exported(deployment, ExportFormat::Oas30, Extensions::ALL).unwrap_err().0.contains("API key"));
}

/// Every field that the importer reads.
const EVERYTHING: &str = "openapi: 3.0.1
info: {title: t, version: '2', description: 'd: \"#\"'}
servers: [{url: /, x-amazon-apigateway-endpoint-configuration: {disableExecuteApiEndpoint: true, vpcEndpointIds: [vpce-1], types: [PRIVATE], ipAddressType: ipv4}}]
tags: [{name: a, x-amazon-apigateway-tag-value: b}, {name: c}]
x-amazon-apigateway-binary-media-types: ['*/*']
x-amazon-apigateway-minimum-compression-size: 0
x-amazon-apigateway-api-key-source: AUTHORIZER
x-amazon-apigateway-importexport-version: '1.0'
x-amazon-apigateway-documentation: {version: 1.10, documentationParts: [{location: {type: API}, properties: {}}]}
x-amazon-apigateway-policy: {Statement: [{Effect: Allow, Resource: 'execute-api:/*', Principal: '*'}]}
x-amazon-apigateway-security-policy: TLS_1_2
x-amazon-apigateway-endpoint-access-mode: BASIC
x-amazon-apigateway-request-validators: {all: {validateRequestBody: true, validateRequestParameters: true}, none: {}}
x-amazon-apigateway-request-validator: all
x-amazon-apigateway-gateway-responses:
  DEFAULT_4XX: {responseParameters: {gatewayresponse.header.X: \"'1'\"}, responseTemplates: {application/json: '{}'}}
  THROTTLED: {statusCode: 420}
paths:
  /: {}
  /a/{id}/{rest+}:
    parameters: [{in: path, name: id, required: false}, {in: path, name: rest}, {in: header, name: X-y}]
    x-amazon-apigateway-any-method:
      operationId: op
      parameters: [{in: query, name: Q, required: true}]
      security: [{users: [a/b, c]}, {key: []}, {same: []}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}, $default: {schema: {$ref: '#/components/schemas/A'}}}}
      responses:
        '200': {headers: {X: {$ref: '#/components/headers/X'}}, content: {a/b: {schema: {type: object, minimum: 1.50}}}}
        '404': {}
      x-amazon-apigateway-request-validator: none
      x-amazon-apigateway-integration:
        type: http
        httpMethod: ANY
        uri: 'https://${stageVariables.host}/{id}'
        connectionType: VPC_LINK
        connectionId: '${stageVariables.link}'
        integrationTarget: arn:aws:elasticloadbalancing:us-east-1:1:listener/app/a/b/c
        credentials: arn:aws:iam::1:role/r
        timeoutInMillis: 50
        tlsConfig: {insecureSkipVerification: true, serverNameToVerify: a.example}
        passthroughBehavior: never
        contentHandling: CONVERT_TO_TEXT
        cacheNamespace: n
        cacheKeyParameters: [method.request.path.id]
        responseTransferMode: STREAM
        requestParameters: {integration.request.path.id: method.request.path.id, integration.request.header.z: \"'1'\"}
        requestTemplates: {z/z: \"#set($x = '${y}')\\n\\t$x\\u2028\", a/a: ''}
        responses:
          '4\\d\\d': {statusCode: 404, contentHandling: CONVERT_TO_BINARY}
          default: {statusCode: 200, responseParameters: {method.response.header.X: \"'1'\"}, responseTemplates: {b/b: B}}
    get: {security: [{sigv4: []}], x-amazon-apigateway-integration: {type: mock}}
    put: {x-amazon-apigateway-auth: {type: AWS_IAM}, x-amazon-apigateway-integration: {type: aws, httpMethod: POST, uri: 'arn:x'}}
components:
  headers: {X: {required: true}}
  schemas:
    A: {title: A, properties: {$ref: {type: string}, b: {$ref: '#/components/schemas/A/properties/c'}, c: {enum: ['#/definitions/A']}}}
  securitySchemes:
    key: {type: apiKey, name: x-api-key, in: header}
    sigv4: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}
    users: {type: apiKey, name: Auth, in: header, x-amazon-apigateway-authtype: custom, x-amazon-apigateway-authorizer: {type: token, authorizerUri: u, authorizerCredentials: c, authorizerResultTtlInSeconds: 0, identityValidationExpression: '^x'}}
    api_key: {type: apiKey, name: Unused, in: query, x-amazon-apigateway-authorizer: {type: request, identitySource: 'method.request.header.a, stageVariables.b'}}
    same: {$ref: '#/components/securitySchemes/users'}
    pool: {type: apiKey, name: A, in: header, x-amazon-apigateway-authorizer: {type: cognito_user_pools, providerARNs: [arn]}}
";

#[test]
fn every_field_that_is_imported_is_exported() {
    let imported = again(EVERYTHING, "a.yaml");
    FORMATS.into_iter().for_each(|format| check(imported.deployment.as_ref().unwrap(), format, "everything"));
}

/// `extensions` of GetExport (api-gateway-export-api).
#[test]
fn only_the_extensions_that_are_asked_for_are_written() {
    let deployment = again(EVERYTHING, "a.yaml").deployment.unwrap();
    let integrations = Extensions { integrations: true, ..Extensions::NONE };
    let authorizers = Extensions { authorizers: true, ..Extensions::NONE };
    for (extensions, expected) in [
        (Extensions::NONE, [false, false, false]),
        (integrations, [true, false, false]),
        (authorizers, [false, true, false]),
        (integrations.and(authorizers), [true, true, false]),
        (Extensions::ALL, [true, true, true]),
    ] {
        for format in FORMATS {
            let text = exported(deployment.clone(), format, extensions).unwrap().json();
            let has = |name: &str| text.contains(&format!("\"x-amazon-apigateway-{name}\""));
            assert_eq!([has("integration"), has("authorizer"), has("policy")], expected, "{extensions:?}");
            let others = ["request-validator", "request-validators", "gateway-responses", "documentation"];
            assert!(others.iter().all(|name| has(name) == expected[2]), "{extensions:?}\n{text}");
        }
    }
}

#[test]
fn what_swagger_cannot_say_is_not_exported_as_swagger() {
    for (operation, expected) in [
        (
            "requestBody: {content: {a/b: {schema: {$ref: '#/components/schemas/A'}}, c/d: {schema: {$ref: '#/components/schemas/B'}}}}",
            "one schema for a request body",
        ),
        (
            "responses: {200: {content: {a/b: {schema: {$ref: '#/components/schemas/A'}}}}, 201: {content: {c/d: {schema: {$ref: '#/components/schemas/A'}}}}}",
            "one list of content types",
        ),
    ] {
        let text = format!(
            "openapi: 3.0.1\npaths: {{/a: {{post: {{{operation}}}}}}}\ncomponents: {{schemas: {{A: {{}}, B: {{}}}}}}"
        );
        let deployment = again(&text, "a.yaml").deployment.unwrap();
        let why = exported(deployment.clone(), ExportFormat::Swagger, Extensions::ALL).unwrap_err();
        assert!(why.0.contains(expected), "{}", why.0);
        check(&deployment, ExportFormat::Oas30, operation);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

    /// Whatever a template, a header or a content type is made of, JSON and YAML bring it back.
    #[test]
    fn any_text_survives(template in any::<String>(), name in "[ -~äé\u{85}\u{2028}😀]{0,12}", content_type in any::<String>()) {
        let json = |text: &str| Value::from(text).to_string();
        let text = format!(
            r#"{{"openapi": "3.0.1", "paths": {{"/a": {{"get": {{"parameters": [{{"in": "header", "name": {}}}],
                "x-amazon-apigateway-integration": {{"type": "mock", "requestTemplates": {{{}: {}}}}}}}}}}}}}"#,
            json(&name), json(&content_type), json(&template)
        );
        let imported = import_text("a.json", &text, Some(Protocol::Rest), BasePath::Ignore);
        FORMATS.into_iter().for_each(|format| check(imported.deployment.as_ref().unwrap(), format, &text));
    }
}
