//! Amazon's messages, in the order in which it writes them.
//!
//! Words and order are those of recorded logs: CloudWatch streams in the tests of tmobile/jazz (2018, without data trace) and
//! in elastic/integrations pull request 4266 (2022, with it), `test-invoke-method` as localstack/localstack prints it, and
//! the AWS knowledge center's "How can I use Amazon API Gateway logs for troubleshooting?".

use super::Level;
use std::fmt::Write;
use std::time::SystemTime;
use tollgate_model::trace::{Fields, redacted};
use tollgate_model::{FaultKind, Origin, Record, Step};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub level: Level,
    /// When it was so.
    pub at: SystemTime,
    /// Without the request's id.
    pub text: String,
}

/// What is told of a request. `data_trace`: parameters, headers and bodies too.
pub fn messages(record: &Record<'_>, data_trace: bool, usage_plans: bool, steps: &[Step]) -> Vec<Message> {
    let mut told = Told { record, data_trace, messages: Vec::new(), at: record.started };
    told.begin(usage_plans, steps);
    for step in steps {
        told.step(step);
    }
    told.at = record.started + record.latency;
    if record.fault.is_none() {
        told.info("Successfully completed execution".to_owned());
    }
    if record.status != 0 {
        told.info(format!("Method completed with status: {}", record.status));
    }
    told.messages
}

struct Told<'r> {
    record: &'r Record<'r>,
    data_trace: bool,
    messages: Vec<Message>,
    at: SystemTime,
}

impl Told<'_> {
    fn begin(&mut self, usage_plans: bool, steps: &[Step]) {
        let id = self.record.request_id.as_str().to_owned();
        self.info(format!("Extended Request Id: {}", self.record.extended_request_id.as_str()));
        if usage_plans && !stopped_at_the_door(steps) {
            self.usage_plan(&id);
        }
        self.info(format!("Starting execution for request: {id}"));
        self.info(format!("HTTP Method: {}, Resource Path: {}", self.record.method, self.record.path));
    }

    /// No method asks for an API key yet: those that do are refused before.
    fn usage_plan(&mut self, id: &str) {
        let stage = format!("{}/{}", self.record.matched.api_id, self.record.matched.stage);
        self.info(format!("Verifying Usage Plan for request: {id}. API Key:  API Stage: {stage}"));
        self.info(format!(
            "API Key  authorized because method '{}' does not require API Key. Request will not contribute to throttle \
             or quota limits",
            self.record.matched.route_key
        ));
        self.info(format!("Usage Plan check succeeded for API Key  and API Stage {stage}"));
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::MethodRequest { path, query, headers } => {
                self.data("Method request path", || fields(path));
                self.data("Method request query string", || fields(query));
                self.data("Method request headers", || fields(headers));
            }
            Step::MethodRequestBody { body } => {
                self.data("Method request body before transformations", || text(body));
            }
            Step::IntegrationRequest { uri, headers, body, .. } => self.sent(uri, headers, body.as_deref()),
            Step::IntegrationResponse { status, latency, headers, body } => {
                self.at = self.record.started + self.record.latency;
                let millis = latency.as_millis();
                self.data("Received response. Status", || format!("{status}, Integration latency: {millis} ms"));
                self.data("Endpoint response headers", || fields(headers));
                self.body("Endpoint response body before transformations", body.as_deref());
            }
            Step::MethodResponse { headers, body, .. } => {
                self.body("Method response body after transformations", body.as_deref());
                self.data("Method response headers", || fields(headers));
            }
            Step::GatewayResponse { status, headers, body, origin } => self.answered(*status, headers, body, *origin),
            Step::Refused { kind, detail, .. } => self.failed(*kind, detail.as_deref()),
            _ => {}
        }
    }

    fn sent(&mut self, uri: &str, headers: &Fields, body: Option<&[u8]>) {
        self.data("Endpoint request URI", || uri.to_owned());
        self.data("Endpoint request headers", || fields(headers));
        self.body("Endpoint request body after transformations", body);
        if self.data_trace {
            self.info(format!("Sending request to {uri}"));
        }
    }

    fn answered(&mut self, status: u16, headers: &Fields, body: &[u8], origin: Origin) {
        let Some(kind) = self.record.fault else { return };
        // One of the API's own is told by its type, else the default that stands for it.
        let class = if kind.row().status < 500 { "DEFAULT_4XX" } else { "DEFAULT_5XX" };
        let name = if origin == Origin::NOWHERE { class } else { kind.row().name };
        self.error(format!("Gateway response type: {name} with status code: {status}"));
        self.data("Gateway response body", || text(body));
        self.data("Gateway response headers", || fields(headers));
    }

    fn failed(&mut self, kind: FaultKind, detail: Option<&str>) {
        self.at = self.record.started + self.record.latency;
        let why = detail.unwrap_or(kind.row().message.unwrap_or(kind.row().name));
        self.error(match kind {
            FaultKind::IntegrationTimeout => "Execution failed due to a timeout error".to_owned(),
            // Of a function: what it says is Amazon's message.
            FaultKind::IntegrationFailure if is_message(why) => why.to_owned(),
            FaultKind::IntegrationFailure | FaultKind::ServiceUnavailable => {
                format!("Execution failed due to a network error communicating with endpoint: {why}")
            }
            FaultKind::ApiConfigurationError | FaultKind::AuthorizerConfigurationError => {
                format!("Execution failed due to configuration error: {why}")
            }
            FaultKind::InternalServerError => "Execution failed due to an internal error".to_owned(),
            _ => why.to_owned(),
        });
    }

    /// Only where data is traced.
    fn data(&mut self, label: &str, value: impl FnOnce() -> String) {
        if self.data_trace {
            self.info(format!("{label}: {}", value()));
        }
    }

    /// A body that was streamed was never held, and is not told.
    fn body(&mut self, label: &str, body: Option<&[u8]>) {
        if let Some(body) = body {
            self.data(label, || text(body));
        }
    }

    fn info(&mut self, text: String) {
        self.messages.push(Message { level: Level::Info, at: self.at, text });
    }

    fn error(&mut self, text: String) {
        self.messages.push(Message { level: Level::Error, at: self.at, text });
    }
}

/// Recorded of Lambda functions: "Execution failed due to configuration error: Malformed Lambda proxy response", "Lambda
/// execution failed with status 200 due to customer function error: …".
fn is_message(why: &str) -> bool {
    ["Execution failed", "Lambda execution failed", "Lambda invocation failed"]
        .iter()
        .any(|begin| why.starts_with(begin))
}

/// Whoever may not call is refused before usage plans are looked at.
fn stopped_at_the_door(steps: &[Step]) -> bool {
    steps.iter().any(|step| {
        matches!(
            step,
            Step::Refused {
                kind: FaultKind::AccessDenied
                    | FaultKind::AuthorizerConfigurationError
                    | FaultKind::AuthorizerFailure
                    | FaultKind::Unauthorized,
                ..
            }
        )
    })
}

/// `{Accept=*/*, Host=example.com}`, without secrets.
fn fields(fields: &Fields) -> String {
    let mut out = String::from("{");
    for (at, (name, value)) in fields.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(out, "{}{name}={}", if at > 0 { ", " } else { "" }, redacted(name, value));
    }
    out.push('}');
    out
}

/// A log is text: of a body that is none, its length is told.
fn text(body: &[u8]) -> String {
    match std::str::from_utf8(body) {
        Ok(text) => text.to_owned(),
        Err(_) => format!("[Binary Data: {} bytes]", body.len()),
    }
}
