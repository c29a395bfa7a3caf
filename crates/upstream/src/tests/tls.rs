//! TLS to targets, by pingora's own connector against real handshakes on loopback.

use super::*;
use pingora_core::connectors::TransportConnector;
use pingora_core::upstreams::peer::{HttpPeer, Peer};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::RootCertStore;
use rustls::server::WebPkiClientVerifier;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;
use tollgate_model::target_group::{ClientCertificate, Pem, Secret, Tls, Verify};

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate for `name`, and its key.
fn issue(authority: &Authority, name: &str) -> (rcgen::Certificate, KeyPair) {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new([name.to_owned()]).unwrap();
    (params.signed_by(&key, authority).unwrap(), key)
}

fn pem(text: String) -> Pem {
    Pem { path: "test.pem".into(), text: text.into(), origin: Origin(9) }
}

pub(super) fn settings(ca: Option<Pem>) -> Tls {
    Tls { ca, server_name: Some("orders.internal".into()), client_certificate: None, verify: Verify::Full }
}

fn https(target: &str, tls: Tls) -> TargetGroup {
    TargetGroup { protocol: Protocol::Https, tls: Some(tls), ..group("g", &[target]) }
}

fn client(authority: &Authority) -> ClientCertificate {
    let (certificate, key) = issue(authority, "gateway.internal");
    ClientCertificate { chain: pem(certificate.pem()), key: Secret(key.serialize_pem().into()) }
}

fn peer(group: &TargetGroup) -> HttpPeer {
    let pools = next(None, &[group], &literals());
    pick(pools.find(&key("g")).unwrap()).unwrap().peer().clone()
}

/// A server as `name`, asking for a client certificate of `clients`.
fn acceptor(authority: &Authority, name: &str, clients: Option<&Authority>) -> TlsAcceptor {
    let (certificate, key) = issue(authority, name);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ServerConfig::builder_with_provider(provider.clone());
    let builder = builder.with_safe_default_protocol_versions().unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(clients) => {
            let mut roots = RootCertStore::empty();
            roots.add(clients.der().clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider).build().unwrap();
            builder.with_client_cert_verifier(verifier)
        }
    };
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    TlsAcceptor::from(Arc::new(builder.with_single_cert(vec![certificate.der().clone()], key).unwrap()))
}

/// What a server was shown: the SNI and the client's certificate.
type Shown = (Option<String>, Option<Vec<u8>>);

/// Takes one connection, and answers it once as a web server would.
async fn server(acceptor: TlsAcceptor) -> (String, oneshot::Receiver<Shown>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (seen, shown) = oneshot::channel();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let Ok(mut stream) = acceptor.accept(stream).await else { return };
        let session = stream.get_ref().1;
        let certificate = session.peer_certificates().map(|chain: &[CertificateDer<'_>]| chain[0].to_vec());
        let _ = seen.send((session.server_name().map(str::to_owned), certificate));
        let _ = stream.read(&mut [0; 1024]).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
        let _ = stream.read(&mut [0]).await;
    });
    (address, shown)
}

async fn connects(peer: &HttpPeer) -> bool {
    TransportConnector::new(None).new_stream(peer).await.is_ok()
}

#[tokio::test]
async fn issuer_and_name_are_verified() {
    let (ours, other) = (authority(), authority());
    // (issuer of the target, its name, trust anchor, name to verify, how, connects)
    let cases = [
        (&ours, "orders.internal", Some(&ours), "orders.internal", Verify::Full, true),
        (&other, "orders.internal", Some(&ours), "orders.internal", Verify::Full, false),
        (&ours, "other.internal", Some(&ours), "orders.internal", Verify::Full, false),
        // The system's anchors do not know a private authority.
        (&ours, "orders.internal", None, "orders.internal", Verify::Full, false),
        (&ours, "127.0.0.1", Some(&ours), "127.0.0.1", Verify::Full, true),
        (&other, "orders.internal", None, "orders.internal", Verify::AnyIssuer, true),
        // Less than Amazon's, which would refuse this one: what the warning of `check` is for.
        (&other, "other.internal", None, "orders.internal", Verify::AnyIssuer, true),
    ];
    for (number, (issuer, name, anchor, verify_name, verify, expected)) in cases.into_iter().enumerate() {
        let (address, _shown) = server(acceptor(issuer, name, None)).await;
        let mut tls = settings(anchor.map(|anchor| pem(anchor.pem())));
        tls.server_name = Some(verify_name.into());
        tls.verify = verify;
        assert_eq!(connects(&peer(&https(&address, tls))).await, expected, "case {number}");
    }
}

#[tokio::test]
async fn the_name_is_sent_and_the_client_certificate_shown() {
    let ours = authority();
    let (address, shown) = server(acceptor(&ours, "orders.internal", Some(&ours))).await;
    let certificate = client(&ours);
    let der = rustls_pki_types::pem::PemObject::from_pem_slice(certificate.chain.text.as_bytes());
    let expected: CertificateDer<'_> = der.unwrap();
    let mut tls = settings(Some(pem(ours.pem())));
    tls.client_certificate = Some(certificate);
    assert!(connects(&peer(&https(&address, tls))).await);
    assert_eq!(shown.await.unwrap(), (Some("orders.internal".to_owned()), Some(expected.to_vec())));
}

#[tokio::test]
async fn probes_verify_what_requests_verify() {
    let (ours, other) = (authority(), authority());
    for (anchor, expected) in [(&ours, true), (&other, false)] {
        let (address, _shown) = server(acceptor(&ours, "orders.internal", None)).await;
        let pools = next(None, &[&https(&address, settings(Some(pem(anchor.pem()))))], &literals());
        let roster = pools.find(&key("g")).unwrap().roster();
        let prober = roster.members[0].prober(&literals());
        let probe = Probe::Http { path: "/".into(), matcher: vec![(200, 200)], host: None };
        assert_eq!(prober.probe(&probe).await.is_ok(), expected);
    }
}

#[tokio::test]
async fn connections_are_shared_between_equal_settings_alone() {
    let (ours, other) = (authority(), authority());
    let base = settings(Some(pem(ours.pem())));
    let reuse = |tls: &Tls| peer(&https("10.0.0.1:443", tls.clone())).reuse_hash();
    let same = Tls { ca: Some(Pem { path: "moved.pem".into(), ..pem(ours.pem()) }), ..base.clone() };
    assert_eq!(reuse(&base), reuse(&same), "kept over a reload");
    let others = [
        Tls { ca: Some(pem(other.pem())), ..base.clone() },
        Tls { ca: None, ..base.clone() },
        Tls { server_name: Some("other.internal".into()), ..base.clone() },
        Tls { client_certificate: Some(client(&ours)), ..base.clone() },
        Tls { client_certificate: Some(client(&ours)), ..base.clone() },
        Tls { verify: Verify::AnyIssuer, ..base.clone() },
    ];
    let mut hashes: Vec<_> = others.iter().chain([&base]).map(reuse).collect();
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), 7);
}

#[test]
fn what_cannot_be_used_is_an_error_with_its_place() {
    let ours = authority();
    let good = settings(Some(pem(ours.pem())));
    let mismatched = ClientCertificate { key: client(&ours).key, ..client(&ours) };
    let keyless = ClientCertificate { key: Secret("no key".into()), ..client(&ours) };
    let garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_owned();
    let unnamed = Tls { server_name: None, ..good.clone() };
    let cases = [
        ("10.0.0.1:443", good.clone(), None),
        ("orders.internal:443", unnamed.clone(), None),
        ("10.0.0.1:443", unnamed.clone(), Some("`10.0.0.1:443` has no name to verify")),
        ("unix:/run/orders", unnamed, Some("`unix:/run/orders` has no name to verify")),
        ("10.0.0.1:443", Tls { server_name: Some("no name".into()), ..good.clone() }, Some("`no name` is not a name")),
        ("10.0.0.1:443", settings(Some(pem("nothing".into()))), Some("`test.pem` has no certificate")),
        ("10.0.0.1:443", settings(Some(pem(garbage))), Some("certificate 1 of `test.pem` does not parse")),
        ("10.0.0.1:443", Tls { client_certificate: Some(mismatched), ..good.clone() }, Some("`test.pem` and its key")),
        ("10.0.0.1:443", Tls { client_certificate: Some(keyless), ..good }, Some("the key of `test.pem`")),
    ];
    for (target, tls, expected) in cases {
        let errors = crate::verify([&https(target, tls)]);
        let message = errors.first().map(|error| error.message.as_str());
        match expected {
            None => assert_eq!(message, None, "{target}"),
            Some(start) => {
                assert!(message.is_some_and(|message| message.starts_with(start)), "{message:?} is not {start}")
            }
        }
    }
}

#[test]
fn a_path_too_long_for_a_socket_is_an_error() {
    let errors = crate::verify([&group("g", &[&format!("unix:/{}", "x".repeat(200))])]);
    assert_eq!(errors.len(), 1);
}
