//! The head that goes to the target.

use super::forwarding::{Forwarding, Outbound};
use crate::proxy::{Context, Outgoing, Written, content_length, head};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Version, header};
use pingora_core::Result;
use pingora_http::RequestHeader;
use pingora_proxy::Session;
use smallvec::SmallVec;
use tollgate_model::Trace;
use tollgate_model::trace::written;
use tollgate_pipeline::{Body, Call, Field, Forward, dress};

impl Forwarding<'_> {
    /// Built anew for each attempt: nothing that one attempt did to it reaches the next.
    pub(super) fn request(
        &self,
        session: &Session,
        context: &mut Context,
        has_body: bool,
    ) -> Result<Box<RequestHeader>> {
        let forward = match &self.outbound {
            Outbound::Client(forward) => forward,
            Outbound::Made(call) => return made(call, session),
        };
        let request = self.dressed(forward, session, context, has_body)?;
        context.trace.step(|| forward.step(&request.method, written(&Written(&request))));
        Ok(request)
    }

    fn dressed(
        &self,
        forward: &Forward<'_>,
        session: &Session,
        context: &Context,
        has_body: bool,
    ) -> Result<Box<RequestHeader>> {
        let original = session.req_header();
        let mut out = original.clone();
        if self.opened.lowers_names() {
            lower_names(&mut out);
        }
        out.set_version(Version::HTTP_11);
        if let Some(method) = forward.method {
            out.set_method(method.clone());
        }
        out.set_raw_path(forward.target.as_bytes())?;
        strip(&mut out);
        if original.version == Version::HTTP_2 {
            join_cookies(&mut out);
        }
        if !has_body {
            frame_empty(&mut out);
        } else if !out.headers.contains_key(header::CONTENT_LENGTH) {
            out.insert_header(header::TRANSFER_ENCODING, "chunked")?;
        }
        let names = Written(original);
        dress(forward, self.opened, &head(original, &names, self.edge.peer(context)), &mut Outgoing(&mut out));
        Ok(Box::new(out))
    }
}

/// The head of a request that the pipeline made; how its body is framed is said here alone.
fn made(call: &Call<'_>, session: &Session) -> Result<Box<RequestHeader>> {
    let mut out = RequestHeader::build(call.method.clone(), call.target.as_bytes(), Some(call.headers.len() + 2))?;
    out.insert_header("Host", call.host.clone())?;
    for Field { name, written, value } in &call.headers {
        if !is_hop_by_hop(name.as_str()) && !matches!(*name, header::HOST | header::CONTENT_LENGTH) {
            out.append_header(written.to_string(), value.clone())?;
        }
    }
    let length = match &call.body {
        Body::Whole(body) => body.len() as u64,
        Body::Streamed => content_length(session.req_header()).unwrap_or_default(),
    };
    match length {
        0 => frame_empty(&mut out),
        length => out.insert_header("Content-Length", length)?,
    }
    Ok(Box::new(out))
}

/// Written as the map has them, which is in lower case.
fn lower_names(out: &mut RequestHeader) {
    let headers: Vec<(HeaderName, HeaderValue)> =
        out.headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    for (name, _) in &headers {
        out.remove_header(name);
    }
    for (name, value) in headers {
        // They were headers before.
        let _ = out.append_header(name.as_str().to_owned(), value);
    }
}

/// HTTP/2 may split `Cookie` into crumbs; elsewhere it is one field (RFC 9113 section 8.2.3).
fn join_cookies(out: &mut RequestHeader) {
    let crumbs: Vec<&[u8]> = out.headers.get_all(header::COOKIE).iter().map(HeaderValue::as_bytes).collect();
    if crumbs.len() < 2 {
        return;
    }
    // Of values joined by what a value may hold, a value.
    if let Ok(joined) = HeaderValue::from_bytes(&crumbs.join(&b"; "[..])) {
        let _ = out.insert_header(header::COOKIE, joined);
    }
}

/// Hop-by-hop fields, and those that `Connection` names.
fn strip(out: &mut RequestHeader) {
    let named = nominated(&out.headers);
    // Walked once: a look-up by text for each of them would cost more than all the names that are there.
    let gone: SmallVec<[HeaderName; 4]> =
        out.headers.keys().filter(|name| is_hop_by_hop(name.as_str()) || named.contains(name)).cloned().collect();
    for name in &gone {
        out.remove_header(name);
    }
}

/// Never forwarded, whatever kind of API it is (RFC 9110 section 7.6.1); `Expect` is answered here.
fn is_hop_by_hop(name: &str) -> bool {
    matches!(
        name,
        "connection"
            | "expect"
            | "http2-settings"
            | "keep-alive"
            | "proxy-authenticate"
            | "proxy-connection"
            | "te"
            | "trailer"
            | "transfer-encoding"
            | "upgrade"
    )
}

/// The fields that `Connection` says are for this hop alone.
pub(super) fn nominated(headers: &HeaderMap) -> SmallVec<[HeaderName; 4]> {
    headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| HeaderName::try_from(name.trim()).ok())
        .filter(|name| *name != header::CONNECTION && !is_end_to_end(name))
        .collect()
}

/// What nobody can take away by naming it in `Connection`: who asks and how the body is framed.
fn is_end_to_end(name: &HeaderName) -> bool {
    matches!(
        name.as_str(),
        "host"
            | "content-length"
            | "date"
            | "set-cookie"
            | "authorization"
            | "forwarded"
            | "x-forwarded-for"
            | "x-forwarded-proto"
            | "x-forwarded-host"
    )
}

/// A request without a body says so where its method would make the target wait for one (RFC 9110 section 8.6).
fn frame_empty(out: &mut RequestHeader) {
    let expects = matches!(out.method, Method::POST | Method::PUT | Method::PATCH);
    if out.headers.contains_key(header::CONTENT_LENGTH) && !expects {
        out.remove_header(&header::CONTENT_LENGTH);
    } else if expects {
        let _ = out.insert_header(header::CONTENT_LENGTH, "0");
    }
}
