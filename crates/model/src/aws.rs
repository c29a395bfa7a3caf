//! Calls to AWS services: who signs them, and for what.

use crate::Origin;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// `[aws]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Aws {
    /// What signs a call of an integration without `credentials`.
    pub default: DefaultCredentials,
    /// Where a service is, when it is not Amazon's own endpoint: by its name, `*` for all others.
    pub endpoints: BTreeMap<Box<str>, Box<str>>,
    pub roles: Vec<Role>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum DefaultCredentials {
    /// Calls without `credentials` go unsigned.
    #[default]
    None,
    Chain,
}

/// `[[aws.role]]`: what stands for an integration's `credentials`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Role {
    pub arn: Arc<str>,
    pub source: CredentialsSource,
    pub origin: Origin,
}

#[derive(Clone, PartialEq, Eq, Serialize)]
pub enum CredentialsSource {
    /// The standard chain of AWS's SDKs: environment, profile, web identity, container, instance.
    Chain,
    /// The role itself, assumed with the chain's credentials (STS AssumeRole).
    Assume,
    Keys {
        access_key: Box<str>,
        #[serde(skip)]
        secret: Box<str>,
    },
}

impl std::fmt::Debug for CredentialsSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CredentialsSource::Chain => f.write_str("Chain"),
            CredentialsSource::Assume => f.write_str("Assume"),
            CredentialsSource::Keys { access_key, .. } => write!(f, "Keys({access_key}, …)"),
        }
    }
}

/// Whose credentials sign a call; what is carried over a reload by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum CredentialsKey {
    Chain,
    /// By its ARN.
    Role(Arc<str>),
}

/// What a call is signed for (Signature Version 4's credential scope).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signing {
    pub region: Box<str>,
    /// The signing name: `sqs`, `execute-api`, `lambda`.
    pub service: Box<str>,
    pub credentials: CredentialsKey,
}
