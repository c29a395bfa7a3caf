//! `HttpPeer`s, made once for each endpoint of a group.

use crate::endpoint::Socket;
use crate::error::PoolError;
use pingora_core::upstreams::peer::HttpPeer;
use std::net::SocketAddr;
use tollgate_model::target_group::{Address, Target, TargetGroup, Timeouts};

/// What all peers of a group share. That there is one means that a peer can be made for each of the group's targets.
pub(crate) struct PeerTemplate {
    timeouts: Timeouts,
}

impl PeerTemplate {
    pub(crate) fn of(group: &TargetGroup) -> Result<PeerTemplate, PoolError> {
        let template = PeerTemplate { timeouts: group.timeouts.clone() };
        for target in &group.targets {
            if let Some(socket) = literal(&target.address) {
                template.peer(target, &socket)?;
            }
        }
        Ok(template)
    }

    /// The only error is a path that no unix socket can have.
    pub(crate) fn peer(&self, target: &Target, socket: &Socket) -> Result<HttpPeer, PoolError> {
        let mut peer = match socket {
            Socket::Inet(address) => HttpPeer::new(*address, false, String::new()),
            Socket::Unix(path) => HttpPeer::new_uds(path, false, String::new())
                .map_err(|_| PoolError::new(target.origin, format!("`{path}` cannot be the path of a unix socket")))?,
        };
        let options = &mut peer.options;
        options.connection_timeout = Some(self.timeouts.connect);
        options.total_connection_timeout = Some(self.timeouts.connect);
        options.read_timeout = Some(self.timeouts.read);
        options.write_timeout = Some(self.timeouts.write);
        options.idle_timeout = Some(self.timeouts.idle);
        Ok(peer)
    }
}

/// Where a target is that needs no resolving; none for a name.
pub(crate) fn literal(address: &Address) -> Option<Socket> {
    match address {
        Address::Unix(path) => Some(Socket::Unix(path.clone())),
        Address::Host { host, port } => host.parse().ok().map(|ip| Socket::Inet(SocketAddr::new(ip, *port))),
    }
}
