use super::*;
use proptest::prelude::*;

fn cycle(weights: &[(u32, u32)]) -> (Wheel, usize) {
    let shares = shares(weights.iter().copied());
    let length = shares.iter().sum::<u64>() as usize;
    (Wheel::new(shares), length)
}

fn counts(wheel: &Wheel, turns: usize, count: usize, usable: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut counts = vec![0; count];
    (0..turns).filter_map(|_| wheel.select(&usable)).for_each(|index| counts[index] += 1);
    counts
}

#[test]
fn a_cycle_gives_each_its_weight_exactly() {
    type Case<'a> = (&'a [(u32, u32)], usize, &'a [usize]);
    let cases: &[Case<'_>] = &[
        (&[(1, 1)], 1, &[1]),
        (&[(1, 1), (1, 1), (1, 1)], 3, &[1, 1, 1]),
        (&[(5, 1), (1, 1), (1, 1)], 7, &[5, 1, 1]),
        // Only the proportion counts.
        (&[(100, 1), (200, 1)], 3, &[1, 2]),
        (&[(999, 1), (1, 1)], 1_000, &[999, 1]),
        // A name with three addresses, of weight 1, beside a literal address of weight 1.
        (&[(1, 3), (1, 3), (1, 3), (1, 1)], 6, &[1, 1, 1, 3]),
    ];
    for (weights, length, expected) in cases {
        let (wheel, cycle) = cycle(weights);
        assert_eq!(cycle, *length, "{weights:?}");
        assert_eq!(counts(&wheel, cycle, weights.len(), |_| true), *expected, "{weights:?}");
    }
}

#[test]
fn a_heavy_target_does_not_come_in_one_run() {
    let (wheel, _) = cycle(&[(4, 1), (4, 1)]);
    let picks: Vec<_> = (0..8).filter_map(|_| wheel.select(|_| true)).collect();
    assert!(picks.windows(2).all(|pair| pair[0] != pair[1]), "{picks:?}");
}

#[test]
fn turns_of_an_unusable_target_go_to_the_others_by_weight() {
    let (wheel, _) = cycle(&[(1, 1), (2, 1), (3, 1)]);
    let counts = counts(&wheel, 6_000, 3, |index| index != 2);
    assert_eq!(counts[2], 0);
    // 1,000 and 2,000 of their own, and 1,000 and 2,000 of the other's 3,000; the spill is even to a few.
    assert!(counts[0].abs_diff(2_000) < 10 && counts[1].abs_diff(4_000) < 10, "{counts:?}");
}

#[test]
fn none_usable_is_none() {
    let (wheel, _) = cycle(&[(1, 1), (2, 1)]);
    assert_eq!(wheel.select(|_| false), None);
    assert_eq!(Wheel::new(Box::default()).select(|_| true), None);
}

proptest! {
    #[test]
    fn proportion_is_exact_over_every_cycle(weights in prop::collection::vec((1u32..30, 1u32..5), 1..8), skip in 0usize..50) {
        let shares = shares(weights.iter().copied());
        let cycle = shares.iter().sum::<u64>() as usize;
        let wheel = Wheel::new(shares.clone());
        counts(&wheel, skip, weights.len(), |_| true);
        let counts = counts(&wheel, cycle, weights.len(), |_| true);
        prop_assert_eq!(counts.iter().map(|count| *count as u64).collect::<Vec<_>>(), shares.to_vec());
    }

    #[test]
    fn only_usable_targets_are_chosen(weights in prop::collection::vec((1u32..1000, 1u32..5), 1..8), up in any::<u8>()) {
        let wheel = Wheel::new(shares(weights.iter().copied()));
        let usable = |index: usize| up >> index & 1 == 1;
        for _ in 0..50 {
            match wheel.select(usable) {
                Some(index) => prop_assert!(usable(index)),
                None => prop_assert!(!(0..weights.len()).any(usable)),
            }
        }
    }
}
