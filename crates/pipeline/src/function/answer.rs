//! From what a function answered to what the caller gets.

use super::{failure, mapped, stream};
use crate::parameters::Source;
use crate::render::Stop;
use crate::respond;
use crate::{AnswerHead, Carried, Field, Fields, Reply};
use bytes::Bytes;
use http::HeaderName;
use http::HeaderValue;
use http::header::{ACCEPT, SET_COOKIE};
use std::borrow::Cow;
use tollgate_mapping::answer::{self, Answer, error_message};
use tollgate_mapping::media;
use tollgate_model::{Origin, Trace};
use tollgate_routes::{EventFormat, Exchange, FunctionCall};

/// Of the Invoke API: the function failed, and its payload says how.
static FUNCTION_ERROR: HeaderName = HeaderName::from_static("x-amz-function-error");

/// Without the headers that every answer has: ids, coding.
pub(crate) fn answered(
    function: &FunctionCall,
    source: Source<'_>,
    carried: &Carried,
    head: AnswerHead<'_>,
    payload: Bytes,
    trace: &mut impl Trace,
) -> Result<Reply, Stop> {
    let reply = match &function.exchange {
        Exchange::Mapped(mapped) => mapped::reply(mapped, source, carried, head, payload, trace)?,
        Exchange::Event(format) => proxied(*format, function.streams, source, head, payload)?,
    };
    Ok(if source.stage.manners.error_type { respond::traced_invocation(reply, source) } else { reply })
}

fn proxied(
    format: EventFormat,
    streams: bool,
    source: Source<'_>,
    head: AnswerHead<'_>,
    payload: Bytes,
) -> Result<Reply, Stop> {
    let origin = source.route.origin;
    if head.status >= 300 {
        return Err(failure::refused(format, head, &payload, origin));
    }
    if head.headers.contains_key(&FUNCTION_ERROR) {
        return Err(failure::function_error(format, error_message(&payload).as_deref(), origin));
    }
    if streams {
        return stream::whole(format, source, &payload);
    }
    let answer = match format {
        EventFormat::Rest => answer::rest(&payload),
        EventFormat::HttpV1 => answer::http_v1(&payload),
        EventFormat::HttpV2 => answer::http_v2(&payload),
    };
    let mut answer = answer.map_err(|why| failure::malformed(format, false, &why, origin))?;
    if answer.is_base64 && is_wanted_decoded(format, source) {
        answer.body = decoded(format, answer.body, origin)?;
    }
    Ok(said(&answer, source, answer.body.clone()))
}

/// What a function answered, as the caller gets it.
pub(super) fn said(answer: &Answer, source: Source<'_>, body: Bytes) -> Reply {
    Reply { answered: Some(answer.status), ..Reply::new(answer.status, headers(answer, source), body) }
}

/// A REST API decodes what its caller accepts first and `binaryMediaTypes` name, whatever type the function says
/// (lambda-proxy-binary-media; recorded of the service); an HTTP API decodes all.
fn is_wanted_decoded(format: EventFormat, source: Source<'_>) -> bool {
    let accepted = media::first_accepted(source.head.header(&ACCEPT));
    format != EventFormat::Rest || source.stage.binary_media_types.contains(accepted)
}

fn decoded(format: EventFormat, body: Bytes, origin: Origin) -> Result<Bytes, Stop> {
    Answer::decoded(body).map_err(|_| failure::not_base64(format, origin))
}

/// Dropped and renamed where a backend's own would be (api-gateway-known-issues). What no message can carry is not sent.
fn headers(answer: &Answer, source: Source<'_>) -> Fields {
    let own = answer.headers.iter().filter_map(|(name, value)| {
        Some((HeaderName::from_bytes(name.as_bytes()).ok()?, Cow::Borrowed(name.as_str()), value_of(value)?))
    });
    let mut headers = respond::passed(source.stage.manners, answer.status, own);
    for cookie in &answer.cookies {
        headers.extend(value_of(cookie).map(|value| Field { name: SET_COOKIE, written: "set-cookie".into(), value }));
    }
    headers
}

fn value_of(text: &str) -> Option<HeaderValue> {
    HeaderValue::from_bytes(text.as_bytes()).ok()
}
