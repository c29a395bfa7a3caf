//! Slow and many clients: each bound holds, and who keeps within it is served.

use crate::harness::{Node, PATIENCE, Setup, eventually};
use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const SHORT: Duration = Duration::from_millis(300);
const GET: &str = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

fn short_deadline() -> Setup {
    let mut setup = Setup::default();
    setup.settings.header_deadline = SHORT;
    setup
}

/// RFC 9110 15.5.9.
#[test]
fn half_a_head_is_answered_408_on_new_and_on_reused_connections() {
    let node = Node::start(short_deadline());
    for before in ["", GET] {
        let mut client = node.connect();
        if !before.is_empty() {
            client.ask(before);
        }
        let answer = client.ask("GET /b HTTP/1.1\r\nHos");
        assert_eq!(answer.status(), 408);
        client.expect_close();
    }
    assert_eq!(node.refusals().iter().map(|refusal| refusal.status).collect::<Vec<_>>(), [408, 408]);
}

/// Slowloris: the deadline is for the whole head, not for each read.
#[test]
fn dripping_does_not_extend_the_deadline() {
    let node = Node::start(short_deadline());
    let mut client = node.connect();
    let mut writer = client.stream.try_clone().unwrap();
    let began = Instant::now();
    let drip = std::thread::spawn(move || {
        let head = "GET /a HTTP/1.1\r\nHost: a\r\n".to_owned() + &"X: y\r\n".repeat(10_000);
        for byte in head.as_bytes() {
            if began.elapsed() > PATIENCE || std::io::Write::write_all(&mut writer, &[*byte]).is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    assert_eq!(client.receive().unwrap().status(), 408);
    drop(client);
    drip.join().unwrap();
}

#[test]
fn a_new_connection_that_says_nothing_is_closed_without_a_word() {
    let node = Node::start(short_deadline());
    node.connect().expect_close();
    assert_eq!(node.refusals(), []);
}

fn slow_bodies_cut() -> Setup {
    let mut setup = Setup::default();
    setup.settings.body_rate = 1000;
    setup.settings.body_grace = SHORT;
    setup
}

#[test]
fn a_body_that_stops_coming_is_cut_off() {
    let node = Node::start(slow_bodies_cut());
    for framing in ["Content-Length: 100", "Transfer-Encoding: chunked"] {
        let mut client = node.connect();
        client.send(format!("POST /a HTTP/1.1\r\nHost: a\r\n{framing}\r\n\r\n5\r\nhello"));
        assert_eq!(client.receive().expect("an answer").status(), 408, "{framing}");
        client.expect_close();
    }
}

#[test]
fn a_body_at_the_rate_is_served_however_long_it_takes() {
    let node = Node::start(slow_bodies_cut());
    let mut client = node.connect();
    client.stream.set_nodelay(true).unwrap();
    client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
    for _ in 0..20 {
        client.send([b'x'; 50]);
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(client.receive().unwrap().body_text(), format!("POST /a {}", "x".repeat(1000)));
}

#[test]
fn a_chunked_body_that_breaks_later_is_cut_off_too() {
    let node = Node::start(Setup::default());
    let mut client = node.connect();
    client.send("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
    eventually("the first chunk is passed on", || {
        String::from_utf8_lossy(&node.seen.upstream.lock().unwrap()).contains("hello")
    });
    client.send("5\r\nhello!\r\n0\r\n\r\n");
    assert_eq!(client.receive().expect("an answer").status(), 400);
    client.expect_close();
}

#[test]
fn connections_over_the_bound_are_closed_and_a_freed_place_is_given_again() {
    let mut setup = Setup::default();
    setup.listener.limits.connections = 2;
    let node = Node::start(setup);
    let mut held = [node.connect(), node.connect()];
    held.iter_mut().for_each(|client| assert_eq!(client.ask(GET).status(), 200));
    node.connect().expect_close();
    assert_eq!(node.counters.over_bound.load(Ordering::Relaxed), 1);
    assert_eq!(node.counters.open.load(Ordering::Relaxed), 2);
    let [first, mut second] = held;
    drop(first);
    eventually("the place is free", || node.counters.open.load(Ordering::Relaxed) == 1);
    assert_eq!(node.connect().ask(GET).status(), 200);
    assert_eq!(second.ask(GET).status(), 200);
}

/// A reader that never reads: the answer fills both kernels' buffers and then waits for no longer than an idle client may.
#[test]
fn an_answer_that_nobody_takes_is_given_up() {
    let mut setup = Setup::default();
    setup.settings.idle = SHORT;
    let node = Node::start(setup);
    let mut client = node.connect();
    let body = "x".repeat(1 << 20);
    let request = format!("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let mut writer = client.stream.try_clone().unwrap();
    let asking =
        std::thread::spawn(move || while std::io::Write::write_all(&mut writer, request.as_bytes()).is_ok() {});
    let counted = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    eventually("it is given up", || counted(&node.counters.accepted) == 1 && counted(&node.counters.open) == 0);
    let _ = client.receive_bytes();
    asking.join().unwrap();
}

/// Idle ones and half heads: two hundred of each do not keep one request from being served.
#[test]
fn many_connections_leave_room_for_one_more_request() {
    let node = Node::start(Setup::default());
    let mut crowd: Vec<_> = (0..400).map(|_| node.connect()).collect();
    crowd.iter_mut().step_by(2).for_each(|client| client.send("GET /slow HTTP/1.1\r\nHo"));
    assert_eq!(node.connect().ask(GET).status(), 200);
    crowd.iter_mut().step_by(2).for_each(|client| client.send("st: a\r\n\r\n"));
    crowd.iter_mut().step_by(2).for_each(|client| assert_eq!(client.receive().unwrap().status(), 200));
}

/// After the stop nothing new is accepted; who is connected gets an answer and is told to go.
#[test]
fn an_idle_connections_next_answer_is_its_last_while_draining() {
    let mut node = Node::start(Setup::default());
    let (mut used, mut fresh, mut half) = (node.connect(), node.connect(), node.connect());
    assert_eq!(used.ask(GET).status(), 200);
    half.send("GET /half HTTP/1.1\r\nHo");
    fresh.send("");
    eventually("all are accepted", || node.counters.open.load(Ordering::Relaxed) == 3);
    node.stop.send_replace(true);
    drop(node.listening.take());
    half.send("st: a\r\n\r\n");
    for (client, answer) in [(&mut half, None), (&mut used, Some(GET)), (&mut fresh, Some(GET))] {
        answer.into_iter().for_each(|request| client.send(request));
        let answer = client.receive().expect("answered while draining");
        assert_eq!((answer.status(), answer.field("connection")), (200, Some("close")));
        client.expect_close();
    }
    node.running.take().unwrap().join();
    assert!(std::net::TcpStream::connect(node.address).is_err(), "the listener is closed");
}

#[test]
fn a_drain_ends_at_its_timeout() {
    let mut node = Node::start(Setup { drain: SHORT, ..Setup::default() });
    let mut client = node.connect();
    assert_eq!(client.ask(GET).status(), 200);
    node.stop.send_replace(true);
    node.running.take().unwrap().join();
    let mut rest = Vec::new();
    client.stream.read_to_end(&mut rest).unwrap();
    assert_eq!(rest, b"");
}
