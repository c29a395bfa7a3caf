//! What the gate judges of an HTTP/2 request's head.

use super::bytes::is_target;
use super::fields::MOST_FIELDS;
use super::head::HeadFault;
use super::host::is_host;
use super::settings::Settings;
use pingora_http::RequestHeader;
use tollgate_model::fault::FaultKind;

/// The gate's rules where HTTP/2 can break them; the h2 crate and pingora have looked at the rest (RFC 9113 8.2, 8.3).
pub(super) fn check(request: &RequestHeader, settings: &Settings) -> Result<(), HeadFault> {
    let target = request.raw_path();
    if request.method == http::Method::CONNECT {
        return fail(FaultKind::MethodNotAllowed, "CONNECT: no tunnels here");
    }
    if target.len() > settings.head.uri {
        return fail(FaultKind::UriTooLong, "request target longer than limits.uri");
    }
    if size(request) > settings.head.headers || request.headers.len() > MOST_FIELDS as usize {
        return fail(FaultKind::HeadersTooLarge, "header fields larger than limits.headers");
    }
    if !target.starts_with(b"/") || !is_target(target) {
        return fail(FaultKind::BadRequest, "illegal request target");
    }
    let authority = request.uri.authority().map(|authority| authority.as_str().as_bytes());
    let host = authority.or_else(|| request.headers.get(http::header::HOST).map(|host| host.as_bytes()));
    if !host.is_some_and(is_host) {
        return fail(FaultKind::BadRequest, "authority is no host");
    }
    Ok(())
}

/// The fields as HTTP/1 would write them: with a colon, a space and a line end.
pub(super) fn size(request: &RequestHeader) -> usize {
    request.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum()
}

fn fail(kind: FaultKind, detail: &'static str) -> Result<(), HeadFault> {
    Err(HeadFault { kind, detail })
}
