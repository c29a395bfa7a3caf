//! A record to vary, and a reader of prometheus' text format (exposition formats, "Text-based format").
#![allow(dead_code, clippy::panic, reason = "each test binary uses a part, and fails by it")]

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, SystemTime};
use tollgate_model::record::{IntegrationRecord, Matched};
use tollgate_model::{ExtendedRequestId, Record, RequestId, TraceId};

pub(crate) fn record() -> Record<'static> {
    Record {
        request_id: RequestId::random(0),
        extended_request_id: ExtendedRequestId::random(0),
        trace_id: TraceId::new(0x5759_e988, 0),
        started: SystemTime::UNIX_EPOCH + Duration::from_millis(1_584_039_838_123),
        latency: Duration::from_millis(12),
        integration: Some(IntegrationRecord {
            status: 201,
            answered: 201,
            latency: Duration::from_millis(7),
            error: None,
            aws_request_id: None,
            aws_request_id_2: None,
        }),
        status: 200,
        fault: None,
        error_message: None,
        validation_error: None,
        method: "GET",
        path: "/prod/pets/1",
        source_ip: IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7)),
        user_agent: Some("curl/8.0"),
        domain_name: "api.example.com",
        base_path_matched: None,
        matched: Matched {
            account_id: "123456789012",
            api_id: "petstore",
            stage: "prod",
            deployment_id: "0123456789",
            route_key: "GET /pets/{id}",
            resource_path: "/pets/{id}",
            resource_id: "abc123",
            endpoint_type: "REGIONAL",
            has_one_id: false,
            is_canary: None,
        },
        received_bytes: 100,
        sent_bytes: 23,
    }
}

/// A sample as written: its name with labels, and its value.
pub(crate) type Samples = BTreeMap<String, f64>;

/// Every sample by `name{label="value",…}`, labels as they stand. Fails on a line that is none and on two of one name.
pub(crate) fn parse(text: &str) -> Samples {
    let mut samples = Samples::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (series, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("no value: {line}"));
        let value = value.parse().unwrap_or_else(|_| panic!("no number: {line}"));
        assert!(samples.insert(series.to_owned(), value).is_none(), "twice: {series}");
    }
    samples
}

/// `name`, its labels' names in order, of one series. Label values may hold anything but an unescaped quote.
pub(crate) fn split(series: &str) -> (&str, Vec<&str>) {
    let Some((name, rest)) = series.split_once('{') else { return (series, Vec::new()) };
    let mut rest = rest.strip_suffix('}').unwrap_or_else(|| panic!("no end: {series}"));
    let mut labels = Vec::new();
    while !rest.is_empty() {
        let (label, value) = rest.split_once("=\"").unwrap_or_else(|| panic!("no label: {series}"));
        labels.push(label.trim_start_matches(','));
        rest = after_value(value).unwrap_or_else(|| panic!("open value: {series}"));
    }
    (name, labels)
}

fn after_value(text: &str) -> Option<&str> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(&text[at + 1..]),
            _ => {}
        }
    }
    None
}
