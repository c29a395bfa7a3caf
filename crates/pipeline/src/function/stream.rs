//! Answers that are passed on as they come (response-transfer-mode-lambda).

use super::{answer, failure};
use crate::parameters::Source;
use crate::render::Stop;
use crate::{Opened, Refused, Reply, respond, text};
use bytes::Bytes;
use tollgate_mapping::answer::{Answer, Begun, Malformed, Prelude};
use tollgate_model::{FaultKind, Head, Origin, Step, Trace};
use tollgate_routes::{EventFormat, Table};

/// The head of a streamed answer, as its prelude says it: ids included, its body what the stream goes on with.
pub fn stream(
    table: &Table,
    opened: &Opened,
    head: &Head<'_>,
    answer: &Answer,
    trace: &mut impl Trace,
) -> Result<Reply, Box<Refused>> {
    let Some((stage, route)) = opened.of(table) else {
        return Err(Refused::of(opened, FaultKind::InternalServerError.into(), Origin::NOWHERE));
    };
    let head = &opened.seen(head);
    let source = Source { stage, route, opened, head, body: None };
    let mut reply = answer::said(answer, source, Bytes::new());
    if stage.manners.error_type {
        reply = respond::traced(reply, source);
    }
    trace.step(|| Step::MethodResponse {
        status: reply.status,
        headers: reply.traced(),
        body: None,
        origin: route.origin,
    });
    reply.headers.extend(text::id_fields(stage.manners, &opened.identity));
    Ok(reply)
}

/// A stream that does not begin as one: "API Gateway invokes your Lambda function and return a 500 error response".
pub fn malformed_stream(table: &Table, opened: &Opened, why: &Malformed) -> Box<Refused> {
    let origin = opened.of(table).map_or(Origin::NOWHERE, |(_, route)| route.origin);
    let Stop { fault, origin } = failure::malformed(EventFormat::Rest, true, why, origin);
    Refused::of(opened, fault, origin)
}

/// An answer that came whole although it was asked for as a stream.
pub(super) fn whole(format: EventFormat, source: Source<'_>, payload: &Bytes) -> Result<Reply, Stop> {
    let mut prelude = Prelude::default();
    let begun = match prelude.feed(payload) {
        Ok(Begun::Answer(answer, body)) => Ok((answer, body)),
        Ok(Begun::More) => Err(prelude.unfinished()),
        Err(malformed) => Err(malformed),
    };
    let (answer, body) = begun.map_err(|why| failure::malformed(format, true, &why, source.route.origin))?;
    Ok(answer::said(&answer, source, body))
}
