//! Answers that are collected before the client gets any of them.

use super::broken::{failure, is};
use super::{REST, World};
use crate::site::NODE;
use std::io::Write;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);

/// limits: 10 MB, in its execution log 10485760 bytes.
const MOST: usize = 10 * 1024 * 1024;

/// A configuration error at Amazon: "Execution failed due to configuration error: Integration response of reported length … is
/// larger than allowed maximum of 10485760 bytes."
#[test]
fn an_answer_is_collected_up_to_ten_megabytes() {
    let world = World::start();
    for framing in ["", ";framing=chunked", ";framing=close"] {
        let mut client = world.client();
        let asked = format!("x-echo: size={MOST}{framing}\r\n");
        let answer = client.request("GET", "/mapped-echo/a", REST, &asked).unwrap();
        assert_eq!((answer.status, answer.body.len()), (200, MOST), "{framing}");
        assert_eq!(answer.header("content-length"), Some("10485760"), "{framing}");
        let asked = format!("x-echo: size={}{framing}\r\n", MOST + 1);
        let answer = client.request("GET", "/mapped-echo/a", REST, &asked).unwrap();
        is(&answer, (500, "Internal server error"), framing);
        assert_eq!(client.get("/echo/a", REST).unwrap().status, 200, "{framing}: the connection lives on");
    }
}

/// INTEGRATION_FAILURE, 504: half an answer is none.
#[test]
fn an_answer_that_breaks_off_is_a_failure() {
    let world = World::start();
    for instruction in ["abort=head", "abort=body;size=10000", "abort=body;size=10000;framing=chunked"] {
        let mut client = world.client();
        let seen = world.echo.count();
        let asked = format!("x-echo: {instruction}\r\n");
        is(&client.request("GET", "/mapped-echo/a", REST, &asked).unwrap(), failure(REST), instruction);
        assert_eq!(world.echo.count(), seen + 1, "{instruction}: it is not asked twice");
        assert_eq!(client.get("/echo/a", REST).unwrap().status, 200, "{instruction}: the connection lives on");
    }
}

/// INTEGRATION_TIMEOUT, 504: the timeout runs to the last byte.
#[test]
fn an_answer_that_does_not_end_in_time_is_a_timeout() {
    let world = World::scripted(|mut wire| {
        wire.read_head();
        wire.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        wire.wait_for_end();
    });
    let mut client = world.client();
    let answer = client.request("GET", "/mapped-short/a", REST, "").unwrap();
    is(&answer, (504, "Endpoint request timed out"), "late");
    assert_eq!(client.get("/echo/a", REST).unwrap().status, 200, "the connection lives on");
    let line = world.logged(REST, "/mapped-short/a");
    assert_eq!((line["status"].as_str(), line["integrationStatus"].as_str()), (Some("504"), Some("200")), "{line}");
}

/// It has said why it reads no more, which is found at the latest when the integration's time is over. What was half written
/// to it is no connection for the next request.
#[test]
fn an_answer_before_the_whole_request_is_the_answer_and_ends_its_connection() {
    let (told, heard) = channel();
    let world = World::start_with(&NODE.replace("threads = 2", "threads = 1"), move |mut wire| {
        wire.read_head();
        wire.say("HTTP/1.1 413 No\r\nContent-Length: 3\r\n\r\nno!");
        if wire.number == 1 {
            wire.hold_without_reading();
            let _ = told.send(());
        }
    });
    let mut stream = std::net::TcpStream::connect(world.address()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let head = "POST /mapped-short/a HTTP/1.1\r\nHost: rest.test\r\nContent-Type: text/plain\r\nContent-Length: 9000000\r\n\r\n";
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&vec![b'x'; 9_000_000])).unwrap();
    let mut text = [0; 12];
    std::io::Read::read_exact(&mut stream, &mut text).unwrap();
    assert_eq!(String::from_utf8_lossy(&text), "HTTP/1.1 413");
    heard.recv_timeout(PATIENCE).expect("the connection is closed");
    let mut client = world.client();
    assert_eq!(client.request("GET", "/mapped-raw/a", REST, "").unwrap().status, 413);
    assert_eq!(world.raw.accepted(), 2);
}

/// RFC 9112 section 6.3: a declared length is what is collected, and what follows it is not the next answer.
#[test]
fn what_follows_a_collected_answer_is_not_the_next_one() {
    let (go, permitted) = channel();
    let permitted = Mutex::new(permitted);
    let world = World::start_with(&NODE.replace("threads = 2", "threads = 1"), move |mut wire| {
        wire.read_head();
        wire.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        permitted.lock().unwrap().recv_timeout(PATIENCE).unwrap();
    });
    for _ in 0..2 {
        let answer = world.ask(REST, "GET", "/mapped-raw/a", "");
        assert_eq!((answer.status, answer.text().as_str()), (200, "ok"));
        go.send(()).unwrap();
    }
    assert_eq!(world.raw.accepted(), 2);
}
