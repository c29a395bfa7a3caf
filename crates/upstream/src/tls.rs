//! TLS towards targets, parsed once.

use crate::error::PoolError;
use foldhash::quality::FixedState;
use pingora_core::protocols::tls::CaType;
use pingora_core::upstreams::peer::HttpPeer;
use pingora_core::utils::tls::{CertKey, WrappedX509, parse_x509};
use rustls::RootCertStore;
use rustls::crypto::ring;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use std::hash::BuildHasher;
use std::sync::Arc;
use tollgate_model::Origin;
use tollgate_model::target_group::{Address, ClientCertificate, Pem, Target, Tls, Verify};
// The version that pingora parses certificates with, and panics if it cannot: what it will read is tried with it first.
use x509_parser_of_pingora::prelude::{FromDer, X509Certificate};

/// How to speak TLS to a group's targets.
///
/// [`Verify::Full`] checks the chain, the name and the dates. [`Verify::AnyIssuer`] checks **nothing** of the
/// certificate but that the target holds its key: pingora's rustls connector can leave out the name alone or everything,
/// not the issuer alone. That is less than Amazon's `insecureSkipVerification`, which still checks name and dates
/// (`api-gateway-extensions-integration-tls-config`), and is why it earns a warning.
///
/// A name is always sent and always there: pingora verifies nothing at all when it is empty.
pub(crate) struct TlsSettings {
    server_name: Option<Box<str>>,
    ca: Option<Arc<CaType>>,
    client: Option<Arc<CertKey>>,
    verify: Verify,
    /// Of all the above but the name, which pingora's own reuse hash has: connections are never shared between
    /// settings, and are kept over a reload that changes none.
    group_key: u64,
}

/// Certificates, DER, leaf first.
type Chain = Vec<CertificateDer<'static>>;

// === impl TlsSettings ===

impl TlsSettings {
    pub(crate) fn of(tls: &Tls) -> Result<TlsSettings, PoolError> {
        let ca = tls.ca.as_ref().map(trust_anchors).transpose()?;
        let client = tls.client_certificate.as_ref().map(client).transpose()?;
        let group_key = FixedState::default().hash_one((&ca, &client, tls.verify == Verify::Full));
        Ok(TlsSettings {
            server_name: tls.server_name.clone(),
            ca: ca.map(|chain| chain.iter().map(wrapped).collect()),
            client: client.map(|(chain, key)| Arc::new(CertKey::new(chain.iter().map(|c| c.to_vec()).collect(), key))),
            verify: tls.verify,
            group_key,
        })
    }

    pub(crate) fn apply(&self, peer: &mut HttpPeer) {
        peer.options.ca = self.ca.clone();
        peer.options.verify_cert = self.verify == Verify::Full;
        peer.options.verify_hostname = self.verify == Verify::Full;
        peer.client_cert_key = self.client.clone();
        peer.group_key = self.group_key;
    }

    /// The name to verify a target by: the group's, else the target's own. An address alone is no name unless the group
    /// gives it as one.
    pub(crate) fn name(&self, target: &Target) -> Result<String, PoolError> {
        let name = match (&self.server_name, &target.address) {
            (Some(name), _) => name,
            (None, Address::Host { host, .. }) if host.parse::<std::net::IpAddr>().is_err() => host,
            (None, address) => {
                let message = format!("`{address}` has no name to verify: give `server_name` in the group's `tls`");
                return Err(PoolError::new(target.origin, message));
            }
        };
        match ServerName::try_from(&**name) {
            Ok(_) => Ok(name.to_string()),
            Err(_) => Err(PoolError::new(target.origin, format!("`{name}` is not a name that a certificate can have"))),
        }
    }
}

fn wrapped(certificate: &CertificateDer<'static>) -> WrappedX509 {
    WrappedX509::new(certificate.to_vec(), parse_x509)
}

fn trust_anchors(pem: &Pem) -> Result<Chain, PoolError> {
    let chain = certificates(pem)?;
    let mut store = RootCertStore::empty();
    for (certificate, number) in chain.iter().zip(1..) {
        let refused =
            |error| bad(pem, format!("certificate {number} of `{}` cannot be a trust anchor: {error}", pem.path));
        store.add(certificate.clone()).map_err(refused)?;
    }
    Ok(chain)
}

/// The chain, and its key in DER.
fn client(certificate: &ClientCertificate) -> Result<(Chain, Vec<u8>), PoolError> {
    let pem = &certificate.chain;
    let chain = certificates(pem)?;
    let key = PrivateKeyDer::from_pem_slice(certificate.key.0.as_bytes())
        .map_err(|error| bad(pem, format!("the key of `{}` is no private key in PEM: {error}", pem.path)))?;
    let der = key.secret_der().to_vec();
    let fits = rustls::ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| {
            let anchors = builder.with_root_certificates(RootCertStore::empty());
            anchors.with_client_auth_cert(chain.clone(), key)
        });
    fits.map_err(|error| bad(pem, format!("`{}` and its key cannot be used: {error}", pem.path)))?;
    Ok((chain, der))
}

fn certificates(pem: &Pem) -> Result<Chain, PoolError> {
    let chain: Chain = CertificateDer::pem_slice_iter(pem.text.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|error| bad(pem, format!("`{}` is not PEM: {error}", pem.path)))?;
    if chain.is_empty() {
        return Err(bad(pem, format!("`{}` has no certificate: expected `-----BEGIN CERTIFICATE-----`", pem.path)));
    }
    for (certificate, number) in chain.iter().zip(1..) {
        X509Certificate::from_der(certificate)
            .map_err(|error| bad(pem, format!("certificate {number} of `{}` does not parse: {error}", pem.path)))?;
    }
    Ok(chain)
}

fn bad(pem: &Pem, message: String) -> PoolError {
    let origin: Origin = pem.origin;
    PoolError::new(origin, message)
}
