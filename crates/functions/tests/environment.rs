//! What a process gets to see (*Working with Lambda environment variables*, and the head of an event).

use crate::bench::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tollgate_functions::Functions;

#[tokio::test]
async fn the_environment_is_lambdas_and_nothing_of_the_gateways() {
    let place = Place::new();
    let mut spec = spec("app.handler");
    spec.directory = Some(place.path("").trim_end_matches('/').into());
    spec.memory = Some(512 * 1024 * 1024);
    spec.environment.insert("TABLE".into(), "pets".into());
    spec.environment.insert("TZ".into(), "Europe/Vienna".into());
    spec.environment.insert("AWS_LAMBDA_RUNTIME_API".into(), "evil.example:80".into());
    let functions = Functions::next(None, &[function("pets:live", spec)], &environment());
    let told = json(&call(functions.find("pets:live").unwrap(), json!({ "do": "environment" })).await);
    let environment = &told["environment"];
    for (name, value) in [
        ("AWS_DEFAULT_REGION", "eu-west-1"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
        ("AWS_LAMBDA_FUNCTION_NAME", "pets"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/pets"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR"),
        ("LAMBDA_RUNTIME_DIR", "/var/runtime"),
        ("LAMBDA_TASK_ROOT", place.path("").trim_end_matches('/')),
        ("LANG", "en_US.UTF-8"),
        ("PATH", &std::env::var("PATH").unwrap()),
        ("TABLE", "pets"),
        ("TZ", "Europe/Vienna"),
        ("_HANDLER", "app.handler"),
    ] {
        assert_eq!(environment[name], value, "{name}");
    }
    let all: BTreeSet<&str> = environment.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(all.len(), 17, "{all:?}");
    assert!(environment["AWS_LAMBDA_RUNTIME_API"].as_str().unwrap().starts_with("127.0.0.1:"));
    let stream = environment["AWS_LAMBDA_LOG_STREAM_NAME"].as_str().unwrap();
    assert!(stream.contains("/[$LATEST]"), "{stream}");
    assert_eq!(told["directory"], place.path("").trim_end_matches('/'));
    functions.stop().await;
}

/// Whatever the gateway has open, and however it was opened.
#[tokio::test]
async fn a_function_has_no_descriptor_of_the_gateways() {
    let (inherited, listener) = (tempfile::tempfile().unwrap(), std::net::TcpListener::bind("127.0.0.1:0").unwrap());
    rustix::io::fcntl_setfd(&inherited, rustix::io::FdFlags::empty()).unwrap();
    rustix::io::fcntl_setfd(&listener, rustix::io::FdFlags::empty()).unwrap();
    let functions = functions(spec("serve"));
    let told = json(&call(&pets(&functions), json!({ "do": "environment" })).await);
    let kinds = told["descriptors"].as_array().unwrap().iter().map(|link| {
        let link = link.as_str().unwrap();
        link.split_once(':').map_or(link, |(kind, _)| kind).to_owned()
    });
    let kinds: Vec<_> =
        kinds.map(|kind| if kind.starts_with("/proc/") { "its list".to_owned() } else { kind }).collect();
    // Nothing to read, two outputs, its own connection.
    assert_eq!(kinds, ["/dev/null", "its list", "pipe", "pipe", "socket"], "{told}");
    functions.stop().await;
}

fn header<'t>(told: &'t Value, name: &str) -> Option<&'t str> {
    told["headers"][name].as_str()
}

#[tokio::test]
async fn an_event_comes_with_what_lambda_says_of_it() {
    let mut spec = spec("serve");
    spec.timeout = Duration::from_secs(60);
    let functions = functions(spec);
    let mut invocation = invocation(&json!({ "do": "environment" }));
    let trace = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1";
    invocation.trace_id = Some(trace.into());
    invocation.client_context = Some(r#"{"client":{"app_title":"pets"}}"#.into());
    invocation.cognito_identity = Some("not a\nheader".into());
    let (id, before) = (invocation.request_id.to_string(), SystemTime::now());
    let told = json(&whole(pets(&functions).invoke(invocation).await));
    assert_eq!(header(&told, "Lambda-Runtime-Aws-Request-Id"), Some(&*id));
    let arn = "arn:aws:lambda:eu-west-1:123456789012:function:pets";
    assert_eq!(header(&told, "Lambda-Runtime-Invoked-Function-Arn"), Some(arn));
    assert_eq!(header(&told, "Lambda-Runtime-Trace-Id"), Some(trace));
    assert_eq!(header(&told, "Lambda-Runtime-Client-Context"), Some(r#"{"client":{"app_title":"pets"}}"#));
    assert_eq!(header(&told, "Lambda-Runtime-Cognito-Identity"), None, "what cannot stand in a header is left out");
    assert_eq!(header(&told, "Content-Type"), Some("application/json"));
    let deadline = Duration::from_millis(header(&told, "Lambda-Runtime-Deadline-Ms").unwrap().parse().unwrap());
    let earliest = before.duration_since(UNIX_EPOCH).unwrap() + Duration::from_secs(60) - Duration::from_millis(1);
    assert!(deadline >= earliest, "{deadline:?}");
    functions.stop().await;
}
