//! Certificates: by name from the live generation, and renewed without a restart.

use crate::site::{NODE, Site, everything_to};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use tollgate_testkit::Echo;

struct Certificate {
    chain: rcgen::Certificate,
    key: String,
}

fn certificate(name: &str) -> Certificate {
    let issued = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
    Certificate { chain: issued.cert, key: issued.signing_key.serialize_pem() }
}

impl Site {
    fn write_certificate(&self, name: &str, certificate: &Certificate) {
        self.write(&format!("{name}.pem"), &certificate.chain.pem());
        self.write(&format!("{name}.key"), &certificate.key);
    }
}

/// The status of a GET over TLS by a client that trusts this certificate alone; the error when it is not shown.
fn status(address: SocketAddr, name: &str, trusted: &Certificate) -> Result<String, String> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.chain.der().clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(address).unwrap());
    let ask = stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    ask.map_err(|error| error.to_string())?;
    let mut line = [0; 12];
    stream.read_exact(&mut line).map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&line).into_owned())
}

const FINE: &str = "HTTP/1.1 200";

#[test]
fn certificates_are_picked_by_name_and_renewed_by_a_reload() {
    let echo = Echo::start("up").unwrap();
    let listener = NODE.replace("[admin]", "tls = { certificate = \"own.pem\", key = \"own.key\" }\n[admin]");
    let text = format!("{listener}{}", everything_to(echo.address()));
    let text = text.replace(
        "[[domain]]\nname = \"*\"",
        "[[domain]]\nname = \"named.test\"\ntls = { certificate = \"named.pem\", key = \"named.key\" }\n\
         [[domain.mapping]]\npath = \"\"\napi = \"edge\"\nstage = \"$default\"\n[[domain]]\nname = \"*\"",
    );
    let site = Site::new(&text);
    let (own, named) = (certificate("own.test"), certificate("named.test"));
    site.write_certificate("own", &own);
    site.write_certificate("named", &named);
    let node = site.start();
    let address = node.listeners()[0];
    assert_eq!(status(address, "own.test", &own).as_deref(), Ok(FINE));
    assert_eq!(status(address, "named.test", &named).as_deref(), Ok(FINE));
    assert!(status(address, "named.test", &own).is_err());
    let (new_own, new_named) = (certificate("own.test"), certificate("named.test"));
    site.write_certificate("own", &new_own);
    site.write_certificate("named", &new_named);
    assert!(status(address, "own.test", &new_own).is_err(), "not before the reload");
    let receipt = site.reload(&node);
    assert_eq!(receipt.status, 0, "{}{}", receipt.out, receipt.err);
    assert!(!receipt.out.contains("needs a restart"), "{}", receipt.out);
    assert_eq!(status(address, "own.test", &new_own).as_deref(), Ok(FINE));
    assert_eq!(status(address, "named.test", &new_named).as_deref(), Ok(FINE));
    assert!(status(address, "own.test", &own).is_err());
    // A key that is not the certificate's: nothing changes.
    site.write("own.key", &certificate("own.test").key);
    let refused = site.reload(&node);
    assert_eq!(refused.status, 1, "{}{}", refused.out, refused.err);
    assert_eq!(status(address, "own.test", &new_own).as_deref(), Ok(FINE));
}
