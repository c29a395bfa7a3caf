//! `HttpPeer`s, made once for each endpoint of a group.

use crate::endpoint::Socket;
use crate::error::PoolError;
use crate::tls::TlsSettings;
use pingora_core::upstreams::peer::HttpPeer;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tollgate_model::target_group::{Address, Protocol, Target, TargetGroup, Timeouts, Tls, Verify};

/// What all peers of a group share. That there is one means that a peer can be made for each of the group's targets.
pub(crate) struct PeerTemplate {
    timeouts: Timeouts,
    tls: Option<TlsSettings>,
}

impl PeerTemplate {
    pub(crate) fn of(group: &TargetGroup) -> Result<PeerTemplate, PoolError> {
        let tls = match group.protocol {
            Protocol::Http => None,
            Protocol::Https => Some(TlsSettings::of(group.tls.as_ref().unwrap_or(&PLAIN_TLS))?),
        };
        let template = PeerTemplate { timeouts: group.timeouts.clone(), tls };
        for target in &group.targets {
            template.peer(target, &literal(&target.address).unwrap_or(SOMEWHERE))?;
        }
        Ok(template)
    }

    /// Errors are of the target, never of the address that its name has just now: there is none for a target of a group
    /// that has a template.
    pub(crate) fn peer(&self, target: &Target, socket: &Socket) -> Result<HttpPeer, PoolError> {
        let name = self.tls.as_ref().map(|tls| tls.name(target)).transpose()?;
        let (tls, name) = (name.is_some(), name.unwrap_or_default());
        let mut peer = match socket {
            Socket::Inet(address) => HttpPeer::new(*address, tls, name),
            Socket::Unix(path) => HttpPeer::new_uds(path, tls, name)
                .map_err(|_| PoolError::new(target.origin, format!("`{path}` cannot be the path of a unix socket")))?,
        };
        if let Some(settings) = &self.tls {
            settings.apply(&mut peer);
        }
        let options = &mut peer.options;
        options.connection_timeout = Some(self.timeouts.connect);
        // Also the TLS handshake is bounded by it.
        options.total_connection_timeout = Some(self.timeouts.connect);
        options.read_timeout = Some(self.timeouts.read);
        options.write_timeout = Some(self.timeouts.write);
        options.idle_timeout = Some(self.timeouts.idle);
        Ok(peer)
    }
}

/// Of an https group that says nothing of TLS: the system's trust anchors, each target's own name.
static PLAIN_TLS: Tls = Tls { ca: None, server_name: None, client_certificate: None, verify: Verify::Full };

/// Stands for the addresses that a name will have.
const SOMEWHERE: Socket = Socket::Inet(SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0));

/// Where a target is that needs no resolving; none for a name.
pub(crate) fn literal(address: &Address) -> Option<Socket> {
    match address {
        Address::Unix(path) => Some(Socket::Unix(path.clone())),
        Address::Host { host, port } => host.parse().ok().map(|ip| Socket::Inet(SocketAddr::new(ip, *port))),
    }
}
