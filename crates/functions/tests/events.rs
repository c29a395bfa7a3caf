//! What is invoked without waiting for it (*Invoking a Lambda function asynchronously*), and without running it.

use crate::bench::*;
use serde_json::{Value, json};
use std::time::Duration;
use tollgate_functions::{Functions, Invocation, Limits, LiveFunction};
use tollgate_model::InvocationType;
use tollgate_model::function::LocalFunction;

fn of_kind(kind: InvocationType, event: &Value) -> Invocation {
    Invocation { kind, ..invocation(event) }
}

fn retrying_at_once(event_queue: u32) -> Functions {
    limited(event_queue, |limits| limits.retries = [Duration::ZERO; 2])
}

fn limited(event_queue: u32, limit: impl FnOnce(&mut Limits)) -> Functions {
    let mut environment = environment();
    limit(&mut environment.limits);
    let mut spec = spec("serve");
    spec.event_queue = event_queue;
    Functions::next(None, &[function("pets", spec)], &environment)
}

/// One process at most, and no call may wait for another.
fn without_a_queue(concurrency: u32) -> LocalFunction {
    LocalFunction { concurrency, queue: 0, event_queue: 50, ..spec("serve") }
}

async fn send(pets: &LiveFunction, event: Value) -> u16 {
    whole(pets.invoke(of_kind(InvocationType::Event, &event)).await).status
}

async fn done(functions: &Functions) {
    while pets(functions).snapshot().events > 0 {
        tokio::task::yield_now().await;
    }
}

/// Whoever stops waits for what it has promised to do.
#[tokio::test]
async fn what_was_accepted_is_served_before_a_stop() {
    let mut spec = spec("serve");
    spec.concurrency = 1;
    let functions = functions(spec);
    for _ in 0..5 {
        let event = Invocation { kind: InvocationType::Event, ..invocation(&json!({})) };
        assert_eq!(whole(pets(&functions).invoke(event).await).status, 202);
    }
    functions.finish(Duration::from_secs(60)).await;
    let snapshot = pets(&functions).snapshot();
    assert_eq!((snapshot.events, snapshot.invocations), (0, 5));
    functions.stop().await;
}

#[tokio::test]
async fn an_event_is_accepted_at_once_and_run() {
    let (functions, place) = (retrying_at_once(10), Place::new());
    let log = place.path("log");
    let taken =
        whole(pets(&functions).invoke(of_kind(InvocationType::Event, &json!({ "do": "append", "path": log }))).await);
    assert_eq!((taken.status, taken.payload.len()), (202, 0));
    done(&functions).await;
    assert_eq!(std::fs::read_to_string(&log).unwrap().lines().count(), 1);
    functions.stop().await;
}

#[tokio::test]
async fn an_event_that_fails_is_tried_twice_again() {
    let (functions, place) = (retrying_at_once(10), Place::new());
    let log = place.path("log");
    pets(&functions).invoke(of_kind(InvocationType::Event, &json!({ "do": "error", "path": log }))).await.unwrap();
    done(&functions).await;
    assert_eq!(std::fs::read_to_string(&log).unwrap().lines().count(), 3);
    functions.stop().await;
}

#[tokio::test]
async fn a_retired_function_does_not_wait_to_try_again() {
    // Lambda's own pauses: a minute and two.
    let (functions, place) = (functions(spec("serve")), Place::new());
    let log = place.path("log");
    pets(&functions).invoke(of_kind(InvocationType::Event, &json!({ "do": "error", "path": log }))).await.unwrap();
    functions.retire(&Functions::default());
    done(&functions).await;
    assert_eq!(std::fs::read_to_string(&log).unwrap().lines().count(), 3);
    functions.stop().await;
}

#[tokio::test]
async fn as_many_events_are_held_as_their_queue_has_places() {
    let (functions, place) = (retrying_at_once(2), Place::new());
    let (pets, one, two) = (pets(&functions), place.fifo("one"), place.fifo("two"));
    for (fifo, status) in [(&one, 202), (&two, 202), (&two, 429)] {
        let event = of_kind(InvocationType::Event, &json!({ "do": "wait", "fifo": fifo }));
        assert_eq!(whole(pets.invoke(event).await).status, status);
    }
    release(&one).await;
    release(&two).await;
    done(&functions).await;
    functions.stop().await;
}

#[tokio::test]
async fn a_dry_run_runs_nothing() {
    let functions = functions(spec("serve"));
    let pets = pets(&functions);
    assert_eq!(whole(pets.invoke(of_kind(InvocationType::DryRun, &json!({}))).await).status, 204);
    assert_eq!(pets.snapshot().starts, 0);
}

/// *How Lambda handles errors and retries with asynchronous invocation*: events have a queue of their own, and what waits
/// in it is no invocation yet.
#[tokio::test]
async fn a_burst_of_events_turns_no_call_away() {
    let (functions, place) = (functions(without_a_queue(2)), Place::new());
    let (pets, fifo, log) = (pets(&functions), place.fifo("fifo"), place.path("log"));
    assert_eq!(send(&pets, json!({ "do": "wait", "fifo": fifo })).await, 202);
    for _ in 1..50 {
        assert_eq!(send(&pets, json!({ "do": "append", "path": log })).await, 202);
    }
    assert_eq!(send(&pets, json!({ "do": "append", "path": log })).await, 429);
    for _ in 0..20 {
        assert_eq!(call(&pets, json!({})).await.status, 200);
    }
    let snapshot = pets.snapshot();
    assert_eq!((snapshot.events, snapshot.throttled), (50, 1));
    assert!(std::fs::read(&log).is_err(), "an event took the process that is left for calls");
    release(&fifo).await;
    done(&functions).await;
    assert_eq!(std::fs::read_to_string(&log).unwrap().lines().count(), 49);
    functions.stop().await;
}

#[tokio::test]
async fn a_call_waits_for_an_event_though_none_may_wait_for_a_call() {
    let (functions, place) = (functions(without_a_queue(1)), Place::new());
    let (pets, fifo) = (pets(&functions), place.fifo("fifo"));
    call(&pets, json!({})).await;
    idle(&pets, 1).await;
    assert_eq!(send(&pets, json!({ "do": "wait", "fifo": fifo })).await, 202);
    idle(&pets, 0).await;
    let waits = calling(&pets, json!({ "n": 1 }));
    while pets.snapshot().waiting == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(call(&pets, json!({})).await.status, 429, "there is one process, and it is promised");
    release(&fifo).await;
    assert_eq!(json(&waits.await.unwrap())["event"]["n"], 1);
    functions.stop().await;
}

#[tokio::test]
async fn events_between_two_attempts_keep_no_call_waiting() {
    // Lambda's own pauses: a minute and two.
    let functions = functions(without_a_queue(1));
    let pets = pets(&functions);
    for _ in 0..50 {
        assert_eq!(send(&pets, json!({ "do": "error" })).await, 202);
    }
    while pets.snapshot().waiting > 0 {
        tokio::task::yield_now().await;
    }
    idle(&pets, 1).await;
    assert_eq!(pets.snapshot().events, 50);
    for _ in 0..20 {
        assert_eq!(call(&pets, json!({})).await.status, 200);
    }
    assert_eq!(send(&pets, json!({})).await, 429);
    assert_eq!((pets.snapshot().throttled, pets.snapshot().events_dropped), (1, 0));
    functions.stop().await;
}

#[tokio::test]
async fn calls_come_first_and_events_get_on() {
    let (functions, place) = (functions(spec("serve")), Place::new());
    let (pets, fifo, log) = (pets(&functions), place.fifo("fifo"), place.path("log"));
    call(&pets, json!({})).await;
    idle(&pets, 1).await;
    let works = calling(&pets, json!({ "do": "wait", "fifo": fifo }));
    idle(&pets, 0).await;
    let line = |line: &str| json!({ "do": "append", "path": log, "line": line });
    for _ in 0..2 {
        assert_eq!(send(&pets, line("event")).await, 202);
    }
    let calls: Vec<_> = (0..10).map(|_| calling(&pets, line("call"))).collect();
    while pets.snapshot().waiting < 12 {
        tokio::task::yield_now().await;
    }
    release(&fifo).await;
    works.await.unwrap();
    for call in calls {
        assert_eq!(call.await.unwrap().status, 200);
    }
    done(&functions).await;
    let order = std::fs::read_to_string(&log).unwrap();
    let expected = ["call call call call event", "call call call call event", "call call"].join(" ");
    assert_eq!(order.lines().collect::<Vec<_>>().join(" "), expected);
    functions.stop().await;
}

/// The same page: "attempts to run the function again for up to 6 hours".
#[tokio::test]
async fn an_event_that_waits_too_long_is_dropped_and_not_run() {
    let (functions, place) = (limited(10, |limits| limits.event_age = Duration::from_millis(20)), Place::new());
    let (pets, fifo, log) = (pets(&functions), place.fifo("fifo"), place.path("log"));
    call(&pets, json!({})).await;
    idle(&pets, 1).await;
    let works = calling(&pets, json!({ "do": "wait", "fifo": fifo }));
    idle(&pets, 0).await;
    assert_eq!(send(&pets, json!({ "do": "append", "path": log })).await, 202);
    done(&functions).await;
    assert_eq!(pets.snapshot().events_dropped, 1);
    release(&fifo).await;
    works.await.unwrap();
    call(&pets, json!({})).await;
    assert!(std::fs::read(&log).is_err(), "an event that was dropped has been run");
    functions.stop().await;
}

#[tokio::test]
async fn events_are_bounded_by_their_bytes_too() {
    let (functions, place) = (limited(10, |limits| limits.events_size = 1_000), Place::new());
    let (pets, fifo) = (pets(&functions), place.fifo("fifo"));
    assert_eq!(send(&pets, json!({ "do": "wait", "fifo": fifo, "filler": "x".repeat(500) })).await, 202);
    assert_eq!(send(&pets, json!({ "filler": "x".repeat(500) })).await, 429);
    release(&fifo).await;
    done(&functions).await;
    assert_eq!(send(&pets, json!({ "filler": "x".repeat(500) })).await, 202);
    functions.stop().await;
}

/// A reload right before a stop loses none.
#[tokio::test]
async fn what_a_replaced_function_has_accepted_is_served_before_a_stop() {
    let (old, place) = (functions(spec("serve")), Place::new());
    let log = place.path("log");
    for _ in 0..5 {
        assert_eq!(send(&pets(&old), json!({ "do": "append", "path": log })).await, 202);
    }
    let mut changed = spec("serve");
    changed.environment.insert("TABLE".into(), "pets-2".into());
    let new = Functions::next(Some(&old), &[function("pets", changed)], &environment());
    old.retire(&new);
    drop(old);
    new.finish(LONG).await;
    assert_eq!(std::fs::read_to_string(&log).unwrap().lines().count(), 5);
    new.stop().await;
}
