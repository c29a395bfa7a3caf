//! Format 2.0 of HTTP APIs.

use super::Request;
use super::context::Members;
use super::query::{decoded, pairs};
use super::values::{Values, lowered};
use super::write::Writer;
use std::borrow::Cow;
use tollgate_model::Variable;

/// Bytes of an event beside its body, about.
const FRAME: usize = 2048;

/// The event (http-api-develop-integrations-lambda): what has no entries is left out, several values are joined with commas,
/// cookies stand apart, paths are decoded (http-api-develop-routes).
pub fn http_v2(request: &Request<'_>) -> Vec<u8> {
    let mut out = Writer::new(FRAME + request.body.size());
    let mut members = Members::of(request);
    out.text("version", "2.0");
    members.nullable("routeKey", Variable::RouteKey, &mut out);
    let path = decoded(request.whole_path);
    out.text("rawPath", &path);
    out.text("rawQueryString", request.query.unwrap_or(""));
    headers(request, &mut out);
    let query = Values::of(pairs(request.query, &['&']));
    if !query.is_empty() {
        query.joined("queryStringParameters", &mut out);
    }
    out.object("requestContext", |out| context(request, &path, &mut members, out));
    request.body.write(&mut out);
    if !request.path_parameters.is_empty() {
        out.object("pathParameters", |out| {
            request.path_parameters.iter().for_each(|(name, value)| out.text(name, &decoded(value)));
        });
    }
    out.raw("isBase64Encoded", if request.body.is_base64() { "true" } else { "false" });
    if !request.stage_variables.is_empty() {
        out.object("stageVariables", |out| {
            request.stage_variables.iter().for_each(|(name, value)| out.text(name, value));
        });
    }
    out.finish()
}

/// `cookies`, then the other headers.
fn headers(request: &Request<'_>, out: &mut Writer) {
    let is_cookie = |name: &str| name.eq_ignore_ascii_case("cookie");
    let (cookies, others): (Vec<_>, Vec<_>) = request.headers.iter().partition(|(name, _)| is_cookie(name));
    if !cookies.is_empty() {
        let each = cookies.iter().flat_map(|(_, value)| value.split(';')).map(str::trim);
        out.list("cookies", each.filter(|cookie| !cookie.is_empty()));
    }
    Values::of(others.iter().map(|(name, value)| (lowered(name), Cow::Borrowed(&**value)))).joined("headers", out);
}

fn context(request: &Request<'_>, path: &str, members: &mut Members<'_>, out: &mut Writer) {
    members.nullable("accountId", Variable::AccountId, out);
    members.nullable("apiId", Variable::ApiId, out);
    if members.value(Variable::ClientCertPem).is_some() {
        out.object("authentication", |out| members.client_cert(out));
    }
    if let Some(authorizer) = request.authorizer {
        out.raw("authorizer", authorizer);
    }
    members.nullable("domainName", Variable::DomainName, out);
    members.nullable("domainPrefix", Variable::DomainPrefix, out);
    out.object("http", |out| {
        out.text("method", request.method);
        out.text("path", path);
        members.nullable("protocol", Variable::Protocol, out);
        members.nullable("sourceIp", Variable::SourceIp, out);
        out.text("userAgent", members.value(Variable::UserAgent).unwrap_or(""));
    });
    // The id that HTTP APIs show their callers, in `apigw-requestid`, too.
    members.nullable("requestId", Variable::ExtendedRequestId, out);
    members.nullable("routeKey", Variable::RouteKey, out);
    members.nullable("stage", Variable::Stage, out);
    members.nullable("time", Variable::RequestTime, out);
    members.bare("timeEpoch", Variable::RequestTimeEpoch, out);
}
