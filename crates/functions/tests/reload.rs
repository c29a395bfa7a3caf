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

/// What a person expects who edits a handler and reloads.
#[tokio::test]
async fn changed_code_starts_anew() {
    let place = Place::new();
    let write = |name: &str, text: &str| std::fs::write(place.path(name), text).unwrap();
    std::fs::create_dir_all(place.path("lib/__pycache__")).unwrap();
    write("app.py", "one");
    write("lib/names.py", "one");
    let mut spec = spec("serve");
    spec.directory = Some(place.path("").into());
    let mut functions = functions(spec.clone());
    let mut reload = |changed: bool, what: &str| {
        let next = Functions::next(Some(&functions), &[function("pets", spec.clone())], &environment());
        let told: Vec<_> = functions.recoded(&next).iter().map(ToString::to_string).collect();
        assert_eq!(told, if changed { vec!["pets"] } else { vec![] }, "{what}");
        assert_eq!(!Arc::ptr_eq(&pets(&functions), &pets(&next)), changed, "{what}");
        functions = next;
    };
    reload(false, "nothing");
    write("app.py", "other");
    reload(true, "a handler");
    reload(false, "nothing since");
    write("lib/names.py", "other");
    reload(true, "a file below");
    write("lib/__pycache__/names.cpython-312.pyc", "compiled");
    reload(false, "what the runtime keeps for itself");
    write("new.py", "new");
    reload(true, "a new file");
    std::fs::rename(place.path("new.py"), place.path("newer.py")).unwrap();
    reload(true, "another name");
    std::fs::remove_file(place.path("newer.py")).unwrap();
    reload(true, "a file less");
}

#[tokio::test]
async fn files_that_the_command_names_are_code_wherever_they_are() {
    let (place, elsewhere) = (Place::new(), Place::new());
    let program = elsewhere.path("bootstrap");
    std::fs::copy(FIXTURE, &program).unwrap();
    let mut changed = environment();
    changed.search_path = format!("{}:{}", elsewhere.path(""), changed.search_path).into();
    for (command, directory) in [([&program, "serve"], None), (["bootstrap", "serve"], Some(place.path("")))] {
        let mut spec = spec("serve");
        spec.command = command.map(Into::into).to_vec();
        spec.directory = directory.map(Into::into);
        let old = Functions::next(None, &[function("pets", spec.clone())], &changed);
        let before = pid(&call(&pets(&old), json!({})).await);
        let same = Functions::next(Some(&old), &[function("pets", spec.clone())], &changed);
        assert_eq!(pid(&call(&pets(&same), json!({})).await), before);
        // As a deployment does it: the file that runs cannot be written.
        std::fs::copy(FIXTURE, elsewhere.path("new")).unwrap();
        std::fs::rename(elsewhere.path("new"), &program).unwrap();
        let new = Functions::next(Some(&same), &[function("pets", spec.clone())], &changed);
        assert_ne!(pid(&call(&pets(&new), json!({})).await), before, "{command:?}");
        old.stop().await;
        new.stop().await;
    }
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
