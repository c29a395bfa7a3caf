//! What execution logs say, and what they never say (set-up-logging).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what is wrong by failing")]

mod common;

use common::record;
use std::io::{BufRead, BufReader};
use std::sync::mpsc::channel;
use std::time::Duration;
use tollgate_model::logging::{ExecutionLog, ExecutionLogFormat, Logging, LoggingLevel};
use tollgate_model::{FaultKind, Origin, Record, Step};
use tollgate_telemetry::execution_log::messages;
use tollgate_telemetry::{LogGroup, Metrics};

const PATIENCE: Duration = Duration::from_secs(60);
const ID: &str = "00000000-0000-4000-8000-000000000000";
const GROUP: LogGroup<'_> =
    LogGroup { api: "pets", api_id: "petstore", stage: "prod", canary: false, usage_plans: true };

fn pairs(pairs: &[(&str, &str)]) -> Vec<(Box<str>, Box<str>)> {
    pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
}

fn bytes(text: &str) -> Option<Box<[u8]>> {
    Some(text.as_bytes().into())
}

/// A POST that was mapped, called and answered.
fn success() -> Vec<Step> {
    vec![
        Step::Stage { api: "pets".into(), stage: "prod".into(), origin: Origin(1) },
        Step::Route { key: "GET /pets/{id}".into(), origin: Origin(2) },
        Step::MethodRequest {
            path: pairs(&[("id", "1")]),
            query: pairs(&[("q", "a"), ("q", "b")]),
            headers: pairs(&[("Accept", "*/*"), ("Authorization", "Bearer 0123456789abcdef")]),
        },
        Step::MethodRequestBody { body: bytes("{\"a\":1}").unwrap() },
        Step::IntegrationRequest {
            method: "POST".into(),
            uri: "http://backend/pets/1".into(),
            headers: pairs(&[("x-api-key", "0123456789abcdefghij"), ("Accept", "application/json")]),
            body: bytes("{\"b\":1}"),
            origin: Origin(2),
        },
        Step::IntegrationResponse {
            status: 200,
            latency: Duration::from_millis(7),
            headers: pairs(&[("Content-Type", "application/json"), ("Set-Cookie", "s=0123456789abcdefgh")]),
            body: bytes("{\"c\":1}"),
        },
        Step::Selected { pattern: None, status: 200, origin: Origin(3) },
        Step::MethodResponse {
            status: 200,
            headers: pairs(&[("Content-Type", "application/json")]),
            body: bytes("{\"d\":1}"),
            origin: Origin(3),
        },
    ]
}

fn texts(record: &Record<'_>, data_trace: bool, steps: &[Step]) -> Vec<String> {
    messages(record, data_trace, true, steps).into_iter().map(|message| message.text).collect()
}

/// The lines that each request has, up to its path.
const BEGINNING: [&str; 6] = [
    "Extended Request Id: AAAAAAAAAAAAAAA=",
    "Verifying Usage Plan for request: 00000000-0000-4000-8000-000000000000. API Key:  API Stage: petstore/prod",
    "API Key  authorized because method 'GET /pets/{id}' does not require API Key. Request will not contribute to throttle or quota limits",
    "Usage Plan check succeeded for API Key  and API Stage petstore/prod",
    "Starting execution for request: 00000000-0000-4000-8000-000000000000",
    "HTTP Method: GET, Resource Path: /prod/pets/1",
];

fn after_beginning(end: &[&str]) -> Vec<String> {
    BEGINNING.iter().chain(end).map(|line| (*line).to_owned()).collect()
}

/// The lines of a request recorded in tmobile/jazz's tests; the first is newer.
#[test]
fn without_data_trace_no_parameter_header_or_body_is_told() {
    let end = ["Successfully completed execution", "Method completed with status: 200"];
    assert_eq!(texts(&record(), false, &success()), after_beginning(&end));
}

/// The order of elastic/integrations#4266 and of test-invoke-method.
#[test]
fn with_data_trace_everything_is_told_in_amazons_order() {
    let end = [
        "Method request path: {id=1}",
        "Method request query string: {q=a, q=b}",
        "Method request headers: {Accept=*/*, Authorization=******abcdef}",
        "Method request body before transformations: {\"a\":1}",
        "Endpoint request URI: http://backend/pets/1",
        "Endpoint request headers: {x-api-key=******efghij, Accept=application/json}",
        "Endpoint request body after transformations: {\"b\":1}",
        "Sending request to http://backend/pets/1",
        "Received response. Status: 200, Integration latency: 7 ms",
        "Endpoint response headers: {Content-Type=application/json, Set-Cookie=******cdefgh}",
        "Endpoint response body before transformations: {\"c\":1}",
        "Method response body after transformations: {\"d\":1}",
        "Method response headers: {Content-Type=application/json}",
        "Successfully completed execution",
        "Method completed with status: 200",
    ];
    assert_eq!(texts(&record(), true, &success()), after_beginning(&end));
}

/// What failed, as Amazon words it, and the gateway response that the client got.
#[test]
fn a_failure_is_told_with_its_reason() {
    let schema = "Request body does not match model schema for content type application/json: [object has missing required properties ([\"name\"])]";
    let default = Origin::NOWHERE;
    for (kind, detail, origin, told, response) in [
        (FaultKind::BadRequestBody, Some(schema), default, schema.to_owned(), "DEFAULT_4XX with status code: 400"),
        (
            FaultKind::BadRequestParameters,
            Some("Missing required request parameters: [q]"),
            default,
            "Missing required request parameters: [q]".to_owned(),
            "DEFAULT_4XX with status code: 400",
        ),
        (
            FaultKind::IntegrationFailure,
            Some("Connection reset by peer"),
            default,
            "Execution failed due to a network error communicating with endpoint: Connection reset by peer".to_owned(),
            "DEFAULT_5XX with status code: 504",
        ),
        // Recorded of Lambda functions: these are whole messages.
        (
            FaultKind::IntegrationFailure,
            Some("Execution failed due to configuration error: Malformed Lambda proxy response"),
            default,
            "Execution failed due to configuration error: Malformed Lambda proxy response".to_owned(),
            "DEFAULT_5XX with status code: 504",
        ),
        (
            FaultKind::IntegrationFailure,
            Some("Lambda execution failed with status 200 due to customer function error: no luck"),
            default,
            "Lambda execution failed with status 200 due to customer function error: no luck".to_owned(),
            "DEFAULT_5XX with status code: 504",
        ),
        (
            FaultKind::IntegrationTimeout,
            None,
            Origin(4),
            "Execution failed due to a timeout error".to_owned(),
            "INTEGRATION_TIMEOUT with status code: 504",
        ),
        (
            FaultKind::ApiConfigurationError,
            Some("No match for output mapping"),
            default,
            "Execution failed due to configuration error: No match for output mapping".to_owned(),
            "DEFAULT_5XX with status code: 500",
        ),
    ] {
        let status = kind.row().status;
        let record = Record { fault: Some(kind), status, ..record() };
        let steps = [
            Step::Refused { kind, status: kind.row().status, detail: detail.map(Into::into), origin },
            Step::GatewayResponse { status, headers: vec![], body: (*b"{}").into(), origin },
        ];
        let response = format!("Gateway response type: {response}");
        let completed = format!("Method completed with status: {status}");
        assert_eq!(texts(&record, false, &steps), after_beginning(&[&told, &response, &completed]), "{kind:?}");
        let traced = ["Gateway response body: {}", "Gateway response headers: {}"];
        let traced = [&*told, &response, traced[0], traced[1], &completed];
        assert_eq!(texts(&record, true, &steps), after_beginning(&traced), "{kind:?}");
    }
}

/// Authorizers come before usage plans; a client that is gone got no status.
#[test]
fn what_was_not_reached_is_not_told() {
    let kind = FaultKind::AuthorizerConfigurationError;
    let record = Record { fault: Some(kind), status: 0, ..record() };
    let steps = [Step::Refused {
        kind,
        status: kind.row().status,
        detail: Some("authorizer `users`".into()),
        origin: Origin(2),
    }];
    assert_eq!(
        texts(&record, true, &steps),
        [BEGINNING[0], BEGINNING[4], BEGINNING[5], "Execution failed due to configuration error: authorizer `users`"]
    );
}

/// Writes these requests to a file in this format, and returns the file.
fn written(
    format: ExecutionLogFormat,
    logging: Logging,
    group: LogGroup<'_>,
    requests: &[(Record<'_>, &[Step])],
) -> String {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("execution.log");
    let metrics = Metrics::new(10);
    let log = ExecutionLog { path: path.to_str().unwrap().into(), format };
    let stage = metrics.access_logs().open_execution(Some(&log), group).unwrap();
    for (record, steps) in requests {
        stage.write(record, logging, steps);
    }
    assert!(metrics.access_logs().flush(PATIENCE));
    std::fs::read_to_string(&path).unwrap()
}

#[test]
fn errors_only_are_the_lines_that_say_what_failed() {
    let kind = FaultKind::IntegrationFailure;
    let failed = Record { fault: Some(kind), status: 504, ..record() };
    let steps = [
        Step::Refused { kind, status: kind.row().status, detail: Some("reset".into()), origin: Origin(1) },
        Step::GatewayResponse { status: 504, headers: vec![], body: (*b"{}").into(), origin: Origin::NOWHERE },
    ];
    let logging = Logging { level: LoggingLevel::Error, data_trace: false };
    let requests = [(record(), &success()[..]), (failed, &steps[..])];
    let text = written(ExecutionLogFormat::Text, logging, GROUP, &requests);
    let prefix = format!("2020-03-12T19:03:58.135Z API-Gateway-Execution-Logs_petstore/prod ({ID}) ");
    let lines: Vec<_> = text.lines().map(|line| line.strip_prefix(prefix.as_str()).unwrap_or(line)).collect();
    assert_eq!(
        lines,
        [
            "Execution failed due to a network error communicating with endpoint: reset",
            "Gateway response type: DEFAULT_5XX with status code: 504",
        ]
    );
}

#[test]
fn json_is_cloudwatchs_event() {
    let logging = Logging { level: LoggingLevel::Info, data_trace: true };
    let group = LogGroup { canary: true, ..GROUP };
    let text = written(ExecutionLogFormat::Json, logging, group, &[(record(), &success())]);
    let events: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events.len(), 21);
    assert_eq!(events[0]["timestamp"], 1_584_039_838_123_u64);
    assert_eq!(events[0]["logGroup"], "API-Gateway-Execution-Logs_petstore/prod/Canary");
    assert_eq!(events[20]["message"], format!("({ID}) Method completed with status: 200"));
    assert_eq!(events[20]["timestamp"], 1_584_039_838_135_u64);
}

/// api-gateway-known-issues: 1024 bytes for each event. What a client sends stays inside of its line.
#[test]
fn a_long_or_hostile_value_stays_one_bounded_line() {
    let steps = [
        Step::MethodRequestBody { body: "ä".repeat(2000).into_bytes().into() },
        Step::MethodRequestBody { body: b"a\nb\r(forged) \x1b[2J".as_slice().into() },
        Step::MethodRequestBody { body: [0xff_u8, 0xfe].as_slice().into() },
    ];
    let logging = Logging { level: LoggingLevel::Info, data_trace: true };
    let group = LogGroup { usage_plans: false, ..GROUP };
    let text = written(ExecutionLogFormat::Text, logging, group, &[(record(), &steps)]);
    let bodies: Vec<_> =
        text.lines().filter_map(|line| line.split_once("transformations: ")).map(|(_, body)| body).collect();
    assert_eq!(bodies.len(), 3);
    assert!(bodies[0].ends_with("ä [TRUNCATED]"), "{}", bodies[0]);
    let event =
        text.lines().find(|line| line.ends_with("[TRUNCATED]")).and_then(|line| line.split_once("/prod ")).unwrap().1;
    assert!(event.len() <= 1024 && event.len() > 1020, "{}", event.len());
    assert_eq!(bodies[1], "a\\nb\\r(forged) \\u001b[2J");
    assert_eq!(bodies[2], "[Binary Data: 2 bytes]");
}

#[test]
fn no_secret_is_in_any_line() {
    let secrets = ["0123456789", "Bearer"];
    for format in [ExecutionLogFormat::Text, ExecutionLogFormat::Json] {
        let logging = Logging { level: LoggingLevel::Info, data_trace: true };
        let text = written(format, logging, GROUP, &[(record(), &success())]);
        assert!(!secrets.iter().any(|secret| text.contains(secret)), "{text}");
    }
}

/// What does not fit is lost and counted, and nobody waits: a request tells up to some twenty lines of a kilobyte each.
#[test]
fn a_flood_is_bounded_and_what_is_lost_of_it_is_counted() {
    const REQUESTS: usize = 2_000;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("execution.log");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    // A reader that does not read, so that the writer's end can be opened and fills up.
    let reader = std::fs::File::options().read(true).write(true).open(&path).unwrap();
    let metrics = Metrics::new(10);
    let log = ExecutionLog { path: path.to_str().unwrap().into(), format: ExecutionLogFormat::Text };
    let stage = metrics.access_logs().open_execution(Some(&log), GROUP).unwrap();
    let steps: Vec<Step> =
        (0..10).map(|_| Step::MethodRequestBody { body: "x".repeat(2000).into_bytes().into() }).collect();
    let logging = Logging { level: LoggingLevel::Info, data_trace: true };
    let lines = REQUESTS * messages(&record(), true, GROUP.usage_plans, &steps).len();
    for _ in 0..REQUESTS {
        stage.write(&record(), logging, &steps);
    }
    let lost = usize::try_from(metrics.access_logs().lost()[0].lines).unwrap();
    let kept = lines - lost;
    let (told, heard) = channel();
    std::thread::spawn(move || {
        let kept = BufReader::new(reader).lines().take(kept).map_while(Result::ok);
        let _ = told.send(kept.fold((0, 0), |(lines, bytes), line| (lines + 1, bytes + line.len())));
    });
    let (written, bytes) = heard.recv_timeout(PATIENCE).expect("all that is not lost is written");
    assert!(lost > 0 && written == kept, "{lost} of {lines} lines lost, {written} written");
    // 8 MiB wait, beside what the pipe and the writer have in hand.
    assert!(bytes < 10 * 1024 * 1024, "{bytes} bytes");
    assert!(metrics.access_logs().flush(PATIENCE));
}
