//! What a runtime is told (*Using the Lambda runtime API for custom runtimes*), and what it may not do.

use crate::bench::*;
use serde_json::json;

#[tokio::test]
async fn what_a_runtime_may_not_do_is_refused_and_the_invocation_goes_on() {
    let functions = functions(spec("serve"));
    let pets = pets(&functions);
    assert_eq!(json(&call(&pets, json!({ "do": "protocol" })).await), "answer");
    let notes = json(&call(&pets, json!({ "do": "notes" })).await);
    let forbidden = |from: &str, to: &str| {
        format!(
            r#"403 {{"errorMessage":"State transition from {from} to {to} failed for runtime. Error: State transition is not allowed","errorType":"InvalidStateTransition"}}"#
        )
    };
    let expected = [
        r#"another id: 400 {"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}"#.to_owned(),
        format!("init error while running: {}", forbidden("Running", "InitError")),
        "unknown path: 404 404 page not found".to_owned(),
        format!("next while running: {}", forbidden("Running", "Ready")),
        "wrong method: 405 ".to_owned(),
        r#"answer: 202 {"status":"OK"}"#.to_owned(),
        format!("second answer: {}", forbidden("RuntimeResponseSentState", "InvocationResponse")),
        format!("error after the answer: {}", forbidden("RuntimeResponseSentState", "InvocationErrorResponse")),
    ];
    assert_eq!(notes, json!(expected));
    functions.stop().await;
}

#[tokio::test]
async fn a_post_that_breaks_off_is_none() {
    let functions = functions(spec("serve"));
    assert_eq!(json(&call(&pets(&functions), json!({ "do": "partial" })).await), "whole");
    functions.stop().await;
}

#[tokio::test]
async fn an_answer_counts_though_the_process_ends_with_it() {
    let functions = functions(spec("serve"));
    let pets = pets(&functions);
    for _ in 0..10 {
        let whole = call(&pets, json!({ "do": "answer-and-exit" })).await;
        assert_eq!((json(&whole), whole.function_error), (json!("last words"), None));
    }
    assert_eq!(pets.snapshot().starts, 10);
    functions.stop().await;
}

#[tokio::test]
async fn a_response_mode_that_is_none_is_an_error() {
    let functions = functions(spec("serve"));
    let pets = pets(&functions);
    let whole = call(&pets, json!({ "do": "bad-mode" })).await;
    assert_eq!(
        (whole.function_error, &json(&whole)["errorType"]),
        (Some("Unhandled"), &json!("Runtime.InvalidResponseModeHeader"))
    );
    let refused =
        r#"mode: 400 {"errorMessage":"Invalid function response mode","errorType":"InvalidFunctionResponseMode"}"#;
    assert_eq!(json(&call(&pets, json!({ "do": "notes" })).await), json!([refused]));
    functions.stop().await;
}

/// A custom runtime of the standard library, as the guide's tutorial has one in shell.
const BOOTSTRAP: &str = r#"
import json, os, urllib.request
base = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    with urllib.request.urlopen(base + "next") as response:
        event, request = json.load(response), response.headers["Lambda-Runtime-Aws-Request-Id"]
    answer = json.dumps({"hello": event["name"]}).encode()
    urllib.request.urlopen(base + request + "/response", answer).read()
"#;

#[tokio::test]
async fn a_bootstrap_in_pythons_standard_library_works() {
    let mut spec = spec("serve");
    spec.command = ["python3", "-c", BOOTSTRAP].map(Into::into).to_vec();
    let functions = functions(spec);
    for name in ["Rex", "Ada"] {
        assert_eq!(json(&call(&pets(&functions), json!({ "name": name })).await), json!({ "hello": name }));
    }
    assert_eq!(pets(&functions).snapshot().starts, 1);
    functions.stop().await;
}
