//! What passes from one generation to the next.

use super::*;
use crate::{Changes, Failure, PoolError};
use tollgate_model::target_group::Pem;

#[tokio::test]
async fn an_unchanged_group_keeps_its_pool_wherever_it_is_written() {
    let (mut group, environment) = (group("g", &["10.0.0.1:80"]), literals());
    let first = next(None, &[&group], &environment);
    group.origin = Origin(7);
    group.targets[0].origin = Origin(8);
    let second = next(Some(&first), &[&group], &environment);
    assert!(Arc::ptr_eq(first.find(&key("g")).unwrap(), second.find(&key("g")).unwrap()));
}

#[tokio::test]
async fn a_changed_group_keeps_what_is_known_of_its_targets() {
    let (mut group, environment) = (group("g", &["10.0.0.1:80", "10.0.0.2:80"]), literals());
    group.eject.failures = 1;
    let first = next(None, &[&group], &environment);
    let failing = pick(first.find(&key("g")).unwrap()).unwrap();
    failing.failed(Failure::Connect);
    group.timeouts.read = Duration::from_secs(7);
    group.targets.push(target("10.0.0.3:80"));
    let second = next(Some(&first), &[&group], &environment);
    let pool = second.find(&key("g")).unwrap();
    let targets = &second.snapshot()[0].targets;
    let same = targets.iter().find(|target| target.address.as_deref() == Some(failing.address())).unwrap();
    assert_eq!((same.state, same.in_flight), (TargetState::Ejected, 1));
    // The new target takes traffic at once, the ejected one none, and each generation sees its own settings.
    let addresses = picks(pool, 4);
    assert!(addresses.contains(&"10.0.0.3:80".to_owned()) && !addresses.contains(&failing.address().to_owned()));
    assert_eq!(pick(pool).unwrap().peer().options.read_timeout, Some(Duration::from_secs(7)));
    assert_eq!(failing.peer().options.read_timeout, Some(Duration::from_secs(60)));
}

#[tokio::test]
async fn the_retry_budget_is_carried_over() {
    let (mut group, environment) = (group("g", &["10.0.0.1:80"]), literals());
    let first = next(None, &[&group], &environment);
    while first.find(&key("g")).unwrap().may_retry() {}
    group.timeouts.read = Duration::from_secs(7);
    let second = next(Some(&first), &[&group], &environment);
    let pool = second.find(&key("g")).unwrap();
    assert!(!pool.may_retry());
    (0..5).for_each(|_| pool.begin_request());
    assert!(pool.may_retry());
}

#[tokio::test]
async fn a_gone_target_drains_until_its_last_request_ends() {
    let (mut group, environment) = (group("g", &["10.0.0.1:80"]), literals());
    let first = next(None, &[&group], &environment);
    let picked = pick(first.find(&key("g")).unwrap());
    group.targets = vec![target("10.0.0.2:80")];
    let second = next(Some(&first), &[&group], &environment);
    let up = ("10.0.0.2:80".to_owned(), TargetState::Up);
    assert_eq!(states(&second), [up.clone(), ("10.0.0.1:80".to_owned(), TargetState::Draining)]);
    drop((first, picked));
    assert_eq!(states(&second), [up]);
}

#[tokio::test]
async fn changes_name_kept_new_and_draining_groups() {
    let environment = literals();
    let (mut a, b, c) = (group("a", &["10.0.0.1:80"]), group("b", &[]), group("c", &[]));
    let first = next(None, &[&a, &b], &environment);
    a.retry.attempts = 5;
    let second = next(Some(&first), &[&a, &c], &environment);
    let expected = Changes { kept: vec![key("a")], new: vec![key("c")], draining: vec![key("b")] };
    assert_eq!(Pools::changes(Some(&first), &second), expected);
    let start = Changes { kept: vec![], new: vec![key("a"), key("b")], draining: vec![] };
    assert_eq!(Pools::changes(None, &first), start);
}

#[tokio::test]
async fn a_group_that_cannot_be_served_starts_nothing() {
    let environment = literals();
    let good = group("good", &["10.0.0.1:80"]);
    let mut bad = group("bad", &["orders.internal:443"]);
    bad.protocol = Protocol::Https;
    bad.tls = Some(tls::settings(Some(Pem {
        path: "tls/ca.pem".into(),
        text: "no certificate here".into(),
        origin: Origin(42),
    })));
    let first = next(None, &[&good], &environment);
    let groups = [Arc::new(good.clone()), Arc::new(bad.clone())];
    let error = Pools::next(Some(&first), &groups, &environment).err().unwrap();
    assert_eq!(error.origin, Origin(42));
    assert_eq!(crate::verify([&good, &bad]), [error] as [PoolError; 1]);
    assert!(first.find(&key("good")).unwrap().leads());
}

#[tokio::test]
async fn pools_that_never_served_leave_the_lead_to_those_before() {
    let (mut group, environment) = (group("g", &["10.0.0.1:80"]), literals());
    let first = next(None, &[&group], &environment);
    group.timeouts.read = Duration::from_secs(7);
    let second = next(Some(&first), &[&group], &environment);
    let leads = |pools: &Pools| pools.find(&key("g")).unwrap().leads();
    assert!(!leads(&first) && leads(&second));
    drop(second);
    assert!(leads(&first));
}

#[tokio::test]
async fn a_snapshot_reads_as_the_admin_page_shows_it() {
    let pools = next(None, &[&group("g", &["10.0.0.1:80"])], &literals());
    let shown = serde_json::to_value(pools.snapshot()).unwrap();
    let target = serde_json::json!({"target": "10.0.0.1:80", "address": "10.0.0.1:80", "state": "up", "in_flight": 0, "weight": 1});
    assert_eq!(shown, serde_json::json!([{"group": "g", "targets": [target]}]));
    let counts = TargetState::ALL.map(|state| pools.snapshot()[0].count(state));
    assert_eq!(counts, [1, 0, 0, 0, 0]);
}
