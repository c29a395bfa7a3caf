//! Certificates from PEM texts, checked before they are served.

use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// What is wrong with a chain or its key.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    #[error("the certificate file holds no PEM certificate")]
    NoCertificate,
    #[error("the certificate file is no PEM: {0}")]
    BadChain(pem::Error),
    #[error("the key file holds no private key in PEM (PKCS#8, PKCS#1 or SEC1): {0}")]
    BadKey(pem::Error),
    #[error("the private key cannot be used: {0}")]
    UnusableKey(rustls::Error),
    #[error("the private key does not belong to the first certificate of the chain")]
    KeyMismatch,
    #[error("the first certificate of the chain is malformed: {0}")]
    BadCertificate(String),
}

/// A chain, leaf first, and the key that belongs to its leaf.
pub fn certified_key(chain: &str, key: &str) -> Result<Arc<CertifiedKey>, CertificateError> {
    let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(chain.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(CertificateError::BadChain)?;
    if certificates.is_empty() {
        return Err(CertificateError::NoCertificate);
    }
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(CertificateError::BadKey)?;
    let key = ring::sign::any_supported_type(&key).map_err(CertificateError::UnusableKey)?;
    let certified = CertifiedKey::new(certificates, key);
    match certified.keys_match() {
        Ok(()) => {}
        Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::KeyMismatch)) => {
            return Err(CertificateError::KeyMismatch);
        }
        Err(rustls::Error::InconsistentKeys(_)) => {}
        Err(error) => return Err(CertificateError::BadCertificate(error.to_string())),
    }
    expiry(&certified)?;
    Ok(Arc::new(certified))
}

/// When the first certificate of the chain that ends does so.
pub fn expiry(certified: &CertifiedKey) -> Result<SystemTime, CertificateError> {
    let mut earliest: Option<SystemTime> = None;
    for certificate in &certified.cert {
        let end = not_after(certificate)?;
        earliest = Some(earliest.map_or(end, |earlier| earlier.min(end)));
    }
    earliest.ok_or(CertificateError::NoCertificate)
}

fn not_after(certificate: &CertificateDer<'_>) -> Result<SystemTime, CertificateError> {
    let (_, parsed) = x509_parser::parse_x509_certificate(certificate)
        .map_err(|error| CertificateError::BadCertificate(error.to_string()))?;
    let seconds = parsed.validity().not_after.timestamp();
    Ok(SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn self_signed() -> (String, String) {
        let issued = rcgen::generate_simple_self_signed(vec!["a.example".to_owned()]).unwrap();
        (issued.cert.pem(), issued.signing_key.serialize_pem())
    }

    #[test]
    fn a_chain_and_its_key_are_accepted_and_any_other_pair_is_not() {
        let ((chain, key), (_, other)) = (self_signed(), self_signed());
        assert!(certified_key(&chain, &key).is_ok());
        assert!(matches!(certified_key(&chain, &other), Err(CertificateError::KeyMismatch)));
        assert!(matches!(certified_key("", &key), Err(CertificateError::NoCertificate)));
        assert!(matches!(certified_key(&key, &key), Err(CertificateError::NoCertificate)));
        assert!(matches!(certified_key(&chain, ""), Err(CertificateError::BadKey(_))));
        let garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(matches!(certified_key(garbage, &key), Err(CertificateError::BadCertificate(_))));
    }

    #[test]
    fn expiry_is_the_leafs_not_after() {
        let mut parameters = rcgen::CertificateParams::new(vec!["a.example".to_owned()]).unwrap();
        parameters.not_after = rcgen::date_time_ymd(2040, 1, 1);
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = parameters.self_signed(&key).unwrap();
        let certified = certified_key(&certificate.pem(), &key.serialize_pem()).unwrap();
        assert_eq!(expiry(&certified).unwrap(), SystemTime::UNIX_EPOCH + Duration::from_secs(2_208_988_800));
    }
}
