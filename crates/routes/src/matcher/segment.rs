//! A segment in a few words, to be hashed and compared at once.

use foldhash::SharedSeed;
use foldhash::fast::FoldHasher;
use std::hash::Hasher;

/// Segments up to this long are wholly in their words.
pub(super) const SHORT: usize = 16;

/// Two short segments are equal when these are; long ones differ when these do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) head: u64,
    pub(super) tail: u64,
    /// Of the segment, in bytes.
    pub(super) length: u32,
}

impl Words {
    #[inline]
    pub(super) fn of(segment: &[u8], seed: u64) -> Words {
        let (head, tail) = match (segment.first_chunk(), segment.last_chunk()) {
            (Some(first), Some(last)) if segment.len() <= SHORT => {
                (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
            }
            (Some(_), _) => (long(segment, seed), 0),
            _ => (tiny(segment), 0),
        };
        Words { head, tail, length: u32::try_from(segment.len()).unwrap_or(u32::MAX) }
    }

    /// Together with a number.
    #[inline]
    pub(super) fn hash(&self, number: u32, seed: u64) -> u64 {
        let mut hasher = FoldHasher::with_seed(seed, SharedSeed::global_fixed());
        hasher.write_u64(self.head);
        hasher.write_u64(self.tail);
        hasher.write_u64(u64::from(self.length) << 32 | u64::from(number));
        hasher.finish()
    }

    pub(super) fn is_short(&self) -> bool {
        self.length as usize <= SHORT
    }
}

/// Fewer than eight bytes: with the length, no two are alike.
#[inline]
fn tiny(segment: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (segment.first_chunk(), segment.last_chunk()) {
        return u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last));
    }
    match segment {
        [] => 0,
        [first, .., last] => u64::from(*first) << 16 | u64::from(segment[segment.len() / 2]) << 8 | u64::from(*last),
        [only] => u64::from(*only),
    }
}

fn long(segment: &[u8], seed: u64) -> u64 {
    let mut hasher = FoldHasher::with_seed(seed, SharedSeed::global_fixed());
    hasher.write(segment);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn no_two_short_segments_have_the_same_words() {
        let mut seen = HashMap::new();
        for length in 0..=SHORT {
            for at in 0..length {
                for byte in [0, 1, b'a', 0xff] {
                    let mut segment = vec![b'a'; length];
                    segment[at] = byte;
                    let Words { head, tail, length } = Words::of(&segment, 7);
                    let earlier = seen.insert((head, tail, length), segment.clone());
                    assert!(earlier.as_ref().is_none_or(|earlier| *earlier == segment), "{earlier:?} and {segment:?}");
                }
            }
        }
    }
}
