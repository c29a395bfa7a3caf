//! The official Lambda runtimes, in processes of their own, behind REST and HTTP APIs.

use crate::site::{NODE, Site, eventually, root};
use crate::test_dependencies::{node, python, rust};
use rustix::process::{Pid, Signal, test_kill_process};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use tollgate_testkit::{Answer, Client, Node};

/// A `[[function]]`, and what it answers as.
struct Runtime {
    name: &'static str,
    command: Vec<String>,
    directory: String,
}

fn runtimes() -> [Runtime; 3] {
    let text = |path: std::path::PathBuf| path.to_str().unwrap().to_owned();
    let code = |name: &str| text(root().join("tests/functions").join(name).canonicalize().unwrap());
    let ric = text(node().join("node_modules/aws-lambda-ric/bin/index.mjs"));
    [
        Runtime {
            name: "python",
            command: vec![text(python()), "-m".into(), "awslambdaric".into(), "app.handler".into()],
            directory: code("python"),
        },
        Runtime { name: "node", command: vec!["node".into(), ric, "app.handler".into()], directory: code("node") },
        Runtime { name: "rust", command: vec![text(rust())], directory: code("") },
    ]
}

/// A REST API and an HTTP API whose routes `/{runtime}/{what}` invoke it.
fn configuration(runtimes: &[Runtime], more: &str) -> String {
    let mut text = format!("{NODE}[[domain]]\nname = \"*\"\n");
    for (path, api, stage) in [("rest", "rest", "prod"), ("http", "http", "$default")] {
        text += &format!("[[domain.mapping]]\npath = \"{path}\"\napi = \"{api}\"\nstage = \"{stage}\"\n");
    }
    for Runtime { name, command, directory } in runtimes {
        let command = json!(command);
        text += &format!("[[function]]\nname = \"{name}\"\ncommand = {command}\ndirectory = \"{directory}\"\n{more}\n");
    }
    text +=
        "[[api]]\nname = \"rest\"\nprotocol = \"rest\"\ndefinition = \"rest.json\"\n[[api.stage]]\nname = \"prod\"\n";
    text += "[[api]]\nname = \"http\"\nprotocol = \"http\"\n";
    for Runtime { name, .. } in runtimes {
        text += &format!(
            "[[api.route]]\nkey = \"ANY /{name}/{{what}}\"\nintegration = {{ type = \"aws_proxy\", function = \"{name}\", \
             payload_format_version = \"2.0\" }}\n"
        );
    }
    text
}

fn arn(function: &str) -> String {
    format!("arn:aws:lambda:us-east-1:123456789012:function:{function}")
}

fn integration(function: &str) -> Value {
    let uri = format!("arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{}/invocations", arn(function));
    json!({ "type": "aws_proxy", "httpMethod": "POST", "uri": uri })
}

fn definition(runtimes: &[Runtime]) -> String {
    let parameter = json!({ "name": "what", "in": "path", "required": true, "schema": { "type": "string" } });
    let paths = runtimes.iter().map(|Runtime { name, .. }| {
        let method = json!({
            "parameters": [parameter],
            "responses": {},
            "x-amazon-apigateway-integration": integration(name),
        });
        (format!("/{name}/{{what}}"), json!({ "x-amazon-apigateway-any-method": method }))
    });
    let paths: serde_json::Map<String, Value> = paths.collect();
    json!({ "openapi": "3.0.1", "info": { "title": "t", "version": "1" }, "paths": paths }).to_string()
}

fn start(runtimes: &[Runtime], more: &str) -> (Site, Node) {
    let site = Site::new(&configuration(runtimes, more));
    site.write("rest.json", &definition(runtimes));
    let node = site.start();
    (site, node)
}

fn ask(address: SocketAddr, path: &str) -> Answer {
    Client::connect(address).unwrap().get(path, "edge.test").unwrap()
}

#[test]
fn every_official_runtime_answers_routes_of_both_kinds() {
    let (_site, node) = start(&runtimes(), "");
    let address = node.listeners()[0];
    for runtime in ["python", "node", "rust"] {
        for (kind, version, resource) in [("rest", None, Some("/{runtime}/{what}")), ("http", Some("2.0"), None)] {
            let answer = ask(address, &format!("/{kind}/{runtime}/echo?q=1"));
            assert_eq!(answer.status, 201, "{kind} {runtime}: {}\n{}", answer.text(), node.printed());
            assert_eq!(answer.header("x-runtime"), Some(runtime));
            let seen = answer.json();
            assert_eq!((&seen["runtime"], &seen["arn"]), (&json!(runtime), &json!(arn(runtime))), "{kind}");
            let event = &seen["event"];
            assert_eq!(event["pathParameters"], json!({ "what": "echo" }));
            assert_eq!(event["queryStringParameters"], json!({ "q": "1" }));
            assert_eq!(event["version"].as_str(), version, "{kind} {runtime}");
            let expected = resource.map(|resource| resource.replace("{runtime}", runtime));
            assert_eq!(event["resource"].as_str(), expected.as_deref());
        }
    }
    assert!(node.wait_for_line("asked for echo").is_some(), "what it prints is logged");
}

/// set-up-lambda-proxy-integrations: 502 and `Internal server error`; http-api-troubleshooting-lambda: 500.
#[test]
fn whatever_a_function_fails_by_the_next_call_is_served() {
    let (_site, node) = start(&runtimes(), "timeout = \"2s\"");
    let address = node.listeners()[0];
    for runtime in ["python", "node", "rust"] {
        for what in ["raise", "exit", "hang", "large"] {
            let rest = ask(address, &format!("/rest/{runtime}/{what}"));
            assert_eq!((rest.status, said(&rest)), (502, r#"{"message": "Internal server error"}"#.into()), "{what}");
            let http = ask(address, &format!("/http/{runtime}/{what}"));
            assert_eq!((http.status, said(&http)), (500, r#"{"message":"Internal Server Error"}"#.into()), "{what}");
            let next = ask(address, &format!("/rest/{runtime}/echo"));
            assert_eq!(next.status, 201, "{runtime} after {what}: {}", node.printed());
        }
    }
}

/// response-transfer-mode-lambda: `awslambda.streamifyResponse` and `HttpResponseStream`, three pieces of a megabyte.
#[test]
fn a_streamed_answer_of_an_official_runtime_reaches_the_client_whole() {
    let [_, mut node, _] = runtimes();
    *node.command.last_mut().unwrap() = "app.stream".into();
    let runtimes = [node];
    let site = Site::new(&configuration(&runtimes, ""));
    let streams = definition(&runtimes)
        .replace("2015-03-31", "2021-11-15")
        .replace("/invocations", "/response-streaming-invocations")
        .replace(r#""type":"aws_proxy""#, r#""type":"aws_proxy","responseTransferMode":"STREAM""#);
    site.write("rest.json", &streams);
    let node = site.start();
    let answer = ask(node.listeners()[0], "/rest/node/echo");
    assert_eq!((answer.status, answer.header("x-runtime")), (203, Some("node")), "{}", node.printed());
    assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
    let expected: String = ["a", "b", "c"].map(|letter| letter.repeat(1024 * 1024)).concat();
    assert!(answer.text() == expected, "{} bytes", answer.text().len());
}

#[test]
fn a_function_that_cannot_start_fails_each_call() {
    let [mut python, ..] = runtimes();
    *python.command.last_mut().unwrap() = "broken.handler".into();
    let (_site, node) = start(&[python], "");
    for _ in 0..2 {
        assert_eq!(ask(node.listeners()[0], "/rest/python/echo").status, 502);
    }
    assert!(node.wait_for_line("no such table").is_some());
}

/// Issue: "1,000 concurrent calls over 8 processes (0 lost, ≤ 8 pids)".
#[test]
fn a_thousand_concurrent_calls_are_served_by_eight_processes() {
    const CALLS: usize = 1000;
    let [.., rust] = runtimes();
    let (_site, node) = start(&[rust], "concurrency = 8\nqueue = 1000");
    let address = node.listeners()[0];
    let mut clients: Vec<Client> = (0..CALLS).map(|_| Client::connect(address).unwrap()).collect();
    for client in &mut clients {
        client.send("GET /rest/rust/echo HTTP/1.1\r\nHost: edge.test\r\n\r\n").unwrap();
    }
    let answers: Vec<Value> = clients
        .iter_mut()
        .map(|client| {
            let answer = client.read_answer().unwrap();
            assert_eq!(answer.status, 201, "{}", answer.text());
            answer.json()
        })
        .collect();
    let distinct = |key: &str| answers.iter().map(|answer| answer[key].to_string()).collect::<BTreeSet<_>>().len();
    assert_eq!(distinct("id"), CALLS);
    assert!(distinct("pid") <= 8, "{} processes", distinct("pid"));
}

/// Not megabytes of it.
fn said(answer: &Answer) -> String {
    answer.text().chars().take(100).collect()
}

fn pid(address: SocketAddr) -> Pid {
    let pid = ask(address, "/rest/rust/echo").json()["pid"].as_i64().unwrap();
    Pid::from_raw(i32::try_from(pid).unwrap()).unwrap()
}

#[test]
fn a_hundred_reloads_leave_warm_what_did_not_change() {
    let [.., rust] = runtimes();
    let runtimes = [rust];
    let (site, node) = start(&runtimes, "");
    let address = node.listeners()[0];
    let warm = pid(address);
    let text = configuration(&runtimes, "");
    for round in 0..100 {
        let route = format!(
            "[[api.route]]\nkey = \"GET /round/{round}\"\nintegration = {{ type = \"http_proxy\", uri = \"http://127.0.0.1:9/\" }}\n"
        );
        site.write("tollgate.toml", &format!("{text}{route}"));
        let receipt = site.reload(&node);
        assert_eq!(receipt.status, 0, "{}{}", receipt.out, receipt.err);
    }
    assert_eq!(pid(address), warm);
    site.write("tollgate.toml", &configuration(&runtimes, "environment = { CHANGED = \"yes\" }"));
    assert_eq!(site.reload(&node).status, 0);
    assert_ne!(pid(address), warm);
    eventually("the changed function's process is gone", || test_kill_process(warm).is_err());
}

#[test]
fn no_process_of_a_function_outlives_the_gateway() {
    for signal in [Signal::KILL, Signal::TERM] {
        let [python, .., rust] = runtimes();
        let (_site, mut node) = start(&[python, rust], "");
        let address = node.listeners()[0];
        let of_python = ask(address, "/rest/python/echo").json()["pid"].as_i64().unwrap();
        let pids = [pid(address), Pid::from_raw(i32::try_from(of_python).unwrap()).unwrap()];
        node.signal(signal).unwrap();
        node.wait();
        for pid in pids {
            eventually("the function's process is gone", || test_kill_process(pid).is_err());
        }
    }
}
