//! What is carried from one generation to the next.

use crate::bench::*;
use serde_json::json;
use std::sync::Arc;
use tollgate_functions::Functions;
use tollgate_model::Origin;
use tollgate_model::function::Function;

#[tokio::test]
async fn an_unchanged_function_keeps_its_processes_over_a_hundred_reloads() {
    let mut functions = functions(spec("serve"));
    let before = pid(&call(&pets(&functions), json!({})).await);
    for line in 1..=100 {
        // It may be written elsewhere now.
        let moved = Function { origin: Origin(line), ..(*function("pets", spec("serve"))).clone() };
        let next = Functions::next(Some(&functions), &[Arc::new(moved)], &environment());
        functions.retire(&next);
        functions = next;
        assert_eq!(pid(&call(&pets(&functions), json!({})).await), before);
    }
    assert_eq!(pets(&functions).snapshot().starts, 1);
    functions.stop().await;
}

#[tokio::test]
async fn a_changed_function_starts_anew_and_the_old_one_ends() {
    let old = functions(spec("serve"));
    let before = pid(&call(&pets(&old), json!({})).await);
    let process = Watched::new(before);
    let mut changed = spec("serve");
    changed.environment.insert("TABLE".into(), "pets-2".into());
    let new = Functions::next(Some(&old), &[function("pets", changed)], &environment());
    assert_eq!(pid(&call(&pets(&old), json!({})).await), before, "warm until it is retired");
    old.retire(&new);
    process.ended().await;
    let after = call(&pets(&new), json!({ "do": "environment" })).await;
    assert_eq!(json(&after)["environment"]["TABLE"], "pets-2");
    new.stop().await;
}

#[tokio::test]
async fn another_region_is_another_environment() {
    let old = functions(spec("serve"));
    let mut elsewhere = environment();
    elsewhere.region = "us-east-1".into();
    let new = Functions::next(Some(&old), &[function("pets", spec("serve"))], &elsewhere);
    assert!(!Arc::ptr_eq(&pets(&old), &pets(&new)));
}

#[tokio::test]
async fn a_retired_function_serves_what_it_has_and_who_still_calls() {
    let (old, place) = (functions(spec("serve")), Place::new());
    let (pets, fifo) = (pets(&old), place.fifo("fifo"));
    let works = calling(&pets, json!({ "do": "wait", "fifo": fifo }));
    let waits = calling(&pets, json!({ "waits": true }));
    while pets.snapshot().waiting == 0 || pets.snapshot().starting > 0 {
        tokio::task::yield_now().await;
    }
    old.retire(&Functions::default());
    release(&fifo).await;
    let (worked, waited) = (works.await.unwrap(), waits.await.unwrap());
    assert_eq!((json(&worked)["text"].as_str(), pid(&waited)), (Some("go"), pid(&worked)));
    // Nothing is kept warm: who calls later gets a process of its own.
    while pets.snapshot().processes > 0 {
        tokio::task::yield_now().await;
    }
    let late = call(&pets, json!({})).await;
    assert_ne!(pid(&late), pid(&worked));
    assert_eq!(late.status, 200);
    old.stop().await;
}

#[tokio::test]
async fn a_function_is_found_by_its_name_as_it_is_written() {
    let functions = Functions::next(
        None,
        &[function("orders", spec("serve")), function("orders:canary", spec("serve"))],
        &environment(),
    );
    assert!(functions.find("orders").is_some() && functions.find("orders:canary").is_some());
    assert!(functions.find("orders:prod").is_none() && functions.find("*").is_none());
    let names: Vec<_> = functions.snapshots().into_iter().map(|snapshot| snapshot.name.to_string()).collect();
    assert_eq!(names, ["orders", "orders:canary"]);
}
