//! The process's own log. One test: a process has one log.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use std::time::Duration;
use tollgate_telemetry::log::{self, Level, Style};

const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn levels_libraries_and_rotation() {
    let directory = tempfile::tempdir().unwrap();
    let (path, rotated) = (directory.path().join("tollgate.log"), directory.path().join("tollgate.log.1"));
    let log = log::init(Level::parse("info").unwrap(), Style::Json, path.to_str().unwrap()).unwrap();
    tracing::info!(request_id = "r-1", "heard");
    tracing::debug!("too quiet");
    tracing::info!(target: "pingora_core::server", "too loud a library");
    tracing_log::log::info!(target: "pingora_proxy", "too loud a library");
    tracing_log::log::warn!(target: "pingora_proxy", "heard of a library");
    log.set_level(Level::parse("debug").unwrap());
    tracing::debug!("heard now");
    tracing_log::log::info!(target: "pingora_proxy", "heard of a library now");
    // At no level is told what is sent or signed: session tokens are part of it.
    log.set_level(Level::parse("trace").unwrap());
    tracing::debug!(target: "hyper", "heard of a library at last");
    tracing::trace!(target: "hyper", "a token");
    tracing_log::log::trace!(target: "pingora_core::protocols::http::v1::client", "a token");
    tracing::debug!(target: "aws_sigv4::http_request", "a token");
    tracing::warn!(target: "aws_config::imds", "heard of another");
    log.set_level(Level::parse("debug").unwrap());
    std::fs::rename(&path, &rotated).unwrap();
    log.reopen().unwrap();
    tracing::error!("after rotation");
    log.set_level(Level::parse("error").unwrap());
    tracing::info!("too quiet");
    tracing::info!(target: tollgate_telemetry::execution_log::TARGET, log_group = "g/prod", "of a stage that asked");
    assert!(log.flush(PATIENCE));

    let read = |path: &std::path::Path| -> Vec<serde_json::Value> {
        std::fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let before = read(&rotated);
    let messages: Vec<_> = before.iter().map(|line| line["message"].as_str().unwrap()).collect();
    let expected = [
        "heard",
        "heard of a library",
        "heard now",
        "heard of a library now",
        "heard of a library at last",
        "heard of another",
    ];
    assert_eq!(messages, expected);
    assert_eq!((&before[0]["request_id"], &before[0]["level"]), (&"r-1".into(), &"INFO".into()));
    let after = read(&path);
    assert_eq!(after.len(), 2);
    assert_eq!(after[0]["message"], "after rotation");
    assert_eq!((&after[1]["message"], &after[1]["log_group"]), (&"of a stage that asked".into(), &"g/prod".into()));
    assert!(log::init(Level::parse("info").unwrap(), Style::Text, "-").is_err(), "a second log");
    assert_eq!(Level::parse("verbose"), None);
}
