//! Methods, statuses without a body, informational answers, versions, and connections that live on.

use super::{HTTP, KINDS, REST, World};
use serde_json::json;

/// Both kinds pass any method on where the route says `ANY` and the integration the caller's.
#[test]
fn any_method_passes_and_each_body_is_framed() {
    let world = World::start();
    for host in KINDS {
        let mut client = world.client();
        for (method, headers, body, length) in [
            ("GET", "", "", 0),
            ("GET", "Content-Length: 4\r\n", "body", 4),
            ("POST", "", "", 0),
            ("POST", "Content-Length: 0\r\n", "", 0),
            ("POST", "Content-Length: 4\r\n", "body", 4),
            ("POST", "Transfer-Encoding: chunked\r\n", "2\r\nbo\r\n2;x=y\r\ndy\r\n0\r\n\r\n", 4),
            ("POST", "Transfer-Encoding: chunked\r\n", "0\r\n\r\n", 0),
            ("PUT", "Content-Length: 4\r\n", "body", 4),
            ("PATCH", "Transfer-Encoding: chunked\r\n", "4\r\nbody\r\n0\r\nX-T: v\r\n\r\n", 4),
            ("DELETE", "", "", 0),
            ("DELETE", "Content-Length: 4\r\n", "body", 4),
            ("OPTIONS", "", "", 0),
        ] {
            client.send(format!("{method} /echo/a HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n{body}")).unwrap();
            let answer = client.read_answer().unwrap();
            let case = format!("{host} {method} {headers:?}");
            assert_eq!(answer.status, 200, "{case}: {}", answer.text());
            assert_eq!(answer.json()["method"], method, "{case}");
            assert_eq!(answer.json()["body"]["length"], length, "{case}");
            let seen = world.last();
            // RFC 9110 section 8.6: a method that expects a body says that there is none.
            let says_none = matches!(method, "POST" | "PUT" | "PATCH") && length == 0 && !headers.contains("chunked");
            let framed = match (seen.header("content-length"), seen.header("transfer-encoding")) {
                (Some(length), None) => length,
                (None, Some(coding)) => coding,
                (None, None) => "none".to_owned(),
                both => format!("{both:?}"),
            };
            let expected = match (headers.contains("chunked"), length) {
                (true, _) => "chunked".to_owned(),
                (false, 0) if !says_none => "none".to_owned(),
                (false, length) => length.to_string(),
            };
            assert_eq!(framed, expected, "{case}");
        }
    }
}

/// HTTP APIs pass methods of one's own on (`ANY`, http-api-develop-routes); at REST `ANY` stands for the seven it supports.
#[test]
fn an_unknown_method_reaches_any() {
    let world = World::start();
    let answer = world.ask(HTTP, "PURGE", "/echo/a", "");
    assert_eq!((answer.status, &answer.json()["method"]), (200, &json!("PURGE")), "{}", answer.text());
}

/// RFC 9110 sections 9.3.2, 15.3.5, 15.4.5: no body, whatever the head says, and the connection is in step afterwards.
#[test]
fn answers_without_a_body_end_with_their_head() {
    let world = World::start();
    for host in KINDS {
        let mut client = world.client();
        let head = client.request("HEAD", "/echo/a", host, "x-echo: size=1000\r\n").unwrap();
        assert_eq!((head.status, head.header("content-length")), (200, Some("1000")), "{host}");
        let head = client.request("HEAD", "/echo/a", host, "x-echo: framing=chunked\r\n").unwrap();
        assert_eq!((head.status, head.header("content-length")), (200, None), "{host}");
        for status in [204, 304] {
            let answer =
                client.request("GET", "/echo/a", host, &format!("x-echo: status={status};size=1000\r\n")).unwrap();
            assert_eq!(answer.status, status, "{host}");
            assert_eq!(answer.header("transfer-encoding"), None, "{host} {status}");
            let length = (status == 304).then_some("1000");
            assert_eq!(answer.header("content-length"), length, "{host} {status}");
        }
        assert_eq!(client.get("/echo/a", host).unwrap().json()["method"], "GET", "{host}: in step");
    }
}

/// RFC 9110 section 15.2; RFC 8297.
#[test]
fn early_hints_are_passed_on() {
    let world = World::start();
    for host in KINDS {
        let mut client = world.client();
        let answer = client.request("GET", "/echo/a", host, "x-echo: hint=103;hint=100;hint=102\r\n").unwrap();
        assert_eq!((answer.status, &answer.hints[..]), (200, &[103, 102][..]), "{host}");
        assert_eq!(client.get("/echo/a", host).unwrap().hints, [0_u16; 0], "{host}");
    }
    let mut old = world.client();
    old.send(format!("GET /echo/a HTTP/1.0\r\nHost: {HTTP}\r\nx-echo: hint=103\r\n\r\n")).unwrap();
    assert_eq!(old.read_answer().unwrap().hints, [0_u16; 0], "HTTP/1.0 knows none");
}

/// RFC 9110 section 10.1.1: answered here; the target never sees it.
#[test]
fn a_client_that_waits_is_told_to_continue() {
    let world = World::start();
    for host in KINDS {
        let mut client = world.client();
        let head =
            format!("POST /echo/a HTTP/1.1\r\nHost: {host}\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
        client.send(&head).unwrap();
        let mut interim = [0; 25];
        client.read_exactly(&mut interim).unwrap();
        assert_eq!(String::from_utf8_lossy(&interim), "HTTP/1.1 100 Continue\r\n\r\n", "{host}");
        client.send("body").unwrap();
        let answer = client.read_answer().unwrap();
        assert_eq!(answer.json()["body"]["length"], 4, "{host}");
        assert!(!answer.closes(), "{host}: {:?}", answer.headers);
        assert_eq!(world.last().header("expect"), None, "{host}");
        // The same connection, and nobody is told to send what is refused.
        client.send(head.replace("/echo/a", "/nowhere")).unwrap();
        let refused = client.read_answer().unwrap();
        assert_eq!((refused.status / 100, &refused.hints[..]), (4, &[][..]), "{host}");
        assert!(refused.closes(), "{host}: the body may or may not come");
        assert!(client.is_closed(), "{host}");
    }
}

#[test]
fn http_1_0_is_answered_in_its_own_way() {
    let world = World::start();
    for host in KINDS {
        for (instruction, length) in [("size=5", 5), ("size=5;framing=chunked", 5), ("size=5;framing=close", 5)] {
            let mut client = world.client();
            client.send(format!("GET /echo/a HTTP/1.0\r\nHost: {host}\r\nx-echo: {instruction}\r\n\r\n")).unwrap();
            let answer = client.read_answer().unwrap();
            let case = format!("{host} {instruction}: {:?}", answer.headers);
            assert_eq!((answer.status, answer.body.len()), (200, length), "{case}");
            assert_eq!(answer.header("transfer-encoding"), None, "{case}");
            assert!(client.is_closed(), "{case}");
        }
        let mut client = world.client();
        for _ in 0..2 {
            client.send(format!("GET /echo/a HTTP/1.0\r\nHost: {host}\r\nConnection: keep-alive\r\n\r\n")).unwrap();
            let answer = client.read_answer().unwrap();
            assert_eq!((answer.status, answer.closes()), (200, false), "{host}: {:?}", answer.headers);
        }
        // Its end is the connection's.
        let ends = format!(
            "GET /echo/a HTTP/1.0\r\nHost: {host}\r\nConnection: keep-alive\r\nx-echo: size=5;framing=close\r\n\r\n"
        );
        client.send(ends).unwrap();
        let answer = client.read_answer().unwrap();
        assert_eq!((answer.status, answer.body.len()), (200, 5), "{host}: {:?}", answer.headers);
        assert!(answer.closes(), "{host}: {:?}", answer.headers);
    }
}

/// One connection here, one there, for as long as both sides like.
#[test]
fn connections_live_on_both_sides() {
    // One worker, as each keeps connections of its own.
    let world = World::start_one_worker();
    let mut client = world.client();
    for number in 1..=5 {
        for (host, request) in [(HTTP, 2 * number - 1), (REST, 2 * number)] {
            let answer = client.request("GET", "/echo/a", host, "").unwrap();
            assert_eq!(answer.json()["connection"], 1, "{host}");
            assert_eq!(answer.json()["request"], request, "{host}");
            assert!(!answer.closes());
        }
    }
    for (instruction, connection) in [("close", 1), ("framing=close", 2), ("framing=chunked", 3), ("", 3)] {
        let answer = client.request("GET", "/echo/a", REST, &format!("x-echo: {instruction}\r\n")).unwrap();
        assert_eq!(answer.json()["connection"], connection, "{instruction}");
        assert!(!answer.closes(), "the target's connection is not the client's");
    }
}

/// RFC 9112 section 9.3.2.
#[test]
fn pipelined_requests_are_answered_in_order() {
    let world = World::start();
    let mut client = world.client();
    let requests: String = (0..5)
        .map(|n| {
            format!(
                "POST /echo/{n} HTTP/1.1\r\nHost: {HTTP}\r\nContent-Length: 1\r\nx-echo: delay={}ms\r\n\r\n{n}",
                20 - n * 5
            )
        })
        .collect();
    client.send(requests).unwrap();
    for n in 0..5 {
        assert_eq!(client.read_answer().unwrap().json()["path"], format!("/{n}"));
    }
}

/// A request that asks for another protocol is an ordinary one here (RFC 9110 section 7.8: the upgrade may be ignored).
#[test]
fn an_upgrade_is_not_taken_up() {
    let world = World::start();
    for host in KINDS {
        let mut client = world.client();
        let asked = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";
        assert_eq!(client.request("GET", "/echo/a", host, asked).unwrap().status, 200, "{host}");
        assert_eq!(world.last().header("upgrade"), None, "{host}");
        assert_eq!(client.get("/echo/a", host).unwrap().status, 200, "{host}: in step");
    }
}
