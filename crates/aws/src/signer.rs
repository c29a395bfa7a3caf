//! Who signs, by the name that integrations give: carried over reloads, with the credentials they hold.

use crate::credentials::Held;
use crate::fresh::Fresh;
use crate::sign::{self, Signable, Unsignable};
use crate::source::{Asked, Kind};
use aws_credential_types::Credentials;
use http::{HeaderName, HeaderValue};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;
use tollgate_model::aws::{CredentialsKey, CredentialsSource, Role, Signing};

/// All that a configuration names, and the standard chain. Nothing is fetched before something is signed.
#[derive(Debug, Default)]
pub struct Signers(BTreeMap<CredentialsKey, Arc<Signer>>);

/// Signs with the credentials of one source.
pub struct Signer(Source);

enum Source {
    Keys { access_key: Box<str>, secret: Box<str>, held: Arc<Held> },
    Asked { kind: Kind, fresh: Arc<Fresh<Asked>> },
}

/// Why a call goes unsent.
#[derive(Debug, thiserror::Error)]
pub enum SigningFault {
    /// Of whom, and why.
    #[error("no credentials of {0}: {1}")]
    NoCredentials(String, Arc<str>),
    #[error(transparent)]
    Unsignable(#[from] Unsignable),
}

// === impl Signers ===

impl Signers {
    /// Those of the same name and source go on as they are. `sts` is where roles are assumed, if not at Amazon's own endpoint.
    pub fn next(previous: Option<&Signers>, roles: &[Arc<Role>], sts: Option<&str>) -> Signers {
        let roles = roles.iter().map(|role| (CredentialsKey::Role(role.arn.clone()), &role.source));
        let all = std::iter::once((CredentialsKey::Chain, &CredentialsSource::Chain)).chain(roles);
        let signer = |(key, source): (CredentialsKey, &CredentialsSource)| {
            let known = previous.and_then(|previous| previous.find(&key));
            let wanted = Wanted::of(&key, source, sts);
            let signer = match known {
                Some(known) if known.is(&wanted) => known.clone(),
                _ => Arc::new(Signer::new(&key, wanted)),
            };
            (key, signer)
        };
        Signers(all.map(signer).collect())
    }

    pub fn find(&self, key: &CredentialsKey) -> Option<&Arc<Signer>> {
        self.0.get(key)
    }
}

/// What a signer is to be made of.
enum Wanted<'a> {
    Keys { access_key: &'a str, secret: &'a str },
    Asked(Kind),
}

impl<'a> Wanted<'a> {
    fn of(key: &CredentialsKey, source: &'a CredentialsSource, sts: Option<&str>) -> Wanted<'a> {
        match (source, key) {
            (CredentialsSource::Keys { access_key, secret }, _) => Wanted::Keys { access_key, secret },
            (CredentialsSource::Assume, CredentialsKey::Role(arn)) => {
                Wanted::Asked(Kind::Assume { arn: arn.clone(), endpoint: sts.map(Into::into) })
            }
            (CredentialsSource::Chain | CredentialsSource::Assume, _) => Wanted::Asked(Kind::Chain),
        }
    }
}

// === impl Signer ===

impl Signer {
    fn new(key: &CredentialsKey, wanted: Wanted<'_>) -> Signer {
        Signer(match wanted {
            Wanted::Keys { access_key, secret } => {
                let credentials = Credentials::new(access_key, secret, None, None, "tollgate.toml");
                let held = Arc::new(Held::new(credentials));
                Source::Keys { access_key: access_key.into(), secret: secret.into(), held }
            }
            Wanted::Asked(kind) => {
                let fresh = Arc::new(Fresh::new(name(key), Asked::new(kind.clone())));
                Source::Asked { kind, fresh }
            }
        })
    }

    fn is(&self, wanted: &Wanted<'_>) -> bool {
        match (&self.0, wanted) {
            (Source::Keys { access_key, secret, .. }, Wanted::Keys { access_key: key, secret: wanted }) => {
                **access_key == **key && **secret == **wanted
            }
            (Source::Asked { kind, .. }, Wanted::Asked(wanted)) => kind == wanted,
            _ => false,
        }
    }

    /// The headers to set on a request as it will be sent. Waits where credentials must be fetched first.
    ///
    /// # Errors
    /// There are no credentials, or the request is none that can be signed.
    pub async fn sign(
        &self,
        signing: &Signing,
        request: Signable<'_>,
        now: SystemTime,
    ) -> Result<Vec<(HeaderName, HeaderValue)>, SigningFault> {
        let held = match &self.0 {
            Source::Keys { held, .. } => held.clone(),
            Source::Asked { fresh, .. } => fresh
                .credentials(now)
                .await
                .map_err(|why| SigningFault::NoCredentials(name(&signing.credentials), why))?,
        };
        Ok(sign::headers(request, signing, &held.identity, now)?)
    }
}

fn name(key: &CredentialsKey) -> String {
    match key {
        CredentialsKey::Chain => "the standard chain".into(),
        CredentialsKey::Role(arn) => format!("`{arn}`"),
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Source::Keys { access_key, .. } => write!(f, "Keys({access_key}, …)"),
            Source::Asked { kind, .. } => kind.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate_model::Origin;

    fn keys(secret: &str) -> CredentialsSource {
        CredentialsSource::Keys { access_key: "AKIA".into(), secret: secret.into() }
    }

    fn roles(source: CredentialsSource) -> Vec<Arc<Role>> {
        vec![Arc::new(Role { arn: "arn:aws:iam::1:role/r".into(), source, origin: Origin::NOWHERE })]
    }

    /// Credentials that were fetched, and a fetch that is under way, outlive a reload.
    #[test]
    fn a_signer_is_carried_over_where_its_source_is_the_same() {
        let (one, other) = (Some("http://127.0.0.1:1"), Some("http://127.0.0.1:2"));
        let (chain, assume) = (CredentialsSource::Chain, CredentialsSource::Assume);
        for (before, after, is_same) in [
            ((one, keys("a")), (other, keys("a")), true),
            ((one, keys("a")), (one, keys("b")), false),
            ((one, keys("a")), (one, chain.clone()), false),
            ((one, chain.clone()), (other, chain.clone()), true),
            ((one, assume.clone()), (one, assume.clone()), true),
            ((one, assume.clone()), (other, assume.clone()), false),
            ((one, assume), (one, chain), false),
        ] {
            let told = format!("{before:?} {after:?}");
            let first = Signers::next(None, &roles(before.1), before.0);
            let second = Signers::next(Some(&first), &roles(after.1), after.0);
            let role = CredentialsKey::Role("arn:aws:iam::1:role/r".into());
            let same = |key| Arc::ptr_eq(first.find(key).unwrap(), second.find(key).unwrap());
            assert_eq!(same(&role), is_same, "{told}");
            assert!(same(&CredentialsKey::Chain));
        }
    }

    #[test]
    fn a_role_that_is_gone_signs_no_more() {
        let first = Signers::next(None, &roles(keys("a")), None);
        let second = Signers::next(Some(&first), &[], None);
        assert!(second.find(&CredentialsKey::Role("arn:aws:iam::1:role/r".into())).is_none());
    }
}
