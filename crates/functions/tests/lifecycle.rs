//! From the first call to the end.

use crate::bench::*;
use serde_json::json;
use std::collections::BTreeSet;
use tollgate_functions::InvokeFault;

#[tokio::test]
async fn a_process_is_started_by_the_first_call_and_serves_the_next() {
    let functions = functions(spec("serve"));
    let pets = pets(&functions);
    assert_eq!(pets.snapshot().starts, 0);
    let first = call(&pets, json!({ "name": "Rex" })).await;
    assert_eq!((first.status, first.function_error), (200, None));
    assert_eq!(json(&first)["event"], json!({ "name": "Rex" }));
    let second = call(&pets, json!({})).await;
    assert_eq!(pid(&second), pid(&first));
    assert_eq!((pets.snapshot().starts, pets.snapshot().invocations), (1, 2));
    functions.stop().await;
    assert_eq!(pets.snapshot().processes, 0);
}

#[tokio::test]
async fn a_thousand_calls_at_once_are_answered_by_at_most_eight_processes() {
    let mut spec = spec("serve");
    (spec.concurrency, spec.queue) = (8, 1000);
    let functions = functions(spec);
    let calls: Vec<_> = (0..1000)
        .map(|n| {
            let pets = pets(&functions);
            tokio::spawn(async move { (n, call(&pets, json!({ "n": n })).await) })
        })
        .collect();
    let mut pids = BTreeSet::new();
    for called in calls {
        let (n, whole) = called.await.unwrap();
        assert_eq!((whole.status, &json(&whole)["event"]["n"]), (200, &json!(n)));
        pids.insert(pid(&whole));
    }
    assert!(pids.len() <= 8, "{pids:?}");
    let snapshot = pets(&functions).snapshot();
    assert!(snapshot.starts <= 8 && snapshot.throttled == 0, "{snapshot:?}");
    functions.stop().await;
}

#[tokio::test]
async fn the_process_that_was_used_last_is_used_next() {
    let mut spec = spec("serve");
    spec.concurrency = 2;
    let (functions, place) = (functions(spec), Place::new());
    let pets = pets(&functions);
    let (one, two) = (place.fifo("one"), place.fifo("two"));
    let (first, second) =
        (invocation(&json!({ "do": "wait", "fifo": one })), invocation(&json!({ "do": "wait", "fifo": two })));
    let held = (
        tokio::spawn({
            let pets = pets.clone();
            async move { pets.invoke(first).await }
        }),
        tokio::spawn({
            let pets = pets.clone();
            async move { pets.invoke(second).await }
        }),
    );
    // Both work; the second is done last.
    release(&one).await;
    whole(held.0.await.unwrap());
    idle(&pets, 1).await;
    release(&two).await;
    let last = pid(&whole(held.1.await.unwrap()));
    for _ in 0..20 {
        idle(&pets, 2).await;
        assert_eq!(pid(&call(&pets, json!({})).await), last);
    }
    functions.stop().await;
}

#[tokio::test]
async fn a_caller_that_goes_does_not_end_the_handler() {
    let (functions, place) = (functions(spec("serve")), Place::new());
    let pets = pets(&functions);
    let before = pid(&call(&pets, json!({})).await);
    let fifo = place.fifo("fifo");
    let mut working = Box::pin(pets.invoke(invocation(&json!({ "do": "wait", "fifo": fifo }))));
    // It works once it waits at the fifo.
    tokio::select! {
        outcome = &mut working => panic!("{outcome:?}"),
        () = async { release(&fifo).await } => {}
    }
    drop(working);
    // Its answer is dropped, and it is free again.
    assert_eq!(pid(&call(&pets, json!({})).await), before);
    assert_eq!(pets.snapshot().starts, 1);
    functions.stop().await;
}

#[tokio::test]
async fn dropped_functions_end_their_processes() {
    let functions = functions(spec("serve"));
    let process = Watched::new(pid(&call(&pets(&functions), json!({})).await));
    drop(functions);
    process.ended().await;
}

#[tokio::test]
async fn stopping_ends_a_process_at_work_and_all_that_wait() {
    let (functions, place) = (functions(spec("serve")), Place::new());
    let (pets, fifo) = (pets(&functions), place.fifo("fifo"));
    let hangs = {
        let (pets, fifo) = (pets.clone(), fifo.clone());
        tokio::spawn(
            async move { pets.invoke(invocation(&json!({ "do": "hang-with-grandchild", "fifo": fifo }))).await },
        )
    };
    let grandchild = Watched::new(told(&fifo).await.parse().unwrap());
    let waits = invoking(&pets, &json!({}));
    while pets.snapshot().waiting == 0 {
        tokio::task::yield_now().await;
    }
    functions.stop().await;
    assert_eq!(hangs.await.unwrap().unwrap_err(), InvokeFault::Stopped);
    assert_eq!(waits.await.unwrap().unwrap_err(), InvokeFault::Stopped);
    grandchild.ended().await;
    assert_eq!(pets.snapshot().ends.stopped, 1);
    assert_eq!(pets.invoke(invocation(&json!({}))).await.unwrap_err(), InvokeFault::Stopped);
}

#[tokio::test]
async fn what_does_not_end_when_it_is_asked_to_is_killed() {
    let mut spec = spec("serve");
    spec.command = ["sh", "-c", "trap '' TERM; exec \"$0\" serve", FIXTURE].map(Into::into).to_vec();
    let functions = functions(spec);
    let process = Watched::new(pid(&call(&pets(&functions), json!({})).await));
    functions.stop().await;
    process.ended().await;
}

#[tokio::test]
async fn a_process_that_dies_while_it_waits_fails_no_call() {
    let functions = functions(spec("serve"));
    let pets = pets(&functions);
    let before = pid(&call(&pets, json!({})).await);
    let process = rustix::process::Pid::from_raw(before as i32).unwrap();
    rustix::process::kill_process(process, rustix::process::Signal::KILL).unwrap();
    while pets.snapshot().processes > 0 {
        tokio::task::yield_now().await;
    }
    assert_ne!(pid(&call(&pets, json!({})).await), before);
    assert_eq!(pets.snapshot().ends.exited, 1);
    functions.stop().await;
}
