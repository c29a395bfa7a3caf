//! Which node a static segment leads to: one perfect hash table for all nodes.
//!
//! A look-up reads one pilot and one slot, found or not, whatever a client asks for: no chain, no second try, hence nothing that
//! a chosen segment could make longer. Pilots are a fraction of a byte an edge and stay in the caches; the slot is the one
//! cache line that may not.
//!
//! Hash and displace (Belazzougui, Botelho, Dietzfelbinger, "Hash, displace, and compress", 2009): the edges of one bucket
//! share a pilot, which is tried out when the table is built, the fullest buckets first, until all of them get free slots.

use super::segment::Words;
use hashbrown::HashMap;

/// Edges that share a pilot, on average.
const BUCKET: usize = 4;

/// One slot in so many more than there are edges, so that the last ones find theirs quickly.
const SPARE: usize = 16;

/// `from` is empty.
const NONE: u32 = u32::MAX;

/// Odd and without a pattern: the golden ratio's and pi's digits.
const SCATTER: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0x243f_6a88_85a3_08d3];

#[derive(Debug, Default)]
pub(super) struct Edges {
    slots: Box<[Slot]>,
    pilots: Box<[u16]>,
    /// Long segments.
    texts: Box<[u8]>,
    seed: u64,
}

/// Half a cache line.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(32))]
struct Slot {
    head: u64,
    /// Of a long segment: where in `texts` it begins.
    tail: u64,
    length: u32,
    from: u32,
    to: u32,
    routes: u32,
}

/// An edge to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge<'d> {
    pub(super) from: u32,
    pub(super) segment: &'d [u8],
    pub(super) to: u32,
    /// Routes of `from` that stand before those of `to`.
    pub(super) routes: u32,
}

/// An edge with where it belongs, under one seed.
struct Keyed<'e, 'd> {
    edge: &'e Edge<'d>,
    hash: u64,
    bucket: usize,
}

impl Edges {
    /// Where the segment leads, and how many routes stand before.
    #[inline]
    pub(super) fn find(&self, from: u32, segment: &[u8]) -> Option<(u32, u32)> {
        let words = Words::of(segment, self.seed);
        let hash = words.hash(from, self.seed);
        let pilot = *self.pilots.get(bucket(hash, self.pilots.len()))?;
        let slot = self.slots.get(place(hash, pilot, self.slots.len()))?;
        let same = slot.from == from && slot.length == words.length && slot.head == words.head;
        (same && self.ends(slot, &words, segment)).then_some((slot.to, slot.routes))
    }

    #[inline]
    fn ends(&self, slot: &Slot, words: &Words, segment: &[u8]) -> bool {
        if words.is_short() {
            return slot.tail == words.tail;
        }
        let begin = slot.tail as usize;
        self.texts.get(begin..begin + segment.len()) == Some(segment)
    }

    /// No two edges are from one node by one segment.
    pub(super) fn build(edges: &[Edge<'_>]) -> Edges {
        let mut texts = Vec::new();
        let mut begins = Begins::default();
        for edge in edges.iter().filter(|edge| !Words::of(edge.segment, 0).is_short()) {
            begins.entry(edge.segment).or_insert_with(|| {
                texts.extend_from_slice(edge.segment);
                (texts.len() - edge.segment.len()) as u64
            });
        }
        let mut seed = 0;
        loop {
            // A seed fails when two edges have one hash, or a bucket finds no pilot: hardly ever, and never twice.
            if let Some((slots, pilots)) = lay(edges, seed, &begins) {
                return Edges { slots: slots.into(), pilots: pilots.into(), texts: texts.into(), seed };
            }
            seed += 1;
        }
    }
}

/// Where long segments stand.
type Begins<'d> = HashMap<&'d [u8], u64, foldhash::fast::FixedState>;

/// Not seeded by chance: the edges are the definition's, and what a client asks for is only looked up, never put in.
fn lay(edges: &[Edge<'_>], seed: u64, begins: &Begins<'_>) -> Option<(Vec<Slot>, Vec<u16>)> {
    let mut slots = vec![Slot::EMPTY; edges.len() + edges.len().div_ceil(SPARE)];
    let mut pilots = vec![0; edges.len().div_ceil(BUCKET)];
    let mut keyed: Vec<Keyed<'_, '_>> = edges.iter().map(|edge| Keyed::new(edge, seed, pilots.len())).collect();
    keyed.sort_unstable_by_key(|edge| (edge.bucket, edge.hash));
    let mut buckets: Vec<&[Keyed<'_, '_>]> = keyed.chunk_by(|a, b| a.bucket == b.bucket).collect();
    buckets.sort_by_key(|bucket| std::cmp::Reverse(bucket.len()));
    for bucket in buckets {
        if bucket.windows(2).any(|pair| pair[0].hash == pair[1].hash) {
            return None;
        }
        let pilot = (0..=u16::MAX).find(|pilot| settle(&mut slots, bucket, *pilot))?;
        pilots[bucket[0].bucket] = pilot;
        for key in bucket {
            let at = place(key.hash, pilot, slots.len());
            slots[at] = key.slot(seed, begins);
        }
    }
    Some((slots, pilots))
}

/// Do all edges of the bucket get free slots by this pilot? Then they are taken.
fn settle(slots: &mut [Slot], bucket: &[Keyed<'_, '_>], pilot: u16) -> bool {
    for (done, key) in bucket.iter().enumerate() {
        let at = place(key.hash, pilot, slots.len());
        if slots[at].from == NONE {
            slots[at].from = key.edge.from;
            continue;
        }
        for key in &bucket[..done] {
            let at = place(key.hash, pilot, slots.len());
            slots[at].from = NONE;
        }
        return false;
    }
    true
}

impl Slot {
    const EMPTY: Slot = Slot { head: 0, tail: 0, length: 0, from: NONE, to: 0, routes: 0 };
}

impl<'e, 'd> Keyed<'e, 'd> {
    fn new(edge: &'e Edge<'d>, seed: u64, pilots: usize) -> Self {
        let hash = Words::of(edge.segment, seed).hash(edge.from, seed);
        Keyed { edge, hash, bucket: bucket(hash, pilots) }
    }

    fn slot(&self, seed: u64, begins: &Begins<'_>) -> Slot {
        let Edge { from, segment, to, routes } = *self.edge;
        let Words { head, tail, length } = Words::of(segment, seed);
        Slot { head, tail: begins.get(segment).copied().unwrap_or(tail), length, from, to, routes }
    }
}

fn bucket(hash: u64, buckets: usize) -> usize {
    share(hash, buckets)
}

fn place(hash: u64, pilot: u16, slots: usize) -> usize {
    share((hash ^ u64::from(pilot).wrapping_mul(SCATTER[0])).wrapping_mul(SCATTER[1]), slots)
}

/// The hash's share of `of`: a multiplication instead of a division.
fn share(hash: u64, of: usize) -> usize {
    ((u128::from(hash) * of as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nodes 0 to 99, each with short and long segments; every third segment is one that other nodes have too.
    fn segments() -> Vec<(u32, String)> {
        let named = |from: u32, at: u32| match at % 3 {
            0 => format!("shared-{at}"),
            1 => format!("{from}-{at}"),
            _ => format!("a segment that is long enough to stand elsewhere {from}-{at}"),
        };
        (0..100).flat_map(|from| (0..60).map(move |at| (from, named(from, at)))).collect()
    }

    /// Of a long segment the words are a hash: who finds another of the same hash does not come to its node.
    #[test]
    fn a_long_segment_is_compared_itself() {
        let known = b"a-segment-of-more-than-sixteen-bytes";
        let mut other = *known;
        other[20] = b'x';
        let edges = Edges::build(&[Edge { from: 0, segment: known, to: 1, routes: 0 }]);
        let slot = edges.slots.iter().find(|slot| slot.from == 0).unwrap();
        let words = Words::of(known, edges.seed);
        assert!(edges.ends(slot, &words, known) && !edges.ends(slot, &words, &other));
    }

    #[test]
    fn every_edge_is_found_and_no_other() {
        let segments = segments();
        let edges: Vec<Edge<'_>> = segments
            .iter()
            .zip(0..)
            .map(|((from, segment), at)| Edge { from: *from, segment: segment.as_bytes(), to: at, routes: at * 2 })
            .collect();
        let table = Edges::build(&edges);
        for edge in &edges {
            assert_eq!(table.find(edge.from, edge.segment), Some((edge.to, edge.routes)));
            let mut other = edge.segment.to_vec();
            other[edge.segment.len() / 2] ^= 1;
            assert_eq!(table.find(edge.from, &other), None);
            assert_eq!(table.find(edge.from + 100, edge.segment), None);
        }
    }

    #[test]
    fn a_table_takes_little_more_than_its_edges() {
        let segments = segments();
        let edges: Vec<Edge<'_>> = segments
            .iter()
            .map(|(from, segment)| Edge { from: *from, segment: segment.as_bytes(), to: 0, routes: 0 })
            .collect();
        let table = Edges::build(&edges);
        assert_eq!((table.slots.len(), table.pilots.len()), (edges.len() * 17 / 16, edges.len() / BUCKET));
        assert_eq!(Edges::build(&[]).find(0, b""), None);
    }
}
