//! The endpoints of a group as they are now: replaced as a whole when a name's addresses change.

use crate::endpoint::{Endpoint, Socket};
use crate::lineage::Lineage;
use crate::peer::{PeerTemplate, literal};
use crate::picked::Tried;
use pingora_core::upstreams::peer::HttpPeer;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use tollgate_model::target_group::{Address, HashKey, Target, TargetGroup};

pub(crate) struct Roster {
    pub(crate) members: Box<[Member]>,
    turn: AtomicUsize,
}

pub(crate) struct Member {
    pub(crate) target: Address,
    pub(crate) address: Box<str>,
    /// The target's, as the definition gives it.
    pub(crate) weight: u32,
    pub(crate) endpoint: Arc<Endpoint>,
    pub(crate) peer: HttpPeer,
}

impl Roster {
    /// Of the literal targets and of those names that `lineage` has an answer for.
    pub(crate) fn new(spec: &TargetGroup, template: &PeerTemplate, lineage: &Lineage) -> Roster {
        let members = spec.targets.iter().flat_map(|target| members(target, template, lineage)).collect();
        Roster { members, turn: AtomicUsize::new(0) }
    }

    pub(crate) fn choose(&self, _hash: impl FnOnce(&HashKey) -> u64, tried: &Tried) -> Option<usize> {
        let count = self.members.len();
        let first = self.turn.fetch_add(1, Relaxed);
        let mut order = (0..count).map(|step| first.wrapping_add(step) % count);
        let up = |index: &usize| self.members[*index].endpoint.usable();
        let fresh = |index: &usize| up(index) && !tried.contains(self.members[*index].endpoint.id);
        order.clone().find(fresh).or_else(|| order.find(up))
    }
}

fn members(target: &Target, template: &PeerTemplate, lineage: &Lineage) -> Vec<Member> {
    let sockets = sockets(&target.address, lineage);
    let member = |socket: Socket| {
        Some(Member {
            target: target.address.clone(),
            address: socket.to_string().into(),
            weight: target.weight.max(1),
            // The template was proven to make a peer for every literal target, and for a name's addresses it always does.
            peer: template.peer(target, &socket).ok()?,
            endpoint: lineage.endpoint(socket),
        })
    };
    sockets.into_iter().filter_map(member).collect()
}

fn sockets(address: &Address, lineage: &Lineage) -> Vec<Socket> {
    match (literal(address), address) {
        (Some(socket), _) => vec![socket],
        (None, Address::Host { host, port }) => {
            let addresses = lineage.answer(host).unwrap_or_default();
            addresses.iter().map(|ip| Socket::Inet(SocketAddr::new(*ip, *port))).collect()
        }
        (None, Address::Unix(_)) => Vec::new(),
    }
}
