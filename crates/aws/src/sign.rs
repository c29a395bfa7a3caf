//! Signature Version 4 in the headers of a request (IAM user guide, reference_sigv-create-signed-request).

use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings, UriPathNormalizationMode,
};
use aws_sigv4::sign::v4::SigningParams;
use aws_smithy_runtime_api::client::identity::Identity;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::time::SystemTime;
use tollgate_model::aws::Signing;

/// A request as it will be sent.
#[derive(Clone, Copy, Debug)]
pub struct Signable<'r> {
    pub method: &'r Method,
    /// Path and query, percent-encoded.
    pub target: &'r str,
    /// `Host` among them, and none of [`REPLACED`].
    pub headers: &'r HeaderMap,
    /// Of the body, see [`digest`].
    pub digest: &'r str,
}

/// SHA-256 of a body, in hex: what a signature covers of it. Made once for all attempts.
pub fn digest(body: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(body) {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Everything but what RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A request target whose query is written as its canonical form is, but for the order: who checks a signature may take the
/// query as it came, or encode it anew, and must come to the same. Of S3 the path too: it is signed as it is sent, and S3 makes
/// the key out of it first.
pub fn canonical<'t>(target: &'t str, service: &str) -> Cow<'t, str> {
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    let path = if is_s3(service) { Cow::Owned(of_key(path)) } else { path.into() };
    match query {
        Some(query) => format!("{path}?{}", of_query(query)).into(),
        None => path,
    }
}

/// Who takes a path as it is (see [`settings`]).
fn is_s3(service: &str) -> bool {
    matches!(service, "s3" | "s3express" | "s3-object-lambda" | "s3-outposts")
}

fn encoded(decoded: &[u8]) -> String {
    percent_encode(decoded, RESERVED).to_string()
}

/// Slashes are no part of a name here, however they were written. A segment of dots stays one that nobody resolves.
fn of_key(path: &str) -> String {
    let decoded: Vec<u8> = percent_decode_str(path).collect();
    let segment = |segment: &[u8]| match segment {
        b"." | b".." => "%2E".repeat(segment.len()),
        name => encoded(name),
    };
    decoded.split(|byte| *byte == b'/').map(segment).collect::<Vec<_>>().join("/")
}

fn of_query(query: &str) -> String {
    let part = |text: &str| {
        let text = text.replace('+', " ");
        encoded(&percent_decode_str(&text).collect::<Vec<u8>>())
    };
    let pair = |pair: &str| match pair.split_once('=') {
        Some((name, value)) => format!("{}={}", part(name), part(value)),
        None => part(pair),
    };
    query.split('&').map(pair).collect::<Vec<_>>().join("&")
}

/// What the signature brings along: a request's own are taken away before it is signed.
pub static REPLACED: [HeaderName; 3] =
    [header::AUTHORIZATION, HeaderName::from_static("x-amz-date"), HeaderName::from_static("x-amz-security-token")];

/// The request cannot be signed as it is: its target is no URI, or a header no text.
#[derive(Debug, thiserror::Error)]
#[error("the request cannot be signed: {0}")]
pub struct Unsignable(String);

/// The headers to set.
pub(crate) fn headers(
    request: Signable<'_>,
    signing: &Signing,
    identity: &Identity,
    now: SystemTime,
) -> Result<Vec<(HeaderName, HeaderValue)>, Unsignable> {
    signed(request, (&signing.region, &signing.service), identity, settings(&signing.service), now)
}

/// The body's digest is told to every service, as Amazon's gateway does (its execution logs show it). S3 takes paths as they
/// are: keys may hold `//` and `..`, and are encoded once (AmazonS3 API, sig-v4-header-based-auth).
fn settings(service: &str) -> SigningSettings {
    let mut settings = SigningSettings::default();
    settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    if is_s3(service) {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    }
    settings
}

fn signed(
    request: Signable<'_>,
    (region, service): (&str, &str),
    identity: &Identity,
    settings: SigningSettings,
    now: SystemTime,
) -> Result<Vec<(HeaderName, HeaderValue)>, Unsignable> {
    let params = SigningParams::builder()
        .identity(identity)
        .region(region)
        .name(service)
        .time(now)
        .settings(settings)
        .build()
        .map_err(unsignable)?
        .into();
    let covered = request.headers.iter().filter_map(covered);
    let body = SignableBody::Precomputed(request.digest.to_owned());
    let signable = SignableRequest::new(request.method.as_str(), request.target, covered, body).map_err(unsignable)?;
    let (instructions, _) = aws_sigv4::http_request::sign(signable, &params).map_err(unsignable)?.into_parts();
    let (headers, _) = instructions.into_parts();
    let fields = headers.iter().map(|header| {
        let mut value = HeaderValue::from_str(header.value()).map_err(unsignable)?;
        value.set_sensitive(header.sensitive());
        Ok((HeaderName::from_static(header.name()), value))
    });
    fields.collect()
}

/// What a signature can hold: a value that is no text goes along unsigned.
fn covered<'h>((name, value): (&'h HeaderName, &'h HeaderValue)) -> Option<(&'h str, &'h str)> {
    let is_of_connection = matches!(*name, header::CONNECTION | header::EXPECT | header::TE | header::UPGRADE);
    if is_of_connection {
        return None;
    }
    Some((name.as_str(), std::str::from_utf8(value.as_bytes()).ok()?))
}

fn unsignable(error: impl std::error::Error) -> Unsignable {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    Unsignable(text)
}

#[cfg(test)]
mod tests;
