//! What keeps an answer from being held back, asked for twice, or endless.

use super::{KINDS, World};
use crate::site::NODE;
use std::io::{Read, Write};
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn a_piece_of_an_answer_with_a_length_is_not_kept_back() {
    let (go, permitted) = channel();
    let permitted = Mutex::new(permitted);
    let world = World::scripted(move |mut wire| {
        wire.read_head();
        wire.say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nab");
        permitted.lock().unwrap().recv_timeout(PATIENCE).unwrap();
        wire.say("cd");
        wire.wait_for_end();
    });
    for host in KINDS {
        let mut stream = std::net::TcpStream::connect(world.address()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "GET /raw/a HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut seen = Vec::new();
        while !seen.ends_with(b"\r\n\r\nab") {
            let mut piece = [0; 512];
            let read = stream.read(&mut piece).unwrap();
            assert_ne!(read, 0, "{host}: {}", String::from_utf8_lossy(&seen));
            seen.extend_from_slice(&piece[..read]);
        }
        go.send(()).unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, b"cd", "{host}");
    }
}

/// A request is sent again only when not one byte of an answer came.
#[test]
fn a_head_that_breaks_off_is_not_asked_for_again() {
    let world = World::scripted(|mut wire| {
        wire.read_head();
        wire.say("HTTP/1.1 200 OK\r\nCont");
    });
    for (asked, host) in KINDS.iter().enumerate() {
        let answer = world.ask(host, "GET", "/raw/a", "");
        assert!(answer.status >= 500, "{host}: {}", answer.status);
        assert_eq!(world.raw.accepted(), asked as u64 + 1, "{host}");
    }
}

/// `limits.stream` ends an answer that never ends, however fast it is read.
#[test]
fn an_endless_answer_is_ended() {
    let head = format!("{NODE}[limits]\nstream = \"500ms\"\n");
    let world = World::start_with(&head, |mut wire| {
        wire.read_head();
        wire.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        while wire.stream.write_all(b"4\r\nmore\r\n").is_ok() {}
    });
    for host in KINDS {
        let mut client = world.client();
        client.send(format!("GET /raw/a HTTP/1.1\r\nHost: {host}\r\n\r\n")).unwrap();
        let text = client.read_to_end().unwrap_or_default();
        assert!(!text.ends_with(b"0\r\n\r\n"), "{host}: what was cut does not look complete");
    }
}

/// A target that answers and reads no more, while the client has much to send.
#[test]
fn an_answer_is_found_though_the_target_reads_no_more() {
    let world = World::scripted(|mut wire| {
        wire.read_head();
        wire.say("HTTP/1.1 413 No\r\nContent-Length: 3\r\n\r\nno!");
        wire.hold_without_reading();
    });
    for host in KINDS {
        let mut stream = std::net::TcpStream::connect(world.address()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut writer = stream.try_clone().unwrap();
        let head = format!("PUT /raw/a HTTP/1.1\r\nHost: {host}\r\nContent-Length: 9000000\r\n\r\n");
        let sender = std::thread::spawn(move || {
            let _ = writer.write_all(head.as_bytes()).and_then(|()| writer.write_all(&vec![b'x'; 9_000_000]));
        });
        let mut text = [0; 12];
        stream.read_exact(&mut text).unwrap();
        assert_eq!(String::from_utf8_lossy(&text), "HTTP/1.1 413", "{host}");
        drop(stream);
        sender.join().unwrap();
    }
}
