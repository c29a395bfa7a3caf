//! The upstream that every end-to-end test believes must itself be right.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::process::Command;
use tollgate_testkit::{Client, Echo};

fn ask(echo: &Echo, request: &str) -> tollgate_testkit::Answer {
    let mut client = Client::connect(echo.address()).unwrap();
    client.send(request).unwrap();
    client.read_answer().unwrap()
}

fn get(instructions: &str) -> String {
    format!("GET / HTTP/1.1\r\nhost: a\r\nx-echo: {instructions}\r\n\r\n")
}

#[test]
fn describes_what_it_received_in_order_and_case() {
    let echo = Echo::start("one").unwrap();
    let answer = ask(&echo, "POST /a%20b?x=1 HTTP/1.1\r\nHOST: a\r\nX-b: 1\r\nx-B: 2\r\nContent-Length: 3\r\n\r\nabc");
    let said = answer.json();
    assert_eq!(said["path"], "/a%20b");
    assert_eq!(said["query"], "x=1");
    assert_eq!(
        said["headers"],
        serde_json::json!([["HOST", "a"], ["X-b", "1"], ["x-B", "2"], ["Content-Length", "3"]])
    );
    // SHA-256 of "abc": FIPS 180-2, appendix B.1.
    assert_eq!(said["body"]["sha256"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(echo.seen()[0].header("x-b").as_deref(), Some("1"));
}

#[test]
fn a_chunked_body_and_its_trailers_are_read() {
    let echo = Echo::start("one").unwrap();
    let head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    let said = ask(&echo, &format!("{head}1\r\na\r\n2;e=1\r\nbc\r\n0\r\nX-T: 9\r\n\r\n")).json();
    assert_eq!(said["body"]["length"], 3);
    assert_eq!(said["body"]["trailers"], serde_json::json!([["X-T", "9"]]));
}

#[test]
fn does_as_the_request_says() {
    for (instructions, status, length) in [
        ("status=503; size=9", 503, 9),
        ("size=7;framing=chunked", 200, 7),
        ("size=7;framing=close", 200, 7),
        ("status=204", 204, 0),
        ("hint=103;hint=102;size=1", 200, 1),
        ("frob=1", 400, "not an instruction: frob=1\n".len()),
    ] {
        let echo = Echo::start("one").unwrap();
        let answer = ask(&echo, &get(instructions));
        assert_eq!((answer.status, answer.body.len()), (status, length), "{instructions}");
    }
}

#[test]
fn hints_and_trailers_are_sent() {
    let echo = Echo::start("one").unwrap();
    let answer = ask(&echo, &get("hint=103;hint=102;size=1;trailer=x-t:1;header=X-H:2"));
    assert_eq!(answer.hints, [103, 102]);
    assert_eq!(answer.trailers, [("x-t".to_owned(), "1".to_owned())]);
    assert_eq!(answer.header("x-h"), Some("2"));
}

#[test]
fn a_step_waits_for_its_permit() {
    let echo = Echo::start("one").unwrap();
    let mut client = Client::connect(echo.address()).unwrap();
    client.send(get("steps=gate:2")).unwrap();
    client.read_head().unwrap();
    for step in ["step 1\n", "step 2\n", ""] {
        echo.open("gate", 1);
        assert_eq!(client.read_chunk().unwrap(), step.as_bytes());
    }
}

#[test]
fn aborts_where_it_is_told_to() {
    let echo = Echo::start("one").unwrap();
    for instructions in ["abort=start", "size=100;abort=head", "size=100;abort=body"] {
        let mut client = Client::connect(echo.address()).unwrap();
        client.send(get(instructions)).unwrap();
        assert!(client.read_answer().is_err(), "{instructions}");
    }
    assert_eq!(echo.count(), 3);
}

#[test]
fn connections_are_kept_and_counted() {
    let echo = Echo::start("one").unwrap();
    let mut client = Client::connect(echo.address()).unwrap();
    client.get("/", "a").unwrap();
    let second = client.get("/", "a").unwrap().json();
    assert_eq!((&second["connection"], &second["request"]), (&1.into(), &2.into()));
    assert_eq!(Client::connect(echo.address()).unwrap().get("/", "a").unwrap().json()["connection"], 2);
}

#[test]
fn the_program_says_its_own_name_in_its_answers() {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_echo"));
    let here = std::env::current_dir().unwrap();
    let node = tollgate_testkit::Node::start(program, &here, ["--bind", "127.0.0.1:0", "--name", "demo"]).unwrap();
    let line = node.wait_for_line("demo listens on ").unwrap();
    let address = line.rsplit(' ').next().unwrap().parse().unwrap();
    assert_eq!(Client::connect(address).unwrap().get("/", "a").unwrap().json()["upstream"], "demo");
    assert!(Command::new(program).arg("--help").output().unwrap().status.success());
}
