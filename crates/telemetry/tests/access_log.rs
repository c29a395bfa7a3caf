//! How a record reads in an access log (api-gateway-variables-for-access-logging, http-api-logging-variables,
//! set-up-logging), and what becomes of the file.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what is wrong by failing")]

mod common;

use common::{parse, record};
use std::path::Path;
use std::time::Duration;
use tollgate_model::log_format::{AccessLog, Escape};
use tollgate_model::record::{IntegrationRecord, Matched};
use tollgate_model::{FaultKind, LogFormat, LogPiece, Record, Variable};
use tollgate_telemetry::Metrics;
use tollgate_telemetry::access_log::write_line;

const PATIENCE: Duration = Duration::from_secs(60);

fn line(pieces: &[LogPiece], escape: Escape, record: &Record<'_>) -> String {
    let mut line = String::new();
    write_line(&LogFormat { pieces: pieces.to_vec(), escape }, record, &mut line);
    line
}

fn literal(text: &str) -> LogPiece {
    LogPiece::Literal(text.into())
}

/// Every variable of a request that got far, and of one that was refused before anything was known of it.
#[test]
fn every_variable_is_written_or_a_dash() {
    use Variable::*;
    let full = Record {
        integration: Some(IntegrationRecord {
            status: 502,
            answered: 502,
            latency: Duration::from_micros(7_999),
            error: Some("reset"),
            aws_request_id: Some("aws-1"),
            aws_request_id_2: None,
        }),
        fault: Some(FaultKind::IntegrationFailure),
        error_message: Some("Network error communicating with endpoint"),
        base_path_matched: Some("v1"),
        ..record()
    };
    let bare = Record {
        integration: None,
        status: 0,
        user_agent: None,
        domain_name: "",
        path: "",
        matched: Matched::default(),
        ..record()
    };
    let table = [
        (AccountId, "123456789012", "-"),
        (ApiId, "petstore", "-"),
        (ApiKeyId, "-", "-"),
        (AuthorizerError, "-", "-"),
        (PrincipalId, "-", "-"),
        (AwsEndpointRequestId, "aws-1", "-"),
        (BasePathMatched, "v1", "-"),
        (DataProcessed, "123", "123"),
        (DeploymentId, "0123456789", "-"),
        (DomainName, "api.example.com", "-"),
        (DomainPrefix, "api", "-"),
        (ErrorMessage, "Network error communicating with endpoint", "-"),
        (ErrorMessageString, "\"Network error communicating with endpoint\"", "-"),
        (ErrorResponseType, "INTEGRATION_FAILURE", "-"),
        (ExtendedRequestId, "AAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAA="),
        (HttpMethod, "GET", "GET"),
        (IntegrationError, "reset", "-"),
        (IntegrationLatency, "7", "-"),
        (IntegrationAnswered, "502", "-"),
        (IntegrationStatus, "502", "-"),
        (Path, "/prod/pets/1", "-"),
        (Protocol, "HTTP/1.1", "HTTP/1.1"),
        (RequestId, "00000000-0000-4000-8000-000000000000", "00000000-0000-4000-8000-000000000000"),
        (RequestTime, "12/Mar/2020:19:03:58 +0000", "12/Mar/2020:19:03:58 +0000"),
        (RequestTimeEpoch, "1584039838123", "1584039838123"),
        (ResourceId, "abc123", "-"),
        (EndpointType, "REGIONAL", "-"),
        (IsCanaryRequest, "-", "-"),
        (ErrorValidation, "-", "-"),
        (ResourcePath, "/pets/{id}", "-"),
        (ResponseLatency, "12", "12"),
        (ResponseLength, "23", "23"),
        (RouteKey, "GET /pets/{id}", "-"),
        (SourceIp, "192.0.2.7", "192.0.2.7"),
        (Stage, "prod", "-"),
        (Status, "200", "-"),
        (UserAgent, "curl/8.0", "-"),
        (XrayTraceId, "1-5759e988-000000000000000000000000", "1-5759e988-000000000000000000000000"),
    ];
    for (variable, of_full, of_bare) in table {
        let pieces = [LogPiece::Variable(variable)];
        assert_eq!(line(&pieces, Escape::Json, &full), of_full, "{variable:?}");
        assert_eq!(line(&pieces, Escape::Json, &bare), of_bare, "{variable:?}");
    }
    // Of authorizers, API keys, IAM, client certificates, private endpoints, WAF and TLS.
    for variable in Variable::ALL.iter().filter(|v| table.iter().all(|(known, ..)| known != *v)) {
        assert_eq!(line(&[LogPiece::Variable(*variable)], Escape::Json, &full), "-", "{variable:?}");
    }
}

#[test]
fn a_json_line_is_json_whatever_the_client_sent() {
    let hostile = Record {
        user_agent: Some("\"}\n{\\\u{1}é"),
        error_message: Some("no \"such\" thing"),
        fault: Some(FaultKind::BadRequest),
        ..record()
    };
    let pieces = [
        literal("{\"agent\":\""),
        LogPiece::Variable(Variable::UserAgent),
        literal("\",\"message\":"),
        LogPiece::Variable(Variable::ErrorMessageString),
        literal("}"),
    ];
    let text = line(&pieces, Escape::Json, &hostile);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["agent"], "\"}\n{\\\u{1}é");
    assert_eq!(value["message"], "no \"such\" thing");
    assert!(!text.contains('\n'));
}

/// The format `CLF` of set-up-logging, of the variables there are.
#[test]
fn a_common_log_line_stays_one_line() {
    let hostile = Record { method: "GET\" \r\n", ..record() };
    let pieces = [
        LogPiece::Variable(Variable::SourceIp),
        literal(" - - ["),
        LogPiece::Variable(Variable::RequestTime),
        literal("]\""),
        LogPiece::Variable(Variable::HttpMethod),
        literal(" "),
        LogPiece::Variable(Variable::ResourcePath),
        literal("\" "),
        LogPiece::Variable(Variable::Status),
    ];
    assert_eq!(
        line(&pieces, Escape::Line, &hostile),
        "192.0.2.7 - - [12/Mar/2020:19:03:58 +0000]\"GET\\x22 \\x0D\\x0A /pets/{id}\" 200"
    );
}

fn status_log(path: &Path) -> AccessLog {
    let pieces = vec![LogPiece::Variable(Variable::Status)];
    AccessLog { path: path.to_str().unwrap().into(), format: LogFormat { pieces, escape: Escape::Line } }
}

fn with_status(status: u16) -> Record<'static> {
    Record { status, ..record() }
}

#[test]
fn stages_that_name_one_path_share_its_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("access.log");
    let metrics = Metrics::new(1000);
    let logs = metrics.access_logs();
    let (a, b) = (logs.open(&status_log(&path), "a", "s").unwrap(), logs.open(&status_log(&path), "b", "s").unwrap());
    a.write(&with_status(201));
    b.write(&with_status(202));
    a.write(&with_status(203));
    assert!(logs.flush(PATIENCE));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "201\n202\n203\n");
}

#[test]
fn a_reopened_log_goes_on_in_a_new_file() {
    let directory = tempfile::tempdir().unwrap();
    let (path, rotated) = (directory.path().join("access.log"), directory.path().join("access.log.1"));
    let metrics = Metrics::new(1000);
    let logs = metrics.access_logs();
    let log = logs.open(&status_log(&path), "a", "s").unwrap();
    log.write(&with_status(201));
    std::fs::rename(&path, &rotated).unwrap();
    log.write(&with_status(202));
    assert!(logs.reopen().is_empty());
    log.write(&with_status(203));
    assert!(logs.flush(PATIENCE));
    assert_eq!(std::fs::read_to_string(&rotated).unwrap(), "201\n202\n");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "203\n");
}

#[test]
fn a_log_that_cannot_be_opened_is_named_and_one_that_cannot_be_reopened_goes_on() {
    let directory = tempfile::tempdir().unwrap();
    let nowhere = directory.path().join("missing/access.log");
    let metrics = Metrics::new(1000);
    let logs = metrics.access_logs();
    let error = logs.open(&status_log(&nowhere), "a", "s").unwrap_err().to_string();
    assert!(error.contains("missing/access.log"), "{error}");

    std::fs::create_dir(directory.path().join("missing")).unwrap();
    let log = logs.open(&status_log(&nowhere), "a", "s").unwrap();
    let moved = directory.path().join("moved");
    std::fs::rename(directory.path().join("missing"), &moved).unwrap();
    let errors = logs.reopen();
    assert!(errors.len() == 1 && errors[0].to_string().contains("missing/access.log"), "{errors:?}");
    log.write(&with_status(204));
    assert!(logs.flush(PATIENCE));
    assert_eq!(std::fs::read_to_string(moved.join("access.log")).unwrap(), "204\n");
}

/// `/dev/full` takes nothing: every write is `ENOSPC` (full(4)).
#[test]
#[cfg(target_os = "linux")]
fn what_a_full_disk_loses_is_counted_by_stage() {
    let metrics = Metrics::new(1000);
    let logs = metrics.access_logs();
    let full = status_log(Path::new("/dev/full"));
    let (a, b) = (logs.open(&full, "a", "s").unwrap(), logs.open(&full, "b", "s").unwrap());
    a.write(&record());
    a.write(&record());
    b.write(&record());
    assert!(logs.flush(PATIENCE));
    let samples = parse(&String::from_utf8(metrics.render()).unwrap());
    assert_eq!(samples[r#"tollgate_access_log_dropped_lines_total{api="a",stage="s"}"#], 2.0);
    assert_eq!(samples[r#"tollgate_access_log_dropped_lines_total{api="b",stage="s"}"#], 1.0);
    assert!(samples[r#"tollgate_access_log_write_errors_total{path="/dev/full"}"#] >= 1.0);
}

#[test]
fn a_path_that_no_stage_names_any_more_is_closed_at_the_next_reload() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("access.log");
    let metrics = Metrics::new(1000);
    let logs = metrics.access_logs();
    drop(logs.open(&status_log(&path), "a", "s").unwrap());
    assert_eq!((logs.errors().len(), logs.lost().len()), (1, 1));
    assert!(logs.reopen().is_empty());
    assert_eq!((logs.errors().len(), logs.lost().len()), (0, 0));
}
