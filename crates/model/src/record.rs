//! What is told of one request when it is over: the one source of metrics and access logs.

use crate::{ExtendedRequestId, FaultKind, RequestId, TraceId, Variable};
use std::net::IpAddr;
use std::time::{Duration, SystemTime};

/// One request, finished. Borrowed: the writer formats at once and keeps nothing.
#[derive(Clone, Copy, Debug)]
pub struct Record<'r> {
    pub request_id: RequestId,
    pub extended_request_id: ExtendedRequestId,
    pub trace_id: TraceId,
    /// When the head was complete.
    pub started: SystemTime,
    /// From then to the last byte of the answer.
    pub latency: Duration,
    pub integration: Option<IntegrationRecord<'r>>,
    /// As sent to the client; 0 when nothing was.
    pub status: u16,
    pub fault: Option<FaultKind>,
    /// `$context.error.message`.
    pub error_message: Option<&'r str>,
    /// `$context.error.validationErrorString`.
    pub validation_error: Option<&'r str>,
    pub method: &'r str,
    /// Raw, as requested, with the stage.
    pub path: &'r str,
    pub source_ip: IpAddr,
    pub user_agent: Option<&'r str>,
    /// The host asked for, without a port.
    pub domain_name: &'r str,
    pub base_path_matched: Option<&'r str>,
    /// What was matched; empty strings where the request did not come so far.
    pub matched: Matched<'r>,
    /// Body bytes from the client, and to it.
    pub received_bytes: u64,
    pub sent_bytes: u64,
}

/// The call to the integration, if one was made.
#[derive(Clone, Copy, Debug)]
pub struct IntegrationRecord<'r> {
    /// The integration's own status; 0 when it gave none.
    pub status: u16,
    /// The same, but of a Lambda proxy integration what its function said; 0 when it said none.
    pub answered: u16,
    /// To the head of its answer, retries included.
    pub latency: Duration,
    pub error: Option<&'r str>,
    /// Its `x-amzn-requestid` or `x-amz-request-id`.
    pub aws_request_id: Option<&'r str>,
    /// Its `x-amz-id-2`.
    pub aws_request_id_2: Option<&'r str>,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Matched<'r> {
    pub account_id: &'r str,
    pub api_id: &'r str,
    pub stage: &'r str,
    pub deployment_id: &'r str,
    /// `GET /pets/{id}`, `$default`.
    pub route_key: &'r str,
    /// `/pets/{id}`
    pub resource_path: &'r str,
    /// Of a REST API's.
    pub resource_id: &'r str,
    /// `REGIONAL`, `EDGE`, `PRIVATE`; of REST APIs.
    pub endpoint_type: &'r str,
    /// Of a stage that has a canary: did it serve the request.
    pub is_canary: Option<bool>,
    /// Is the extended request id the request's only one (http-api-logging-variables).
    pub has_one_id: bool,
}

impl Record<'_> {
    /// The text of a `$context` variable; `false` when it has no value.
    pub fn write(&self, variable: Variable, out: &mut dyn std::fmt::Write) -> bool {
        write(self, variable, out)
    }
}

fn write(record: &Record<'_>, variable: Variable, out: &mut dyn std::fmt::Write) -> bool {
    let matched = &record.matched;
    let row = record.fault.map(FaultKind::row);
    match variable {
        Variable::AccountId => text(matched.account_id, out),
        Variable::ApiId => text(matched.api_id, out),
        Variable::AwsEndpointRequestId => maybe(record.integration.and_then(|i| i.aws_request_id), out),
        Variable::AwsEndpointRequestId2 => maybe(record.integration.and_then(|i| i.aws_request_id_2), out),
        Variable::BasePathMatched => maybe(record.base_path_matched, out),
        Variable::DataProcessed => number(record.received_bytes + record.sent_bytes, out),
        Variable::DeploymentId => text(matched.deployment_id, out),
        Variable::DomainName => text(record.domain_name, out),
        Variable::DomainPrefix => maybe(record.domain_name.split('.').next(), out),
        Variable::EndpointType => text(matched.endpoint_type, out),
        Variable::ErrorMessage => maybe(record.error_message, out),
        Variable::ErrorMessageString => match record.error_message {
            Some(message) => quoted(message, out),
            None => false,
        },
        Variable::ErrorResponseType => maybe(row.map(|row| row.name), out),
        Variable::ErrorValidation => maybe(record.validation_error, out),
        Variable::ExtendedRequestId => text(record.extended_request_id.as_str(), out),
        Variable::HttpMethod => text(record.method, out),
        Variable::IntegrationError => maybe(record.integration.and_then(|i| i.error), out),
        Variable::IntegrationLatency => match record.integration {
            Some(integration) => number(millis(integration.latency), out),
            None => false,
        },
        Variable::IntegrationAnswered => status(record.integration.map(|i| i.answered), out),
        Variable::IntegrationStatus => status(record.integration.map(|i| i.status), out),
        Variable::IsCanaryRequest => matched.is_canary.is_some_and(|is| write!(out, "{is}").is_ok()),
        Variable::Path => text(record.path, out),
        // Of the request to the integration: "logged as HTTP/1.1 even if a client sends a request that uses HTTP/2"
        // (api-gateway-mapping-template-reference).
        Variable::Protocol => text("HTTP/1.1", out),
        Variable::RequestId if matched.has_one_id => text(record.extended_request_id.as_str(), out),
        Variable::RequestId => text(record.request_id.as_str(), out),
        Variable::RequestTime => clf_time(record.started, out),
        Variable::RequestTimeEpoch => number(millis(since_epoch(record.started)), out),
        Variable::ResourceId => text(matched.resource_id, out),
        Variable::ResourcePath => text(matched.resource_path, out),
        Variable::ResponseLatency => number(millis(record.latency), out),
        Variable::ResponseLength => number(record.sent_bytes, out),
        Variable::RouteKey => text(matched.route_key, out),
        Variable::SourceIp => write!(out, "{}", record.source_ip).is_ok(),
        Variable::Stage => text(matched.stage, out),
        Variable::Status => record.status != 0 && number(record.status.into(), out),
        Variable::UserAgent => maybe(record.user_agent, out),
        Variable::XrayTraceId => text(record.trace_id.as_str(), out),
        // `Variable::is_without_value`: of authorizers, API keys, IAM, client certificates, private endpoints, WAF and TLS
        // nothing is known yet.
        _ => false,
    }
}

/// As a JSON string (RFC 8259 section 7).
pub fn quoted(value: &str, out: &mut dyn std::fmt::Write) -> bool {
    let character = |character: char, out: &mut dyn std::fmt::Write| match character {
        '"' => out.write_str("\\\""),
        '\\' => out.write_str("\\\\"),
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        '\t' => out.write_str("\\t"),
        control if u32::from(control) < 0x20 => write!(out, "\\u{:04x}", u32::from(control)),
        other => out.write_char(other),
    };
    out.write_char('"').is_ok()
        && value.chars().all(|letter| character(letter, out).is_ok())
        && out.write_char('"').is_ok()
}

fn text(value: &str, out: &mut dyn std::fmt::Write) -> bool {
    !value.is_empty() && out.write_str(value).is_ok()
}

fn maybe(value: Option<&str>, out: &mut dyn std::fmt::Write) -> bool {
    value.is_some_and(|value| text(value, out))
}

fn number(value: u64, out: &mut dyn std::fmt::Write) -> bool {
    write!(out, "{value}").is_ok()
}

/// 0 is none.
fn status(status: Option<u16>, out: &mut dyn std::fmt::Write) -> bool {
    status.is_some_and(|status| status != 0 && number(status.into(), out))
}

fn millis(duration: Duration) -> u64 {
    duration.as_millis().try_into().unwrap_or(u64::MAX)
}

fn since_epoch(time: SystemTime) -> Duration {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `12/Mar/2020:19:03:58 +0000`
fn clf_time(time: SystemTime, out: &mut dyn std::fmt::Write) -> bool {
    let seconds = since_epoch(time).as_secs();
    let (year, month, day) = civil(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    write!(out, "{day:02}/{}/{year}:{hour:02}:{minute:02}:{second:02} +0000", MONTHS[month as usize - 1]).is_ok()
}

/// Days since the epoch as (year, month, day), after Howard Hinnant's `civil_from_days`.
pub fn civil(days: u64) -> (u64, u64, u64) {
    let z = days + 719_468;
    let era = z / 146_097;
    let doe = z % 146_097;
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + u64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_time_is_in_the_common_log_format() {
        let mut text = String::new();
        clf_time(SystemTime::UNIX_EPOCH + Duration::from_secs(1_584_039_838), &mut text);
        assert_eq!(text, "12/Mar/2020:19:03:58 +0000");
    }

    /// A record of a request that came as far as requests come, and failed.
    fn full() -> Record<'static> {
        let integration = IntegrationRecord {
            status: 502,
            answered: 502,
            latency: Duration::ZERO,
            error: Some("e"),
            aws_request_id: Some("i"),
            aws_request_id_2: Some("j"),
        };
        let matched = Matched {
            account_id: "a",
            api_id: "b",
            stage: "s",
            deployment_id: "d",
            route_key: "k",
            resource_path: "p",
            resource_id: "r",
            has_one_id: false,
            is_canary: Some(false),
            endpoint_type: "REGIONAL",
        };
        Record {
            request_id: RequestId::random(0),
            extended_request_id: ExtendedRequestId::random(0),
            trace_id: TraceId::new(0, 0),
            started: SystemTime::UNIX_EPOCH,
            latency: Duration::ZERO,
            integration: Some(integration),
            status: 504,
            fault: Some(FaultKind::IntegrationFailure),
            error_message: Some("m"),
            validation_error: Some("v"),
            method: "GET",
            path: "/",
            source_ip: IpAddr::from([192, 0, 2, 1]),
            user_agent: Some("u"),
            domain_name: "api.example.com",
            base_path_matched: Some("v1"),
            matched,
            received_bytes: 0,
            sent_bytes: 0,
        }
    }

    #[test]
    fn a_full_record_has_every_variable_that_is_not_said_to_be_without_a_value() {
        for variable in Variable::ALL {
            let has = full().write(*variable, &mut String::new());
            assert_eq!(has, !variable.is_without_value(), "$context.{}", variable.name());
        }
    }
}
