//! The endpoints of a group as they are now: replaced as a whole when a name's addresses change.

use crate::balance::{Least, Ring, Spot, Wheel, shares};
use crate::endpoint::{Endpoint, Failure, Socket};
use crate::environment::Environment;
use crate::health::Prober;
use crate::lineage::{Lineage, lock};
use crate::peer::{PeerTemplate, literal};
use crate::picked::Tried;
use pingora_core::upstreams::peer::HttpPeer;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use tollgate_model::target_group::{Address, Balance, HashKey, Target, TargetGroup};

/// The addresses of names, sorted.
pub(crate) type Answers = HashMap<Box<str>, Arc<[IpAddr]>>;

pub(crate) struct Roster {
    pub(crate) members: Box<[Member]>,
    spec: Arc<TargetGroup>,
    lineage: Arc<Lineage>,
    balancer: Balancer,
}

/// One address of one target.
pub(crate) struct Member {
    pub(crate) target: Address,
    pub(crate) address: Box<str>,
    /// The target's, as the definition gives it.
    pub(crate) weight: u32,
    /// How many addresses the target has.
    siblings: u32,
    pub(crate) endpoint: Arc<Endpoint>,
    pub(crate) peer: HttpPeer,
}

enum Balancer {
    Wheel(Wheel),
    /// With the members' shares.
    Least(Least, Box<[u64]>),
    Ring(Ring),
}

// === impl Roster ===

impl Roster {
    /// Of the literal targets and of those names that have an answer.
    pub(crate) fn new(
        spec: &Arc<TargetGroup>,
        template: &PeerTemplate,
        lineage: &Arc<Lineage>,
        answers: &Answers,
    ) -> Roster {
        let members: Box<[Member]> =
            spec.targets.iter().flat_map(|target| members(target, template, lineage, answers)).collect();
        let balancer = Balancer::new(&spec.balance, &members);
        Roster { members, spec: spec.clone(), lineage: lineage.clone(), balancer }
    }

    /// The index of a usable member; one that was tried only when no other is usable.
    pub(crate) fn choose(&self, hash: impl FnOnce(&HashKey) -> u64, tried: &Tried) -> Option<usize> {
        let hash = match &self.spec.balance {
            Balance::Consistent { hash: key } => hash(key),
            Balance::RoundRobin | Balance::LeastConnections => 0,
        };
        let usable = |index: usize| self.members[index].endpoint.usable();
        if tried.is_empty() {
            return self.select(hash, usable);
        }
        let fresh = |index: usize| usable(index) && !tried.contains(self.members[index].endpoint.id);
        self.select(hash, fresh).or_else(|| self.select(hash, usable))
    }

    pub(crate) fn has_usable(&self) -> bool {
        self.members.iter().any(|member| member.endpoint.usable())
    }

    fn select(&self, hash: u64, usable: impl Fn(usize) -> bool) -> Option<usize> {
        match &self.balancer {
            Balancer::Wheel(wheel) => wheel.select(usable),
            Balancer::Least(least, shares) => {
                let in_flight = |index: usize| self.members[index].endpoint.in_flight.load(Relaxed) as u64;
                least.select(self.members.len(), usable, |index| (in_flight(index), shares[index]))
            }
            Balancer::Ring(ring) => {
                // The walk is long only when there is nothing to find.
                let some = (0..self.members.len()).any(&usable);
                some.then(|| ring.select(hash, usable)).flatten()
            }
        }
    }

    /// Counts a failure of a member, and ejects it should it be one too many and the floor allow it.
    pub(crate) fn failed(&self, index: usize, failure: Failure) {
        let member = &self.members[index];
        let endpoint = &member.endpoint;
        if !endpoint.ejection.failed(&self.spec.eject) {
            return;
        }
        let one_at_a_time = lock(&self.lineage.ejecting);
        if !endpoint.usable() || !self.can_spare(endpoint) {
            return;
        }
        let backoff = endpoint.ejection.begin(&self.spec.eject, failure);
        drop(one_at_a_time);
        endpoint.doubted.notify_one();
        self.lineage.changed();
        tracing::warn!(target_group = %self.spec.key, target = %member.address, ?failure, ?backoff, "target ejected");
    }

    /// Whether the share of targets that stays in is kept without `endpoint`.
    fn can_spare(&self, endpoint: &Endpoint) -> bool {
        let left = self.members.iter().filter(|other| other.endpoint.id != endpoint.id && other.endpoint.usable());
        left.count() >= floor(self.spec.eject.keep, self.members.len())
    }
}

/// How many of `count` targets stay in at least.
fn floor(keep: f64, count: usize) -> usize {
    /// 0.55 of 20 is 11, not the 11.000000000000002 of binary fractions.
    const ROUNDING: f64 = 1e-9;
    (keep.clamp(0.0, 1.0) * count as f64 - ROUNDING).ceil().max(0.0) as usize
}

// === impl Member ===

impl Member {
    pub(crate) fn prober(&self, environment: &Environment) -> Prober {
        Prober {
            socket: self.endpoint.socket.clone(),
            target: self.target.clone(),
            peer: self.peer.clone(),
            connections: environment.probes.clone(),
        }
    }
}

// === impl Balancer ===

impl Balancer {
    fn new(balance: &Balance, members: &[Member]) -> Balancer {
        let shares = || shares(members.iter().map(|member| (member.weight, member.siblings)));
        match balance {
            Balance::RoundRobin => Balancer::Wheel(Wheel::new(shares())),
            Balance::LeastConnections => Balancer::Least(Least::default(), shares()),
            // Here each address has its target's whole weight: an address that comes or goes must not move the others'.
            Balance::Consistent { .. } => {
                let spots: Vec<_> =
                    members.iter().map(|member| Spot::new(&member.endpoint.socket, member.weight)).collect();
                Balancer::Ring(Ring::new(&spots))
            }
        }
    }
}

fn members(target: &Target, template: &PeerTemplate, lineage: &Lineage, answers: &Answers) -> Vec<Member> {
    let sockets = sockets(&target.address, answers);
    let siblings = sockets.len() as u32;
    let member = |socket: Socket| {
        Some(Member {
            target: target.address.clone(),
            address: socket.to_string().into(),
            weight: target.weight.max(1),
            siblings,
            // The template was proven to make a peer for every target.
            peer: template.peer(target, &socket).ok()?,
            endpoint: lineage.endpoint(socket),
        })
    };
    sockets.into_iter().filter_map(member).collect()
}

fn sockets(address: &Address, answers: &Answers) -> Vec<Socket> {
    match (literal(address), address) {
        (Some(socket), _) => vec![socket],
        (None, Address::Host { host, port }) => {
            let addresses = answers.get(host).into_iter().flat_map(|addresses| addresses.iter());
            addresses.map(|ip| Socket::Inet(SocketAddr::new(*ip, *port))).collect()
        }
        (None, Address::Unix(_)) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::floor;

    #[test]
    fn the_floor_is_the_kept_share_rounded_up() {
        let cases = [(0.5, 3, 2), (0.5, 2, 1), (0.5, 1, 1), (0.0, 3, 0), (1.0, 3, 3), (0.55, 20, 11), (0.34, 3, 2)];
        for (keep, count, expected) in cases {
            assert_eq!(floor(keep, count), expected, "{keep} of {count}");
        }
    }
}
