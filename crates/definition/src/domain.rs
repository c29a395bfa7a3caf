//! Custom domain names and VPC links.

use crate::api::{AccessControl, Text};
use serde::Serialize;
use std::sync::Arc;
use tollgate_model::Origin;
use tollgate_model::target_group::{ClientCertificate, GroupKey};

/// `[[domain]]`.
#[derive(Clone, Debug, Serialize)]
pub struct Domain {
    /// `api.example.com`, `*.example.com` or `*`; lower case.
    pub name: Arc<str>,
    pub tls: Option<Certificate>,
    pub mappings: Vec<Mapping>,
    /// Mutual TLS, for one: what decides who may call and is not enforced yet.
    pub access: Vec<AccessControl>,
    pub origin: Origin,
}

/// A certificate chain and its key, as PEM texts.
pub type Certificate = ClientCertificate;

/// `[[domain.mapping]]`.
#[derive(Clone, Debug, Serialize)]
pub struct Mapping {
    /// Without slashes at its ends; empty for none.
    pub path: Box<str>,
    pub api: Text,
    /// `None`: the next segment names it.
    pub stage: Option<Text>,
    pub origin: Origin,
}

/// `[[vpc_link]]`. Its own targets are a target group with the key [`GroupKey::VpcLink`].
#[derive(Clone, Debug, Serialize)]
pub struct VpcLink {
    pub id: Arc<str>,
    pub listeners: Vec<LinkListener>,
    /// The link's unnamed target group, when it has targets of its own.
    pub own_group: Option<GroupKey>,
    pub origin: Origin,
}

#[derive(Clone, Debug, Serialize)]
pub struct LinkListener {
    pub on: ListenerMatch,
    pub target_group: Text,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum ListenerMatch {
    Arn(Box<str>),
    Port(u16),
}
