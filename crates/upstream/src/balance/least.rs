//! Least connections: the fewest requests in flight by weight.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Where the next look begins: among equals everyone has a turn.
#[derive(Default)]
pub(crate) struct Least(AtomicUsize);

impl Least {
    /// The usable index with the least `load` = `(in flight, weight)`, counted as if the request were there already:
    /// of two idle targets the heavier one is less loaded by it.
    pub(crate) fn select(
        &self,
        count: usize,
        usable: impl Fn(usize) -> bool,
        load: impl Fn(usize) -> (u64, u64),
    ) -> Option<usize> {
        let first = self.0.fetch_add(1, Relaxed);
        let mut best: Option<(usize, u64, u64)> = None;
        for index in (0..count).map(|step| first.wrapping_add(step) % count).filter(|index| usable(*index)) {
            let (in_flight, weight) = load(index);
            let lighter = best.is_none_or(|(_, least, of)| (in_flight + 1) * of < least * weight);
            if lighter {
                best = Some((index, in_flight + 1, weight));
            }
        }
        best.map(|(index, ..)| index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn select(loads: &[(u64, u64)], down: &[usize]) -> Option<usize> {
        Least::default().select(loads.len(), |index| !down.contains(&index), |index| loads[index])
    }

    #[test]
    fn fewest_in_flight_by_weight_wins() {
        type Case<'a> = (&'a [(u64, u64)], &'a [usize], Option<usize>);
        let cases: &[Case<'_>] = &[
            (&[(3, 1), (1, 1), (2, 1)], &[], Some(1)),
            // 4 in flight of weight 4 would be 5/4; 1 of weight 1 would be 2.
            (&[(1, 1), (4, 4)], &[], Some(1)),
            // Idle: the heavier is less loaded by the request.
            (&[(0, 1), (0, 3)], &[], Some(1)),
            (&[(3, 1), (1, 1), (2, 1)], &[1], Some(2)),
            (&[(3, 1)], &[0], None),
            (&[], &[], None),
        ];
        for (loads, down, expected) in cases {
            assert_eq!(select(loads, down), *expected, "{loads:?} without {down:?}");
        }
    }

    #[test]
    fn equals_take_turns() {
        let least = Least::default();
        let picks: Vec<_> = (0..6).filter_map(|_| least.select(3, |_| true, |_| (0, 1))).collect();
        assert_eq!(picks, [0, 1, 2, 0, 1, 2]);
    }
}
