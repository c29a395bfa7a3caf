//! What is found in a configuration whose definitions are read.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it stands")]

mod support;

use std::sync::Arc;
use support::import_text;
use tollgate_definition::api::{AccessControl, Api, Stage, Text};
use tollgate_definition::explain::explain;
use tollgate_definition::node::{Bind, Limits, Listener};
use tollgate_definition::openapi::BasePath;
use tollgate_definition::review::review;
use tollgate_definition::{Configuration, Diagnostics, Domain, Mapping, Protocol};
use tollgate_model::Origin;

const NOWHERE: Origin = Origin::NOWHERE;

fn configuration(definition: &str, protocol: Protocol) -> Configuration {
    let imported = import_text("a.yaml", definition, Some(protocol), BasePath::Ignore);
    assert!(!imported.diagnostics.has_errors(), "{}", imported.rendered());
    let stage = Stage::new("prod", Arc::new(imported.deployment.unwrap()), NOWHERE);
    let api = Api {
        name: "pets".into(),
        id: "a1b2c3".into(),
        protocol,
        account: "123456789012".into(),
        region: "us-east-1".into(),
        cors: None,
        disable_execute_api_endpoint: false,
        // A stage of the same deployment says nothing new.
        stages: vec![stage.clone(), stage],
        access: Vec::new(),
        origin: NOWHERE,
    };
    Configuration { apis: vec![api], ..Configuration::default() }
}

fn found(configuration: &Configuration) -> Vec<&'static str> {
    let mut diagnostics = Diagnostics::default();
    review(configuration, &mut diagnostics);
    diagnostics.iter().for_each(|finding| assert!(explain(finding.name).is_some(), "{}", finding.name));
    diagnostics.iter().map(|finding| finding.name).collect()
}

fn rest(rest: &str) -> Vec<&'static str> {
    found(&configuration(&format!("swagger: '2.0'\n{rest}"), Protocol::Rest))
}

/// apigateway-resource-policies-examples
#[test]
fn a_policy_for_another_api_is_found() {
    for (resource, expected) in [
        ("execute-api:/*", &[][..]),
        ("'*'", &[]),
        ("arn:aws:execute-api:us-east-1:123456789012:a1b2c3/*", &[]),
        ("'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:a1b2c3/prod/*'", &[]),
        ("arn:aws:execute-api:us-east-1:123456789012:d4e5f6/*", &["policy-foreign-arn"]),
        (
            "[execute-api:/*, 'arn:aws:execute-api:eu-west-1:*:*/*', 'arn:aws:execute-api:us-east-1:210987654321:*/*']",
            &["policy-foreign-arn", "policy-foreign-arn"],
        ),
    ] {
        for statement in [format!("[{{Resource: {resource}}}]"), format!("{{NotResource: {resource}}}")] {
            let text = format!("paths: {{}}\nx-amazon-apigateway-policy: {{Statement: {statement}}}");
            assert_eq!(rest(&text), expected, "{text}");
        }
    }
}

/// apigateway-private-apis
#[test]
fn a_private_api_without_a_policy_is_found() {
    const ENDPOINT: &str = "x-amazon-apigateway-endpoint-configuration";
    for (text, expected) in [
        (format!("paths: {{}}\n{ENDPOINT}: {{vpcEndpointIds: [vpce-1]}}"), &["private-unreachable"][..]),
        (format!("paths: {{}}\n{ENDPOINT}: {{types: [PRIVATE]}}"), &["private-unreachable"]),
        (format!("paths: {{}}\n{ENDPOINT}: {{types: [REGIONAL]}}"), &[]),
        (format!("paths: {{}}\n{ENDPOINT}: {{types: [PRIVATE]}}\nx-amazon-apigateway-policy: {{Statement: []}}"), &[]),
    ] {
        assert_eq!(rest(&text), expected, "{text}");
    }
}

/// api-gateway-api-key-source
#[test]
fn a_key_that_nobody_can_have_is_found() {
    const SCHEMES: &str = "securityDefinitions:
  key: {type: apiKey, in: header, name: x-api-key}
  users: {type: apiKey, in: header, name: a, x-amazon-apigateway-authorizer: {type: token}}";
    for (source, security, expected) in [
        ("HEADER", "[key: []]", &[][..]),
        ("AUTHORIZER", "[key: []]", &["api-key-unusable"]),
        ("AUTHORIZER", "[{key: []}, {users: []}]", &[]),
        ("AUTHORIZER", "[users: []]", &[]),
    ] {
        let text = format!(
            "{SCHEMES}\npaths: {{/a: {{get: {{security: {security}}}}}}}\nx-amazon-apigateway-api-key-source: {source}"
        );
        assert_eq!(rest(&text), expected, "{text}");
    }
}

#[test]
fn routes_that_anyone_can_call_are_found() {
    const KEY: &str = "security: [api_key: []]";
    for (paths, expected) in [
        ("{/a: {get: {}}}".to_owned(), &["open-route"][..]),
        ("{/a: {get: {}, put: {}}, /b: {get: {}}}".to_owned(), &["open-route"]),
        (format!("{{/a: {{get: {{{KEY}}}, options: {{}}}}}}"), &[]),
        (format!("{{/a: {{get: {{{KEY}}}, x-amazon-apigateway-any-method: {{}}}}}}"), &["open-route"]),
        ("{/a: {get: {}}}\nx-amazon-apigateway-policy: {Statement: []}".to_owned(), &[]),
        ("{}".to_owned(), &[]),
    ] {
        assert_eq!(rest(&format!("paths: {paths}")), expected, "{paths}");
    }
    let text = "openapi: 3.0.1\npaths: {/$default: {x-amazon-apigateway-any-method: {isDefaultRoute: true}}}";
    assert_eq!(found(&configuration(text, Protocol::Http)), ["open-route"]);
}

/// rest-api-mutual-tls: "disable the default execute-api endpoint"
#[test]
fn an_endpoint_beside_mutual_tls_is_found() {
    let text = |text: &str| Text { text: text.into(), origin: NOWHERE };
    for (guard, execute_api, disabled, expected) in [
        ("mutual TLS", true, false, &["default-endpoint-open"][..]),
        ("mutual TLS", false, false, &[]),
        ("mutual TLS", true, true, &[]),
        ("something else", true, false, &[]),
    ] {
        let definition = format!(
            "swagger: '2.0'\npaths: {{}}\nx-amazon-apigateway-endpoint-configuration: {{disableExecuteApiEndpoint: {disabled}}}"
        );
        let mapping = Mapping { path: "".into(), api: text("pets"), stage: None, origin: NOWHERE };
        let configuration = Configuration {
            listeners: vec![Listener {
                bind: Bind::Tcp(([127, 0, 0, 1], 0).into()),
                trusted_proxies: Vec::new(),
                proxy_protocol: false,
                tls: None,
                execute_api,
                limits: Limits::default(),
                origin: NOWHERE,
            }],
            domains: vec![Domain {
                name: "api.example.com".into(),
                tls: None,
                mappings: vec![mapping],
                access: vec![AccessControl { what: guard.to_owned(), origin: NOWHERE }],
                origin: NOWHERE,
            }],
            ..configuration(&definition, Protocol::Rest)
        };
        assert_eq!(found(&configuration), expected, "{guard} {execute_api} {disabled}");
    }
}
