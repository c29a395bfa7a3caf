//! Answers in pieces (*Response streaming for Lambda functions*).

use crate::bench::*;
use serde_json::{Value, json};
use std::time::Duration;
use tollgate_functions::{Functions, Invoked, RESPONSE_LIMIT, StreamFault, Streamed};

async fn streamed(functions: &Functions, event: Value) -> Streamed {
    let mut invocation = invocation(&event);
    invocation.streams = true;
    match pets(functions).invoke(invocation).await {
        Ok(Invoked::Stream(streamed)) => streamed,
        other => panic!("not a stream: {other:?}"),
    }
}

async fn collected(mut streamed: Streamed) -> (String, Result<(), StreamFault>) {
    let mut text = Vec::new();
    while let Some(piece) = streamed.body.next().await {
        match piece {
            Ok(piece) => text.extend_from_slice(&piece),
            Err(fault) => return (String::from_utf8(text).unwrap(), Err(fault)),
        }
    }
    (String::from_utf8(text).unwrap(), Ok(()))
}

#[tokio::test]
async fn pieces_come_as_they_are_made_and_their_end_is_known() {
    let functions = functions(spec("serve"));
    let whole = streamed(&functions, json!({ "do": "stream", "pieces": ["{}", "\0\0\0\0\0\0\0\0", "hello"] })).await;
    assert_eq!(whole.content_type.as_deref(), Some("application/vnd.awslambda.http-integration-response"));
    assert_eq!(collected(whole).await, ("{}\0\0\0\0\0\0\0\0hello".to_owned(), Ok(())));
    let empty = streamed(&functions, json!({ "do": "stream" })).await;
    assert_eq!(collected(empty).await, (String::new(), Ok(())));
    let notes = json(&call(&pets(&functions), json!({ "do": "notes" })).await);
    assert_eq!(notes, json!(vec![r#"stream: 202 {"status":"OK"}"#; 2]));
    functions.stop().await;
}

#[tokio::test]
async fn a_piece_comes_before_the_next_is_made() {
    let functions = functions(spec("serve"));
    let event = json!({ "do": "stream", "pieces": ["first"], "ends": "never" });
    let mut streamed = streamed(&functions, event).await;
    assert_eq!(streamed.body.next().await.unwrap().unwrap(), "first");
    functions.stop().await;
}

#[tokio::test]
async fn an_error_in_the_trailers_is_the_end() {
    let functions = functions(spec("serve"));
    let failed = streamed(&functions, json!({ "do": "stream", "pieces": ["half"], "ends": "error" })).await;
    let fault = StreamFault { error_type: "Function.Late".into(), body: r#"{"errorType":"Late"}"#.into() };
    assert_eq!(collected(failed).await, ("half".to_owned(), Err(fault)));
    functions.stop().await;
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_told_from_one_that_ends() {
    let functions = functions(spec("serve"));
    let broken = streamed(&functions, json!({ "do": "stream", "pieces": ["half"], "ends": "dying" })).await;
    let (text, end) = collected(broken).await;
    assert_eq!((&*text, &*end.unwrap_err().error_type), ("half", "Runtime.TruncatedResponse"));
    functions.stop().await;
}

#[tokio::test]
async fn the_timeout_ends_a_stream_too() {
    let mut spec = spec("serve");
    spec.timeout = Duration::from_secs(2);
    let functions = functions(spec);
    let late = streamed(&functions, json!({ "do": "stream", "pieces": ["half"], "ends": "never" })).await;
    let (text, end) = collected(late).await;
    assert_eq!((&*text, &*end.unwrap_err().error_type), ("half", "Sandbox.Timedout"));
    functions.stop().await;
}

#[tokio::test]
async fn a_runtime_is_not_read_faster_than_the_client_takes() {
    const BYTES: usize = 64 * 1024 * 1024;
    let mut spec = spec("serve");
    spec.concurrency = 2;
    let (functions, place) = (functions(spec), Place::new());
    let sent = place.path("sent");
    let streamed = streamed(&functions, json!({ "do": "stream", "bytes": BYTES, "path": sent })).await;
    for _ in 0..200 {
        call(&pets(&functions), json!({})).await;
    }
    assert!(std::fs::read(&sent).is_err(), "all of it was taken, and nobody wanted it");
    let (text, end) = collected(streamed).await;
    assert_eq!((text.len(), end), (BYTES, Ok(())));
    assert!(std::fs::read(&sent).is_ok());
    functions.stop().await;
}

#[tokio::test]
async fn a_client_that_goes_does_not_end_a_stream() {
    let (functions, place) = (functions(spec("serve")), Place::new());
    let sent = place.path("sent");
    drop(streamed(&functions, json!({ "do": "stream", "bytes": 16 * 1024 * 1024, "path": sent })).await);
    let notes = json(&call(&pets(&functions), json!({ "do": "notes" })).await);
    assert_eq!(notes, json!([r#"stream: 202 {"status":"OK"}"#]));
    assert!(std::fs::read(&sent).is_ok());
    functions.stop().await;
}

#[tokio::test]
async fn who_takes_no_pieces_gets_the_whole() {
    let functions = functions(spec("serve"));
    let pets = pets(&functions);
    let whole = call(&pets, json!({ "do": "stream", "pieces": ["hel", "lo"] })).await;
    assert_eq!((whole.function_error, &whole.payload[..]), (None, &b"hello"[..]));
    let failed = call(&pets, json!({ "do": "stream", "pieces": ["half"], "ends": "error" })).await;
    assert_eq!((failed.function_error, &failed.payload[..]), (Some("Unhandled"), &br#"{"errorType":"Late"}"#[..]));
    let large = call(&pets, json!({ "do": "stream", "bytes": RESPONSE_LIMIT + 64 * 1024 })).await;
    assert_eq!(
        (large.function_error, &json(&large)["errorType"]),
        (Some("Unhandled"), &json!("Function.ResponseSizeTooLarge"))
    );
    functions.stop().await;
}
