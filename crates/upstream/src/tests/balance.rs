use super::*;
use std::collections::BTreeMap;
use tollgate_model::target_group::HashKey;

fn counts(pool: &Pool, count: usize) -> Vec<usize> {
    let mut counts = BTreeMap::new();
    picks(pool, count).into_iter().for_each(|address| *counts.entry(address).or_insert(0) += 1);
    counts.into_values().collect()
}

#[tokio::test]
async fn round_robin_gives_each_target_its_weight() {
    let mut group = group("g", &["10.0.0.1:80", "10.0.0.2:80"]);
    group.targets[1].weight = 3;
    let pools = next(None, &[&group], &literals());
    assert_eq!(counts(pools.find(&key("g")).unwrap(), 400), [100, 300]);
}

#[tokio::test]
async fn least_connections_fills_by_weight_what_is_held() {
    let mut group = group("g", &["10.0.0.1:80", "10.0.0.2:80"]);
    group.balance = Balance::LeastConnections;
    group.targets[1].weight = 3;
    let pools = next(None, &[&group], &literals());
    let pool = pools.find(&key("g")).unwrap();
    let held: Vec<_> = (0..40).filter_map(|_| pick(pool)).collect();
    let in_flight = || pools.snapshot()[0].targets.iter().map(|target| target.in_flight).collect::<Vec<_>>();
    assert_eq!(in_flight(), [10, 30]);
    drop(held);
    assert_eq!(in_flight(), [0, 0]);
}

#[tokio::test]
async fn consistent_asks_for_its_key_and_keeps_to_one_target() {
    let mut group = group("g", &["10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80"]);
    group.balance = Balance::Consistent { hash: HashKey::Header("x-user".into()) };
    let pools = next(None, &[&group], &literals());
    let pool = pools.find(&key("g")).unwrap();
    let home = |hash: u64| {
        let value = |key: &HashKey| {
            assert_eq!(*key, HashKey::Header("x-user".into()));
            hash
        };
        pool.pick(value, &Tried::default()).unwrap().address().to_owned()
    };
    assert!((0..100).all(|hash| home(hash) == home(hash)));
    let homes: std::collections::BTreeSet<_> = (0..100).map(home).collect();
    assert_eq!(homes.len(), 3);
}

#[tokio::test]
async fn a_tried_target_is_taken_again_only_when_no_other_is_up() {
    for balance in [Balance::RoundRobin, Balance::LeastConnections, Balance::Consistent { hash: HashKey::Path }] {
        let mut group = group("g", &["10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80"]);
        group.balance = balance;
        let pools = next(None, &[&group], &literals());
        let pool = pools.find(&key("g")).unwrap();
        let mut tried = Tried::default();
        let mut addresses = Vec::new();
        for _ in 0..3 {
            let picked = pool.pick(|_| 7, &tried).unwrap();
            tried.push(&picked);
            addresses.push(picked.address().to_owned());
        }
        addresses.sort();
        assert_eq!(addresses, ["10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80"]);
        assert!(pool.pick(|_| 7, &tried).is_some());
    }
}

#[tokio::test]
async fn peers_carry_every_timeout_and_unix_paths() {
    let mut group = group("g", &["unix:/run/orders.sock"]);
    group.timeouts = Timeouts {
        connect: Duration::from_millis(1),
        read: Duration::from_millis(2),
        write: Duration::from_millis(3),
        total: None,
        idle: Duration::from_millis(4),
    };
    let pools = next(None, &[&group], &literals());
    let picked = pick(pools.find(&key("g")).unwrap()).unwrap();
    let options = &picked.peer().options;
    let millis = |time: Option<Duration>| time.unwrap().as_millis();
    assert_eq!(millis(options.connection_timeout), 1);
    assert_eq!(millis(options.total_connection_timeout), 1);
    assert_eq!(millis(options.read_timeout), 2);
    assert_eq!(millis(options.write_timeout), 3);
    assert_eq!(millis(options.idle_timeout), 4);
    assert_eq!(picked.address(), "unix:/run/orders.sock");
    assert_eq!(picked.peer()._address.to_string(), "/run/orders.sock");
}
