//! One exported file without configuration.

use super::rendered;
use std::path::PathBuf;
use tollgate_config::{Single, beyond_export, given_function, single};
use tollgate_definition::{MissingFunctions, Protocol};
use tollgate_model::aws::DefaultCredentials;
use tollgate_model::function::{Function, FunctionKind, LambdaEndpoint};

fn served(name: &str, text: &str, stage: Option<&str>, variables: &[(&str, &str)]) -> tollgate_config::Loaded {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let how = Single {
        stage: stage.map(str::to_owned),
        variables: variables.iter().map(owned).collect(),
        functions: Vec::new(),
        bind: ([127, 0, 0, 1], 0).into(),
    };
    single(&path, &how)
}

const REST: &str = r#"{"swagger": "2.0", "info": {"title": "Pet Store", "version": "1"}, "paths": {"/pets": {"get": {
  "responses": {"200": {"description": "pets"}},
  "x-amazon-apigateway-integration": {"type": "http_proxy", "httpMethod": "GET", "uri": "http://${stageVariables.host}/pets",
    "connectionType": "VPC_LINK", "connectionId": "${stageVariables.link}"}}}}}"#;

const HTTP: &str = r#"
openapi: "3.0.1"
info: { title: edge, version: "1" }
paths:
  $default:
    x-amazon-apigateway-any-method:
      isDefaultRoute: true
      x-amazon-apigateway-integration:
        payloadFormatVersion: "1.0"
        type: http_proxy
        httpMethod: ANY
        uri: http://127.0.0.1:9000
"#;

#[test]
fn a_rest_export_is_served_at_the_root_of_every_host() {
    let loaded = served("Pet Store_v1.json", REST, None, &[("host", "orders"), ("link", "abc")]);
    let configuration = loaded.configuration.as_ref().unwrap();
    let api = &configuration.apis[0];
    assert_eq!((&*api.id, api.protocol, &*api.stages[0].name), ("pet-store-v1", Protocol::Rest, "prod"));
    let domain = &configuration.domains[0];
    assert_eq!((&*domain.name, &*domain.mappings[0].path, &*domain.mappings[0].api.text), ("*", "", "pet-store-v1"));
    assert_eq!(&*configuration.vpc_links[0].id, "abc");
    assert!(configuration.target_groups[0].targets.is_empty());
    assert_eq!(configuration.node.execute_api_paths, Some(true));
    assert!(!loaded.diagnostics.has_errors(), "{}", rendered(&loaded));
    assert!(loaded.diagnostics.iter().any(|finding| finding.name == "vpc-link-unresolved"));
}

#[test]
fn an_http_export_has_the_default_stage() {
    let loaded = served("edge.yaml", HTTP, None, &[]);
    assert!(!loaded.diagnostics.has_errors(), "{}", rendered(&loaded));
    let configuration = loaded.configuration.unwrap();
    assert_eq!(configuration.apis[0].protocol, Protocol::Http);
    assert_eq!(&*configuration.apis[0].stages[0].name, "$default");
}

#[test]
fn what_an_export_cannot_know_is_said() {
    let loaded = served("petstore.json", REST, Some("test"), &[("host", "orders")]);
    let configuration = loaded.configuration.unwrap();
    assert_eq!(&*configuration.apis[0].stages[0].name, "test");
    let said = beyond_export(&configuration);
    assert_eq!(said[0], "values of stage variables: give them as --var link=VALUE");
    assert_eq!(said[1], "the targets of VPC links: ${stageVariables.link}");
}

#[test]
fn an_export_that_is_not_there_is_unreadable() {
    let bind = ([127, 0, 0, 1], 0).into();
    let how = Single { stage: None, variables: Vec::new(), functions: Vec::new(), bind };
    let loaded = single(&PathBuf::from("nowhere/petstore.yaml"), &how);
    assert!(loaded.unreadable && loaded.configuration.is_none() && loaded.diagnostics.has_errors());
}

const LAMBDA: &str = r#"{"swagger": "2.0", "info": {"title": "Orders", "version": "1"}, "paths": {"/orders": {"post": {
  "responses": {"200": {"description": "orders"}},
  "x-amazon-apigateway-integration": {"type": "aws_proxy", "httpMethod": "POST", "uri":
    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:orders:${stageVariables.alias}/invocations"
  }}}}}"#;

/// An export names functions; what they are is elsewhere.
#[test]
fn functions_of_an_export_are_missing_until_they_are_given() {
    let configuration = served("orders.json", LAMBDA, None, &[("alias", "live")]).configuration.unwrap();
    assert_eq!(configuration.missing_functions, MissingFunctions::AnswerError);
    let told = "what answers for Lambda functions: give it as --function orders:${stageVariables.alias}=COMMAND";
    assert_eq!(beyond_export(&configuration)[0], told);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("orders.json");
    std::fs::write(&path, LAMBDA).unwrap();
    for (given, default) in [("orders=./bootstrap", DefaultCredentials::None), ("*=aws", DefaultCredentials::Chain)] {
        let functions = vec![given_function(given).unwrap()];
        let bind = ([127, 0, 0, 1], 0).into();
        let how = Single { stage: None, variables: Vec::new(), functions: functions.clone(), bind };
        let configuration = single(&path, &how).configuration.unwrap();
        assert_eq!((&configuration.functions, configuration.aws.default), (&functions, default));
        assert!(!beyond_export(&configuration).iter().any(|sentence| sentence.contains("--function")));
    }
}

#[test]
fn a_function_is_given_by_its_name_and_what_answers() {
    let words = |function: &Function| match &function.kind {
        FunctionKind::Local(local) => local.command.iter().map(|word| format!("<{word}>")).collect(),
        FunctionKind::Remote(LambdaEndpoint::Aws) => "aws".to_owned(),
        FunctionKind::Remote(LambdaEndpoint::Url(url)) => url.to_string(),
    };
    for (given, name, answered_by) in [
        ("orders=./bootstrap", "orders", Some("<./bootstrap>")),
        (
            "orders:live=python3 -m awslambdaric 'my app.handler'",
            "orders:live",
            Some("<python3><-m><awslambdaric><my app.handler>"),
        ),
        ("*=env A=B ./bootstrap", "*", Some("<env><A=B><./bootstrap>")),
        ("orders=http://127.0.0.1:9001", "orders", Some("http://127.0.0.1:9001")),
        ("orders=aws", "orders", Some("aws")),
        ("orders", "", None),
        ("orders=", "", None),
        ("orders='./bootstrap", "", None),
        ("or ders=./bootstrap", "", None),
        ("=./bootstrap", "", None),
    ] {
        let found = given_function(given).ok().map(|function| (function.name.to_string(), words(&function)));
        assert_eq!(found, answered_by.map(|answered_by| (name.to_owned(), answered_by.to_owned())), "{given}");
    }
}
