//! A Lambda function on the official Rust runtime: what the end-to-end tests invoke. Does what the path asks for.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(handler)).await
}

async fn handler(event: LambdaEvent<Value>) -> Result<Value, Error> {
    let LambdaEvent { payload, context } = event;
    match payload["pathParameters"]["what"].as_str().unwrap_or_default() {
        "raise" => return Err("as asked".into()),
        "exit" => std::process::exit(3),
        "hang" => std::future::pending().await,
        "large" => return Ok(json!({ "statusCode": 200, "body": "x".repeat(6_291_556) })),
        _ => {}
    }
    let seen = json!({
        "runtime": "rust",
        "pid": std::process::id(),
        "id": context.request_id,
        "arn": context.invoked_function_arn,
        "event": payload,
    });
    Ok(json!({ "statusCode": 201, "headers": { "x-runtime": "rust" }, "body": seen.to_string() }))
}
