//! What is wrong with functions and the integrations that invoke them.

use crate::build::{NOWHERE, With, found, resource, rest, table, text};
use crate::functions::{
    CALLER, ORDERS, ROLE, get, get_http, invoke, local, of_http, proxy, remote, signed, streamed, streaming_uri, uri,
    with,
};
use std::sync::Arc;
use tollgate_compile::compile;
use tollgate_definition::api::{Authorizer, AuthorizerType, DeploymentKind};
use tollgate_definition::{Configuration, Diagnostics, Integration, MissingFunctions};
use tollgate_model::function::Function;
use tollgate_routes::Integration as Compiled;

/// What is found, and whether a table comes out; where one does and a fault is meant, the route answers it.
#[test]
fn each_mistake_with_a_function_has_its_diagnostic() {
    let functions = || vec![local("orders")];
    let rest_uri = |uri: &str| get(proxy(uri), functions());
    let named =
        |name: &str| get(invoke(&format!("arn:aws:lambda:us-east-1:123456789012:function:{name}")), functions());
    let method =
        |method: Option<&str>| get(Integration { http_method: method.map(Into::into), ..invoke(ORDERS) }, functions());
    let mapped = |header: &str| get(invoke(ORDERS).mapped(&[(header, "'x'")]), functions());
    let unused = |name: &str| get(invoke(ORDERS), vec![local("orders"), local(name)]);
    for (names, error, configuration) in [
        (&["function-unknown", "function-unused"][..], true, named("order")),
        (&["function-unknown"], true, get(invoke(ORDERS), Vec::new())),
        (
            &["function-unknown"],
            false,
            Configuration { missing_functions: MissingFunctions::AnswerError, ..get(invoke(ORDERS), Vec::new()) },
        ),
        (&["function-unused"], false, unused("billing")),
        (&["function-unused"], false, unused("orders:canary")),
        (&[], false, unused("*")),
        (&["bad-uri", "function-unused"], true, rest_uri("http://x.example/")),
        (&["bad-uri", "function-unused"], true, rest_uri(ORDERS)),
        (&["bad-uri", "function-unused"], true, rest_uri("arn:aws:apigateway:us-east-1:sqs:path/123456789012/orders")),
        (
            &["function-unused", "not-enforced"],
            false,
            rest_uri("arn:aws:apigateway:us-east-1:firehose:action/PutRecord"),
        ),
        (
            &["bad-uri", "function-unused"],
            true,
            rest_uri("arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/orders/invocations"),
        ),
        (&["bad-uri"], true, rest_uri(&streaming_uri(ORDERS))),
        (&["bad-uri"], true, get(streamed(&uri(ORDERS)), functions())),
        (&["bad-uri", "function-unused"], true, get(Integration { uri: None, ..invoke(ORDERS) }, functions())),
        (&["bad-uri"], true, get(invoke(ORDERS), vec![local("orders"), remote("*", "ftp://x")])),
        (&["bad-uri"], true, get(invoke(ORDERS), vec![local("orders"), remote("*", "http://x.example/?a=b")])),
        (&["function-unused", "stage-variable-undefined"], true, named("${stageVariables.none}")),
        (&["invalid-method"], false, method(Some("GET"))),
        (&["invalid-method"], false, method(Some("ANY"))),
        (&["invalid-method"], false, method(None)),
        (&["bad-parameter"], false, mapped("integration.request.header.Authorization")),
        (&[], false, mapped("integration.request.header.X-Other")),
        (&["payload-format"], true, get_http(proxy(ORDERS), functions())),
        (&["payload-format"], true, get_http(of_http(ORDERS, "3.0"), functions())),
        (&["credentials-unknown"], true, get(signed(ROLE), vec![remote("orders", "aws")])),
        (&["call-unsigned"], false, get(invoke(ORDERS), vec![remote("orders", "aws")])),
        (&["not-enforced"], false, get(signed(CALLER), functions())),
        (&["duplicate-name"], true, unused("orders")),
    ] {
        assert_eq!(found(&configuration), (names.to_vec(), !error), "{:?}", configuration.apis[0].stages[0].deployment);
        let is_called =
            names.is_empty() || names.iter().all(|name| ["function-unused", "call-unsigned"].contains(name));
        if !error {
            let table = table(&configuration);
            let integration = &table.stages[0].routes[0].integration;
            assert_eq!(matches!(integration, Compiled::Function(_)), is_called, "{names:?} {integration:?}");
        }
    }
}

/// A POST route passes its own method on.
#[test]
fn a_post_is_what_lambda_takes() {
    for method in [None, Some("ANY"), Some("POST")] {
        let integration = Integration { http_method: method.map(Into::into), ..invoke(ORDERS) };
        let configuration = with(rest(vec![resource("POST /a", integration)]), vec![local("orders")]);
        assert_eq!(found(&configuration), (vec![], true), "{method:?}");
    }
}

fn message(configuration: &Configuration, name: &str) -> String {
    let mut diagnostics = Diagnostics::default();
    compile(configuration, None, &mut diagnostics);
    diagnostics.iter().find(|found| found.name == name).unwrap().message.clone()
}

#[test]
fn an_unknown_function_is_told_with_what_to_do() {
    let near = message(&get(invoke(ORDERS), vec![local("order")]), "function-unknown");
    assert_eq!(near, format!("nothing answers for the function `orders` ({ORDERS}); did you mean `order`?"));
    let none = message(&get(invoke(ORDERS), Vec::new()), "function-unknown");
    assert!(none.ends_with("`[[function]]` with `name = \"orders\"` and a `command` or an `endpoint`"), "{none}");
}

/// One program for what is several at Amazon; another Lambda is told which.
#[test]
fn functions_that_one_entry_of_this_node_answers_for_are_told() {
    let several = |names: &[&str], functions: Vec<Function>| {
        let arn = |name: &str| format!("arn:aws:lambda:us-east-1:123456789012:function:{name}");
        let resources = names.iter().enumerate().map(|(at, name)| resource(&format!("GET /{at}"), invoke(&arn(name))));
        with(rest(resources.collect()), functions)
    };
    for (names, function, expected) in [
        (&["orders:live", "orders:canary", "orders:live"][..], local("orders"), Some("orders:canary, orders:live")),
        (&["orders", "billing"], local("*"), Some("billing, orders")),
        (&["orders", "orders:$LATEST", "orders"], local("orders"), None),
        (&["orders", "billing"], remote("*", "http://127.0.0.1:9001"), None),
    ] {
        let configuration = several(names, vec![function]);
        let found = found(&configuration);
        assert_eq!(found, (expected.map(|_| vec!["function-merged"]).unwrap_or_default(), true), "{names:?}");
        if let Some(expected) = expected {
            let message = message(&configuration, "function-merged");
            assert!(message.contains(&format!(": {expected}; expected")), "{message}");
        }
    }
    let accounts = [ORDERS, "arn:aws:lambda:us-east-1:111122223333:function:orders"];
    let resources = accounts.iter().enumerate().map(|(at, arn)| resource(&format!("GET /{at}"), invoke(arn)));
    let configuration = with(rest(resources.collect()), vec![local("orders")]);
    assert!(
        message(&configuration, "function-merged")
            .contains(&accounts.iter().rev().copied().collect::<Vec<_>>().join(", "))
    );
}

#[test]
fn a_function_of_an_authorizer_is_used() {
    let mut configuration = get(invoke(ORDERS), vec![local("orders"), local("login")]);
    let deployment = Arc::make_mut(&mut configuration.apis[0].stages[0].deployment);
    let DeploymentKind::Rest(api) = &mut deployment.kind else { panic!("a REST API") };
    api.authorizers.push(Authorizer {
        name: "login".into(),
        kind: AuthorizerType::Token,
        header: None,
        authtype: None,
        uri: Some(text(&uri("arn:aws:lambda:us-east-1:123456789012:function:login:live"))),
        credentials: None,
        identity_source: None,
        identity_validation_expression: None,
        result_ttl: None,
        provider_arns: Vec::new(),
        payload_format_version: None,
        enable_simple_responses: false,
        jwt: None,
        origin: NOWHERE,
    });
    assert_eq!(found(&configuration), (vec![], true));
}
