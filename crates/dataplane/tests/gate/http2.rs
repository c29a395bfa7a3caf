//! The same over HTTP/2, for what HTTP/2 can carry.

use crate::harness::{Node, PATIENCE, Setup};
use crate::tls::{Issued, Names, client_config, issue, listener_tls};
use bytes::Bytes;
use h2::client::SendRequest;
use http::{Method, Request};
use rustls::pki_types::ServerName;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

struct Peer {
    send: SendRequest<Bytes>,
    /// Ends with the connection.
    connection: JoinHandle<Result<(), h2::Error>>,
}

fn node(change: impl FnOnce(&mut Setup)) -> (Node, Issued) {
    let (names, issued) = (Arc::new(Names::default()), issue("a.example"));
    names.0.lock().unwrap().insert("a.example".to_owned(), issued.key.clone());
    let mut setup = Setup::default();
    setup.listener.tls = listener_tls();
    setup.certificates = Some(names);
    change(&mut setup);
    (Node::start(setup), issued)
}

fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { timeout(PATIENCE, test).await.expect("within the patience") });
}

async fn connect(node: &Node, issued: &Issued) -> Peer {
    let config = client_config(issued, &["h2"], rustls::ALL_VERSIONS);
    let stream = tokio::net::TcpStream::connect(node.address).await.unwrap();
    let name = ServerName::try_from("a.example").unwrap();
    let stream = TlsConnector::from(config).connect(name, stream).await.unwrap();
    let (send, connection) = h2::client::handshake(stream).await.unwrap();
    Peer { send, connection: tokio::spawn(connection) }
}

fn get(path: &str) -> Request<()> {
    Request::get(format!("https://a.example{path}")).body(()).unwrap()
}

impl Peer {
    async fn ask(&mut self, request: Request<()>, body: Option<&'static str>) -> Result<(u16, String), h2::Error> {
        let mut send = self.send.clone().ready().await?;
        let (response, mut stream) = send.send_request(request, body.is_none())?;
        if let Some(body) = body {
            stream.send_data(Bytes::from(body), true)?;
        }
        let (head, mut body) = response.await?.into_parts();
        let mut text = Vec::new();
        while let Some(piece) = body.data().await {
            let piece = piece?;
            body.flow_control().release_capacity(piece.len())?;
            text.extend_from_slice(&piece);
        }
        Ok((head.status.as_u16(), String::from_utf8_lossy(&text).into_owned()))
    }
}

impl Peer {
    /// The node ends the connection, although the client could go on.
    async fn expect_end(self) {
        let Peer { send, connection } = self;
        connection.await.unwrap().unwrap();
        assert!(send.ready().await.is_err());
    }
}

#[test]
fn streams_are_served_with_their_connections_facts() {
    let (node, issued) = node(|_| {});
    run(async {
        let mut peer = connect(&node, &issued).await;
        assert_eq!(peer.ask(get("/1"), None).await.unwrap(), (200, "GET /1 ".to_owned()));
        let post = Request::post("https://a.example/2").body(()).unwrap();
        assert_eq!(peer.ask(post, Some("hello")).await.unwrap(), (200, "POST /2 hello".to_owned()));
    });
    let facts = std::mem::take(&mut *node.seen.facts.lock().unwrap());
    assert_eq!(facts.len(), 2);
    assert!(facts.iter().all(|facts| facts.peer.ip().is_loopback() && facts.tls.is_some()), "{facts:?}");
}

/// RFC 9113 8.3.1 and 8.5; the sizes as for HTTP/1.
#[test]
fn each_hostile_request_has_its_answer_and_the_upstream_hears_nothing() {
    let (node, issued) = node(|_| {});
    let long = "a".repeat(9000);
    let uri = |text: &str| Request::get(text.to_owned());
    let mut many = uri("https://a.example/");
    for _ in 0..101 {
        many = many.header("x", "y");
    }
    let requests = vec![
        ("a target over limits.uri", uri(&format!("https://a.example/{long}")), 414),
        ("fields over limits.headers", uri("https://a.example/").header("x", &long).header("y", &long[..2000]), 431),
        ("a hundred and one fields", many, 431),
        ("an authority that is two", uri("https://a,b/"), 400),
        ("an authority with a port that is none", uri("https://a.example:99999/"), 400),
        ("asterisk-form", Request::builder().method(Method::OPTIONS).uri("*").header("host", "a.example"), 400),
        ("CONNECT", Request::builder().method(Method::CONNECT).uri("a.example:443"), 405),
        ("absolute-form hidden in a Host", uri("https://a.example/").header("host", "b.example"), 400),
    ];
    run(async {
        for (case, request, status) in requests {
            let mut peer = connect(&node, &issued).await;
            let Ok(request) = request.body(()) else { panic!("{case}: cannot be written") };
            match peer.ask(request, None).await {
                Ok((answer, _)) => assert_eq!(answer, status, "{case}"),
                Err(error) => assert!(error.is_reset() || error.is_go_away(), "{case}: {error}"),
            }
        }
    });
    assert_eq!(node.upstream_bytes(), b"");
    let refused: Vec<u16> = node.refusals().iter().map(|refusal| refusal.status).collect();
    assert!([414, 431, 400, 405].iter().all(|status| refused.contains(status)), "{refused:?}");
}

#[test]
fn a_connection_has_so_many_requests_and_then_says_goodbye() {
    let (node, issued) = node(|setup| setup.settings.requests = 3);
    run(async {
        let mut peer = connect(&node, &issued).await;
        for path in ["/1", "/2", "/3"] {
            assert_eq!(peer.ask(get(path), None).await.unwrap().0, 200);
        }
        peer.expect_end().await;
    });
}

#[test]
fn an_idle_connection_says_goodbye() {
    let (node, issued) = node(|setup| setup.settings.idle = Duration::from_millis(200));
    run(async {
        let mut peer = connect(&node, &issued).await;
        assert_eq!(peer.ask(get("/1"), None).await.unwrap().0, 200);
        peer.expect_end().await;
    });
}

#[test]
fn a_drain_says_goodbye_and_waits_for_what_is_under_way() {
    let (mut node, issued) = node(|_| {});
    run(async {
        let mut peer = connect(&node, &issued).await;
        assert_eq!(peer.ask(get("/1"), None).await.unwrap().0, 200);
        let mut send = peer.send.clone().ready().await.unwrap();
        let post = Request::post("https://a.example/2").body(()).unwrap();
        let (response, mut stream) = send.send_request(post, false).unwrap();
        while node.seen.facts.lock().unwrap().len() < 2 {
            tokio::task::yield_now().await;
        }
        node.stop.send_replace(true);
        stream.send_data(Bytes::from("late"), true).unwrap();
        assert_eq!(response.await.unwrap().status(), 200);
        drop(send);
        peer.expect_end().await;
    });
    node.running.take().unwrap().join();
}

/// CVE-2023-44487. A connection that resets what it asks ends itself; its neighbour is served.
#[test]
fn rapid_resets_end_their_connection_and_nobody_elses() {
    let (node, issued) = node(|setup| setup.settings.requests = 200);
    run(async {
        let attacker = connect(&node, &issued).await;
        let mut opened = 0;
        while opened < 5000 {
            let Ok(mut send) = attacker.send.clone().ready().await else { break };
            let Ok((_response, mut stream)) = send.send_request(get("/reset"), false) else { break };
            stream.send_reset(h2::Reason::CANCEL);
            opened += 1;
            tokio::task::yield_now().await;
        }
        assert!(opened < 5000, "the node ended the connection");
        let mut neighbour = connect(&node, &issued).await;
        assert_eq!(neighbour.ask(get("/ok"), None).await.unwrap().0, 200);
    });
}
