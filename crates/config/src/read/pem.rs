//! PEM files: read, and seen to hold what they should.

use crate::loading::Loading;
use crate::tree::Table;
use rustls_pki_types::pem::{self, PemObject};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tollgate_model::Origin;
use tollgate_model::target_group::{ClientCertificate, Pem, Secret};

/// `certificate` and `key`: both or none.
pub(super) fn certificate(loading: &mut Loading<'_>, table: &Table, at: Origin) -> Option<ClientCertificate> {
    let chain = table.entry("certificate").is_some();
    let key = table.entry("key").is_some();
    if chain != key {
        let (has, lacks) = if chain { ("certificate", "key") } else { ("key", "certificate") };
        loading.diagnostics.error("missing-key", at, format!("a `{has}` without its `{lacks}`"));
    }
    let chain = certificates(loading, table, "certificate");
    let key = private_key(loading, table);
    Some(ClientCertificate { chain: chain?, key: key? })
}

/// A file of one certificate at least.
pub(super) fn certificates(loading: &mut Loading<'_>, table: &Table, key: &str) -> Option<Pem> {
    let origin = table.origin(key);
    let (path, text) = open(loading, table, key, "unreadable-file")?;
    let mut found = 0;
    for certificate in CertificateDer::pem_slice_iter(text.as_bytes()) {
        match certificate {
            Ok(_) => found += 1,
            Err(error) => {
                loading.diagnostics.error("bad-certificate", origin, format!("{path} is no PEM: {}", told(&error)));
                return None;
            }
        }
    }
    if found == 0 {
        let message = format!("{path} holds no certificate; expected `-----BEGIN CERTIFICATE-----`");
        loading.diagnostics.error("bad-certificate", origin, message);
        return None;
    }
    Some(Pem { path: path.into(), text: text.into(), origin })
}

/// A private key is a secret: `without_secrets` does without it.
fn private_key(loading: &mut Loading<'_>, table: &Table) -> Option<Secret> {
    let (path, text) = open(loading, table, "key", "secret-missing")?;
    match PrivateKeyDer::from_pem_slice(text.as_bytes()) {
        Ok(_) => Some(Secret(text.into())),
        Err(error) => {
            let message = format!("{path} holds no private key: {}", told(&error));
            loading.diagnostics.error("bad-certificate", table.origin("key"), message);
            None
        }
    }
}

fn open(loading: &mut Loading<'_>, table: &Table, key: &str, name: &'static str) -> Option<(String, String)> {
    let item = table.item(key)?;
    let path = loading.beside(item.file, item.as_text()?);
    match loading.read(&path) {
        Ok(text) => Some((path.display().to_string(), text)),
        Err(_) if name == "secret-missing" && loading.options.without_secrets => None,
        Err(why) => {
            loading.diagnostics.error(name, item.origin, why);
            None
        }
    }
}

fn told(error: &pem::Error) -> String {
    match error {
        pem::Error::MissingSectionEnd { end_marker } => {
            format!("`-----END {}-----` is missing", String::from_utf8_lossy(end_marker))
        }
        pem::Error::IllegalSectionStart { line } => format!("`{}` begins nothing", String::from_utf8_lossy(line)),
        pem::Error::Base64Decode(why) => format!("not base64: {why}"),
        pem::Error::NoItemsFound => "expected `-----BEGIN PRIVATE KEY-----`".to_owned(),
        other => other.to_string(),
    }
}
