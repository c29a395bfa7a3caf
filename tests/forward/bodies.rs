//! Bodies: whole, large, bounded, and under back-pressure.

use super::{HTTP, KINDS, REST, World};
use crate::site::NODE;
use sha2::{Digest, Sha256};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc::channel;
use std::time::Duration;
use tollgate_testkit::Client;

const LARGE: usize = 8 * 1024 * 1024;

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes without a pattern that a piece lost or doubled would keep.
fn bytes(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

/// In pieces that cut every chunk, and the lines before and after it, in the middle.
fn send_chunks(client: &mut Client, bytes: &[u8]) -> std::io::Result<()> {
    for piece in bytes.chunks(100_003) {
        let size = format!("{:x}\r\n", piece.len());
        let (first, second) = size.split_at(2);
        client.send(first)?;
        client.send(second)?;
        client.send(&piece[..50_000.min(piece.len())])?;
        client.send(&piece[50_000.min(piece.len())..])?;
        client.send("\r")?;
        client.send("\n")?;
    }
    client.send("0\r\n\r\n")
}

#[test]
fn large_bodies_arrive_whole_in_both_directions() {
    let world = World::start();
    let sent = bytes(LARGE);
    let digest = digest(&sent);
    for host in KINDS {
        for chunked in [false, true] {
            let mut client = world.client();
            let framing =
                if chunked { "Transfer-Encoding: chunked".to_owned() } else { format!("Content-Length: {LARGE}") };
            client.send(format!("POST /echo/a HTTP/1.1\r\nHost: {host}\r\n{framing}\r\n\r\n")).unwrap();
            let sending = if chunked { send_chunks(&mut client, &sent) } else { client.send(&sent) };
            let answer = client.read_answer().unwrap();
            assert!(sending.is_ok(), "{host} {framing}: {sending:?} {}", answer.text());
            assert_eq!(answer.json()["body"]["length"], LARGE, "{host} {framing}: {}", answer.text());
            assert_eq!(answer.json()["body"]["sha256"], digest, "{host} {framing}");
            for instruction in ["", ";framing=chunked", ";framing=close"] {
                let asked = format!("x-echo: size={LARGE}{instruction}\r\n");
                let answer = client.request("GET", "/echo/a", host, &asked).unwrap();
                assert_eq!(answer.body.len(), LARGE, "{host} {instruction}");
                assert!(answer.body.iter().all(|byte| *byte == b'x'), "{host} {instruction}");
            }
        }
    }
}

/// A read may end right after a chunk's size. Its chunk is not empty for that: an empty one would end the body upstream, and
/// what follows would be read there as a request.
#[test]
fn a_chunks_size_that_comes_alone_ends_nothing() {
    let (told, heard) = channel();
    let world = World::scripted(move |mut wire| {
        wire.read_head();
        let mut text = Vec::new();
        while !text.ends_with(b"\r\n0\r\n\r\n") {
            let mut byte = [0; 1];
            wire.stream.read_exact(&mut byte).unwrap();
            text.push(byte[0]);
            if text.ends_with(b"abc\r\n") {
                let _ = told.send(String::new());
            }
        }
        wire.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        let _ = told.send(String::from_utf8_lossy(&text).into_owned());
    });
    for host in KINDS {
        let mut client = world.client();
        client.send(format!("POST /raw/a HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n")).unwrap();
        client.send("3\r\nabc\r\n5\r\n").unwrap();
        heard.recv_timeout(Duration::from_secs(30)).unwrap();
        client.send("hello\r\n0\r\n\r\n").unwrap();
        assert_eq!(client.read_answer().unwrap().status, 200, "{host}");
        let text = heard.recv_timeout(Duration::from_secs(30)).unwrap();
        assert_eq!(text, "3\r\nabc\r\n5\r\nhello\r\n0\r\n\r\n", "{host}");
    }
}

/// `limits.body`, by length and chunked. Amazon: `{"message":"Request Too Long"}` for REST
/// (REQUEST_TOO_LARGE), `{"message":"Request Entity Too Large"}` for HTTP APIs.
#[test]
fn a_body_over_the_limit_is_refused_by_length_and_chunked() {
    let world = World::start_with(&format!("[limits]\nbody = \"64KiB\"\n{NODE}"), |_| {});
    const LIMIT: usize = 64 * 1024;
    for host in KINDS {
        let seen = world.echo.count();
        let mut client = world.client();
        client.send(format!("POST /echo/a HTTP/1.1\r\nHost: {host}\r\nContent-Length: {}\r\n\r\n", LIMIT + 1)).unwrap();
        client.send(vec![b'x'; LIMIT + 1]).unwrap();
        let answer = client.read_answer().unwrap();
        assert_eq!(answer.status, 413, "{host}: {}", answer.text());
        assert_eq!(world.echo.count(), seen, "{host}: nothing of it was sent");
        let mut client = world.client();
        client.send(format!("POST /echo/a HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n")).unwrap();
        client.send(format!("{LIMIT:x}\r\n{}\r\n", "x".repeat(LIMIT))).unwrap();
        assert!(world.echo.wait_for(seen + 1), "{host}: it has begun to reach the upstream");
        client.send("1\r\nx\r\n").unwrap();
        let chunked = client.read_answer().unwrap();
        assert_eq!((chunked.status, chunked.text()), (413, answer.text()), "{host}");
        assert!(chunked.closes(), "{host}: the rest of the body is not waited for");
        // At the limit it passes.
        for head in [
            format!("Content-Length: {LIMIT}\r\n\r\n{}", "x".repeat(LIMIT)),
            format!("Transfer-Encoding: chunked\r\n\r\n{LIMIT:x}\r\n{}\r\n0\r\n\r\n", "x".repeat(LIMIT)),
        ] {
            let mut client = world.client();
            client.send(format!("POST /echo/a HTTP/1.1\r\nHost: {host}\r\n{head}")).unwrap();
            assert_eq!(client.read_answer().unwrap().status, 200, "{host}");
        }
    }
}

/// RFC 9112 section 7.1: what is no chunk is refused, and never ends a body upstream.
#[test]
fn a_malformed_chunk_is_refused_and_ends_nothing_upstream() {
    let world = World::scripted(|mut wire| {
        wire.read_head();
        let mut rest = Vec::new();
        let _ = wire.stream.read_to_end(&mut rest);
        assert!(!rest.ends_with(b"0\r\n\r\n"), "{}", String::from_utf8_lossy(&rest));
    });
    for host in KINDS {
        for path in ["/raw/a", "/nowhere"] {
            let mut client = world.client();
            client.send(format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n")).unwrap();
            client.send("3\r\nabc\r\nzz\r\n").unwrap();
            let answer = client.read_answer().unwrap();
            // Without a route, whichever is seen first.
            let is_refused = if path == "/nowhere" { answer.status / 100 == 4 } else { answer.status == 400 };
            assert!(is_refused, "{host}{path}: {} {}", answer.status, answer.text());
            assert!(answer.closes(), "{host}{path}");
            assert!(client.is_closed(), "{host}{path}");
        }
    }
}

/// Sends until nothing is taken any more, and tells how much was.
fn send_until_stuck(stream: &mut TcpStream, bound: usize) -> usize {
    stream.set_write_timeout(Some(Duration::from_secs(2))).unwrap();
    let (piece, mut sent) = (vec![b'x'; 64 * 1024], 0);
    while sent < bound {
        match stream.write(&piece) {
            Ok(taken) => sent += taken,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => return sent,
            Err(error) => panic!("after {sent} bytes: {error}"),
        }
    }
    sent
}

/// More than the buffers of four sockets can take, whatever the kernel makes of them.
const UNBOUNDED: usize = 128 * 1024 * 1024;

#[test]
fn an_upstream_that_does_not_read_stops_the_client() {
    let world = World::start_with(&format!("[limits]\nbody = \"1GiB\"\n{NODE}"), |mut wire| {
        wire.read_head();
        wire.hold_without_reading();
    });
    let mut stream = TcpStream::connect(world.address()).unwrap();
    stream
        .write_all(format!("POST /raw/a HTTP/1.1\r\nHost: {HTTP}\r\nContent-Length: {UNBOUNDED}\r\n\r\n").as_bytes())
        .unwrap();
    let sent = send_until_stuck(&mut stream, UNBOUNDED);
    assert!(sent < UNBOUNDED / 2, "{sent} bytes were taken though nobody read them");
}

#[test]
fn a_client_that_does_not_read_stops_the_upstream() {
    let (taken, told) = channel();
    let world = World::scripted(move |mut wire| {
        wire.read_head();
        wire.say(&format!("HTTP/1.1 200 OK\r\nContent-Length: {UNBOUNDED}\r\n\r\n"));
        let _ = taken.send(send_until_stuck(&mut wire.stream, UNBOUNDED));
    });
    let mut stream = TcpStream::connect(world.address()).unwrap();
    stream.write_all(format!("GET /raw/a HTTP/1.1\r\nHost: {REST}\r\n\r\n").as_bytes()).unwrap();
    let sent = told.recv_timeout(Duration::from_secs(60)).unwrap();
    assert!(sent < UNBOUNDED / 2, "{sent} bytes were taken though nobody read them");
    let mut first = [0; 15];
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200 OK");
}
