//! Certificates for the tests, and clients that trust them.

use rustls::pki_types::{CertificateDer, ServerName};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::collections::HashMap;
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use tollgate_dataplane::listen::{Certificates, certified_key};
use tollgate_definition::node::ListenerTls;

/// A name's certificate and what trusts it.
#[derive(Clone)]
pub struct Issued {
    pub key: Arc<CertifiedKey>,
    pub root: CertificateDer<'static>,
}

/// What can change while the listener runs, as a generation does.
#[derive(Default)]
pub struct Names(pub Mutex<HashMap<String, Arc<CertifiedKey>>>);

impl Certificates for Names {
    fn resolve(&self, server_name: Option<&str>) -> Option<Arc<CertifiedKey>> {
        self.0.lock().unwrap().get(server_name?).cloned()
    }
}

pub fn issue(name: &str) -> Issued {
    let issued = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
    let key = certified_key(&issued.cert.pem(), &issued.signing_key.serialize_pem()).unwrap();
    Issued { key, root: issued.cert.der().clone() }
}

/// A node that shows `names`' certificates.
pub fn listener_tls() -> Option<ListenerTls> {
    Some(ListenerTls { certificate: None })
}

pub fn client_config(
    root: &Issued,
    alpn: &[&str],
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(root.root.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_protocol_versions(versions).unwrap();
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    Arc::new(config)
}

/// A blocking TLS stream, hands not yet shaken.
pub fn over(stream: TcpStream, config: Arc<ClientConfig>, name: &str) -> StreamOwned<ClientConnection, TcpStream> {
    let name = ServerName::try_from(name.to_owned()).unwrap();
    StreamOwned::new(ClientConnection::new(config, name).unwrap(), stream)
}
