//! Bytes go on as they come, in both directions.

use super::{HTTP, KINDS, REST, World};
use std::io::Read;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn each_piece_of_an_answer_arrives_while_the_next_is_held_back() {
    let world = World::start();
    for host in KINDS {
        let mut client = world.client();
        client.send(format!("GET /echo/a HTTP/1.1\r\nHost: {host}\r\nx-echo: steps={host}:3\r\n\r\n")).unwrap();
        let head = client.read_head().unwrap();
        assert_eq!((head.status, head.header("transfer-encoding")), (200, Some("chunked")), "{host}");
        for step in 1..=3 {
            world.echo.open(host, 1);
            assert_eq!(client.read_chunk().unwrap(), format!("step {step}\n").as_bytes(), "{host}");
        }
        assert_eq!(client.read_chunk().unwrap(), b"", "{host}");
    }
}

/// The integration timeout is over with the head (http_proxy streams; `integration timeout` bounds the answer's head).
#[test]
fn a_streamed_body_may_pause_longer_than_the_integration_timeout() {
    let world = World::start();
    for host in KINDS {
        let mut client = world.client();
        client.send(format!("GET /short/a HTTP/1.1\r\nHost: {host}\r\nx-echo: steps={host}:2\r\n\r\n")).unwrap();
        assert_eq!(client.read_head().unwrap().status, 200, "{host}");
        world.echo.open(host, 1);
        assert_eq!(client.read_chunk().unwrap(), b"step 1\n", "{host}");
        // Another request's timeout, begun after this one's, passes meanwhile: no clock of the test's own is needed.
        let late = world.ask(host, "GET", "/short/held", "x-echo: hold=never\r\n");
        assert!(late.status >= 500, "{host}: {}", late.status);
        world.echo.open(host, 1);
        assert_eq!(client.read_chunk().unwrap(), b"step 2\n", "{host}");
        assert_eq!(client.read_chunk().unwrap(), b"", "{host}");
    }
}

#[test]
fn a_request_body_reaches_the_upstream_before_it_is_complete() {
    let (told, heard) = channel();
    let world = World::scripted(move |mut wire| {
        wire.read_head();
        let mut piece = [0; 5];
        while wire.stream.read_exact(&mut piece).is_ok() {
            let _ = told.send(piece);
            if &piece == b"last!" {
                wire.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                return;
            }
        }
    });
    for host in KINDS {
        let mut client = world.client();
        client.send(format!("POST /raw/a HTTP/1.1\r\nHost: {host}\r\nContent-Length: 15\r\n\r\n")).unwrap();
        for piece in [b"first", b"next!", b"last!"] {
            client.send(piece).unwrap();
            assert_eq!(&heard.recv_timeout(PATIENCE).unwrap(), piece, "{host}");
        }
        assert_eq!(client.read_answer().unwrap().status, 200, "{host}");
    }
}

/// Half a head, then a piece of the body, then the other half: nothing of either is lost.
#[test]
fn a_head_that_comes_in_halves_between_pieces_of_the_body_is_read() {
    let (told, heard) = channel();
    let (go, permitted) = channel();
    let permitted = Mutex::new(permitted);
    let world = World::scripted(move |mut wire| {
        wire.read_head();
        wire.say("HTTP/1.1 200 O");
        let mut body = [0; 8];
        for piece in body.chunks_mut(4) {
            wire.stream.read_exact(piece).unwrap();
            let _ = told.send(());
        }
        permitted.lock().unwrap().recv_timeout(PATIENCE).unwrap();
        wire.say("K\r\nX-Half: yes\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
    });
    for host in KINDS {
        let mut client = world.client();
        client.send(format!("POST /raw/a HTTP/1.1\r\nHost: {host}\r\nContent-Length: 8\r\n\r\nhalf")).unwrap();
        heard.recv_timeout(PATIENCE).unwrap();
        client.send("half").unwrap();
        heard.recv_timeout(PATIENCE).unwrap();
        go.send(()).unwrap();
        let answer = client.read_answer().unwrap();
        assert_eq!((answer.header("x-half"), answer.text().as_str()), (Some("yes"), "ok"), "{host}");
    }
}

/// RFC 9110 section 7.5 of RFC 9112 ("a server may answer before the body is whole"): the answer counts, whatever becomes of
/// the rest.
#[test]
fn an_answer_that_comes_before_the_bodys_end_is_the_answer() {
    let world = World::start();
    for host in KINDS {
        let mut client = world.client();
        client.send(format!("POST /echo/a HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000\r\nx-echo: unread;status=418\r\n\r\nstart")).unwrap();
        let answer = client.read_answer().unwrap();
        assert_eq!((answer.status, answer.json()["body"].is_null()), (418, true), "{host}");
        assert!(answer.closes(), "{host}");
    }
}

/// A target that refuses a large body and closes: its answer is found although writing to it failed.
#[test]
fn the_answer_of_a_target_that_stops_reading_is_found() {
    let world = World::scripted(|mut wire| {
        wire.read_head();
        wire.say("HTTP/1.1 413 No\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno!");
        wire.finish();
        // Whoever goes on sending meets a closed window, then a reset.
        wire.wait_for_end();
    });
    for host in KINDS {
        let mut stream = std::net::TcpStream::connect(world.address()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut writer = stream.try_clone().unwrap();
        let head = format!("PUT /raw/a HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5000000\r\n\r\n");
        let sender = std::thread::spawn(move || {
            use std::io::Write;
            let _ = writer.write_all(head.as_bytes()).and_then(|()| writer.write_all(&vec![b'x'; 5_000_000]));
        });
        let mut text = [0; 12];
        stream.read_exact(&mut text).unwrap();
        assert_eq!(String::from_utf8_lossy(&text), "HTTP/1.1 413", "{host}");
        drop(stream);
        sender.join().unwrap();
    }
}

/// One bad reader is not another's trouble.
#[test]
fn a_held_answer_holds_up_nobody_else() {
    let world = World::start_one_worker();
    let mut held = world.client();
    held.send(format!("GET /echo/held HTTP/1.1\r\nHost: {REST}\r\nx-echo: hold=later\r\n\r\n")).unwrap();
    assert!(world.echo.wait_for(1));
    for _ in 0..3 {
        assert_eq!(world.ask(HTTP, "GET", "/echo/a", "").status, 200);
    }
    world.echo.open("later", 1);
    assert_eq!(held.read_answer().unwrap().status, 200);
}
