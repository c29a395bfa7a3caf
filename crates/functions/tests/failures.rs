//! What befalls a function, and what whoever called is told: as Lambda words it.

use crate::bench::*;
use serde_json::{Value, json};
use std::time::Duration;
use tollgate_functions::{EVENT_LIMIT, Functions, REQUEST_LIMIT, RESPONSE_LIMIT, Whole};
use tollgate_model::InvocationType;
use tollgate_model::function::LocalFunction;

/// The payload, with the request id's place taken.
async fn failure(spec: LocalFunction, event: Value) -> (Whole, Value) {
    let functions = functions(spec);
    let invocation = invocation(&event);
    let id = invocation.request_id.to_string();
    let whole = whole(pets(&functions).invoke(invocation).await);
    functions.stop().await;
    let payload = String::from_utf8_lossy(&whole.payload).replace(&id, "<id>");
    assert_eq!((whole.status, whole.function_error), (200, Some("Unhandled")), "{payload}");
    let payload = serde_json::from_str(&payload).unwrap();
    (whole, payload)
}

async fn check(spec: LocalFunction, event: Value, error_type: &str, message: &str) {
    let (_, payload) = failure(spec, event).await;
    assert_eq!(payload, json!({ "errorType": error_type, "errorMessage": message }));
}

#[tokio::test]
async fn an_exit_is_the_invocations_error() {
    let exits = |event| {
        check(
            spec("serve"),
            event,
            "Runtime.ExitError",
            "RequestId: <id> Error: Runtime exited without providing a reason",
        )
    };
    exits(json!({ "do": "exit" })).await;
    let status = "RequestId: <id> Error: Runtime exited with error: exit status 3";
    check(spec("serve"), json!({ "do": "exit", "status": 3 }), "Runtime.ExitError", status).await;
    let aborted = "RequestId: <id> Error: Runtime exited with error: signal: aborted";
    check(spec("serve"), json!({ "do": "abort" }), "Runtime.ExitError", aborted).await;
}

#[tokio::test]
async fn a_start_that_fails_is_the_error_of_the_call_it_was_for() {
    let status = "RequestId: <id> Error: Runtime exited with error: exit status 3";
    check(spec("init-exit"), json!({}), "Runtime.ExitError", status).await;
    check(spec("init-error"), json!({}), "Runtime.ImportModuleError", "no such module").await;
    let mut missing = spec("serve");
    missing.command = vec!["./no-such-bootstrap".into()];
    let message = "RequestId: <id> Error: fork/exec ./no-such-bootstrap: no such file or directory";
    check(missing, json!({}), "Runtime.InvalidEntrypoint", message).await;
    let mut nowhere = spec("serve");
    nowhere.directory = Some("/no/such/directory".into());
    let message = "RequestId: <id> Error: chdir /no/such/directory: no such directory";
    check(nowhere, json!({}), "Runtime.InvalidEntrypoint", message).await;
}

#[tokio::test]
async fn a_start_that_takes_too_long_is_ended() {
    let mut environment = environment();
    environment.limits.start = Duration::from_millis(50);
    let functions = Functions::next(None, &[function("pets", spec("init-hang"))], &environment);
    let payload = json(&call(&pets(&functions), json!({})).await);
    assert_eq!(payload["errorType"], "Sandbox.Timedout");
    assert_eq!(pets(&functions).snapshot().ends.failed_start, 1);
    functions.stop().await;
}

#[tokio::test]
async fn each_call_of_a_function_that_cannot_start_is_told_why() {
    let mut spec = spec("init-exit");
    spec.concurrency = 2;
    let functions = functions(spec);
    let calls: Vec<_> = (0..6).map(|_| calling(&pets(&functions), json!({}))).collect();
    for called in calls {
        assert_eq!(json(&called.await.unwrap())["errorType"], "Runtime.ExitError");
    }
    functions.stop().await;
}

#[tokio::test]
async fn a_timeout_kills_the_process_and_all_it_started_and_another_takes_its_place() {
    let mut spec = spec("serve");
    spec.timeout = Duration::from_secs(2);
    let (functions, place) = (functions(spec), Place::new());
    let (pets, fifo) = (pets(&functions), place.fifo("fifo"));
    let before = pid(&call(&pets, json!({})).await);
    let process = Watched::new(before);
    let invocation = invocation(&json!({ "do": "hang-with-grandchild", "fifo": fifo }));
    let id = invocation.request_id.clone();
    let hangs = {
        let pets = pets.clone();
        tokio::spawn(async move { pets.invoke(invocation).await })
    };
    let grandchild = Watched::new(told(&fifo).await.parse().unwrap());
    let payload = whole(hangs.await.unwrap()).payload;
    let expected = format!(
        r#"{{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: {id} Error: Task timed out after 2.00 seconds"}}"#
    );
    assert_eq!(payload, expected.as_bytes());
    process.ended().await;
    grandchild.ended().await;
    assert_ne!(pid(&call(&pets, json!({})).await), before);
    assert_eq!(pets.snapshot().ends.timed_out, 1);
    functions.stop().await;
}

#[tokio::test]
async fn what_holds_too_much_while_it_waits_is_replaced_before_the_next_call() {
    let mut spec = spec("serve");
    spec.memory = Some(64 * 1024 * 1024);
    let functions = functions(spec);
    let place = Place::new();
    let fifo = place.fifo("fifo");
    let hog = json!({ "do": "hog-beside", "bytes": 128 * 1024 * 1024, "fifo": fifo });
    let first = pid(&call(&pets(&functions), hog).await);
    idle(&pets(&functions), 1).await;
    let process = Watched::new(first);
    release(&fifo).await;
    process.ended().await;
    assert_ne!(pid(&call(&pets(&functions), json!({})).await), first);
    assert_eq!(pets(&functions).snapshot().ends.out_of_memory, 1);
    functions.stop().await;
}

#[tokio::test]
async fn what_holds_more_than_its_memory_is_killed() {
    let mut spec = spec("serve");
    spec.memory = Some(64 * 1024 * 1024);
    let message = "RequestId: <id> Error: Runtime exited with error: signal: killed";
    let bytes = 128 * 1024 * 1024;
    check(spec.clone(), json!({ "do": "hog", "bytes": bytes }), "Runtime.OutOfMemory", message).await;
    check(spec, json!({ "do": "hog-in-child", "bytes": bytes }), "Runtime.OutOfMemory", message).await;
}

#[tokio::test]
async fn an_error_that_a_runtime_posts_is_the_payload() {
    let (whole, _) = failure(spec("serve"), json!({ "do": "error" })).await;
    assert_eq!(whole.payload, br#"{"errorType":"ValueError","errorMessage":"no such pet","stackTrace":[]}"#[..]);
}

#[tokio::test]
async fn an_answer_is_at_most_six_megabytes() {
    let functions = functions(spec("serve"));
    let pets = pets(&functions);
    let largest = call(&pets, json!({ "do": "size", "bytes": RESPONSE_LIMIT })).await;
    assert_eq!((largest.function_error, largest.payload.len()), (None, 6_291_556));
    let larger = call(&pets, json!({ "do": "size", "bytes": RESPONSE_LIMIT + 1 })).await;
    assert_eq!(larger.function_error, Some("Unhandled"));
    let expected = r#"{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes)."}"#;
    assert_eq!(larger.payload, expected.as_bytes());
    let refused = r#"size: 413 {"errorMessage":"Exceeded maximum allowed payload size (6291556 bytes).","errorType":"RequestEntityTooLarge"}"#;
    assert_eq!(json(&call(&pets, json!({ "do": "notes" })).await), json!([r#"size: 202 {"status":"OK"}"#, refused]));
    assert_eq!(pets.snapshot().starts, 1, "the process goes on");
    functions.stop().await;
}

#[tokio::test]
async fn an_event_is_at_most_six_megabytes_and_one_when_it_is_queued() {
    let functions = functions(spec("serve"));
    let pets = pets(&functions);
    let sized = |bytes: usize, kind| {
        let mut invocation = invocation(&Value::Null);
        (invocation.payload, invocation.kind) = (vec![b'1'; bytes].into(), kind);
        pets.invoke(invocation)
    };
    assert_eq!(whole(sized(REQUEST_LIMIT, InvocationType::RequestResponse).await).status, 200);
    let refused = whole(sized(REQUEST_LIMIT + 1, InvocationType::RequestResponse).await);
    assert_eq!((refused.status, refused.error_type), (413, Some("RequestEntityTooLargeException")));
    assert_eq!(
        refused.payload,
        br#"{"Message":"Request must be smaller than 6291456 bytes for the InvokeFunction operation"}"#[..]
    );
    assert_eq!(whole(sized(EVENT_LIMIT + 1, InvocationType::Event).await).status, 413);
    functions.stop().await;
}

/// An invocation ends when the runtime asks for the next (*Lambda execution environment*, Invoke phase).
#[tokio::test]
async fn a_process_that_does_not_ask_again_in_time_is_replaced() {
    for behaviour in ["answer-and-hang", "hang-up"] {
        let mut spec = spec("serve");
        spec.timeout = Duration::from_secs(1);
        let functions = functions(spec);
        let first = call(&pets(&functions), json!({ "do": behaviour })).await;
        // Before that it may have asked, and hung up with an invocation in its hands.
        Watched::new(pid(&first)).ended().await;
        let second = call(&pets(&functions), json!({})).await;
        assert_ne!(pid(&first), pid(&second), "{behaviour}");
        assert_eq!(pets(&functions).snapshot().ends.timed_out, 1);
        functions.stop().await;
    }
}
