//! canary-release: another deployment for a share of a stage's requests, under the stage's own name.

use crate::site::{NODE, Site, admin, eventually};
use serde_json::{Value, json};
use std::net::SocketAddr;
use tollgate_testkit::{Client, Echo, Node};

const STAGE: &str = r#"
[[api]]
name = "pets"
protocol = "rest"
definition = "base.json"
[[api.stage]]
name = "prod"
variables = { backend = "BASE" }
access_log = { path = "access.log", format = '{"id":"$context.requestId","status":"$context.status","canary":"$context.isCanaryRequest","stage":"$context.stage","deployment":"$context.deploymentId","key":"$context.resourcePath"}' }
canary = { percent = PERCENT, definition = "canary.json", variables = { backend = "CANARY" } }
"#;

/// `/pets` at the backend that the stage variable names; a base that has `/old` as well.
fn deployment(name: &str, paths: &[&str]) -> String {
    let integration = json!({ "type": "http_proxy", "httpMethod": "GET",
        "uri": "http://${stageVariables.backend}/x",
        "requestParameters": { "integration.request.header.x-deployment": format!("'{name}'"),
            "integration.request.header.x-canary": "context.isCanaryRequest" } });
    let paths: serde_json::Map<String, Value> = paths
        .iter()
        .map(|path| ((*path).to_owned(), json!({ "get": { "x-amazon-apigateway-integration": integration } })))
        .collect();
    json!({ "openapi": "3.0.1", "info": { "title": name, "version": "1" }, "paths": paths }).to_string()
}

fn configuration(percent: u32, base: SocketAddr, canary: SocketAddr) -> String {
    let stage = STAGE.replace("PERCENT", &percent.to_string()).replace("BASE", &base.to_string());
    format!("{NODE}{}", stage.replace("CANARY", &canary.to_string()))
}

fn ask(node: &Node, target: &str) -> u16 {
    Client::connect(node.listeners()[0]).unwrap().get(target, "pets.execute-api.test").unwrap().status
}

fn logged(site: &Site, count: usize) -> Vec<Value> {
    let mut lines: Vec<Value> = Vec::new();
    eventually("every request is logged", || {
        let text = std::fs::read_to_string(site.path("access.log")).unwrap_or_default();
        lines = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        lines.len() == count
    });
    lines
}

/// What the backend was told last: the deployment, and whether it is the canary.
fn told(echo: &Echo) -> (Option<String>, Option<String>) {
    let seen = echo.seen();
    let last = seen.last().unwrap();
    (last.header("x-deployment"), last.header("x-canary"))
}

#[test]
fn a_request_drawn_to_the_canary_gets_its_deployment_and_variables_under_the_stages_labels() {
    let (base, canary) = (Echo::start("base").unwrap(), Echo::start("canary").unwrap());
    let site = Site::new(&configuration(0, base.address(), canary.address()));
    site.write("base.json", &deployment("base", &["/pets", "/old"]));
    site.write("canary.json", &deployment("canary", &["/pets"]));
    let node = site.start();
    assert_eq!([ask(&node, "/prod/pets"), ask(&node, "/prod/old")], [200, 200]);
    assert_eq!((base.count(), canary.count()), (2, 0), "a canary of 0 percent");
    assert_eq!(told(&base), (Some("base".to_owned()), Some("false".to_owned())));

    site.write("tollgate.toml", &configuration(100, base.address(), canary.address()));
    let said = site.reload(&node);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    assert_eq!([ask(&node, "/prod/pets"), ask(&node, "/prod/old")], [200, 403], "the canary has no such resource");
    assert_eq!((base.count(), canary.count()), (2, 1), "a canary of 100 percent");
    assert_eq!(told(&canary), (Some("canary".to_owned()), Some("true".to_owned())));

    let lines = logged(&site, 4);
    let of = |key: &str| lines.iter().map(|line| line[key].as_str().unwrap()).collect::<Vec<_>>();
    assert_eq!(of("canary"), ["false", "false", "true", "true"]);
    assert_eq!(of("stage"), ["prod"; 4]);
    let deployments = of("deployment");
    assert_eq!(deployments[0], deployments[1]);
    assert_eq!(deployments[2], deployments[3]);
    assert_ne!(deployments[0], deployments[2]);

    let page = admin(&node, "/metrics").text();
    let counted = page.lines().filter(|line| line.starts_with("tollgate_requests_total{"));
    let counted: Vec<&str> = counted.filter(|line| !line.ends_with(" 0")).collect();
    let sum: f64 = counted.iter().filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum();
    assert!(
        counted.iter().all(|line| line.contains("api=\"pets\"") && line.contains("stage=\"prod\"")),
        "{counted:#?}"
    );
    assert_eq!(sum, 4.0, "{counted:#?}");
}
