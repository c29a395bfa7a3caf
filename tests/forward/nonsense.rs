//! Integrations whose answers are none, or say two things at once.

use super::broken::{failure, is};
use super::{KINDS, World};

/// What is no answer is the gateway's fault to tell, never the client's to read.
#[test]
fn a_malformed_answer_is_a_failure() {
    const CASES: [(&str, &str); 16] = [
        ("garbage", "\x16\x03\x01\x02\x00 not http at all\r\n\r\n"),
        ("http09", "<html>old</html>"),
        ("version", "HTTP/3.7 200 OK\r\n\r\n"),
        ("status", "HTTP/1.1 2x0 OK\r\n\r\n"),
        ("small-status", "HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n"),
        ("switching", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
        ("length-text", "HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello"),
        ("length-sign", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"),
        ("length-plus", "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello"),
        ("length-two", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
        ("length-huge", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nhello"),
        ("name", "HTTP/1.1 200 OK\r\nbad name: x\r\n\r\n"),
        ("nul", "HTTP/1.1 200 OK\r\nX-N: a\0b\r\n\r\n"),
        ("coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhello"),
        ("coding-last", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        ("half-head", "HTTP/1.1 200 OK\r\nContent-Le"),
    ];
    let world = World::scripted(|mut wire| {
        let Some(head) = wire.read_head() else { return };
        let text = CASES.iter().find(|(name, _)| head.contains(&format!("/{name} "))).map_or("", |(_, text)| *text);
        wire.say(text);
        wire.finish();
        wire.wait_for_end();
    });
    for host in KINDS {
        for (name, _) in CASES {
            let mut client = world.client();
            let answer = client.request("POST", &format!("/raw/{name}"), host, "").unwrap();
            is(&answer, failure(host), &format!("{host} {name}"));
            assert_eq!(client.get("/echo/a", host).unwrap().status, 200, "{host} {name}: the connection lives on");
        }
        let mut client = world.client();
        is(
            &client.request("GET", "/raw/nothing", host, "").unwrap(),
            failure(host),
            &format!("{host}: closed unanswered"),
        );
    }
    assert!(!world.node.printed().contains("panic"), "{}", world.node.printed());
}

#[test]
fn a_head_without_end_is_a_failure() {
    let world = World::scripted(|mut wire| {
        use std::io::Write;
        wire.read_head();
        let line = format!("X-More: {}\r\n", "x".repeat(8000));
        let _ = wire.stream.write_all(b"HTTP/1.1 200 OK\r\n");
        while wire.stream.write_all(line.as_bytes()).is_ok() {}
    });
    for host in KINDS {
        is(&world.ask(host, "POST", "/raw/a", ""), failure(host), host);
    }
}

/// RFC 9112 section 6.3: content length and chunked in one answer: chunked counts, the length does not reach the client.
#[test]
fn an_answer_framed_twice_is_read_one_way_only() {
    let world = World::scripted(|mut wire| {
        while wire.read_head().is_some() {
            wire.say(
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            );
        }
    });
    for host in KINDS {
        let mut client = world.client();
        for _ in 0..2 {
            let answer = client.get("/raw/a", host).unwrap();
            assert_eq!((answer.header("content-length"), answer.text().as_str()), (None, "hello"), "{host}");
        }
    }
}

/// Bytes after an answer's end are nobody's answer.
#[test]
fn what_follows_an_answer_is_not_the_next_one() {
    let world = World::scripted(|mut wire| {
        if wire.read_head().is_some() {
            let evil = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
            wire.say(&format!("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood{evil}"));
            wire.wait_for_end();
        }
    });
    for host in KINDS {
        let mut client = world.client();
        for _ in 0..4 {
            assert_eq!(client.get("/raw/a", host).unwrap().text(), "good", "{host}");
        }
    }
    assert_eq!(world.raw.accepted(), 8, "no connection was used twice");
}
