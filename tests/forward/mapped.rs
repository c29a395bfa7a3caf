//! Requests whose body is collected before they are sent, and answers that nothing was asked for.

use super::broken::{failure, is};
use super::{HTTP, REST, World};
use crate::site::NODE;
use serde_json::{Map, Value, json};
use std::io::Read;
use std::net::SocketAddr;
use std::sync::mpsc::channel;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);
const LIMIT: usize = 64 * 1024;

/// `/mapped-{name}/{proxy+}`, with a template that passes JSON on and everything else as it is; `/mock`; `/mock-nothing`.
pub(super) fn paths(upstreams: &[(&'static str, SocketAddr)], raw: SocketAddr) -> Map<String, Value> {
    let answers = json!({
        "default": { "statusCode": "200" },
        "4\\d{2}": { "statusCode": "413" },
    });
    let mapped = |(name, upstream): (&str, SocketAddr)| {
        let timeout = if name == "short" { super::SHORT_TIMEOUT.parse().unwrap() } else { 29_000 };
        let integration = json!({
            "type": "http", "httpMethod": "PUT", "uri": format!("http://{upstream}/{{proxy}}"), "timeoutInMillis": timeout,
            "requestParameters": {
                "integration.request.path.proxy": "method.request.path.proxy",
                "integration.request.header.x-echo": "method.request.header.x-echo",
            },
            "requestTemplates": { "application/x-mapped": "<$input.body>" },
            "responses": answers,
        });
        let parameters = json!([
            { "name": "proxy", "in": "path", "required": true, "schema": { "type": "string" } },
            { "name": "x-echo", "in": "header", "schema": { "type": "string" } },
        ]);
        let responses = json!({ "200": { "description": "fine" }, "413": { "description": "too much" } });
        let method =
            json!({ "parameters": parameters, "responses": responses, "x-amazon-apigateway-integration": integration });
        (format!("/mapped-{name}/{{proxy+}}"), json!({ "x-amazon-apigateway-any-method": method }))
    };
    let mock = |status: &str, template: &str| {
        let integration = json!({
            "type": "mock",
            "requestTemplates": { "application/json": format!("{{\"statusCode\": {status}}}") },
            "responses": { "default": { "statusCode": status, "responseTemplates": { "application/json": template } } },
        });
        json!({ "x-amazon-apigateway-any-method":
            { "responses": { status: { "description": "-" } }, "x-amazon-apigateway-integration": integration } })
    };
    let late = [("short", raw), ("raw", raw)];
    let others = upstreams.iter().copied().filter(|(name, _)| !matches!(*name, "short" | "raw"));
    let mut paths: Map<String, Value> = others.chain(late).map(mapped).collect();
    paths.insert("/mock".to_owned(), mock("200", r#"{"from":"us"}"#));
    paths.insert("/mock-nothing".to_owned(), mock("204", ""));
    paths
}

fn post(path: &str, kind: &str, framing: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nHost: {REST}\r\nContent-Type: {kind}\r\n{framing}\r\n\r\n")
}

/// REQUEST_TOO_LARGE (supported-gateway-response-types), before anything of the body is sent on.
#[test]
fn a_body_to_be_mapped_is_bounded_by_length_and_chunked() {
    let world = World::start_with(&format!("[limits]\nbody = \"64KiB\"\n{NODE}"), |_| {});
    for (extra, chunked, expected) in [(0, false, 200), (0, true, 200), (1, false, 413), (1, true, 413)] {
        let (length, seen) = (LIMIT + extra, world.echo.count());
        let case = format!("{length} chunked: {chunked}");
        let mut client = world.client();
        if chunked {
            client.send(post("/mapped-echo/a", "text/plain", "Transfer-Encoding: chunked")).unwrap();
            client.send(format!("{LIMIT:x}\r\n{}\r\n", "x".repeat(LIMIT))).unwrap();
            client.send(if extra == 0 { "0\r\n\r\n" } else { "1\r\nx\r\n" }).unwrap();
        } else {
            client.send(post("/mapped-echo/a", "text/plain", &format!("Content-Length: {length}"))).unwrap();
            client.send(vec![b'x'; length]).unwrap();
        }
        let answer = client.read_answer().unwrap();
        assert_eq!(answer.status, expected, "{case}: {}", answer.text());
        if expected == 200 {
            assert_eq!(answer.json()["body"]["length"], length, "{case}: {}", answer.text());
            assert_eq!(world.last().header("content-length").as_deref(), Some("65536"), "{case}");
        } else {
            assert_eq!(world.echo.count(), seen, "{case}: nothing of it was sent");
        }
    }
}

/// RFC 9110 section 10.1.1.
#[test]
fn a_client_that_waits_is_told_to_send_what_is_to_be_mapped() {
    let world = World::start();
    let mut client = world.client();
    client.send(post("/mapped-echo/a", "application/x-mapped", "Content-Length: 4\r\nExpect: 100-continue")).unwrap();
    let mut first = [0; 25];
    client.read_exactly(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 100 Continue\r\n\r\n");
    client.send("body").unwrap();
    let answer = client.read_answer().unwrap();
    assert_eq!((answer.status, &answer.json()["body"]["length"]), (200, &json!(6)), "{}", answer.text());
    assert_eq!(world.logged(REST, "/mapped-echo/a")["integrationStatus"].as_str(), Some("200"));
}

/// A body that is slow in coming is none of the integration's time: its timeout begins when it is asked.
#[test]
fn a_slow_upload_is_not_the_integrations_time() {
    let world = World::scripted(|mut wire| {
        wire.read_head();
        wire.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
        wire.wait_for_end();
    });
    let mut client = world.client();
    client.send(post("/mapped-short/a", "text/plain", "Content-Length: 4")).unwrap();
    client.send("bo").unwrap();
    std::thread::sleep(Duration::from_millis(super::SHORT_TIMEOUT.parse::<u64>().unwrap() + 300));
    assert_eq!(world.raw.accepted(), 0, "nobody is asked before the body is whole");
    client.send("dy").unwrap();
    let answer = client.read_answer().unwrap();
    assert_eq!((answer.status, answer.text().as_str()), (200, "ok"));
}

#[test]
fn a_client_that_leaves_within_its_body_asks_nobody() {
    let world = World::start();
    let mut client = world.client();
    client.send(post("/mapped-echo/left", "text/plain", "Content-Length: 4")).unwrap();
    client.send("bo").unwrap();
    drop(client);
    assert!(world.logged(REST, "/mapped-echo/left")["integrationStatus"].as_str().is_none_or(|status| status == "-"));
    assert_eq!(world.echo.count(), 0);
}

#[test]
fn nobody_listening_is_a_failure_of_a_mapped_request_too() {
    let world = World::start();
    let mut client = world.client();
    client.send(post("/mapped-dead/a", "text/plain", "Content-Length: 4")).unwrap();
    client.send("body").unwrap();
    is(&client.read_answer().unwrap(), failure(REST), "mapped");
    assert_eq!(client.get("/echo/a", REST).unwrap().status, 200, "the connection lives on");
}

/// A kept connection that turns out dead is not the request's end: it is sent again, whole.
#[test]
fn a_mapped_request_is_sent_again_whole() {
    let (told, heard) = channel();
    let world = World::start_with(&NODE.replace("threads = 2", "threads = 1"), move |mut wire| {
        for turn in 1.. {
            let Some(head) = wire.read_head() else { return };
            let mut body = [0; 6];
            wire.stream.read_exact(&mut body).unwrap();
            let _ = told.send((head, body));
            if (wire.number, turn) == (1, 2) {
                return wire.reset();
            }
            wire.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
    });
    let mut client = world.client();
    for _ in 0..2 {
        client.send(post("/mapped-raw/a", "application/x-mapped", "Content-Length: 4")).unwrap();
        client.send("body").unwrap();
        assert_eq!(client.read_answer().unwrap().status, 200);
    }
    let asked: Vec<_> = (0..3).map(|_| heard.recv_timeout(PATIENCE).unwrap()).collect();
    assert_eq!(asked[1], asked[2], "the second request, twice");
    assert_eq!(&asked[2].1, b"<body>");
    assert_eq!(world.raw.accepted(), 2);
}

/// RFC 9110 sections 8.6 and 9.3.2.
#[test]
fn a_mock_is_framed_as_any_answer() {
    let world = World::start();
    let mut client = world.client();
    let whole = client.request("GET", "/mock", REST, "").unwrap();
    assert_eq!(
        (whole.status, whole.text().as_str(), whole.header("content-length")),
        (200, r#"{"from":"us"}"#, Some("13"))
    );
    let head = client.request("HEAD", "/mock", REST, "").unwrap();
    assert_eq!((head.status, head.header("content-length")), (200, Some("13")));
    let nothing = client.request("GET", "/mock-nothing", REST, "").unwrap();
    assert_eq!((nothing.status, nothing.header("content-length")), (204, None));
    client.send(post("/mock", "application/json", "Content-Length: 2")).unwrap();
    client.send("{}").unwrap();
    assert_eq!(client.read_answer().unwrap().status, 200);
    assert_eq!(client.get("/echo/a", HTTP).unwrap().status, 200, "the connection lives on");
    assert!(world.logged(REST, "/mock")["integrationStatus"].as_str().is_none_or(|status| status == "-"));
}
