//! Passive ejection without a health check: time alone ends it.

use super::*;
use crate::Failure;

/// A pool of so many targets, and its pools.
fn pools(count: u8, eject: Eject) -> Pools {
    let addresses: Vec<_> = (1..=count).map(|last| format!("10.0.0.{last}:80")).collect();
    let mut group = group("g", &addresses.iter().map(String::as_str).collect::<Vec<_>>());
    group.eject = eject;
    next(None, &[&group], &literals())
}

fn ejected(pools: &Pools) -> usize {
    pools.snapshot()[0].count(TargetState::Ejected)
}

fn eject(failures: u32, keep: f64) -> Eject {
    Eject { failures, backoff: Duration::from_secs(30), keep }
}

#[tokio::test(start_paused = true)]
async fn the_floor_holds_whatever_fails() {
    for (count, keep, expected) in
        [(1, 0.5, 0), (2, 0.5, 1), (3, 0.5, 1), (4, 0.5, 2), (10, 0.9, 1), (3, 0.0, 3), (3, 1.0, 0)]
    {
        let pools = pools(count, eject(2, keep));
        let pool = pools.find(&key("g")).unwrap();
        (0..100).filter_map(|_| pick(pool)).for_each(|picked| picked.failed(Failure::Connect));
        assert_eq!(ejected(&pools), expected, "{count} targets, keep {keep}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_target_up_is_none_at_once() {
    let pools = pools(2, eject(1, 0.0));
    let pool = pools.find(&key("g")).unwrap();
    while let Some(picked) = pick(pool) {
        picked.failed(Failure::Reset);
    }
    assert_eq!(ejected(&pools), 2);
    assert!(!pool.ready().await, "there is nothing to wait for");
}

#[tokio::test(start_paused = true)]
async fn an_ejected_target_gets_nothing_until_its_backoff_is_over() {
    let pools = pools(3, eject(2, 0.5));
    let pool = pools.find(&key("g")).unwrap();
    let bad = "10.0.0.2:80".to_owned();
    let serve = |count| {
        for picked in (0..count).filter_map(|_| pick(pool)) {
            if picked.address() == bad { picked.failed(Failure::Connect) } else { picked.succeeded() }
        }
    };
    serve(6);
    assert_eq!(ejected(&pools), 1);
    assert!(!picks(pool, 30).contains(&bad));
    tokio::time::advance(Duration::from_secs(29)).await;
    assert!(!picks(pool, 30).contains(&bad));
    tokio::time::advance(Duration::from_secs(1)).await;
    assert!(picks(pool, 30).contains(&bad), "it takes its share again");
    serve(3);
    assert_eq!(ejected(&pools), 1, "one failure is enough after an ejection");
    tokio::time::advance(Duration::from_secs(59)).await;
    assert_eq!(ejected(&pools), 1, "and the back-off is doubled");
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(ejected(&pools), 0);
}
