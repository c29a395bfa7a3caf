//! Who waits, how many, and for how long.

use crate::bench::*;
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tollgate_functions::{Functions, Invocation, InvokeFault, LiveFunction, Whole};

const THROTTLED: &str =
    r#"{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}"#;

/// One process, at work until the fifo is written to.
async fn busy(queue: u32, fifo: &str) -> (Functions, Arc<LiveFunction>, JoinHandle<Whole>) {
    let mut spec = spec("serve");
    spec.queue = queue;
    let functions = functions(spec);
    let pets = pets(&functions);
    call(&pets, json!({})).await;
    idle(&pets, 1).await;
    let works = calling(&pets, json!({ "do": "wait", "fifo": fifo }));
    idle(&pets, 0).await;
    (functions, pets, works)
}

async fn waiting(pets: &LiveFunction, waiting: usize) {
    while pets.snapshot().waiting != waiting {
        tokio::task::yield_now().await;
    }
}

/// Who has an answer may ask again at once: the process that gave it is about to.
#[tokio::test]
async fn calls_one_after_another_need_no_queue() {
    let mut spec = spec("serve");
    spec.queue = 0;
    let functions = functions(spec);
    for _ in 0..300 {
        assert_eq!(call(&pets(&functions), json!({})).await.status, 200);
    }
    assert_eq!(pets(&functions).snapshot().throttled, 0);
    functions.stop().await;
}

/// Lambda API, Invoke: an event is JSON, or nothing.
#[tokio::test]
async fn what_is_no_json_is_refused_and_nothing_is_an_empty_event() {
    let functions = functions(spec("serve"));
    for (payload, status, error_type) in
        [("", 200, None), ("{{{ nope", 400, Some("InvalidRequestContentException")), ("7", 200, None)]
    {
        let asked = Invocation { payload: payload.into(), ..invocation(&json!({})) };
        let answered = whole(pets(&functions).invoke(asked).await);
        assert_eq!((answered.status, answered.error_type), (status, error_type), "{payload:?}");
    }
    functions.stop().await;
}

#[tokio::test]
async fn calls_wait_in_order_and_beyond_the_queue_they_are_throttled() {
    let place = Place::new();
    let fifo = place.fifo("fifo");
    let (functions, pets, works) = busy(5, &fifo).await;
    let (answered, mut order) = mpsc::unbounded_channel();
    for n in 0..5 {
        let (waits, answered) = (pets.clone(), answered.clone());
        tokio::spawn(async move {
            let whole = call(&waits, json!({ "n": n })).await;
            answered.send(json(&whole)["event"]["n"].as_u64().unwrap()).unwrap();
        });
        waiting(&pets, n + 1).await;
    }
    let refused = call(&pets, json!({})).await;
    assert_eq!((refused.status, refused.error_type), (429, Some("TooManyRequestsException")));
    assert_eq!((refused.function_error, &refused.payload[..]), (None, THROTTLED.as_bytes()));
    release(&fifo).await;
    works.await.unwrap();
    for n in 0..5 {
        assert_eq!(order.recv().await, Some(n));
    }
    assert_eq!((pets.snapshot().throttled, pets.snapshot().waiting), (1, 0));
    functions.stop().await;
}

#[tokio::test]
async fn without_a_queue_what_is_beyond_concurrency_is_throttled_at_once() {
    let place = Place::new();
    let fifo = place.fifo("fifo");
    let (functions, pets, works) = busy(0, &fifo).await;
    assert_eq!(call(&pets, json!({})).await.status, 429);
    release(&fifo).await;
    works.await.unwrap();
    idle(&pets, 1).await;
    assert_eq!(call(&pets, json!({})).await.status, 200);
    functions.stop().await;
}

#[tokio::test]
async fn who_waits_beyond_the_deadline_is_throttled_and_not_run() {
    let place = Place::new();
    let fifo = place.fifo("fifo");
    let (functions, pets, works) = busy(5, &fifo).await;
    let log = place.path("log");
    let mut late = invocation(&json!({ "do": "append", "path": log }));
    late.deadline = Instant::now() + Duration::from_millis(20);
    let whole = whole(pets.invoke(late).await);
    assert_eq!((whole.status, &whole.payload[..]), (429, THROTTLED.as_bytes()));
    let goes = Box::pin(pets.invoke(invocation(&json!({ "do": "append", "path": log }))));
    tokio::select! { outcome = goes => panic!("{outcome:?}"), () = waiting(&pets, 1) => {} }
    waiting(&pets, 0).await;
    release(&fifo).await;
    works.await.unwrap();
    call(&pets, json!({})).await;
    assert!(std::fs::read(&log).is_err(), "a call that was given up has been run");
    functions.stop().await;
}

#[tokio::test]
async fn who_waits_for_an_answer_beyond_the_deadline_is_told_so_and_the_handler_runs_on() {
    let place = Place::new();
    let (functions, fifo) = (functions(spec("serve")), place.fifo("fifo"));
    let pets = pets(&functions);
    let before = pid(&call(&pets, json!({})).await);
    idle(&pets, 1).await;
    let mut late = invocation(&json!({ "do": "wait", "fifo": fifo }));
    late.deadline = Instant::now() + Duration::from_millis(20);
    assert_eq!(pets.invoke(late).await.unwrap_err(), InvokeFault::TimedOut);
    release(&fifo).await;
    assert_eq!(pid(&call(&pets, json!({})).await), before);
    functions.stop().await;
}

#[tokio::test]
async fn a_start_that_outlasts_the_deadline_is_a_timeout_and_no_throttle() {
    let functions = functions(spec("init-hang"));
    let pets = pets(&functions);
    let mut late = invocation(&json!({}));
    late.deadline = Instant::now() + Duration::from_millis(20);
    assert_eq!(pets.invoke(late).await.unwrap_err(), InvokeFault::TimedOut);
    assert_eq!(pets.snapshot().throttled, 0);
    functions.stop().await;
}
