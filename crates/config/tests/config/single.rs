//! One exported file without configuration.

use super::rendered;
use std::path::PathBuf;
use tollgate_config::{Single, beyond_export, single};
use tollgate_definition::Protocol;

fn served(name: &str, text: &str, stage: Option<&str>, variables: &[(&str, &str)]) -> tollgate_config::Loaded {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let how = Single {
        stage: stage.map(str::to_owned),
        variables: variables.iter().map(owned).collect(),
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
    let how = Single { stage: None, variables: Vec::new(), bind: ([127, 0, 0, 1], 0).into() };
    let loaded = single(&PathBuf::from("nowhere/petstore.yaml"), &how);
    assert!(loaded.unreadable && loaded.configuration.is_none() && loaded.diagnostics.has_errors());
}
