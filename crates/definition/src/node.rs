//! What belongs to one node and not to the definitions: never in the digest that a fleet compares.

use crate::domain::Certificate;
use serde::Serialize;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tollgate_model::Origin;

/// `[node]`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Node {
    pub name: String,
    /// Never 0: resolved to the number of cores by whoever reads the file.
    pub threads: Option<usize>,
    pub runtime_dir: Option<PathBuf>,
    pub unenforced_access: UnenforcedAccess,
    pub drain: Drain,
    pub watch: bool,
    pub region: Arc<str>,
    pub account: Arc<str>,
    /// `None`: on loopback listeners only.
    pub execute_api_paths: Option<bool>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum UnenforcedAccess {
    #[default]
    Refuse,
    Allow,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Drain {
    /// Between `/readyz` turning 503 and the stop of accepting.
    pub delay: Duration,
    pub timeout: Duration,
}

/// `[log]`: the process's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Log {
    /// `error`, `warn`, `info`, `debug`, `trace`.
    pub level: String,
    pub format: LogStyle,
    /// `-`: standard error.
    pub path: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum LogStyle {
    #[default]
    Text,
    Json,
}

/// `[limits]`, of the node or of one listener. Sizes in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Names, values and line ends of all header fields together.
    pub headers: usize,
    /// The request target.
    pub uri: usize,
    pub body: u64,
    pub stream: Duration,
    pub header_deadline: Duration,
    /// Bytes a second, at least, of a request body.
    pub body_rate: u64,
    pub idle: Duration,
    pub requests: u32,
    pub streams: u32,
    pub connections: usize,
}

/// `[[listener]]`.
#[derive(Clone, Debug, Serialize)]
pub struct Listener {
    pub bind: Bind,
    pub trusted_proxies: Vec<Network>,
    pub proxy_protocol: bool,
    pub tls: Option<ListenerTls>,
    pub execute_api: bool,
    pub limits: Limits,
    pub origin: Origin,
}

/// The keys of `tls = { certificate, key }`; `{}` serves the domains' certificates only.
#[derive(Clone, Debug, Serialize)]
pub struct ListenerTls {
    pub certificate: Option<Certificate>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Bind {
    Tcp(SocketAddr),
    /// `unix:/run/tollgate/edge.sock`
    Unix(PathBuf),
}

/// An address block, as in `10.0.0.0/8` or a single address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Network {
    pub address: IpAddr,
    pub prefix: u8,
}

/// `[admin]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Admin {
    pub bind: Bind,
    /// Required off loopback.
    pub token: Option<tollgate_model::target_group::Secret>,
    /// Bound on metric series.
    pub series: usize,
    /// Refused or failed requests that are kept for `explain --request`.
    pub requests: usize,
    pub ready_requires: Vec<String>,
    pub origin: Origin,
}

impl Network {
    /// Is this address inside the block. IPv4-mapped IPv6 addresses count as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(net), IpAddr::V4(ip)) => {
                let shift = 32u32.saturating_sub(self.prefix.into());
                u32::from(net).checked_shr(shift).unwrap_or(0) == u32::from(ip).checked_shr(shift).unwrap_or(0)
            }
            (IpAddr::V6(net), IpAddr::V6(ip)) => {
                let shift = 128u32.saturating_sub(self.prefix.into());
                u128::from(net).checked_shr(shift).unwrap_or(0) == u128::from(ip).checked_shr(shift).unwrap_or(0)
            }
            _ => false,
        }
    }

    /// `10.0.0.0/8`, `::1`; `None` when it is neither an address nor a block.
    pub fn parse(text: &str) -> Option<Network> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u8>().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(most);
        (prefix <= most).then_some(Network { address, prefix })
    }
}

impl std::fmt::Display for Bind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Bind::Tcp(address) => address.fmt(f),
            Bind::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

impl Default for Node {
    fn default() -> Self {
        Node {
            name: String::new(),
            threads: None,
            runtime_dir: None,
            unenforced_access: UnenforcedAccess::Refuse,
            drain: Drain { delay: Duration::ZERO, timeout: Duration::from_secs(30) },
            watch: false,
            region: "us-east-1".into(),
            account: "123456789012".into(),
            execute_api_paths: None,
        }
    }
}

impl Default for Log {
    fn default() -> Self {
        Log { level: "info".to_owned(), format: LogStyle::Text, path: "-".to_owned() }
    }
}

/// Amazon's quotas where it has one (limits): 10,240 bytes of headers, 10 MB of body, 310 s idle.
impl Default for Limits {
    fn default() -> Self {
        Limits {
            headers: 10 * 1024,
            uri: 8 * 1024,
            body: 10 * 1024 * 1024,
            stream: Duration::from_secs(15 * 60),
            header_deadline: Duration::from_secs(10),
            body_rate: 1024,
            idle: Duration::from_secs(310),
            requests: 1000,
            streams: 100,
            connections: 50_000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_contain_their_addresses() {
        for (block, address, inside) in [
            ("10.0.0.0/8", "10.9.8.7", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("10.0.0.0/8", "::ffff:10.1.1.1", true),
            ("0.0.0.0/0", "1.2.3.4", true),
            ("::/0", "2001:db8::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("127.0.0.1", "127.0.0.1", true),
        ] {
            assert_eq!(Network::parse(block).unwrap().contains(address.parse().unwrap()), inside, "{block} {address}");
        }
        assert_eq!(Network::parse("10.0.0.0/33"), None);
    }
}
