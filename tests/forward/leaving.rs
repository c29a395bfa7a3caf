//! Clients that leave, and clients that are slow.

use super::broken::{HTTP_FAILURE, group_of_two, is};
use super::{KINDS, World};
use crate::site::{Site, eventually};
use std::collections::HashMap;
use std::sync::mpsc::channel;
use std::time::Duration;
use tollgate_testkit::{Client, Echo};

const PATIENCE: Duration = Duration::from_secs(30);

/// Whoever leaves is not served on: the target's connection is closed, the log has a line without a status.
#[test]
fn a_client_that_leaves_cancels_the_call() {
    let (told, heard) = channel();
    let world = World::scripted(move |mut wire| {
        wire.read_head();
        let _ = told.send(false);
        let _ = told.send(wire.wait_for_end());
    });
    for host in KINDS {
        for body in ["", "Content-Length: 100\r\n"] {
            let mut client = world.client();
            client.send(format!("POST /raw/left HTTP/1.1\r\nHost: {host}\r\n{body}\r\n")).unwrap();
            assert!(!heard.recv_timeout(PATIENCE).unwrap(), "{host}: it arrived");
            drop(client);
            assert!(heard.recv_timeout(PATIENCE).unwrap(), "{host}: the target was told");
        }
        let line = world.logged(host, "/raw/left");
        assert_eq!(line["status"].to_string().trim_matches('"'), "-", "{line}");
    }
}

/// And one that leaves within a streamed answer.
#[test]
fn a_client_that_leaves_within_an_answer_cancels_the_call() {
    let (told, heard) = channel();
    let world = World::scripted(move |mut wire| {
        wire.read_head();
        wire.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        let _ = told.send(wire.wait_for_end());
    });
    for host in KINDS {
        let mut client = world.client();
        client.send(format!("GET /raw/left HTTP/1.1\r\nHost: {host}\r\n\r\n")).unwrap();
        assert_eq!(client.read_head().unwrap().status, 200);
        assert_eq!(client.read_chunk().unwrap(), b"hello");
        drop(client);
        assert!(heard.recv_timeout(PATIENCE).unwrap(), "{host}: the target was told");
        assert_eq!(world.logged(host, "/raw/left")["status"].to_string().trim_matches('"'), "200");
    }
}

/// A client's slowness is no failure of the target's: it is not ejected for it.
#[test]
fn a_slow_body_is_not_the_targets_fault() {
    let (first, second) = (Echo::start("first").unwrap(), Echo::start("second").unwrap());
    let text = group_of_two(&first, &second).replace("failures = 0", "failures = 1, backoff = \"5m\", keep = 0.0");
    let text = text.replace("vpc_link = \"link\" }", "vpc_link = \"link\", timeout = \"500ms\" }");
    let site = Site::new(&text);
    let node = site.start();
    let mut client = Client::connect(node.listeners()[0]).unwrap();
    client.send("POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nstart").unwrap();
    is(&client.read_answer().unwrap(), HTTP_FAILURE, "it took too long all the same");
    let states = || -> HashMap<String, usize> {
        let pools = crate::site::admin(&node, "/pools").json();
        let mut count = HashMap::new();
        for target in pools[0]["targets"].as_array().cloned().unwrap_or_default() {
            *count.entry(target["state"].to_string()).or_default() += 1;
        }
        count
    };
    assert_eq!(crate::site::get(node.listeners()[0], "/a").status, 200, "{:?}", states());
    eventually("no ejected target", || !states().keys().any(|state| state.contains("eject")));
}
