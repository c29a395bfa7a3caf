//! Bodies of a mapped integration that nothing reads: they go on as they come, and only their heads are mapped.

use super::broken::is;
use super::{REST, World};
use crate::site::NODE;
use serde_json::{Map, Value, json};
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::Duration;
use tollgate_testkit::Answer;

const PATIENCE: Duration = Duration::from_secs(30);

/// In the API's `binaryMediaTypes`: such bodies "pass through without modification" (api-gateway-payload-encodings-workflow).
pub(super) const BINARY: &str = "application/x-binary";

/// limits: 10 MB, in its execution log 10485760 bytes.
const MOST: usize = 10 * 1024 * 1024;

/// No UTF-8: as text it would arrive otherwise.
const BYTES: [u8; 8] = [0x1f, 0x8b, 0xff, 0xfe, 0, 0x80, 0xc3, 0x28];

/// `/passed-{name}/{proxy+}`: neither templates nor models.
pub(super) fn paths(upstreams: &[(&'static str, SocketAddr)]) -> Map<String, Value> {
    let passed = |(name, upstream): &(&str, SocketAddr)| {
        let integration = json!({
            "type": "http", "httpMethod": "PUT", "uri": format!("http://{upstream}/{{proxy}}"),
            "requestParameters": {
                "integration.request.path.proxy": "method.request.path.proxy",
                "integration.request.header.x-echo": "method.request.header.x-echo",
            },
            "responses": {
                "default": {
                    "statusCode": "200",
                    "responseParameters": {
                        "method.response.header.X-Mapped": "integration.response.header.X-Own",
                        "method.response.header.Content-Type": "integration.response.header.Content-Type",
                    },
                },
                "4\\d{2}": { "statusCode": "413" },
                "503": { "statusCode": "200", "responseTemplates": { "application/json": "" } },
                "500": { "statusCode": "200", "responseTemplates": { "application/json": "made" } },
            },
        });
        let parameters = json!([
            { "name": "proxy", "in": "path", "required": true, "schema": { "type": "string" } },
            { "name": "x-echo", "in": "header", "schema": { "type": "string" } },
        ]);
        let text = json!({ "schema": { "type": "string" } });
        let fine = json!({ "description": "fine", "headers": { "X-Mapped": text, "Content-Type": text } });
        let responses = json!({ "200": fine, "413": { "description": "too much" } });
        let method =
            json!({ "parameters": parameters, "responses": responses, "x-amazon-apigateway-integration": integration });
        (format!("/passed-{name}/{{proxy+}}"), json!({ "x-amazon-apigateway-any-method": method }))
    };
    upstreams.iter().map(passed).collect()
}

fn put(path: &str, kind: &str, framing: &str) -> String {
    format!("PUT {path} HTTP/1.1\r\nHost: {REST}\r\nContent-Type: {kind}\r\n{framing}\r\n\r\n")
}

/// An upstream that answers with this head and body, and then says nothing more.
fn answering(head: &'static str, body: Vec<u8>) -> World {
    World::scripted(move |mut wire| {
        wire.read_head();
        wire.say(head);
        let _ = wire.stream.write_all(&body);
        wire.finish();
        wire.wait_for_end();
    })
}

fn ask(world: &World, accept: &str) -> Answer {
    world.ask(REST, "PUT", "/passed-raw/a", &format!("Accept: {accept}\r\n"))
}

#[test]
fn a_binary_request_of_a_declared_length_goes_on_as_it_comes() {
    let (told, heard) = channel();
    let world = World::scripted(move |mut wire| {
        let _ = told.send(wire.read_head().unwrap().into_bytes());
        for _ in 0..2 {
            let mut half = vec![0; BYTES.len() / 2];
            wire.stream.read_exact(&mut half).unwrap();
            let _ = told.send(half);
        }
        wire.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    });
    let mut client = world.client();
    client.send(put("/passed-raw/a", BINARY, "Content-Length: 8\r\nCookie: a=b\r\nExpect: 100-continue")).unwrap();
    let mut first = [0; 25];
    client.read_exactly(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 100 Continue\r\n\r\n");
    let head = String::from_utf8(heard.recv_timeout(PATIENCE).unwrap()).unwrap();
    assert!(head.contains("\r\nContent-Length: 8\r\n") && head.contains("\r\nContent-Type: application/x-binary\r\n"));
    assert!(!head.contains("Cookie") && !head.contains("chunked"), "made of its mappings alone: {head}");
    for half in BYTES.chunks(4) {
        client.send(half).unwrap();
        assert_eq!(heard.recv_timeout(PATIENCE).unwrap(), half);
    }
    assert_eq!(client.read_answer().unwrap().status, 200);
}

/// Text is made UTF-8 (the tables of api-gateway-payload-encodings-workflow), and a length is "generated based on body"
/// (api-gateway-known-issues).
#[test]
fn text_and_what_has_no_length_is_collected() {
    let world = World::start();
    let replaced = String::from_utf8_lossy(&BYTES).len();
    for (kind, framing, length) in [
        (BINARY, "Content-Length: 8", BYTES.len()),
        (BINARY, "Transfer-Encoding: chunked", BYTES.len()),
        ("text/plain", "Content-Length: 8", replaced),
        ("text/plain", "Transfer-Encoding: chunked", replaced),
    ] {
        let mut client = world.client();
        client.send(put("/passed-echo/a", kind, framing)).unwrap();
        let chunked = framing.ends_with("chunked");
        let body = if chunked { [b"8\r\n", &BYTES[..], b"\r\n0\r\n\r\n"].concat() } else { BYTES.to_vec() };
        client.send(body).unwrap();
        let answer = client.read_answer().unwrap();
        assert_eq!(answer.json()["body"]["length"], length, "{kind}, {framing}: {}", answer.text());
        assert_eq!(world.last().header("content-length"), Some(length.to_string()), "{kind}, {framing}");
        assert_eq!(world.last().header("transfer-encoding"), None, "{kind}, {framing}");
        assert_eq!(client.get("/echo/a", REST).unwrap().status, 200, "{kind}, {framing}: the connection lives on");
    }
}

/// Its head is mapped as that of any other: status, headers, what every answer has.
#[test]
fn a_binary_answer_of_a_declared_length_is_passed_on_as_it_comes() {
    let (go, permitted) = channel();
    let permitted = Mutex::new(permitted);
    let world = World::scripted(move |mut wire| {
        wire.read_head();
        wire.say("HTTP/1.1 201 Created\r\nContent-Length: 8\r\nContent-Type: application/x-binary\r\n");
        wire.say("X-Own: seen\r\nX-Other: unseen\r\n\r\n");
        for half in BYTES.chunks(4) {
            wire.stream.write_all(half).unwrap();
            permitted.lock().unwrap().recv_timeout(PATIENCE).unwrap();
        }
    });
    let mut client = world.client();
    client.send(put("/passed-raw/a", BINARY, &format!("Content-Length: 0\r\nAccept: {BINARY}"))).unwrap();
    let head = client.read_head().unwrap();
    assert_eq!(head.status, 200, "of the method response");
    for (name, value) in [
        ("content-length", Some("8")),
        ("transfer-encoding", None),
        ("content-type", Some(BINARY)),
        ("x-mapped", Some("seen")),
        ("x-other", None),
    ] {
        assert_eq!(head.header(name), value, "{name}");
    }
    for name in ["x-amzn-requestid", "x-amz-apigw-id", "x-amzn-trace-id", "date"] {
        assert!(head.header(name).is_some(), "{name}");
    }
    for half in BYTES.chunks(4) {
        let mut piece = [0; 4];
        client.read_exactly(&mut piece).unwrap();
        assert_eq!(piece, half);
        go.send(()).unwrap();
    }
    assert_eq!(client.get("/echo/a", REST).unwrap().status, 200, "the connection lives on");
    let line = world.logged(REST, "/passed-raw/a");
    assert_eq!((line["status"].as_str(), line["integrationStatus"].as_str()), (Some("200"), Some("201")), "{line}");
}

/// What a status selects is known by the head alone; what a template makes, or text, is not.
#[test]
fn what_an_answer_selects_says_whether_it_is_read() {
    let text = String::from_utf8_lossy(&BYTES).into_owned().into_bytes();
    let chunked = [b"4\r\n", &BYTES[..4], b"\r\n4\r\n", &BYTES[4..], b"\r\n0\r\n\r\n"].concat();
    let binary = |status: &str| format!("HTTP/1.1 {status} So\r\nContent-Length: 8\r\nContent-Type: {BINARY}\r\n\r\n");
    let length = "HTTP/1.1 200 So\r\nContent-Length: 8\r\nContent-Type: text/plain\r\n\r\n".to_owned();
    let no_length = format!("HTTP/1.1 200 So\r\nTransfer-Encoding: chunked\r\nContent-Type: {BINARY}\r\n\r\n");
    for (head, sent, accept, expected) in [
        (binary("404"), BYTES.to_vec(), BINARY, (413, BYTES.to_vec())),
        // An empty template passes the body through.
        (binary("503"), BYTES.to_vec(), BINARY, (200, BYTES.to_vec())),
        (binary("500"), b"bodybody".to_vec(), BINARY, (200, b"made".to_vec())),
        (binary("200"), BYTES.to_vec(), "text/plain", (200, b"H4v//gCAwyg=".to_vec())),
        (length, BYTES.to_vec(), "text/plain", (200, text)),
        (no_length, chunked, BINARY, (200, BYTES.to_vec())),
    ] {
        let world = answering(Box::leak(head.clone().into_boxed_str()), sent);
        let answer = ask(&world, accept);
        assert_eq!(answer.header("content-length"), Some(&*expected.1.len().to_string()), "{head}{accept}");
        assert_eq!((answer.status, answer.body), expected, "{head}{accept}");
    }
}

/// "Integration response of reported length … is larger than allowed maximum of 10485760 bytes."
#[test]
fn amazons_bound_holds_for_what_is_passed_on() {
    const KIND: &str = "Content-Type: application/x-binary";
    for (size, status) in [(MOST, 200), (MOST + 1, 500)] {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n{KIND}\r\n\r\n");
        let world = answering(Box::leak(head.into_boxed_str()), vec![b'x'; size]);
        let answer = ask(&world, BINARY);
        if status == 200 {
            assert_eq!((answer.status, answer.body.len()), (200, MOST));
            assert_eq!(answer.header("content-length"), Some("10485760"));
        } else {
            is(&answer, (500, "Internal server error"), "one byte more");
        }
    }
}

/// What had begun and cannot be finished is cut off, so that nobody takes it for whole (RFC 9112 section 8).
#[test]
fn a_passed_answer_that_breaks_off_is_cut_off() {
    let (go, permitted) = channel();
    let permitted = Mutex::new(permitted);
    let world = World::scripted(move |mut wire| {
        wire.read_head();
        wire.say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Type: application/x-binary\r\n\r\n");
        wire.stream.write_all(&BYTES).unwrap();
        permitted.lock().unwrap().recv_timeout(PATIENCE).unwrap();
    });
    let mut client = world.client();
    client.send(put("/passed-raw/a", BINARY, &format!("Content-Length: 0\r\nAccept: {BINARY}"))).unwrap();
    assert_eq!(client.read_head().unwrap().header("content-length"), Some("9"));
    let mut all = [0; BYTES.len()];
    client.read_exactly(&mut all).unwrap();
    assert_eq!(all, BYTES);
    go.send(()).unwrap();
    assert!(client.is_closed());
}

/// What was read of it before the connection was found dead is sent again.
#[test]
fn a_small_passed_request_is_sent_again() {
    let (told, heard) = channel();
    let world = World::start_with(&NODE.replace("threads = 2", "threads = 1"), move |mut wire| {
        for turn in 1.. {
            let Some(head) = wire.read_head() else { return };
            let mut body = [0; BYTES.len()];
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
        client.send(put("/passed-raw/a", BINARY, "Content-Length: 8")).unwrap();
        client.send(BYTES).unwrap();
        assert_eq!(client.read_answer().unwrap().status, 200);
    }
    let asked: Vec<_> = (0..3).map(|_| heard.recv_timeout(PATIENCE).unwrap()).collect();
    assert_eq!(asked[1], asked[2], "the second request, twice");
    assert_eq!(asked[2].1, BYTES);
    assert_eq!(world.raw.accepted(), 2);
}
