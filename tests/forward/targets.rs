//! Several targets of one group: who gets a request that failed, and whose failure it was.

use super::scripted::Scripted;
use super::{REST, SHORT_TIMEOUT};
use crate::site::{NODE, Site};
use serde_json::json;
use std::io::Read;
use std::net::SocketAddr;
use std::sync::mpsc::channel;
use std::time::Duration;
use tollgate_testkit::{Client, Echo, Node};

const PATIENCE: Duration = Duration::from_secs(30);

/// `/mapped` by a template, and `/proxy` with a short timeout, both to a group of these targets.
fn start(targets: &[SocketAddr], eject: &str) -> (Site, Node) {
    let targets: String =
        targets.iter().map(|address| format!("[[target_group.target]]\naddress = \"{address}\"\n")).collect();
    let site = Site::new(&format!(
        r#"{NODE}
[[domain]]
name = "rest.test"
[[domain.mapping]]
path = ""
api = "rest"
stage = "prod"
[[api]]
name = "rest"
protocol = "rest"
definition = "rest.json"
[[api.stage]]
name = "prod"
[[vpc_link]]
id = "link"
[[vpc_link.listener]]
port = 80
target_group = "pool"
[[target_group]]
name = "pool"
eject = {{ {eject} }}
retry = {{ attempts = 2, budget = 100.0 }}
{targets}"#
    ));
    let link = json!({ "uri": "http://pool.internal/in", "connectionType": "VPC_LINK", "connectionId": "link" });
    let with = |mut other: serde_json::Value| {
        other.as_object_mut().unwrap().extend(link.as_object().unwrap().clone());
        json!({ "x-amazon-apigateway-any-method":
            { "responses": { "200": { "description": "fine" } }, "x-amazon-apigateway-integration": other } })
    };
    let mapped = json!({
        "type": "http", "httpMethod": "PUT", "requestTemplates": { "application/json": "<$input.body>" },
        "responses": { "default": { "statusCode": "200" } },
    });
    let timeout: u32 = SHORT_TIMEOUT.parse().unwrap();
    let proxy = json!({ "type": "http_proxy", "httpMethod": "ANY", "timeoutInMillis": timeout });
    let paths = json!({ "/mapped": with(mapped), "/proxy": with(proxy) });
    let document = json!({ "openapi": "3.0.1", "info": { "title": "rest", "version": "1" }, "paths": paths });
    site.write("rest.json", &document.to_string());
    let node = site.start();
    (site, node)
}

fn client(node: &Node) -> Client {
    Client::connect(node.listeners()[0]).unwrap()
}

/// An idempotent request that got no answer is another target's (RFC 9110 section 9.2.2): all of what was made for the first.
#[test]
fn a_mapped_request_goes_to_another_target_whole() {
    let (told, heard) = channel();
    let broken = Scripted::start(move |mut wire| {
        let head = wire.read_head().unwrap_or_default();
        let mut body = [0; 6];
        if wire.stream.read_exact(&mut body).is_ok() {
            let _ = told.send((head, body));
        }
        wire.reset();
    });
    let echo = Echo::start("echo").unwrap();
    let (_site, node) = start(&[broken.address(), echo.address()], "failures = 0");
    for n in 1..=4 {
        let mut client = client(&node);
        let head = format!("POST /mapped HTTP/1.1\r\nHost: {REST}\r\nContent-Type: application/json\r\n");
        client.send(format!("{head}Content-Length: 4\r\n\r\nbody")).unwrap();
        let answer = client.read_answer().unwrap();
        assert_eq!(answer.status, 200, "{n}: {}", answer.text());
        assert_eq!((&answer.json()["method"], &answer.json()["body"]["length"]), (&json!("PUT"), &json!(6)), "{n}");
    }
    let (head, body) = heard.recv_timeout(PATIENCE).expect("by turns, it was asked");
    assert!(head.starts_with("PUT /in HTTP/1.1\r\n") && head.contains("Content-Length: 6\r\n"), "{head}");
    assert_eq!(&body, b"<body>");
    assert_eq!(echo.count(), 4);
}

/// The integration's time is over while the client still sends: nothing that its target did. That of a target that does not
/// answer is.
#[test]
fn a_slow_upload_does_not_count_against_its_target() {
    let echo = Echo::start("echo").unwrap();
    let (_site, node) = start(&[echo.address()], "failures = 1, backoff = \"1h\", keep = 0.0");
    let mut slow = client(&node);
    slow.send(format!("PUT /proxy HTTP/1.1\r\nHost: {REST}\r\nContent-Length: 4\r\n\r\nbo")).unwrap();
    assert_eq!(slow.read_answer().unwrap().status, 504);
    assert_eq!(client(&node).get("/proxy", REST).unwrap().status, 200, "the target is asked on");
    let held = client(&node).request("GET", "/proxy", REST, "x-echo: hold=never\r\n").unwrap();
    assert_eq!(held.status, 504);
    let asked = echo.count();
    let answer = client(&node).get("/proxy", REST).unwrap();
    assert_eq!((answer.status, echo.count()), (504, asked), "it rests: {}", answer.text());
}
