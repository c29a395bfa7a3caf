//! Integrations that are late, away or broken.

use super::scripted::Wire;
use super::{HTTP, KINDS, REST, World};
use crate::site::{EVERY_HOST, NODE, Site};
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::Duration;
use tollgate_testkit::{Answer, Client, Echo};

const PATIENCE: Duration = Duration::from_secs(30);

/// supported-gateway-response-types: INTEGRATION_FAILURE and INTEGRATION_TIMEOUT, both 504, and what they say.
const REST_FAILURE: (u16, &str) = (504, "Network error communicating with endpoint");
const REST_TIMEOUT: (u16, &str) = (504, "Endpoint request timed out");
pub(super) const HTTP_FAILURE: (u16, &str) = (503, "Service Unavailable");

pub(super) fn failure(host: &str) -> (u16, &'static str) {
    if host == HTTP { HTTP_FAILURE } else { REST_FAILURE }
}

fn said(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["message"].as_str().unwrap_or_default().to_owned())
}

#[track_caller]
pub(super) fn is(answer: &Answer, expected: (u16, &str), case: &str) {
    assert_eq!(said(answer), (expected.0, expected.1.to_owned()), "{case}: {}", answer.text());
}

/// The first target of a group of two, by its number, or the second.
pub(super) fn group_of_two(first: &Echo, second: &Echo) -> String {
    format!(
        r#"{NODE}{EVERY_HOST}
[[api]]
name = "edge"
protocol = "http"
[[api.route]]
key = "$default"
integration = {{ type = "http_proxy", uri = "http://pool.internal", vpc_link = "link" }}
[[vpc_link]]
id = "link"
[[vpc_link.listener]]
port = 80
target_group = "pool"
[[target_group]]
name = "pool"
retry = {{ attempts = 2, budget = 1.0 }}
eject = {{ failures = 0 }}
[[target_group.target]]
address = "{}"
[[target_group.target]]
address = "{}"
"#,
        first.address(),
        second.address()
    )
}

#[test]
fn a_late_answer_is_a_timeout() {
    let world = World::start();
    for (host, expected) in [(HTTP, HTTP_FAILURE), (REST, REST_TIMEOUT)] {
        let mut client = world.client();
        let answer = client.request("GET", "/short/a", host, "x-echo: hold=never\r\n").unwrap();
        is(&answer, expected, host);
        assert_eq!(client.get("/echo/a", host).unwrap().status, 200, "{host}: the connection lives on");
    }
}

#[test]
fn nobody_listening_is_a_failure() {
    let world = World::start();
    for host in KINDS {
        is(&world.ask(host, "GET", "/dead/a", ""), failure(host), host);
        let mut client = world.client();
        client.send(format!("POST /dead/a HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4\r\n\r\nbody")).unwrap();
        is(&client.read_answer().unwrap(), failure(host), host);
        assert_eq!(client.get("/echo/a", host).unwrap().status, 200, "{host}: the connection lives on");
    }
}

/// A broken body must look broken: the connection ends, no last chunk, no whole length.
#[test]
fn a_body_that_breaks_off_is_never_completed() {
    let world = World::start();
    for host in KINDS {
        for (instruction, status) in
            [("abort=head", 200), ("abort=body;size=10000", 200), ("abort=body;size=10000;framing=chunked", 200)]
        {
            let mut client = world.client();
            client.send(format!("GET /echo/a HTTP/1.1\r\nHost: {host}\r\nx-echo: {instruction}\r\n\r\n")).unwrap();
            let case = format!("{host} {instruction}");
            let broken = match client.read_head() {
                Ok(head) => {
                    assert_eq!(head.status, status, "{case}");
                    let rest = client.read_to_end().unwrap_or_default();
                    assert!(!rest.ends_with(b"0\r\n\r\n"), "{case}: {}", rest.len());
                    assert!(rest.len() < 9000, "{case}: {}", rest.len());
                    true
                }
                Err(_) => true,
            };
            assert!(broken, "{case}");
        }
    }
}

/// RFC 9110 section 9.2.2: what may be sent twice is, onto the other target; what may not is not.
#[test]
fn a_reset_before_any_byte_is_retried_for_idempotent_methods_alone() {
    let (first, second) = (Echo::start("first").unwrap(), Echo::start("second").unwrap());
    let site = Site::new(&group_of_two(&first, &second));
    let node = site.start();
    for (method, body, attempts) in [
        ("GET", "", 2),
        ("PUT", "body", 2),
        ("DELETE", "", 2),
        ("OPTIONS", "", 2),
        ("POST", "body", 1),
        ("PATCH", "body", 1),
    ] {
        let before = (first.count(), second.count());
        let mut client = Client::connect(node.listeners()[0]).unwrap();
        let length = body.len();
        client
            .send(format!(
                "{method} /a HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\nx-echo: abort=start\r\n\r\n{body}"
            ))
            .unwrap();
        is(&client.read_answer().unwrap(), HTTP_FAILURE, method);
        let (one, two) = (first.count() - before.0, second.count() - before.1);
        assert_eq!(one + two, attempts, "{method}: {one} and {two}");
        assert!(one <= 1 && two <= 1, "{method}: each target once");
    }
}

/// The retry is a whole request: body and head again, answered by the other.
#[test]
fn a_retried_request_is_sent_whole() {
    let bodies = Mutex::new(Vec::new());
    let (told, heard) = channel();
    let world = World::scripted(move |mut wire: Wire| {
        use std::io::Read;
        let Some(head) = wire.read_head() else { return };
        let mut body = [0; 9];
        wire.stream.read_exact(&mut body).unwrap();
        bodies.lock().unwrap().push(());
        let _ = told.send((head, body));
        if wire.number == 1 {
            return wire.reset();
        }
        wire.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    });
    let mut client = world.client();
    client
        .send(format!(
            "PUT /raw/a HTTP/1.1\r\nHost: {HTTP}\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n"
        ))
        .unwrap();
    assert_eq!(client.read_answer().unwrap().status, 200);
    let (one, two) = (heard.recv_timeout(PATIENCE).unwrap(), heard.recv_timeout(PATIENCE).unwrap());
    assert_eq!(one.0, two.0);
    assert_eq!((&one.1, &two.1), (b"4\r\nbody\r\n", b"4\r\nbody\r\n"));
}

/// A connection that the target closed while it was kept is not written to: a POST could not be sent again.
#[test]
fn a_kept_connection_that_was_closed_meanwhile_is_not_used() {
    let (told, heard) = channel();
    let world = World::start_with(&NODE.replace("threads = 2", "threads = 1"), move |mut wire| {
        wire.read_head();
        wire.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        drop(wire);
        let _ = told.send(());
    });
    for host in KINDS {
        let mut client = world.client();
        for _ in 0..5 {
            client.send(format!("POST /raw/a HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n")).unwrap();
            assert_eq!(client.read_answer().unwrap().status, 200, "{host}");
            heard.recv_timeout(PATIENCE).unwrap();
        }
    }
    assert_eq!(world.raw.accepted(), 10);
}
