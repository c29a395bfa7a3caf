//! From the first call to the end.

use crate::bench::{call, functions, json, pets, spec};
use serde_json::json;

#[tokio::test]
async fn a_process_is_started_by_the_first_call_and_serves_the_next() {
    let functions = functions(spec("serve"));
    let pets = pets(&functions);
    assert_eq!(pets.snapshot().starts, 0);
    let first = call(&pets, json!({ "name": "Rex" })).await;
    assert_eq!((first.status, first.function_error), (200, None));
    assert_eq!(json(&first)["event"], json!({ "name": "Rex" }));
    let second = call(&pets, json!({})).await;
    assert_eq!(json(&second)["pid"], json(&first)["pid"]);
    assert_eq!(pets.snapshot().starts, 1);
    functions.stop().await;
    assert_eq!(pets.snapshot().processes, 0);
}
