//! Weighted round robin: exact over a cycle, spread within it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Divisible by every number to 16, so that a target's share splits evenly among so many addresses of its name.
const SHARE_UNIT: u64 = 720_720;
/// The longest cycle. Beyond it shares are rounded, by less than one in two thousand million.
const CYCLE_MAX: u64 = 1 << 31;
/// The golden ratio's fraction: multiples of it fill a circle more evenly than those of any other number.
const GOLDEN: f64 = 0.618_033_988_749_895;
/// The same as a 64-bit fraction.
const GOLDEN_64: u64 = 0x9E37_79B9_7F4A_7C15;

/// A cycle of as many slots as all shares together, walked with a stride that is prime to its length: in one cycle each
/// slot comes once, so each index comes exactly by its share, and never in a run that the shares do not force.
pub(crate) struct Wheel {
    shares: Box<[u64]>,
    /// Where each index's slots end.
    ends: Box<[u64]>,
    stride: u64,
    turn: AtomicU64,
    spill: AtomicU64,
}

/// The shares of targets with `(weight, addresses of its name)`: a name's weight is split among its addresses.
pub(crate) fn shares(weights: impl Iterator<Item = (u32, u32)>) -> Box<[u64]> {
    let share = |(weight, siblings): (u32, u32)| u64::from(weight) * SHARE_UNIT / u64::from(siblings.max(1));
    let mut shares: Box<[u64]> = weights.map(|weight| share(weight).max(1)).collect();
    let common = shares.iter().copied().reduce(common_divisor).unwrap_or(1);
    shares.iter_mut().for_each(|share| *share /= common);
    let shrink = shares.iter().sum::<u64>().div_ceil(CYCLE_MAX).max(1);
    shares.iter_mut().for_each(|share| *share = (*share / shrink).max(1));
    shares
}

// === impl Wheel ===

impl Wheel {
    pub(crate) fn new(shares: Box<[u64]>) -> Wheel {
        let ends = shares.iter().scan(0, |end, share| {
            *end += share;
            Some(*end)
        });
        let ends: Box<[u64]> = ends.collect();
        let cycle = ends.last().copied().unwrap_or(1);
        let stride = stride(cycle);
        // Many nodes that start together must not all begin with the same target.
        let turn = AtomicU64::new(fastrand::u64(..cycle));
        Wheel { shares, ends, stride, turn, spill: AtomicU64::new(0) }
    }

    /// The next index by turn. One that is not usable gives its turn to the others by their shares.
    pub(crate) fn select(&self, usable: impl Fn(usize) -> bool) -> Option<usize> {
        let cycle = *self.ends.last()?;
        let turn = self.turn.fetch_add(1, Relaxed) % cycle;
        // Both are below 2^31.
        let next = slot(&self.ends, turn * self.stride % cycle);
        if usable(next) { Some(next) } else { self.spill(usable) }
    }

    fn spill(&self, usable: impl Fn(usize) -> bool) -> Option<usize> {
        let left = || (0..self.shares.len()).filter(|index| usable(*index));
        let total: u64 = left().map(|index| self.shares[index]).sum();
        let fraction = self.spill.fetch_add(1, Relaxed).wrapping_mul(GOLDEN_64);
        let mut slot = ((u128::from(fraction) * u128::from(total)) >> 64) as u64;
        let mut last = None;
        for index in left() {
            if slot < self.shares[index] {
                return Some(index);
            }
            slot -= self.shares[index];
            last = Some(index);
        }
        // A target's state can change between the two passes.
        last
    }
}

fn slot(ends: &[u64], position: u64) -> usize {
    ends.partition_point(|end| *end <= position)
}

/// Near the golden part of the cycle, and prime to its length.
fn stride(cycle: u64) -> u64 {
    let golden = ((cycle as f64 * GOLDEN) as u64).max(1);
    (golden..).find(|stride| common_divisor(*stride, cycle) == 1).unwrap_or(1) % cycle.max(2)
}

fn common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

#[cfg(test)]
#[path = "wheel_tests.rs"]
mod tests;
