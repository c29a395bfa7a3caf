//! Good requests, however they are written and cut.

use crate::harness::{Client, Node, Setup};
use crate::tls::{Names, client_config, issue, listener_tls, over};
use std::sync::Arc;
use std::time::Duration;

/// What is sent, and what the upstream says of it: method, target, body.
const GOOD: &[(&str, &str, &[&str])] = &[
    ("plain", "GET /a HTTP/1.1\r\nHost: a\r\n\r\n", &["GET /a "]),
    ("an empty line before a request (RFC 9112 2.2)", "\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n", &["GET /a "]),
    ("no space after a colon (RFC 9112 5.1)", "GET /a HTTP/1.1\r\nHost:a\r\nX:\r\n\r\n", &["GET /a "]),
    ("tabs and spaces around a value", "GET /a HTTP/1.1\r\nHost: \t a \t\r\n\r\n", &["GET /a "]),
    ("HTTP/1.0 without Host (RFC 9112 3.2)", "GET /a HTTP/1.0\r\n\r\n", &["GET /a "]),
    (
        "absolute-form for the same host (RFC 9112 3.2.2)",
        "GET http://a.example/b?c HTTP/1.1\r\nHost: A.example\r\n\r\n",
        &["GET /b?c "],
    ),
    ("absolute-form without a path (RFC 9112 3.2.1)", "GET http://a?c HTTP/1.1\r\nHost: a\r\n\r\n", &["GET /?c "]),
    ("an IPv6 Host (RFC 3986 3.2.2)", "GET /a HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", &["GET /a "]),
    ("an unknown method (RFC 9110 9.1)", "PURGE-all /a HTTP/1.1\r\nHost: a\r\n\r\n", &["PURGE-all /a "]),
    ("obs-text in a value (RFC 9110 5.5)", "GET /a HTTP/1.1\r\nHost: a\r\nX: \u{e9}\r\n\r\n", &["GET /a "]),
    ("reserved characters in a target", "GET /a{b}|c?d[]=^` HTTP/1.1\r\nHost: a\r\n\r\n", &["GET /a{b}|c?d[]=^` "]),
    ("a body by length", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", &["POST /a hello"]),
    ("an empty body by length", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", &["POST /a "]),
    (
        "chunks",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        &["POST /a hello"],
    ),
    (
        "chunk extensions and trailers (RFC 9112 7.1.1, 7.1.2)",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n\r\n5;a=\"b\"\r\nhello\r\n0;c\r\nX-Sum: 1\r\n\r\n",
        &["POST /a hello"],
    ),
    (
        "pipelined (RFC 9112 9.3.2)",
        "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET /3 HTTP/1.1\r\nHost: a\r\n\r\n",
        &["GET /1 ", "POST /2 abc", "GET /3 "],
    ),
    (
        "pipelined behind chunks",
        "POST /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
        &["POST /1 a", "GET /2 "],
    ),
    (
        "Upgrade that nobody takes (RFC 9110 7.8)",
        "GET /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
        &["GET /a ", "GET /2 "],
    ),
];

#[test]
fn good_requests_reach_the_upstream_as_they_were_meant() {
    let node = Node::start(Setup::default());
    for (case, request, expected) in GOOD {
        let mut client = node.connect();
        client.send(request);
        for body in *expected {
            assert_eq!(client.receive().unwrap_or_else(|| panic!("{case}: closed")).body_text(), *body, "{case}");
        }
    }
    assert_eq!(node.refusals(), []);
}

#[test]
fn good_requests_may_arrive_byte_by_byte() {
    let node = Node::start(Setup::default());
    for (case, request, expected) in GOOD {
        let mut client = node.connect();
        client.stream.set_nodelay(true).unwrap();
        request.as_bytes().chunks(1).for_each(|byte| client.send(byte));
        for body in *expected {
            assert_eq!(client.receive().unwrap_or_else(|| panic!("{case}: closed")).body_text(), *body, "{case}");
        }
    }
}

#[test]
fn a_connection_serves_many_requests_and_says_when_it_is_the_last() {
    let mut setup = Setup::default();
    setup.settings.requests = 3;
    let node = Node::start(setup);
    let mut client = node.connect();
    for (path, last) in [("/1", false), ("/2", false), ("/3", true)] {
        let answer = client.ask(format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n"));
        assert_eq!(
            answer.field("connection").is_some_and(|value| value.eq_ignore_ascii_case("close")),
            last,
            "{answer:?}"
        );
    }
    client.expect_close();
}

#[test]
fn an_idle_connection_is_closed_without_a_word() {
    let mut setup = Setup::default();
    setup.settings.idle = Duration::from_millis(200);
    let node = Node::start(setup);
    let mut client = node.connect();
    client.ask("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
    client.expect_close();
    assert_eq!(node.refusals(), []);
}

#[test]
fn expect_100_continue_is_answered_before_the_body_is_sent() {
    let node = Node::start(Setup::default());
    let mut client = node.connect();
    client.send("POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    client.send("hi");
    let mut answer = client.receive().unwrap();
    if answer.status() == 100 {
        answer = client.receive().unwrap();
    }
    assert_eq!(answer.body_text(), "POST /a hi");
}

/// One random request and the answer it has to get.
fn random_request(random: &mut fastrand::Rng, number: usize) -> (Vec<u8>, String) {
    let body: String = (0..random.usize(..300)).map(|_| random.alphanumeric()).collect();
    let head = format!("POST /{number} HTTP/1.1\r\nHost: a\r\n");
    let text = match random.u8(..3) {
        0 => return (format!("GET /{number} HTTP/1.1\r\nHost: a\r\n\r\n").into_bytes(), format!("GET /{number} ")),
        1 => format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()),
        _ => {
            let size = random.usize(1..100);
            let chunks: String = body
                .as_bytes()
                .chunks(size)
                .map(|chunk| format!("{:x}\r\n{}\r\n", chunk.len(), std::str::from_utf8(chunk).unwrap()))
                .collect();
            format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n")
        }
    };
    (text.into_bytes(), format!("POST /{number} {body}"))
}

#[test]
fn random_pipelines_in_random_pieces_are_answered_in_order() {
    let node = Node::start(Setup::default());
    for seed in 0..20 {
        let mut random = fastrand::Rng::with_seed(seed);
        let (requests, answers): (Vec<_>, Vec<_>) = (0..30).map(|number| random_request(&mut random, number)).unzip();
        let mut client = node.connect();
        client.stream.set_nodelay(true).unwrap();
        let mut writer = client.stream.try_clone().unwrap();
        let sender = std::thread::spawn(move || {
            let bytes = requests.concat();
            let mut rest = &bytes[..];
            while !rest.is_empty() {
                let length = random.usize(1..200).min(rest.len());
                std::io::Write::write_all(&mut writer, &rest[..length]).unwrap();
                rest = &rest[length..];
            }
        });
        for answer in answers {
            assert_eq!(client.receive().expect("an answer").body_text(), answer, "seed {seed}");
        }
        sender.join().unwrap();
    }
}

#[test]
fn pipelines_within_tls_are_answered_in_order_whatever_their_records() {
    let (names, issued) = (Arc::new(Names::default()), issue("a.example"));
    names.0.lock().unwrap().insert("a.example".to_owned(), issued.key.clone());
    let mut setup = Setup { certificates: Some(names), ..Setup::default() };
    setup.listener.tls = listener_tls();
    let node = Node::start(setup);
    for seed in 100..110 {
        let mut random = fastrand::Rng::with_seed(seed);
        let (requests, answers): (Vec<_>, Vec<_>) = (0..30).map(|number| random_request(&mut random, number)).unzip();
        let config = client_config(&issued, &["http/1.1"], rustls::ALL_VERSIONS);
        let mut client = Client::new(over(node.connect().stream, config, "a.example"));
        let bytes = requests.concat();
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let (record, behind) = rest.split_at(random.usize(1..200).min(rest.len()));
            client.send(record);
            rest = behind;
        }
        for answer in answers {
            assert_eq!(client.receive().expect("an answer").body_text(), answer, "seed {seed}");
        }
    }
}
