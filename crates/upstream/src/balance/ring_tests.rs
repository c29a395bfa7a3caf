use super::*;

const KEYS: u64 = 20_000;

fn spot(last: u8, weight: u32) -> Spot {
    Spot::new(&Socket::Inet(SocketAddr::from(([10, 0, 0, last], 8080))), weight)
}

fn spots(count: u8) -> Vec<Spot> {
    (1..=count).map(|last| spot(last, 1)).collect()
}

/// The address that each key goes to.
fn homes(spots: &[Spot]) -> Vec<SocketAddr> {
    let ring = Ring::new(spots);
    (0..KEYS).filter_map(|key| ring.select(key, |_| true)).map(|index| spots[index].address).collect()
}

#[test]
fn a_removed_target_moves_its_own_keys_alone() {
    let all = spots(5);
    let without: Vec<_> = all.iter().filter(|other| **other != all[2]).copied().collect();
    for (before, after) in homes(&all).into_iter().zip(homes(&without)) {
        assert!(before == all[2].address || before == after, "{before} moved to {after}");
    }
}

#[test]
fn a_new_target_takes_about_its_share() {
    let (before, after) = (homes(&spots(4)), homes(&spots(5)));
    let moved = before.iter().zip(&after).filter(|(before, after)| before != after).count();
    // A fifth, give or take what 160 points spread.
    assert!((KEYS as usize / 7..KEYS as usize / 3).contains(&moved), "{moved} of {KEYS}");
}

#[test]
fn the_order_of_targets_does_not_matter() {
    let forward = spots(4);
    let backward: Vec<_> = forward.iter().rev().copied().collect();
    assert_eq!(homes(&forward), homes(&backward));
}

#[test]
fn an_unusable_target_gives_its_keys_to_others_and_no_more() {
    let all = spots(3);
    let ring = Ring::new(&all);
    for key in 0..KEYS {
        let home = ring.select(key, |_| true);
        let away = ring.select(key, |index| index != 0);
        assert_ne!(away, Some(0));
        assert!(home == Some(0) || home == away, "key {key}");
    }
}

#[test]
fn weight_is_share() {
    let heavy = [spot(1, 3), spot(2, 1)];
    let first = homes(&heavy).iter().filter(|address| **address == heavy[0].address).count();
    assert!((KEYS as usize * 2 / 3..KEYS as usize * 5 / 6).contains(&first), "{first} of {KEYS}");
}

#[test]
fn the_ring_is_bounded_whatever_the_weights() {
    let heavy: Vec<_> = (1..=60).map(|last| spot(last, 999)).collect();
    let ring = Ring::new(&heavy);
    assert!(ring.points.len() <= RING_WEIGHT_MAX as usize * 160, "{}", ring.points.len());
    assert_eq!(homes(&heavy).len(), KEYS as usize);
}

#[test]
fn a_unix_socket_has_its_place() {
    let spots = [Spot::new(&Socket::Unix("/run/a".into()), 1), Spot::new(&Socket::Unix("/run/b".into()), 1)];
    let homes = homes(&spots);
    assert!(spots.iter().all(|spot| homes.contains(&spot.address)));
}

#[test]
fn an_empty_ring_has_none() {
    assert_eq!(Ring::new(&[]).select(7, |_| true), None);
}
