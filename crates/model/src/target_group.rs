//! A target group as the definitions give it: what `upstream` builds and carries over a reload.

use crate::Origin;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;

/// What a group is carried over a reload by: `[[target_group]] name`, a VPC link's unnamed group, or the authority of a
/// public `uri`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum GroupKey {
    Named(Arc<str>),
    VpcLink(Arc<str>),
    /// `scheme://host:port`, lower case, the port always written; plus what of TLS differs.
    Public(Arc<str>),
    /// Another group's targets over TLS, with the name and the trust that an integration asks for.
    Secured {
        group: Box<GroupKey>,
        server_name: Arc<str>,
        verify: Verify,
    },
}

impl std::fmt::Display for GroupKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            GroupKey::Named(name) => f.write_str(name),
            GroupKey::VpcLink(id) => write!(f, "vpc_link:{id}"),
            GroupKey::Public(authority) => f.write_str(authority),
            GroupKey::Secured { group, server_name, verify: Verify::Full } => write!(f, "{group}#{server_name}"),
            GroupKey::Secured { group, server_name, verify: Verify::AnyIssuer } => {
                write!(f, "{group}#{server_name}#any-issuer")
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TargetGroup {
    pub key: GroupKey,
    pub protocol: Protocol,
    pub balance: Balance,
    pub targets: Vec<Target>,
    pub health_check: Option<HealthCheck>,
    pub eject: Eject,
    pub retry: Retry,
    pub timeouts: Timeouts,
    /// `Some` exactly when `protocol` is https.
    pub tls: Option<Tls>,
    pub origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Protocol {
    Http,
    Https,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Balance {
    /// Weighted.
    RoundRobin,
    /// Fewest requests in flight by weight.
    LeastConnections,
    /// By ketama over the value of one variable of the request.
    Consistent { hash: HashKey },
}

/// What a consistent hash is taken of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum HashKey {
    SourceIp,
    Path,
    Header(Box<str>),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Target {
    pub address: Address,
    /// 1 to 999, as at Elastic Load Balancing.
    pub weight: u32,
    pub origin: Origin,
}

/// Where a target is. A host is a DNS name or a literal address, without brackets.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Address {
    Host { host: Box<str>, port: u16 },
    Unix(Box<str>),
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Address::Host { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Address::Host { host, port } => write!(f, "{host}:{port}"),
            Address::Unix(path) => write!(f, "unix:{path}"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HealthCheck {
    pub probe: Probe,
    pub interval: Duration,
    pub timeout: Duration,
    pub healthy_threshold: u32,
    pub unhealthy_threshold: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Probe {
    Tcp,
    /// `GET path`; any status in `matcher` (inclusive) is healthy.
    Http {
        path: Box<str>,
        matcher: Vec<(u16, u16)>,
        host: Option<Box<str>>,
    },
}

/// Passive ejection: after `failures` in a row a target sits out `backoff`, doubled each time up to ten times, but at
/// least the share `keep` of a group's targets stays in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Eject {
    /// 0: never.
    pub failures: u32,
    pub backoff: Duration,
    /// 0.0 to 1.0.
    pub keep: f64,
}

impl Eq for Eject {}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Retry {
    /// Attempts in all, the first included; 1 is no retry.
    pub attempts: u32,
    /// Retries allowed for each request, over a window: 0.2 is one for five requests.
    pub budget: f64,
}

impl Eq for Retry {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Timeouts {
    pub connect: Duration,
    /// Between two reads of a streamed answer.
    pub read: Duration,
    /// Between two writes of a streamed request.
    pub write: Duration,
    /// Bounds every integration that has no timeout of its own.
    pub total: Option<Duration>,
    /// How long an idle connection is kept.
    pub idle: Duration,
}

/// TLS towards the targets. The texts are PEM, as read; secrets are never printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tls {
    /// Trust anchors; the system's when none.
    pub ca: Option<Pem>,
    /// The name to verify and to send as SNI. Never empty.
    pub server_name: Option<Box<str>>,
    pub client_certificate: Option<ClientCertificate>,
    /// `tlsConfig.insecureSkipVerification`.
    pub verify: Verify,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Verify {
    Full,
    /// The issuer is not checked. At Amazon the name and the dates still are; `upstream` can only leave out all three,
    /// which is why it earns a warning.
    AnyIssuer,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClientCertificate {
    pub chain: Pem,
    pub key: Secret,
}

/// A PEM text and the path it was read from. The text is what counts in a digest: nodes may keep it in different places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pem {
    #[serde(skip)]
    pub path: Box<str>,
    pub text: Arc<str>,
    pub origin: Origin,
}

/// A text that is never printed and never in a digest.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub Arc<str>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl Default for Eject {
    fn default() -> Self {
        Eject { failures: 5, backoff: Duration::from_secs(30), keep: 0.5 }
    }
}

impl Default for Retry {
    fn default() -> Self {
        Retry { attempts: 2, budget: 0.2 }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Timeouts {
            connect: Duration::from_secs(1),
            read: Duration::from_secs(60),
            write: Duration::from_secs(60),
            total: None,
            idle: Duration::from_secs(60),
        }
    }
}
