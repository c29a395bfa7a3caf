//! What comes before HTTP: sockets of every kind, PROXY protocol, TLS.

use crate::harness::{Client, Node, PATIENCE, Setup, eventually};
use crate::tls::{Issued, Names, client_config, issue, listener_tls, over};
use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tollgate_dataplane::listen::Listening;
use tollgate_definition::node::{Bind, Network};

const GET: &str = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

fn proxied(trusted: &str) -> Setup {
    let mut setup = Setup::default();
    setup.listener.proxy_protocol = true;
    setup.listener.trusted_proxies = vec![Network::parse(trusted).unwrap()];
    setup
}

fn v2(rest: &[u8]) -> Vec<u8> {
    [b"\r\n\r\n\0\r\nQUIT\n", rest].concat()
}

/// proxy-protocol.txt 2.1 and 2.2: `LOCAL` and `UNKNOWN` keep the connection's own address.
#[test]
fn the_proxy_header_names_the_source() {
    let node = Node::start(proxied("127.0.0.0/8"));
    let tcp4 = [0x21, 0x11, 0, 12, 192, 0, 2, 1, 198, 51, 100, 2, 0x12, 0x67, 1, 0xbb];
    for (case, header, source) in [
        ("v1", b"PROXY TCP4 192.0.2.1 198.51.100.2 4711 443\r\n".to_vec(), Some("192.0.2.1:4711")),
        ("v1 over IPv6", b"PROXY TCP6 2001:db8::1 2001:db8::2 4711 443\r\n".to_vec(), Some("[2001:db8::1]:4711")),
        ("v1 unknown", b"PROXY UNKNOWN\r\n".to_vec(), None),
        ("v2", v2(&tcp4), Some("192.0.2.1:4711")),
        ("v2 local", v2(&[0x20, 0, 0, 0]), None),
    ] {
        for whole in [true, false] {
            let mut client = node.connect();
            client.stream.set_nodelay(true).unwrap();
            let request = [&header[..], GET.as_bytes()].concat();
            request.chunks(if whole { request.len() } else { 1 }).for_each(|piece| client.send(piece));
            assert_eq!(client.receive().unwrap_or_else(|| panic!("{case}: closed")).status(), 200, "{case}");
            let facts = node.seen.facts.lock().unwrap().pop().unwrap();
            let own = client.stream.local_addr().unwrap();
            assert_eq!(facts.peer, source.map_or(own, |source| source.parse().unwrap()), "{case}");
        }
    }
}

#[test]
fn a_missing_or_untrusted_proxy_header_ends_the_connection_and_is_counted() {
    for (trusted, sent) in [("127.0.0.0/8", GET), ("192.0.2.0/24", "PROXY UNKNOWN\r\n")] {
        let node = Node::start(proxied(trusted));
        let mut client = node.connect();
        client.send(sent);
        client.expect_close();
        assert_eq!(node.counters.proxy_protocol_failures.load(Ordering::Relaxed), 1);
    }
}

#[test]
fn without_proxy_protocol_a_proxy_header_is_a_bad_request() {
    let node = Node::start(Setup::default());
    assert_eq!(node.connect().ask("PROXY TCP4 192.0.2.1 198.51.100.2 4711 443\r\n\r\n").status(), 400);
}

fn tls_node(names: &Arc<Names>, mut setup: Setup) -> Node {
    setup.listener.tls = listener_tls();
    setup.certificates = Some(names.clone());
    Node::start(setup)
}

fn ask_tls(node: &Node, root: &Issued, name: &str) -> Option<u16> {
    let stream = TcpStream::connect(node.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut stream = over(stream, client_config(root, &["http/1.1"], rustls::ALL_VERSIONS), name);
    stream.write_all(GET.as_bytes()).ok()?;
    Client::new(stream).receive().map(|answer| answer.status())
}

#[test]
fn each_name_is_answered_with_its_certificate_of_the_moment() {
    let names = Arc::new(Names::default());
    let (a, b) = (issue("a.example"), issue("b.example"));
    names.0.lock().unwrap().extend([("a.example".to_owned(), a.key.clone()), ("b.example".to_owned(), b.key.clone())]);
    let node = tls_node(&names, Setup::default());
    assert_eq!(ask_tls(&node, &a, "a.example"), Some(200));
    assert_eq!(ask_tls(&node, &b, "b.example"), Some(200));
    let tls = node.seen.facts.lock().unwrap().pop().and_then(|facts| facts.tls).unwrap();
    assert_eq!((tls.version, tls.server_name.as_deref()), ("TLSv1.3", Some("b.example")));
    assert!(tls.cipher.starts_with("TLS13_") || tls.cipher.starts_with("TLS_"), "{tls:?}");

    assert_eq!(ask_tls(&node, &a, "c.example"), None, "no certificate for the name");
    eventually("counted", || node.counters.tls_failures.load(Ordering::Relaxed) == 1);

    let renewed = issue("a.example");
    names.0.lock().unwrap().insert("a.example".to_owned(), renewed.key.clone());
    assert_eq!(ask_tls(&node, &renewed, "a.example"), Some(200), "the renewed one, without a restart");
}

#[test]
fn tls_1_2_is_served_and_http_in_clear_on_a_tls_port_is_counted() {
    let names = Arc::new(Names::default());
    let a = issue("a.example");
    names.0.lock().unwrap().insert("a.example".to_owned(), a.key.clone());
    let node = tls_node(&names, Setup::default());
    let stream = TcpStream::connect(node.address).unwrap();
    let mut client = Client::new(over(stream, client_config(&a, &[], &[&rustls::version::TLS12]), "a.example"));
    assert_eq!(client.ask(GET).status(), 200);
    assert_eq!(node.seen.facts.lock().unwrap().pop().and_then(|facts| facts.tls).unwrap().version, "TLSv1.2");
    let mut clear = node.connect();
    clear.send(GET);
    assert!(!matches!(clear.receive_bytes().first(), Some(b'H')), "no HTTP answer in clear");
    eventually("counted", || node.counters.tls_failures.load(Ordering::Relaxed) == 1);
}

#[test]
fn the_proxy_header_comes_before_tls() {
    let names = Arc::new(Names::default());
    let a = issue("a.example");
    names.0.lock().unwrap().insert("a.example".to_owned(), a.key.clone());
    let node = tls_node(&names, proxied("127.0.0.1"));
    let mut stream = TcpStream::connect(node.address).unwrap();
    stream.write_all(b"PROXY TCP4 192.0.2.1 198.51.100.2 4711 443\r\n").unwrap();
    let mut client = Client::new(over(stream, client_config(&a, &[], rustls::ALL_VERSIONS), "a.example"));
    assert_eq!(client.ask(GET).status(), 200);
    let facts = node.seen.facts.lock().unwrap().pop().unwrap();
    assert_eq!(facts.peer, "192.0.2.1:4711".parse::<SocketAddr>().unwrap());
    assert_eq!(facts.local, Some("198.51.100.2:443".parse().unwrap()));
}

fn unix_setup(path: &std::path::Path) -> Setup {
    let mut setup = Setup::default();
    setup.listener.bind = Bind::Unix(path.to_owned());
    setup
}

#[test]
fn a_unix_socket_serves_and_a_stale_file_is_replaced() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("edge.sock");
    drop(UnixListener::bind(&path).unwrap());
    assert!(path.exists(), "left behind, as by a process that died");
    let node = Node::start(unix_setup(&path));
    let mut client = Client::new(UnixStream::connect(&path).unwrap());
    assert_eq!(client.ask(GET).status(), 200);
    let facts = node.seen.facts.lock().unwrap().pop().unwrap();
    assert_eq!((facts.peer, facts.local), ("127.0.0.1:0".parse().unwrap(), None));
    node.listening.as_ref().unwrap().remove_socket_files();
    assert!(!path.exists());
}

#[test]
fn what_cannot_be_bound_is_named_with_the_reason() {
    let directory = tempfile::tempdir().unwrap();
    let (live, file) = (directory.path().join("live.sock"), directory.path().join("file"));
    let _listening = UnixListener::bind(&live).unwrap();
    std::fs::write(&file, "precious").unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    for (bind, reason) in [
        (Bind::Unix(live), "another process listens there"),
        (Bind::Unix(file.clone()), "no socket"),
        (Bind::Tcp(taken.local_addr().unwrap()), "another process listens there"),
        (Bind::Tcp("192.0.2.1:1".parse().unwrap()), "no interface"),
    ] {
        let mut setup = Setup::default();
        setup.listener.bind = bind.clone();
        let error = Listening::bind(&[setup.listener], Vec::new()).unwrap_err().to_string();
        assert!(error.contains(&bind.to_string()) && error.contains(reason), "{error}");
    }
    assert_eq!(std::fs::read_to_string(file).unwrap(), "precious");
}

#[test]
fn ipv6_is_served() {
    if TcpListener::bind("[::1]:0").is_err() {
        return; // a machine without IPv6 has nothing to show
    }
    let mut setup = Setup::default();
    setup.listener.bind = Bind::Tcp("[::1]:0".parse().unwrap());
    let node = Node::start(setup);
    assert_eq!(node.connect().ask(GET).status(), 200);
}

/// The way of an upgrade: the successor accepts on the same socket, and nobody is refused in between.
#[test]
fn inherited_sockets_are_used_as_they_are() {
    let listener = Setup::default().listener;
    let old = Listening::bind(std::slice::from_ref(&listener), Vec::new()).unwrap();
    let inherited = old.fds().into_iter().map(|(bind, fd)| (bind, fd.try_clone_to_owned().unwrap())).collect();
    let new = Listening::bind(&[listener], inherited).unwrap();
    assert_eq!(new.addresses(), old.addresses());
    drop(old);
    assert!(TcpStream::connect(new.addresses()[0].unwrap()).is_ok());
}
