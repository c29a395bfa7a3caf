//! The head of an answer that is passed on as it comes.

use super::attempt::{Attempt, Broken};
use super::closed;
use super::request::nominated;
use crate::proxy::{Answer, Context, Written, WrittenAnswer, head as request_head};
use http::{HeaderName, Method, StatusCode, Version, header};
use pingora_core::protocols::http::date::get_cached_date;
use pingora_core::protocols::http::v1::client::HttpSession as Client;
use pingora_http::ResponseHeader;
use pingora_proxy::Session;
use smallvec::SmallVec;
use std::time::Duration;
use tollgate_model::trace::{Fields, written};
use tollgate_model::{Origin, Step, Trace};
use tollgate_pipeline::{adapt, adapts, finish, pass};
use tollgate_routes::Collected;

/// Never passed on from an answer, whatever kind of API it is (RFC 9110 section 7.6.1).
pub(crate) fn is_hop_by_hop(name: &str) -> bool {
    matches!(name, "keep-alive" | "proxy-connection" | "te" | "trailer" | "transfer-encoding" | "upgrade")
}

/// RFC 9110 sections 6.4.1, 9.3.2.
pub(crate) fn has_no_body(status: StatusCode, method: &Method) -> bool {
    *method == Method::HEAD || matches!(status.as_u16(), 204 | 304)
}

/// An HTTP/1.0 client knows no chunks (RFC 9112 section 6.3, case 8).
pub(super) fn ends_with_connection(head: &ResponseHeader, session: &Session, bodyless: bool) -> bool {
    session.req_header().version == Version::HTTP_10 && !bodyless && !head.headers.contains_key(header::CONTENT_LENGTH)
}

/// The head that the client gets of an answer whose body is passed on as it comes; `None` where it is collected first.
pub(super) fn passed(
    attempt: &Attempt<'_>,
    client: &Client,
    session: &Session,
    context: &mut Context,
) -> Result<Option<Box<ResponseHeader>>, Broken> {
    let Some(head) = client.resp_header() else {
        return Err(Broken::BadAnswer("an answer without a head".into()));
    };
    if attempt.forwarding.calls_aws && head.status.as_u16() >= 400 {
        // An error of a service is looked at before it is told: it may be worth another attempt.
        return Ok(None);
    }
    match attempt.forwarding.collects(head.status.as_u16()) {
        Collected::Never => Ok(Some(Box::new(proxied(attempt, head.clone(), session, context)))),
        Collected::ByHead => closed::mapped_head(attempt.forwarding, head, session, context),
        Collected::Always => Ok(None),
    }
}

/// As it came, but for what a kind of API drops, renames or adds.
fn proxied(
    attempt: &Attempt<'_>,
    mut head: ResponseHeader,
    session: &Session,
    context: &mut Context,
) -> ResponseHeader {
    let manners = attempt.forwarding.outbound.manners();
    note_id(&head, context);
    let latency = context.progress.called().map_or(Duration::ZERO, |called| called.latency);
    let (status, origin) = (head.status.as_u16(), Origin::NOWHERE);
    context.trace.step(|| Step::IntegrationResponse { status, latency, headers: fields(&head), body: None });
    strip(&mut head);
    pass(manners, status, &mut Answer(&mut head));
    if adapts(&context.generation.table, attempt.forwarding.opened) {
        adapted(attempt, &mut head, session, context);
    }
    let status = head.status.as_u16();
    finish(manners, &context.identity, &mut Answer(&mut head));
    // The target's own may have been renamed above; ours is the session's.
    head.remove_header(&header::CONNECTION);
    if !head.headers.contains_key(header::DATE) {
        let _ = head.insert_header(header::DATE, get_cached_date());
    }
    head.set_version(Version::HTTP_11);
    let bodyless = has_no_body(head.status, &session.req_header().method);
    frame(attempt, &mut head, session, bodyless);
    context.trace.step(|| Step::MethodResponse { status, headers: fields(&head), body: None, origin });
    head
}

/// A body that the status now forbids is not sent, and one that it now asks for is empty.
fn adapted(attempt: &Attempt<'_>, head: &mut ResponseHeader, session: &Session, context: &Context) {
    let request = session.req_header();
    let (names, before) = (Written(request), head.status);
    let asked = request_head(request, &names, attempt.forwarding.edge.peer(context));
    let (table, opened) = (&context.generation.table, attempt.forwarding.opened);
    let status = adapt(table, opened, &asked, before.as_u16(), &mut Answer(head));
    let _ = head.set_status(status);
    if has_no_body(before, &Method::GET) && !has_no_body(head.status, &Method::GET) {
        let _ = head.insert_header(header::CONTENT_LENGTH, "0");
    }
}

fn fields(head: &ResponseHeader) -> Fields {
    written(&WrittenAnswer(head))
}

static AWS_IDS: [HeaderName; 2] =
    [HeaderName::from_static("x-amzn-requestid"), HeaderName::from_static("x-amz-request-id")];
static AWS_ID_2: HeaderName = HeaderName::from_static("x-amz-id-2");

/// `$context.awsEndpointRequestId` and `awsEndpointRequestId2` (http-api-logging-variables).
pub(super) fn note_id(head: &ResponseHeader, context: &mut Context) {
    if let Some(called) = context.progress.called() {
        let text = |name| head.headers.get(name).and_then(|id| id.to_str().ok()).map(Into::into);
        // Of a local function's invocation it is known before.
        called.aws_request_id = AWS_IDS.iter().find_map(text).or_else(|| called.aws_request_id.take());
        called.aws_request_id_2 = text(&AWS_ID_2);
    }
}

/// Hop-by-hop fields, and those that `Connection` names.
pub(super) fn strip(head: &mut ResponseHeader) {
    let named = nominated(&head.headers);
    let gone: SmallVec<[HeaderName; 2]> =
        head.headers.keys().filter(|name| is_hop_by_hop(name.as_str()) || named.contains(name)).cloned().collect();
    for name in &gone {
        head.remove_header(name);
    }
}

/// Says how the body ends (RFC 9112 section 6).
fn frame(attempt: &Attempt<'_>, head: &mut ResponseHeader, session: &Session, bodyless: bool) {
    let request = session.req_header();
    let asked = attempt.forwarding.outbound.method(session);
    if head.status == StatusCode::NO_CONTENT {
        head.remove_header(&header::CONTENT_LENGTH);
    } else if *asked == Method::HEAD && request.method != Method::HEAD && !bodyless {
        // The target was sent HEAD, the caller's method has a body: it is empty.
        let _ = head.insert_header(header::CONTENT_LENGTH, "0");
    } else if request.version == Version::HTTP_11 && !bodyless && !head.headers.contains_key(header::CONTENT_LENGTH) {
        let _ = head.insert_header(header::TRANSFER_ENCODING, "chunked");
    }
}
