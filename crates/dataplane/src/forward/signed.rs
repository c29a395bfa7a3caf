//! Calls to AWS services: signed for each attempt anew, and repeated as AWS's SDKs repeat them.
//!
//! The SDKs' standard mode (AWS SDKs and tools reference, feature-retry-behavior): at most three attempts, a random part of
//! twice as much time before each, for what the service says is transient or throttled, and where it was not reached. Whether
//! the method is idempotent does not count there; that the body is held, so that it can be sent again, does. Where no answer
//! came to what was sent, nobody knows what was done: that is left to callers, as Amazon's gateway leaves it.

use super::Failure;
use super::aside::{LARGE_BYTES, aside};
use super::attempt::{Attempt, Broken};
use super::forwarding::Outbound;
use super::gather::Gathered;
use crate::generation::Generation;
use crate::proxy::Context;
use bytes::Bytes;
use pingora_http::RequestHeader;
use pingora_proxy::Session;
use pingora_timeout::timeout;
use std::pin::pin;
use std::time::{Duration, SystemTime};
use tollgate_aws::{REPLACED, Signable, Signer, canonical, digest};
use tollgate_model::{Fault, FaultKind, Signing};
use tollgate_pipeline::Opened;

/// In all.
pub(super) const ATTEMPTS: u32 = 3;

/// The second attempt waits no longer, the third twice as long; and so on up to [`LONGEST`].
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(20);

/// What signs a call.
pub(super) struct Signature<'a> {
    signer: &'a Signer,
    signing: &'a Signing,
    /// Of the body.
    digest: String,
}

/// What signs what is sent; `None`: nobody does.
pub(super) async fn signature<'a>(
    signing: &'a Signing,
    generation: &'a Generation,
    opened: &Opened,
    outbound: &Outbound<'_>,
    context: &Context,
) -> Result<Option<Box<Signature<'a>>>, Failure> {
    let Some(body) = outbound.held() else { return Ok(None) };
    let internal = || Failure::refused(context, FaultKind::InternalServerError);
    let signer = generation.stage(opened.stage).and_then(|stage| stage.signer(opened.route)).ok_or_else(internal)?;
    let digest = digested(body).await.map_err(|_| internal())?;
    Ok(Some(Box::new(Signature { signer, signing, digest })))
}

async fn digested(body: &Bytes) -> Result<String, super::aside::Ending> {
    if body.len() < LARGE_BYTES {
        return Ok(digest(body));
    }
    let body = body.clone();
    Box::pin(aside(move || digest(&body))).await
}

impl Attempt<'_> {
    /// The head of this attempt, signed. It waits where credentials must be fetched first.
    pub(super) async fn signed_head(
        &self,
        signature: &Signature<'_>,
        session: &Session,
        context: &mut Context,
    ) -> Result<Box<RequestHeader>, Broken> {
        let unsigned = |why: String| Broken::Fault(Fault::with_detail(FaultKind::ApiConfigurationError, why));
        let has_body = self.forwarding.outbound.held().is_some_and(|body| !body.is_empty());
        let made = self.forwarding.request(session, context, has_body);
        let mut head = made.map_err(|error| unsigned(error.to_string()))?;
        for name in &REPLACED {
            head.remove_header(name);
        }
        let Signature { signer, signing, digest } = signature;
        let target = canonical(&String::from_utf8_lossy(head.raw_path()), &signing.service).into_owned();
        head.set_raw_path(target.as_bytes()).map_err(|error| unsigned(error.to_string()))?;
        let signable = Signable { method: &head.method, target: &target, headers: &head.headers, digest };
        let signed = match timeout(self.remaining(), signer.sign(signing, signable, SystemTime::now())).await {
            Ok(signed) => signed.map_err(|fault| {
                if let Some(called) = context.progress.called() {
                    called.error = Some(fault.to_string().into());
                }
                unsigned(fault.to_string())
            })?,
            Err(_) => return Err(Broken::TimedOut { target: false }),
        };
        for (name, value) in signed {
            head.insert_header(name, value).map_err(|error| unsigned(error.to_string()))?;
        }
        Ok(head)
    }
}

/// The pause before another attempt, after so many; `None`: there is none, or not the time for it.
pub(super) fn pause(made: u32, remaining: Duration) -> Option<Duration> {
    if made >= ATTEMPTS {
        return None;
    }
    let most = FIRST.saturating_mul(1 << made.saturating_sub(1)).min(LONGEST);
    Some(most.mul_f64(fastrand::f64())).filter(|pause| *pause < remaining)
}

/// As long as the client stays.
pub(super) async fn rest(pause: Duration, session: &mut Session) -> Result<(), Failure> {
    let mut over = pin!(tokio::time::sleep(pause));
    let client = session.as_downstream_mut().read_body_or_idle(true);
    tokio::select! {
        () = &mut over => return Ok(()),
        left = client => if left.is_err() {
            return Err(Failure::HungUp("the client left before the answer"));
        },
    }
    over.await;
    Ok(())
}

/// Codes of errors that are worth another attempt: what was throttled, and what broke on the way.
const REPEATED: [&str; 16] = [
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "RequestTimeout",
    "RequestTimeoutException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

/// Is the answer that of a service which may do better in a moment.
pub(super) fn is_passing(answer: &Gathered) -> bool {
    match answer.head.status.as_u16() {
        429 | 500 | 502 | 503 | 504 => true,
        400..=499 => code(answer).is_some_and(|code| REPEATED.contains(&code.as_str())),
        _ => false,
    }
}

/// An error's code, however the service's protocol tells it: `x-amzn-ErrorType: Throttled:http://…`, `"__type": "a.b#Throttled"`,
/// `<Code>Throttled</Code>`.
fn code(answer: &Gathered) -> Option<String> {
    let told = answer.head.headers.get("x-amzn-errortype").and_then(|value| value.to_str().ok());
    let told = told.map(str::to_owned).or_else(|| of_json(&answer.body)).or_else(|| of_xml(&answer.body))?;
    let code = told.split(':').next().unwrap_or_default();
    Some(code.rsplit('#').next().unwrap_or_default().to_owned())
}

fn of_json(body: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Error {
        #[serde(rename = "__type", alias = "code")]
        code: String,
    }
    serde_json::from_slice::<Error>(body).ok().map(|error| error.code)
}

fn of_xml(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let (_, after) = text.split_once("<Code>")?;
    after.split_once("</Code>").map(|(code, _)| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use pingora_http::ResponseHeader;

    fn answer(status: u16, error_type: Option<&str>, body: &'static str) -> Gathered {
        let mut head = ResponseHeader::build(status, None).unwrap();
        if let Some(error_type) = error_type {
            head.insert_header("x-amzn-ErrorType", error_type).unwrap();
        }
        Gathered { head: Box::new(head), body: Bytes::from_static(body.as_bytes()) }
    }

    /// feature-retry-behavior; how the protocols tell errors: Smithy, aws-json-1_0, rest-json, aws-query.
    #[test]
    fn what_is_transient_or_throttled_is_tried_again() {
        for (status, error_type, body, again) in [
            (200, None, r#"{"__type": "ThrottlingException"}"#, false),
            (429, None, "", true),
            (500, None, "", true),
            (501, None, "", false),
            (502, None, "", true),
            (503, None, "<Error><Code>SlowDown</Code></Error>", true),
            (504, None, "", true),
            (400, None, "", false),
            (400, None, r#"{"__type": "ValidationException", "message": "ThrottlingException"}"#, false),
            (
                400,
                None,
                r#"{"__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}"#,
                true,
            ),
            (400, None, r#"{"code": "RequestTimeout"}"#, true),
            (
                400,
                Some("ThrottlingException:http://internal.amazon.com/coral/com.amazon.coral.availability/"),
                "{}",
                true,
            ),
            (400, Some("ValidationException"), r#"{"__type": "ThrottlingException"}"#, false),
            (400, None, "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>", true),
            (403, None, "<Error><Code>AccessDenied</Code></Error>", false),
        ] {
            assert_eq!(is_passing(&answer(status, error_type, body)), again, "{status} {error_type:?} {body}");
        }
    }

    #[test]
    fn pauses_grow_and_never_outlast_the_timeout() {
        let long = Duration::from_secs(3600);
        for (made, most) in [(1, Some(1)), (2, Some(2)), (3, None), (4, None)] {
            for _ in 0..1000 {
                assert_eq!(pause(made, long).is_some(), most.is_some());
                assert!(pause(made, long).unwrap_or_default() <= Duration::from_secs(most.unwrap_or_default()));
            }
        }
        assert_eq!(pause(1, Duration::ZERO), None);
    }
}
