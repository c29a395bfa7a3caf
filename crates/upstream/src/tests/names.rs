//! Targets that are names. Time is virtual: it moves on when nothing else can.

use super::*;

const SECOND: Duration = Duration::from_secs(1);

async fn started(script: &Arc<Script>, targets: &[&str]) -> (Pools, Arc<Pool>) {
    let pools = next(None, &[&group("g", targets)], &environment(script));
    let pool = pools.find(&key("g")).unwrap().clone();
    pool.ready().await;
    (pools, pool)
}

#[tokio::test(start_paused = true)]
async fn a_name_is_resolved_again_when_its_ttl_is_over() {
    let script = Script::new([answer(&[1], 5), answer(&[2], 5)]);
    let (_pools, pool) = started(&script, &["orders.internal:80"]).await;
    assert_eq!(picks(&pool, 1), ["10.0.0.1:80"]);
    tokio::time::sleep(SECOND * 4).await;
    assert_eq!((script.asked(), picks(&pool, 1)), (1, vec!["10.0.0.1:80".to_owned()]));
    tokio::time::sleep(SECOND * 2).await;
    assert_eq!((script.asked(), picks(&pool, 1)), (2, vec!["10.0.0.2:80".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn ttls_are_bounded_both_ways() {
    // (TTL, seconds until the second question)
    for (ttl, expected) in [(0, 1), (30, 30), (86_400, 60)] {
        let script = Script::new([answer(&[1], ttl)]);
        let (_pools, _pool) = started(&script, &["orders.internal:80"]).await;
        tokio::time::sleep(SECOND * expected - SECOND / 2).await;
        assert_eq!(script.asked(), 1, "TTL {ttl}");
        tokio::time::sleep(SECOND).await;
        assert_eq!(script.asked(), 2, "TTL {ttl}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_answer_stays_while_the_resolver_fails() {
    let script = Script::new([answer(&[1], 5), failure(), failure(), failure(), answer(&[2], 5)]);
    let (_pools, pool) = started(&script, &["orders.internal:80"]).await;
    // Asked at 5, 6 and 8 seconds: the wait is doubled.
    tokio::time::sleep(SECOND * 9).await;
    assert_eq!((script.asked(), picks(&pool, 1)), (4, vec!["10.0.0.1:80".to_owned()]));
    tokio::time::sleep(SECOND * 4).await;
    assert_eq!((script.asked(), picks(&pool, 1)), (5, vec!["10.0.0.2:80".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn addresses_share_their_targets_weight() {
    let script = Script::new([answer(&[1, 2, 3], 5)]);
    let (_pools, pool) = started(&script, &["orders.internal:80", "10.0.0.9:80"]).await;
    // The literal address was ready at once.
    tokio::time::sleep(SECOND).await;
    let addresses = picks(&pool, 6);
    let of = |address: &str| addresses.iter().filter(|other| *other == address).count();
    assert_eq!(["10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80", "10.0.0.9:80"].map(of), [1, 1, 1, 3]);
}

#[tokio::test(start_paused = true)]
async fn before_the_first_answer_a_request_waits_at_most_the_connect_timeout() {
    let script = Script::new([]);
    let pools = next(None, &[&group("g", &["orders.internal:80"])], &environment(&script));
    let pool = pools.find(&key("g")).unwrap();
    assert!(pick(pool).is_none());
    assert_eq!(states(&pools), [("orders.internal:80".to_owned(), TargetState::Unresolved)]);
    let before = tokio::time::Instant::now();
    assert!(!pool.ready().await);
    assert_eq!(before.elapsed(), pool.spec().timeouts.connect);
}

#[tokio::test(start_paused = true)]
async fn a_name_that_fails_is_no_longer_waited_for() {
    let script = Script::new([failure()]);
    let (_pools, pool) = started(&script, &["orders.internal:80"]).await;
    assert!(pick(&pool).is_none());
    assert!(!pool.ready().await);
}

#[tokio::test(start_paused = true)]
async fn other_targets_serve_while_a_name_is_not_resolved() {
    let script = Script::new([]);
    let pools = next(None, &[&group("g", &["orders.internal:80", "10.0.0.9:80"])], &environment(&script));
    let pool = pools.find(&key("g")).unwrap();
    assert_eq!(picks(pool, 2), ["10.0.0.9:80", "10.0.0.9:80"]);
    assert!(pool.ready().await);
}

#[tokio::test(start_paused = true)]
async fn literal_addresses_are_never_resolved() {
    let script = Script::new([answer(&[1], 5)]);
    let (_pools, pool) = started(&script, &["10.0.0.9:80", "::1:80", "unix:/run/orders.sock"]).await;
    tokio::time::sleep(SECOND * 100).await;
    assert_eq!(script.asked(), 0);
    assert_eq!(picks(&pool, 3), ["10.0.0.9:80", "[::1]:80", "unix:/run/orders.sock"]);
}

#[tokio::test(start_paused = true)]
async fn a_changed_group_starts_with_the_answers_of_the_one_before() {
    let script = Script::new([answer(&[1], 5), failure()]);
    let (pools, _pool) = started(&script, &["orders.internal:80"]).await;
    let second = next(Some(&pools), &[&group("g", &["orders.internal:8080"])], &environment(&script));
    assert_eq!(picks(second.find(&key("g")).unwrap(), 1), ["10.0.0.1:8080"]);
}

#[tokio::test(start_paused = true)]
async fn an_address_that_stays_in_the_answer_keeps_its_state() {
    let script = Script::new([answer(&[1, 2], 5), answer(&[3, 1], 5)]);
    let (_pools, pool) = started(&script, &["orders.internal:80"]).await;
    let held: Vec<_> = (0..2).filter_map(|_| pick(&pool)).collect();
    tokio::time::sleep(SECOND * 6).await;
    let in_flight = |snapshot: &crate::PoolSnapshot| {
        let target = |target: &crate::TargetSnapshot| (target.address.clone().unwrap(), target.in_flight, target.state);
        snapshot.targets.iter().map(target).collect::<Vec<_>>()
    };
    let expected = [
        ("10.0.0.1:80".to_owned(), 1, TargetState::Up),
        ("10.0.0.3:80".to_owned(), 0, TargetState::Up),
        ("10.0.0.2:80".to_owned(), 1, TargetState::Draining),
    ];
    assert_eq!(in_flight(&_pools.snapshot()[0]), expected);
    drop(held);
}

#[tokio::test(start_paused = true)]
async fn resolving_ends_with_the_pools() {
    let script = Script::new([answer(&[1], 5)]);
    let (pools, pool) = started(&script, &["orders.internal:80"]).await;
    drop((pools, pool));
    tokio::time::sleep(SECOND * 100).await;
    assert_eq!(script.asked(), 1);
}

#[tokio::test]
async fn the_system_resolver_knows_localhost() {
    let environment = Environment::system(Handle::current()).unwrap();
    let answer = environment.resolver.resolve("localhost").await.unwrap();
    assert!(answer.addresses.iter().all(|address| address.is_loopback()), "{answer:?}");
    assert_eq!(answer.addresses.len(), 1, "one family, lest half of the requests meet nobody: {answer:?}");
}
