//! What a runtime posts: an answer, whole or in pieces, an error, or that it cannot start.

use super::{Response, accepted, refusal};
use crate::failure::{Failure, RESPONSE_LIMIT};
use crate::invocation::{Invoked, Whole};
use crate::pieces::StreamFault;
use crate::process::{Answering, Process};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use hyper::header::CONTENT_TYPE;
use hyper::{HeaderMap, Request};
use std::sync::Arc;

const RESPONSE_MODE: &str = "lambda-runtime-function-response-mode";
const ERROR_TYPE: &str = "lambda-runtime-function-error-type";

/// An error with an X-Ray cause beside it, which is not the caller's.
const ERROR_WITH_CAUSE: &str = "application/vnd.aws.lambda.error.cause+json";

/// What is left of a post that could not be read to its end.
enum Unread {
    TooLarge,
    Truncated,
}

pub(super) async fn response(process: &Arc<Process>, id: &str, request: Request<Incoming>) -> Response {
    let mut answering = match process.answers(id, "InvocationResponse") {
        Ok(answering) => answering,
        Err(misstep) => return refusal::misstep(&misstep),
    };
    let (head, body) = request.into_parts();
    let mode = head.headers.get(RESPONSE_MODE).map(|mode| mode.as_bytes());
    match mode {
        None | Some(b"") => whole(answering, body).await,
        Some(b"streaming") if answering.streams() => {
            let content_type = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
            answering.begin_stream(content_type.map(Into::into));
            stream(answering, body).await
        }
        Some(b"streaming") => whole(answering, body).await,
        Some(_) => {
            answering.fail(&Failure::InvalidResponseMode);
            refusal::invalid_response_mode()
        }
    }
}

/// To a caller that takes no pieces, a streamed answer too: its trailers say whether it failed.
async fn whole(answering: Answering, body: Incoming) -> Response {
    match collect(body).await {
        Ok((payload, trailers)) => {
            let whole = match trailers.as_ref().and_then(StreamFault::of_trailers) {
                None => Whole::success(payload),
                Some(fault) => Whole::failure(fault.body),
            };
            answering.answer(Invoked::Whole(whole));
            accepted()
        }
        Err(Unread::TooLarge) => {
            answering.fail(&Failure::ResponseTooLarge);
            refusal::too_large()
        }
        Err(Unread::Truncated) => refusal::truncated(),
    }
}

async fn stream(answering: Answering, mut body: Incoming) -> Response {
    let mut end = Ok(());
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return refusal::truncated() };
        match frame.into_data() {
            Ok(piece) => answering.send(piece).await,
            Err(frame) => end = frame.trailers_ref().and_then(StreamFault::of_trailers).map_or(Ok(()), Err),
        }
    }
    answering.end_stream(end);
    accepted()
}

pub(super) async fn error(process: &Arc<Process>, id: &str, request: Request<Incoming>) -> Response {
    let answering = match process.answers(id, "InvocationErrorResponse") {
        Ok(answering) => answering,
        Err(misstep) => return refusal::misstep(&misstep),
    };
    match reported(request).await {
        Ok(failure) => {
            answering.fail(&failure);
            accepted()
        }
        Err(Unread::TooLarge) => {
            answering.fail(&Failure::ResponseTooLarge);
            refusal::too_large()
        }
        Err(Unread::Truncated) => refusal::truncated(),
    }
}

pub(super) async fn init_error(process: &Arc<Process>, request: Request<Incoming>) -> Response {
    let failure = match reported(request).await {
        Ok(failure) => failure,
        Err(Unread::TooLarge) => return refusal::too_large(),
        Err(Unread::Truncated) => return refusal::truncated(),
    };
    match process.fails_to_start(failure) {
        Ok(()) => accepted(),
        Err(misstep) => refusal::misstep(&misstep),
    }
}

async fn reported(request: Request<Incoming>) -> Result<Failure, Unread> {
    let (head, body) = request.into_parts();
    let error_type = error_type(&head.headers);
    let (body, _) = collect(body).await?;
    let with_cause = head.headers.get(CONTENT_TYPE).is_some_and(|value| value == ERROR_WITH_CAUSE);
    let body = if with_cause { without_cause(&body) } else { body };
    Ok(Failure::Reported { error_type, body })
}

/// Bytes of an error type that is believed to be one.
const ERROR_TYPE_LIMIT: usize = 256;

/// `Runtime.Xxx` and `Function.Xxx` as they are; else what Lambda's runtime interface makes of it.
fn error_type(headers: &HeaderMap) -> Box<str> {
    let error_type = headers.get(ERROR_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let reason = error_type.strip_prefix("Runtime.").or_else(|| error_type.strip_prefix("Function."));
    match reason {
        Some(reason)
            if reason.starts_with(|first: char| first.is_ascii_uppercase()) && reason.len() <= ERROR_TYPE_LIMIT =>
        {
            error_type.into()
        }
        _ if error_type.starts_with("Function.") => "Function.Unknown".into(),
        _ => "Runtime.Unknown".into(),
    }
}

fn without_cause(body: &[u8]) -> Bytes {
    let Ok(serde_json::Value::Object(error)) = serde_json::from_slice(body) else {
        return Bytes::from_static(br#""Invalid error body""#);
    };
    let kept = error.into_iter().filter(|(key, _)| matches!(&**key, "errorMessage" | "errorType" | "stackTrace"));
    serde_json::Value::Object(kept.collect()).to_string().into()
}

/// All of it, and its trailers. What is too large is read to its end: else the runtime would not read our answer.
async fn collect(mut body: Incoming) -> Result<(Bytes, Option<HeaderMap>), Unread> {
    let mut collected = Collected::Nothing;
    let mut trailers = None;
    let mut fits = body.size_hint().lower() <= RESPONSE_LIMIT as u64;
    while let Some(frame) = body.frame().await {
        match frame.map_err(|_| Unread::Truncated)?.into_data() {
            Ok(piece) => {
                fits &= collected.len() + piece.len() <= RESPONSE_LIMIT;
                collected = if fits { collected.with(piece) } else { Collected::Nothing };
            }
            Err(frame) => trailers = frame.into_trailers().ok(),
        }
    }
    if fits { Ok((collected.into_bytes(), trailers)) } else { Err(Unread::TooLarge) }
}

/// Most bodies are one piece, which is not copied.
enum Collected {
    Nothing,
    One(Bytes),
    Many(BytesMut),
}

impl Collected {
    fn len(&self) -> usize {
        match self {
            Collected::Nothing => 0,
            Collected::One(piece) => piece.len(),
            Collected::Many(pieces) => pieces.len(),
        }
    }

    fn with(self, piece: Bytes) -> Collected {
        let mut pieces = match self {
            Collected::Nothing => return Collected::One(piece),
            Collected::One(first) => BytesMut::from(first),
            Collected::Many(pieces) => pieces,
        };
        pieces.extend_from_slice(&piece);
        Collected::Many(pieces)
    }

    fn into_bytes(self) -> Bytes {
        match self {
            Collected::Nothing => Bytes::new(),
            Collected::One(piece) => piece,
            Collected::Many(pieces) => pieces.freeze(),
        }
    }
}
