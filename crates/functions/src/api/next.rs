//! `next`: a process asks for its next invocation, and waits for it.

use super::{Response, json, refusal};
use crate::invocation::Invocation;
use crate::pool::Polled;
use crate::process::Process;
use crate::waiting::Job;
use hyper::StatusCode;
use hyper::header::{HeaderName, HeaderValue};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::oneshot;

pub(super) async fn next(process: &Arc<Process>) -> Response {
    let poll = match process.polls() {
        Ok(poll) => poll,
        Err(misstep) => return refusal::misstep(&misstep),
    };
    let job = take(process, poll).await;
    match process.begin(job) {
        Ok(invocation) => event(process, invocation),
        Err(job) => {
            process.core.hand_back(process, *job);
            // It has ended meanwhile, and so does this connection.
            std::future::pending().await
        }
    }
}

async fn take(process: &Arc<Process>, poll: u64) -> Job {
    match process.core.poll(process, poll == 1) {
        Polled::Job(job) => return job,
        Polled::Idle(job) => {
            if let Some(job) = (Idle { process, poll, job }).next().await {
                return job;
            }
        }
        Polled::Leave => process.terminate(),
    }
    // Asked again on another connection, or on its way out.
    std::future::pending().await
}

/// A connection on which the next invocation is waited for. What it is handed when it breaks goes to another.
struct Idle<'p> {
    process: &'p Arc<Process>,
    poll: u64,
    job: oneshot::Receiver<Job>,
}

impl Idle<'_> {
    async fn next(mut self) -> Option<Job> {
        (&mut self.job).await.ok()
    }
}

impl Drop for Idle<'_> {
    fn drop(&mut self) {
        self.job.close();
        self.process.breaks(self.poll);
        if let Ok(job) = self.job.try_recv() {
            self.process.core.hand_back(self.process, job);
        }
    }
}

fn event(process: &Process, invocation: Invocation) -> Response {
    let mut response = json(StatusCode::OK, invocation.payload);
    let deadline = SystemTime::now() + process.core.spec.timeout;
    let deadline = deadline.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("lambda-runtime-deadline-ms"), HeaderValue::from(deadline as u64));
    for (name, value) in [
        ("lambda-runtime-aws-request-id", Some(&invocation.request_id)),
        ("lambda-runtime-invoked-function-arn", Some(&invocation.arn)),
        ("lambda-runtime-trace-id", invocation.trace_id.as_ref()),
        ("lambda-runtime-client-context", invocation.client_context.as_ref()),
        ("lambda-runtime-cognito-identity", invocation.cognito_identity.as_ref()),
    ] {
        // What cannot stand in a header is left out: a trace id with a line feed is none.
        if let Some(Ok(value)) = value.map(|value| HeaderValue::from_str(value)) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    response
}
