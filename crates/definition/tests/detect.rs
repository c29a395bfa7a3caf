//! Which kind of API a definition is for, when nobody says.

use tollgate_definition::openapi::detect_protocol;
use tollgate_definition::{Protocol, Sources};

fn detected(operation: &str, rest: &str) -> Protocol {
    let text = format!("openapi: 3.0.1\npaths: {{ /a: {{ get: {{ {operation} }} }} }}\n{rest}\n");
    let mut sources = Sources::default();
    let file = sources.add("api.yaml", text);
    detect_protocol(&sources, file)
}

const REFERS: &str = "x-amazon-apigateway-integration: { $ref: '#/components/x-amazon-apigateway-integrations/a' }";

fn integration(fields: &str) -> String {
    format!("x-amazon-apigateway-integration: {{ uri: 'http://a.example/', {fields} }}")
}

fn shared(fields: &str) -> String {
    format!("components: {{ x-amazon-apigateway-integrations: {{ a: {{ {fields} }} }} }}")
}

/// http-api-open-api; api-gateway-extensions-integrations ("Supported only for HTTP APIs")
#[test]
fn what_only_http_apis_have_makes_an_http_api() {
    for (operation, rest) in [
        (integration("type: http_proxy, payloadFormatVersion: '1.0'"), String::new()),
        (REFERS.to_owned(), shared("type: http_proxy")),
        (integration("type: http_proxy"), "x-amazon-apigateway-cors: { allowOrigins: ['*'] }".to_owned()),
        ("isDefaultRoute: true".to_owned(), String::new()),
        (
            // A JWT authorizer is nothing that a REST API could have, whatever stands beside it.
            integration("type: http_proxy, passthroughBehavior: when_no_match"),
            "components: { securitySchemes: { j: { type: oauth2, x-amazon-apigateway-authorizer: { type: jwt } } } }"
                .to_owned(),
        ),
    ] {
        assert_eq!(detected(&operation, &rest), Protocol::Http, "{operation} {rest}");
    }
}

/// What GetExport writes for REST APIs alone: api-gateway-swagger-extensions
#[test]
fn what_only_rest_apis_have_outweighs_what_means_nothing_to_them() {
    for (operation, rest) in [
        (integration("type: http_proxy"), String::new()),
        // A function of an HTTP API needs a payloadFormatVersion (http-api-develop-integrations-lambda).
        (integration("type: aws_proxy"), "x-amazon-apigateway-cors: { allowOrigins: ['*'] }".to_owned()),
        (integration("type: mock, payloadFormatVersion: '1.0'"), String::new()),
        (integration("type: HTTP, payloadFormatVersion: '1.0'"), String::new()),
        (integration("type: aws, payloadFormatVersion: '1.0'"), String::new()),
        (integration("type: http_proxy, payloadFormatVersion: '1.0', responses: {}"), String::new()),
        (REFERS.to_owned(), shared("type: http, requestTemplates: {}")),
        (REFERS.to_owned(), shared("type: http_proxy") + "\nx-amazon-apigateway-gateway-responses: {}"),
        (REFERS.to_owned() + ", x-amazon-apigateway-request-validator: all", shared("type: http_proxy")),
        (integration("type: mock"), "x-amazon-apigateway-cors: { allowOrigins: ['*'] }".to_owned()),
    ] {
        assert_eq!(detected(&operation, &rest), Protocol::Rest, "{operation} {rest}");
    }
}
