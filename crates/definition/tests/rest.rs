//! What the parts of a REST API's definition come to, rule by rule.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

mod support;

use std::fmt::Write;
use support::{Imported, import_text};
use tollgate_definition::api::{BodyModel, DeploymentKind, RestApi, RestMethod};
use tollgate_definition::openapi::BasePath;
use tollgate_definition::{Integration, Protocol};

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

fn integration(imported: &Imported) -> &Integration {
    method(imported).integration.as_ref().unwrap()
}

/// `header.x!` is required.
fn parameters(method: &RestMethod) -> String {
    let one = |p: &tollgate_definition::api::MethodParameter| {
        format!("{}.{}{}", p.location.as_str(), p.name, if p.required { "!" } else { "" })
    };
    method.request_parameters.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn models(models: &[BodyModel]) -> String {
    models.iter().map(|m| format!("{}:{}", m.content_type.text, m.model.text)).collect::<Vec<_>>().join(" ")
}

/// api-gateway-method-settings-method-request; parameters of a path hold for its operations, which may write them anew.
#[test]
fn parameters_are_those_of_the_path_and_of_the_operation() {
    for (path, operation, expected) in [
        ("[]", "[{in: query, name: q}, {in: header, name: X-Y, required: true}]", "querystring.q header.X-Y!"),
        ("[]", "[{in: path, name: id}, {in: path, name: no, required: false}]", "path.id! path.no"),
        ("[{in: query, name: q}]", "[{in: query, name: q, required: true}]", "querystring.q!"),
        ("[{in: query, name: q}]", "[{in: query, name: Q}]", "querystring.q querystring.Q"),
        ("[{$ref: '#/parameters/limit'}]", "[]", "querystring.limit"),
        ("[]", "[{in: formData, name: f}, {in: cookie, name: c}]", ""),
        ("[]", "[{in: query, name: q, required: 'true'}]", "querystring.q!"),
    ] {
        let text = format!(
            "swagger: '2.0'\nparameters: {{limit: {{in: query, name: limit}}}}\n\
             paths: {{/a: {{parameters: {path}, get: {{parameters: {operation}}}}}}}"
        );
        let imported = import(&text);
        assert_eq!(parameters(method(&imported)), expected, "{path} {operation}");
        assert!(!imported.diagnostics.has_errors(), "{}", imported.rendered());
    }
}

/// api-gateway-method-settings-method-request: a model by content type; `consumes` says which in Swagger 2.0.
#[test]
fn bodies_have_a_model_by_content_type() {
    const SWAGGER: &str = "parameters: [{in: body, name: b, schema: {$ref: '#/definitions/Pet'}}]";
    const EXTERNAL: &str = "https://apigateway.amazonaws.com/restapis/abc123/models/Pet";
    for (head, operation, expected) in [
        ("swagger: '2.0'", SWAGGER.to_owned(), "application/json:Pet"),
        ("swagger: '2.0'\nconsumes: [text/x, text/y]", SWAGGER.to_owned(), "text/x:Pet text/y:Pet"),
        ("swagger: '2.0'\nconsumes: [text/x]", format!("consumes: [application/xml], {SWAGGER}"), "application/xml:Pet"),
        (
            "openapi: 3.0.1",
            "requestBody: {content: {a/b: {schema: {$ref: '#/components/schemas/Pet'}}, $default: {schema: {$ref: '#/components/schemas/Pet'}}}}".to_owned(),
            "a/b:Pet $default:Pet",
        ),
        ("openapi: 3.0.1", format!("requestBody: {{content: {{a/b: {{schema: {{$ref: '{EXTERNAL}'}}}}}}}}"), "a/b:Pet"),
        ("openapi: 3.0.1", "requestBody: {$ref: '#/components/requestBodies/One'}".to_owned(), "a/b:Pet"),
        ("openapi: 3.0.1", "requestBody: {content: {a/b: {}}}".to_owned(), ""),
    ] {
        let schemas = match head.starts_with("swagger") {
            true => "definitions: {Pet: {type: object}}",
            false => {
                "components: {schemas: {Pet: {type: object}}, requestBodies: {One: {content: {a/b: {schema: {$ref: '#/components/schemas/Pet'}}}}}}"
            }
        };
        let imported = import(&format!("{head}\n{schemas}\npaths: {{/a: {{post: {{{operation}}}}}}}"));
        assert_eq!(models(&method(&imported).request_models), expected, "{head} {operation}");
        assert_eq!(imported.rendered(), "", "{head} {operation}");
    }
}

/// api-gateway-swagger-extensions-request-validator: the operation's overrides the API's.
#[test]
fn an_operation_has_its_own_validator_or_the_apis() {
    for (root, operation, expected) in
        [("all", "body", "body"), ("all", "", "all"), ("", "body", "body"), ("", "", "none"), ("all", "absent", "all")]
    {
        let key = "x-amazon-apigateway-request-validator";
        let text = format!(
            "swagger: '2.0'\n{key}s: {{all: {{validateRequestBody: true, validateRequestParameters: 'true'}}, \
             body: {{validateRequestBody: true}}}}\n{key}: '{root}'\npaths: {{/a: {{get: {{{key}: '{operation}'}}}}}}"
        );
        let imported = import(&text);
        let chosen = method(&imported).request_validator.as_ref().map_or("none", |name| &name.text);
        assert_eq!(chosen, expected, "{root} {operation}");
        // A deployed definition names a validator that does not exist: Amazon imports it.
        assert!(!imported.diagnostics.has_errors(), "{}", imported.rendered());
        assert_eq!(imported.diagnostics.is_empty(), operation != "absent", "{}", imported.rendered());
        let kinds: Vec<_> = api(&imported)
            .request_validators
            .iter()
            .map(|v| (&*v.name, v.validate_request_body, v.validate_request_parameters))
            .collect();
        assert_eq!(kinds, [("all", true, true), ("body", true, false)]);
    }
}

#[test]
fn every_field_of_an_integration_is_read_in_its_order() {
    let text = "swagger: '2.0'
paths:
  /a:
    post:
      responses: {200: {description: ok, headers: {X: {type: string}}}, 404: {}}
      x-amazon-apigateway-integration:
        type: MOCK
        credentials: arn:${AWS::Partition}:iam::${AWS::AccountId}:role/r
        passthroughBehavior: NEVER
        contentHandling: CONVERT_TO_TEXT
        cacheNamespace: n
        cacheKeyParameters: [method.request.querystring.b, method.request.path.a]
        responseTransferMode: STREAM
        requestTemplates: {z/z: '$x ${y} ${AWS::Region}', a/a: }
        responses:
          4\\d\\d: {statusCode: '404', contentHandling: CONVERT_TO_BINARY}
          default:
            statusCode: 200
            responseParameters: {method.response.header.X: \"'1'\"}
            responseTemplates: {b/b: B, a/a: A}
";
    let imported = import(text);
    let read = integration(&imported);
    let mut seen = String::new();
    write!(seen, "{:?} {:?} {:?} ", read.passthrough_behavior, read.content_handling, read.response_transfer_mode)
        .unwrap();
    write!(seen, "{} ", read.credentials.as_ref().unwrap().text).unwrap();
    read.cache_key_parameters.iter().for_each(|key| write!(seen, "{} ", key.text).unwrap());
    read.request_templates.iter().for_each(|t| write!(seen, "{}={:?} ", t.content_type.text, t.template.text).unwrap());
    for response in &read.responses {
        let pattern = response.selection_pattern.as_ref().map_or("default", |pattern| &pattern.text);
        write!(seen, "\n{pattern} {} {:?}", response.status_code, response.content_handling).unwrap();
        response.response_parameters.iter().for_each(|p| write!(seen, " {}={}", p.target.text, p.source.text).unwrap());
        response
            .response_templates
            .iter()
            .for_each(|t| write!(seen, " {}={}", t.content_type.text, t.template.text).unwrap());
    }
    assert_eq!(
        seen,
        "Never Some(ConvertToText) Stream arn:aws:iam::123456789012:role/r \
         method.request.querystring.b method.request.path.a z/z=\"$x ${y} us-east-1\" a/a=\"\" \
         \n4\\d\\d 404 Some(ConvertToBinary)\ndefault 200 None method.response.header.X='1' b/b=B a/a=A"
    );
    let statuses: Vec<_> =
        method(&imported).method_responses.iter().map(|r| (r.status_code, r.headers.len())).collect();
    assert_eq!(statuses, [(200, 1), (404, 0)]);
}

/// An import with such a mapping is refused: "Invalid mapping expression parameter specified: method.request.header.X".
#[test]
fn a_mapping_of_what_the_method_does_not_declare_is_told() {
    let mapped = |source: &str, target: &str| {
        import(&format!(
            "openapi: 3.0.1
info: {{ title: t, version: '1' }}
paths:
  /a/{{id}}/{{proxy+}}:
    get:
      parameters:
        - {{ name: id, in: path, required: true, schema: {{ type: string }} }}
        - {{ name: X-A, in: header, schema: {{ type: string }} }}
        - {{ name: q, in: query, schema: {{ type: string }} }}
      responses: {{ '200': {{ description: ok, headers: {{ X-B: {{ schema: {{ type: string }} }} }} }} }}
      x-amazon-apigateway-integration:
        type: http
        httpMethod: GET
        uri: http://127.0.0.1:9/
        requestParameters: {{ integration.request.header.y: {source} }}
        responses: {{ default: {{ statusCode: '200', responseParameters: {{ method.response.header.{target}: \"'1'\" }} }} }}
"
        ))
    };
    for (source, target, expected) in [
        ("method.request.path.id", "X-B", None),
        ("method.request.header.x-a", "x-b", None),
        ("method.request.multivalueheader.X-A", "X-B", None),
        ("method.request.multivaluequerystring.q", "X-B", None),
        ("method.request.body.a", "X-B", None),
        ("\"'method.request.header.Z'\"", "X-B", None),
        // an error of its own, when it is compiled
        ("method.request.path.none", "X-B", None),
        ("method.request.path.proxy", "X-B", Some("method.request.path.proxy")),
        ("method.request.header.Z", "X-B", Some("method.request.header.Z")),
        ("method.request.querystring.Q", "X-B", Some("method.request.querystring.Q")),
        ("method.request.path.id", "X-C", Some("method.response.header.X-C")),
    ] {
        let imported = mapped(source, target);
        let told: Vec<_> = imported.diagnostics.iter().map(|it| (it.name, it.message.split('`').nth(1))).collect();
        let expected: Vec<_> = expected.map(|name| ("parameter-undeclared", Some(name))).into_iter().collect();
        assert_eq!(told, expected, "{source} {target}");
        assert!(!imported.diagnostics.has_errors(), "{}", imported.rendered());
    }
}

#[test]
fn what_holds_for_the_whole_api_is_read() {
    let text = "openapi: 3.0.1
info: {title: t, version: '2', description: d}
servers: [{url: /, x-amazon-apigateway-endpoint-configuration: {vpcEndpointIds: [vpce-1], types: [PRIVATE]}}]
tags: [{name: a, x-amazon-apigateway-tag-value: b}, {name: c}]
paths: {}
x-amazon-apigateway-binary-media-types: [image/png, '*/*']
x-amazon-apigateway-minimum-compression-size: 1024
x-amazon-apigateway-api-key-source: authorizer
x-amazon-apigateway-importexport-version: '1.0'
x-amazon-apigateway-documentation: {version: 1, documentationParts: []}
x-amazon-apigateway-policy: {Statement: [{Resource: 'arn:${AWS::Partition}:x/${aws:username}'}]}
x-amazon-apigateway-security-policy: TLS_1_2
x-amazon-apigateway-endpoint-access-mode: BASIC
x-amazon-apigateway-gateway-responses:
  DEFAULT_4XX: {responseParameters: {gatewayresponse.header.X: \"'1'\"}}
  THROTTLED: {statusCode: 420, responseTemplates: {application/json: '{\"m\": $context.error.messageString}'}}
components:
  securitySchemes:
    users:
      type: apiKey
      name: Auth
      in: header
      x-amazon-apigateway-authtype: custom
      x-amazon-apigateway-authorizer: {type: TOKEN, authorizerUri: u, authorizerResultTtlInSeconds: '60', identityValidationExpression: '^x'}
    pool: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authorizer: {type: cognito_user_pools, providerARNs: [arn]}}
";
    let imported = import(text);
    let api = api(&imported);
    assert!(!imported.diagnostics.has_errors(), "{}", imported.rendered());
    assert_eq!((api.version.as_deref(), api.description.as_deref()), (Some("2"), Some("d")));
    assert_eq!(api.binary_media_types.iter().map(|t| &*t.text).collect::<Vec<_>>(), ["image/png", "*/*"]);
    assert_eq!(api.minimum_compression_size, Some(1024));
    assert_eq!(format!("{:?}", api.api_key_source), "Authorizer");
    assert_eq!(&*api.policy.as_ref().unwrap().text, r#"{"Statement":[{"Resource":"arn:aws:x/${aws:username}"}]}"#);
    assert_eq!(&*api.documentation.as_ref().unwrap().text, r#"{"version":1,"documentationParts":[]}"#);
    assert_eq!(api.tags.iter().map(|t| format!("{}={}", t.name, t.value)).collect::<Vec<_>>(), ["a=b", "c="]);
    assert_eq!((&*api.endpoint.vpc_endpoint_ids[0].text, &*api.endpoint.types[0].text), ("vpce-1", "PRIVATE"));
    let responses: Vec<_> = api.gateway_responses.iter().map(|r| (&*r.response_type, r.status_code)).collect();
    assert_eq!(responses, [("DEFAULT_4XX", None), ("THROTTLED", Some(420))]);
    let [users, pool] = &api.authorizers[..] else { panic!("{:?}", api.authorizers) };
    assert_eq!((&*users.name, users.result_ttl.unwrap().as_secs()), ("users", 60));
    assert_eq!(&*users.header.as_ref().unwrap().text, "Auth");
    assert_eq!(&*pool.provider_arns[0].text, "arn");
}
