//! Consistent hashing by ketama, as nginx and memcached do it.

use crate::endpoint::Socket;
use foldhash::quality::FixedState;
use pingora_ketama::{Bucket, Continuum};
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::net::{Ipv6Addr, SocketAddr};

/// The weight that all targets together may have on the ring; 160 points of 10 bytes for each unit.
const RING_WEIGHT_MAX: u32 = 4_096;
/// `pingora_ketama` counts nodes in 16 bits.
const NODES_MAX: usize = u16::MAX as usize;

/// A place on the ring as ketama sees it: its hash is of the address alone, so every node that knows the same addresses
/// has the same ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    address: SocketAddr,
    weight: u32,
}

pub(crate) struct Ring {
    continuum: Continuum,
    /// The index that each point of the continuum belongs to.
    points: Box<[u16]>,
}

// === impl Spot ===

impl Spot {
    pub(crate) fn new(socket: &Socket, weight: u32) -> Spot {
        let address = match socket {
            Socket::Inet(address) => *address,
            // Ketama knows addresses only: a path stands for one of the unique local range (RFC 4193).
            Socket::Unix(path) => {
                let hash = u128::from(FixedState::default().hash_one(path));
                SocketAddr::new(Ipv6Addr::from_bits(0xfd << 120 | hash).into(), 0)
            }
        };
        Spot { address, weight }
    }
}

// === impl Ring ===

impl Ring {
    /// Weights are taken as they are, so that a target that comes or goes moves its own share alone. Only when they are
    /// more than the bound together are all halved until they fit.
    pub(crate) fn new(spots: &[Spot]) -> Ring {
        let spots = &spots[..spots.len().min(NODES_MAX)];
        let total = |halved: u32| spots.iter().map(|spot| u64::from(spot.halved(halved))).sum::<u64>();
        let halved = (0..10).find(|halved| total(*halved) <= u64::from(RING_WEIGHT_MAX)).unwrap_or(10);
        let buckets: Vec<_> = spots.iter().map(|spot| Bucket::new(spot.address, spot.halved(halved))).collect();
        let continuum = Continuum::new(&buckets);
        let points = points(&continuum, spots);
        Ring { continuum, points }
    }

    /// The first usable index at or after the hash. `usable` must be true of one for as long as it is asked.
    pub(crate) fn select(&self, hash: u64, usable: impl Fn(usize) -> bool) -> Option<usize> {
        let first = self.continuum.node_idx(&hash.to_le_bytes());
        let (before, after) = self.points.split_at_checked(first)?;
        after.iter().chain(before).map(|index| usize::from(*index)).find(|index| usable(*index))
    }
}

impl Spot {
    fn halved(&self, times: u32) -> u32 {
        (self.weight >> times).max(1)
    }
}

/// Walks the continuum once: it tells addresses, the hot path wants indices.
fn points(continuum: &Continuum, spots: &[Spot]) -> Box<[u16]> {
    let indices: HashMap<SocketAddr, u16> = spots.iter().map(|spot| spot.address).zip(0..).collect();
    let mut points = Vec::new();
    let mut next = 0;
    while let Some(index) = continuum.get_addr(&mut next).and_then(|address| indices.get(address)) {
        points.push(*index);
        if next == 0 {
            break;
        }
    }
    points.into()
}

#[cfg(test)]
#[path = "ring_tests.rs"]
mod tests;
