//! What is invoked without waiting for it (*Invoking a Lambda function asynchronously*), and without running it.

use crate::bench::*;
use serde_json::{Value, json};
use std::time::Duration;
use tollgate_functions::{Functions, Invocation};
use tollgate_model::InvocationType;

fn of_kind(kind: InvocationType, event: &Value) -> Invocation {
    Invocation { kind, ..invocation(event) }
}

fn retrying_at_once(queue: u32) -> Functions {
    let mut environment = environment();
    environment.limits.retries = [Duration::ZERO; 2];
    let mut spec = spec("serve");
    spec.queue = queue;
    Functions::next(None, &[function("pets", spec)], &environment)
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
async fn as_many_events_are_held_as_calls_may_wait() {
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
