//! Certificates of domains, by SNI, from the live generation.

use crate::listen::{self, certified_key, expiry};
use crate::node::Node;
use arc_swap::ArcSwapOption;
use rustls::sign::CertifiedKey;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::SystemTime;
use tollgate_model::Origin;
use tollgate_model::target_group::ClientCertificate;
use tollgate_routes::Table;

/// Every domain's certificate, ready to be shown.
#[derive(Debug, Default)]
pub struct Certificates {
    exact: HashMap<Box<str>, Certified>,
    /// `*.example.com` by `example.com`.
    wildcard: HashMap<Box<str>, Certified>,
    any: Option<Certified>,
}

#[derive(Clone, Debug)]
struct Certified {
    key: Arc<CertifiedKey>,
    expires: SystemTime,
}

/// A certificate that cannot be shown to anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateProblem {
    pub domain: Box<str>,
    pub origin: Origin,
    pub message: String,
}

impl Certificates {
    /// All of a table's certificates, or every problem at once.
    pub fn of(table: &Table) -> Result<Certificates, Vec<CertificateProblem>> {
        let mut certificates = Certificates::default();
        let mut problems = Vec::new();
        for (domain, pair) in &table.certificates {
            match certify(pair) {
                Ok(certified) => certificates.insert(domain, certified),
                Err(message) => {
                    problems.push(CertificateProblem { domain: (&**domain).into(), origin: pair.chain.origin, message })
                }
            }
        }
        if problems.is_empty() { Ok(certificates) } else { Err(problems) }
    }

    fn insert(&mut self, domain: &str, certified: Certified) {
        match domain.strip_prefix("*.") {
            Some(suffix) => drop(self.wildcard.insert(suffix.into(), certified)),
            None if domain == "*" => self.any = Some(certified),
            None => drop(self.exact.insert(domain.into(), certified)),
        }
    }

    /// Exact name, then wildcard. The name is lower case, as rustls gives it.
    fn named(&self, name: Option<&str>) -> Option<Arc<CertifiedKey>> {
        let name = name?;
        let wildcard = || self.wildcard.get(name.split_once('.')?.1);
        self.exact.get(name).or_else(wildcard).map(|certified| certified.key.clone())
    }

    /// Of the domain `*`.
    fn any(&self) -> Option<Arc<CertifiedKey>> {
        self.any.as_ref().map(|certified| certified.key.clone())
    }

    /// Domains and when their certificates end.
    pub fn expiries(&self) -> Vec<(String, SystemTime)> {
        let plain = self.exact.iter().map(|(name, c)| (name.to_string(), c.expires));
        let wild = self.wildcard.iter().map(|(name, c)| (format!("*.{name}"), c.expires));
        plain.chain(wild).chain(self.any.iter().map(|c| ("*".to_owned(), c.expires))).collect()
    }
}

/// Parses a chain and its key, and sees that they belong together.
fn certify(pair: &ClientCertificate) -> Result<Certified, String> {
    let named = |error| format!("`{}`: {error}", pair.chain.path);
    let key = certified_key(&pair.chain.text, &pair.key.0).map_err(named)?;
    let expires = expiry(&key).map_err(named)?;
    Ok(Certified { key, expires })
}

/// What a TLS listener shows: its domains' certificates from the live generation, else its own.
pub struct Shown {
    node: Arc<Node>,
    own: ArcSwapOption<CertifiedKey>,
}

impl Shown {
    /// `own` is the listener's `tls = { certificate, key }`.
    pub fn new(node: Arc<Node>, own: Option<&ClientCertificate>) -> Result<Shown, CertificateProblem> {
        Ok(Shown { node, own: ArcSwapOption::new(own_key(own)?) })
    }

    /// Shows another from the next handshake on.
    pub(crate) fn renew(&self, own: Option<Arc<CertifiedKey>>) {
        self.own.store(own);
    }
}

/// A listener's own certificate, checked.
pub(crate) fn own_key(own: Option<&ClientCertificate>) -> Result<Option<Arc<CertifiedKey>>, CertificateProblem> {
    let problem = |pair: &ClientCertificate, message| CertificateProblem {
        domain: "listener".into(),
        origin: pair.chain.origin,
        message,
    };
    let own = own.map(|pair| certify(pair).map_err(|message| problem(pair, message))).transpose()?;
    Ok(own.map(|certified| certified.key))
}

impl listen::Certificates for Shown {
    fn resolve(&self, server_name: Option<&str>) -> Option<Arc<CertifiedKey>> {
        let generation = self.node.generation();
        generation
            .certificates
            .named(server_name)
            .or_else(|| self.own.load_full())
            .or_else(|| generation.certificates.any())
    }
}

impl std::fmt::Display for CertificateProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "certificate of `{}`: {}", self.domain, self.message)
    }
}
