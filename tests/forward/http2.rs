//! The same over HTTP/2 and TLS, where it differs.

use super::{HTTP, KINDS, REST, World};
use crate::site::NODE;
use bytes::Bytes;
use h2::client::SendRequest;
use http::{HeaderMap, Request};
use rustls::{ClientConfig, RootCertStore};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::TlsConnector;

/// Longer than a client may stall.
const PATIENCE: Duration = Duration::from_secs(90);

/// A world whose listener speaks TLS and takes small bodies, and what trusts it.
fn world() -> (World, Arc<ClientConfig>) {
    world_with("[limits]\nbody = \"64KiB\"\n")
}

fn world_with(limits: &str) -> (World, Arc<ClientConfig>) {
    let issued = rcgen::generate_simple_self_signed(vec![HTTP.to_owned(), REST.to_owned()]).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let (certificate, key) = (directory.path().join("edge.pem"), directory.path().join("edge.key"));
    std::fs::write(&certificate, issued.cert.pem()).unwrap();
    std::fs::write(&key, issued.signing_key.serialize_pem()).unwrap();
    let tls = format!(
        "bind = \"127.0.0.1:0\"\ntls = {{ certificate = \"{}\", key = \"{}\" }}\n",
        certificate.display(),
        key.display()
    );
    let node = NODE.replacen("bind = \"127.0.0.1:0\"\n", &tls, 1);
    let world = World::start_with(&format!("{limits}{node}"), |mut wire| {
        wire.read_head();
        wire.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
    });
    let mut roots = RootCertStore::empty();
    roots.add(issued.cert.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    (world, Arc::new(config))
}

fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { tokio::time::timeout(PATIENCE, test).await.expect("within the patience") });
}

async fn connect(world: &World, config: &Arc<ClientConfig>, host: &'static str) -> SendRequest<Bytes> {
    let stream = tokio::net::TcpStream::connect(world.address()).await.unwrap();
    let name = rustls_pki_types::ServerName::try_from(host).unwrap();
    let stream = TlsConnector::from(Arc::clone(config)).connect(name, stream).await.unwrap();
    let (send, connection) = h2::client::handshake(stream).await.unwrap();
    tokio::spawn(connection);
    send
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    /// Its end: the stream's, or what broke it.
    body: Result<Vec<u8>, h2::Error>,
}

async fn ask(send: &SendRequest<Bytes>, request: Request<()>, body: &[&'static [u8]]) -> Answer {
    let mut send = send.clone().ready().await.unwrap();
    let (answer, mut stream) = send.send_request(request, body.is_empty()).unwrap();
    for (at, piece) in body.iter().enumerate() {
        // A stream that was answered and reset takes no more.
        let _ = stream.send_data(Bytes::from_static(piece), at + 1 == body.len());
    }
    let (head, mut body) = answer.await.unwrap().into_parts();
    let mut all = Ok(Vec::new());
    while let (Ok(bytes), Some(piece)) = (&mut all, body.data().await) {
        match piece {
            Err(error) => all = Err(error),
            Ok(piece) => {
                let _ = body.flow_control().release_capacity(piece.len());
                bytes.extend_from_slice(&piece);
            }
        }
    }
    Answer { status: head.status.as_u16(), headers: head.headers, body: all }
}

fn request(method: &str, host: &str, path: &str) -> http::request::Builder {
    Request::builder().method(method).uri(format!("https://{host}{path}"))
}

/// RFC 9113 sections 8.2.2, 8.2.3, 8.3.1.
#[test]
fn a_head_is_translated_both_ways() {
    let (world, config) = world();
    run(async {
        for host in KINDS {
            let send = connect(&world, &config, host).await;
            let head = request("GET", host, "/echo/a?x=1").header("cookie", "a=1").header("cookie", "b=2");
            let head = head.header("te", "trailers").header("x-echo", "framing=chunked;header=Keep-Alive:timeout=5");
            let answer = ask(&send, head.body(()).unwrap(), &[]).await;
            assert_eq!(answer.status, 200, "{host}");
            for name in ["connection", "transfer-encoding", "keep-alive"] {
                assert!(!answer.headers.contains_key(name), "{host}: {name}");
            }
            assert_eq!(answer.headers.get_all("date").iter().count(), 1, "{host}");
            let seen = world.last();
            assert_eq!(seen.header_values("cookie").collect::<Vec<_>>(), ["a=1; b=2"], "{host}");
            assert_eq!(seen.header_values("host").collect::<Vec<_>>(), [world.echo.address().to_string()], "{host}");
            assert_eq!((seen.header("te"), seen.query()), (None, "x=1"), "{host}");
        }
        let proto = world.last().header("x-forwarded-proto");
        assert_eq!(proto.as_deref(), Some("https"));
    });
}

/// "The request protocol is logged as HTTP/1.1 even if a client sends a request that uses HTTP/2"
/// (api-gateway-mapping-template-reference).
#[test]
fn the_protocol_is_told_as_that_of_the_integration() {
    let (world, config) = world();
    run(async {
        for host in KINDS {
            let send = connect(&world, &config, host).await;
            let answer = ask(&send, request("GET", host, "/echo/told").body(()).unwrap(), &[]).await;
            assert_eq!(answer.status, 200, "{host}");
        }
    });
    for host in KINDS {
        assert_eq!(world.logged(host, "/echo/told")["protocol"], "HTTP/1.1", "{host}");
    }
}

/// Without a length the body is chunked upstream; an empty frame ends nothing.
#[test]
fn a_body_is_framed_anew() {
    let (world, config) = world();
    run(async {
        for host in KINDS {
            let send = connect(&world, &config, host).await;
            let pieces: &[&'static [u8]] = &[b"one", b"", b"two", b""];
            let answer = ask(&send, request("POST", host, "/echo/a").body(()).unwrap(), pieces).await;
            let told: serde_json::Value = serde_json::from_slice(&answer.body.unwrap()).unwrap();
            assert_eq!((answer.status, &told["body"]["length"]), (200, &serde_json::json!(6)), "{host}: {told}");
            assert_eq!(world.last().header("transfer-encoding").as_deref(), Some("chunked"), "{host}");
            let head = request("POST", host, "/echo/a").header("content-length", "6");
            let answer = ask(&send, head.body(()).unwrap(), &[b"one", b"two"]).await;
            assert_eq!(answer.status, 200, "{host}");
            assert_eq!(world.last().header("content-length").as_deref(), Some("6"), "{host}");
        }
    });
}

#[test]
fn a_body_over_the_limit_is_refused() {
    static OVER: [u8; 64 * 1024 - 1] = [b'x'; 64 * 1024 - 1];
    let (world, config) = world();
    run(async {
        for host in KINDS {
            let send = connect(&world, &config, host).await;
            let answer = ask(&send, request("POST", host, "/echo/a").body(()).unwrap(), &[&OVER, b"yz"]).await;
            assert_eq!(answer.status, 413, "{host}");
            let again = ask(&send, request("GET", host, "/echo/a").body(()).unwrap(), &[]).await;
            assert_eq!(again.status, 200, "{host}: other streams go on");
        }
    });
}

/// The same bound where the body is collected to be mapped, and the same framing of what is sent then.
#[test]
fn a_body_that_is_mapped_is_collected_up_to_the_limit() {
    static MOST: [u8; 64 * 1024 - 1] = [b'x'; 64 * 1024 - 1];
    let (world, config) = world();
    run(async {
        let send = connect(&world, &config, REST).await;
        let head = || request("POST", REST, "/mapped-echo/a").header("content-type", "text/plain").body(()).unwrap();
        let answer = ask(&send, head(), &[&MOST, b"", b"y"]).await;
        let told: serde_json::Value = serde_json::from_slice(&answer.body.unwrap()).unwrap();
        assert_eq!((answer.status, &told["body"]["length"]), (200, &serde_json::json!(64 * 1024)), "{told}");
        assert_eq!(world.last().header("content-length").as_deref(), Some("65536"));
        let count = world.echo.count();
        let answer = ask(&send, head(), &[&MOST, b"yz"]).await;
        assert_eq!((answer.status, world.echo.count()), (413, count), "nothing of it was sent");
        let mock = ask(&send, request("HEAD", REST, "/mock").body(()).unwrap(), &[]).await;
        assert_eq!((mock.status, mock.body.unwrap().len()), (200, 0));
        assert_eq!(mock.headers["content-length"], "13");
    });
}

/// RFC 9113 section 8.1: what is cut off is reset, not ended.
#[test]
fn an_answer_that_breaks_off_resets_its_stream() {
    let (world, config) = world();
    run(async {
        for host in KINDS {
            let send = connect(&world, &config, host).await;
            let answer = ask(&send, request("GET", host, "/raw/a").body(()).unwrap(), &[]).await;
            assert_eq!(answer.status, 200, "{host}");
            assert!(answer.body.is_err(), "{host}: {:?}", answer.body);
            let again = ask(&send, request("GET", host, "/echo/a").body(()).unwrap(), &[]).await;
            assert_eq!(again.status, 200, "{host}: other streams go on");
        }
    });
}

/// limits: "Payload size: 10 MB", by the length that is declared and without one, streamed or collected.
#[test]
fn a_body_of_ten_megabytes_is_taken_and_no_byte_more() {
    static MOST: [u8; 10 * 1024 * 1024] = [b'x'; 10 * 1024 * 1024];
    let (world, config) = world_with("");
    run(async {
        let send = connect(&world, &config, REST).await;
        for path in ["/echo/a", "/mapped-echo/a"] {
            let head = || request("POST", REST, path).header("content-type", "text/plain");
            let whole = ask(&send, head().body(()).unwrap(), &[&MOST]).await;
            let told: serde_json::Value = serde_json::from_slice(&whole.body.unwrap()).unwrap();
            assert_eq!((whole.status, &told["body"]["length"]), (200, &MOST.len().into()), "{path}");
            for length in [None, Some(MOST.len() + 1)] {
                let head = length.map_or(head(), |length| head().header("content-length", length));
                let over = ask(&send, head.body(()).unwrap(), &[&MOST, b"y"]).await;
                assert_eq!(over.status, 413, "{path}: {length:?}");
            }
        }
    });
}

/// `limits.body_rate`: as over HTTP/1.1, where the stream itself keeps the account. The same whether the body is streamed or
/// collected, and other streams of the connection go on.
#[test]
fn a_body_that_stops_coming_is_cut_off() {
    let (world, config) = world_with("");
    run(async {
        let send = connect(&world, &config, REST).await;
        let stalled = async |path: &str| {
            let mut send = send.clone().ready().await.unwrap();
            let head = request("POST", REST, path).header("content-type", "text/plain").body(()).unwrap();
            let (answer, mut stream) = send.send_request(head, false).unwrap();
            stream.send_data(Bytes::from_static(b"begun"), false).unwrap();
            answer.await.unwrap().status().as_u16()
        };
        let (streamed, collected) = tokio::join!(stalled("/echo/slow"), stalled("/mapped-echo/slow"));
        assert_eq!((streamed, collected), (408, 408));
        let again = ask(&send, request("GET", REST, "/echo/a").body(()).unwrap(), &[]).await;
        assert_eq!(again.status, 200);
    });
}
