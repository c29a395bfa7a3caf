//! The events of REST APIs, and of HTTP APIs in format 1.0, which was made after them.

use super::Request;
use super::context::{Members, Of, identity};
use super::query::{decoded, pairs};
use super::values::Values;
use super::write::Writer;
use std::borrow::Cow;
use tollgate_model::Variable;

/// Bytes of an event beside its body, about.
const FRAME: usize = 4096;

/// The event of a REST API (set-up-lambda-proxy-integrations; nulls, path and what is decoded as recorded of the service).
pub fn rest(request: &Request<'_>) -> Vec<u8> {
    let mut out = Writer::new(FRAME + request.body.size());
    let parts = Parts {
        path: request.path,
        headers: Values::of(headers(request)),
        query: Values::of(pairs(request.query, &['&', ';'])),
        path_parameters: Values::of(raw(request)),
    };
    top(request, &parts, &mut out);
    let mut members = Members::of(request);
    out.object("requestContext", |out| {
        members.nullable("accountId", Variable::AccountId, out);
        members.nullable("apiId", Variable::ApiId, out);
        if let Some(authorizer) = request.authorizer {
            out.raw("authorizer", authorizer);
        }
        members.nullable("deploymentId", Variable::DeploymentId, out);
        members.nullable("domainName", Variable::DomainName, out);
        members.nullable("domainPrefix", Variable::DomainPrefix, out);
        members.nullable("extendedRequestId", Variable::ExtendedRequestId, out);
        out.text("httpMethod", request.method);
        identity(Of::Rest, request, &mut members, out);
        members.bare("isCanaryRequest", Variable::IsCanaryRequest, out);
        out.text("path", request.whole_path);
        times(&mut members, Variable::RequestId, out);
        members.nullable("resourceId", Variable::ResourceId, out);
        out.text("resourcePath", request.resource);
        members.nullable("stage", Variable::Stage, out);
    });
    rest_of(request, &parts, &mut out);
    out.finish()
}

/// The event of an HTTP API in format 1.0 (http-api-develop-integrations-lambda). Where that page and the service differ, it is
/// as recorded of the service: no authorizer where none was asked, the route's key as `resourceId`, the path with its stage
/// and as it was requested, but decoded parameters of it (http-api-develop-routes).
pub fn http_v1(request: &Request<'_>) -> Vec<u8> {
    let mut out = Writer::new(FRAME + request.body.size());
    out.text("version", "1.0");
    let parts = Parts {
        path: request.whole_path,
        headers: Values::of(headers(request)),
        query: Values::of(pairs(request.query, &['&'])),
        path_parameters: Values::of(raw(request).map(|(name, value)| (name, decoded_parameter(value)))),
    };
    top(request, &parts, &mut out);
    let mut members = Members::of(request);
    out.object("requestContext", |out| {
        members.nullable("accountId", Variable::AccountId, out);
        members.nullable("apiId", Variable::ApiId, out);
        if let Some(authorizer) = request.authorizer {
            out.raw("authorizer", authorizer);
        }
        members.nullable("domainName", Variable::DomainName, out);
        members.nullable("domainPrefix", Variable::DomainPrefix, out);
        members.nullable("extendedRequestId", Variable::ExtendedRequestId, out);
        out.text("httpMethod", request.method);
        identity(Of::Http, request, &mut members, out);
        out.text("path", parts.path);
        times(&mut members, Variable::ExtendedRequestId, out);
        members.nullable("resourceId", Variable::RouteKey, out);
        out.text("resourcePath", request.resource);
        members.nullable("stage", Variable::Stage, out);
    });
    rest_of(request, &parts, &mut out);
    out.finish()
}

/// What the two formats tell in different ways.
struct Parts<'r> {
    path: &'r str,
    headers: Values<'r>,
    query: Values<'r>,
    path_parameters: Values<'r>,
}

fn headers<'r>(request: &Request<'r>) -> impl Iterator<Item = (Cow<'r, str>, Cow<'r, str>)> {
    request.headers.iter().map(|(name, value)| (Cow::Borrowed(*name), Cow::Borrowed(&**value)))
}

fn raw<'r>(request: &Request<'r>) -> impl Iterator<Item = (Cow<'r, str>, Cow<'r, str>)> {
    request.path_parameters.iter().map(|(name, value)| (Cow::Borrowed(*name), Cow::Borrowed(*value)))
}

fn decoded_parameter(value: Cow<'_, str>) -> Cow<'_, str> {
    match value {
        Cow::Borrowed(value) => decoded(value),
        Cow::Owned(value) => decoded(&value).into_owned().into(),
    }
}

/// Up to `requestContext`.
fn top(request: &Request<'_>, parts: &Parts<'_>, out: &mut Writer) {
    out.text("resource", request.resource);
    out.text("path", parts.path);
    out.text("httpMethod", request.method);
    parts.headers.single("headers", out);
    parts.headers.multi("multiValueHeaders", out);
    parts.query.single("queryStringParameters", out);
    parts.query.multi("multiValueQueryStringParameters", out);
}

fn times(members: &mut Members<'_>, id: Variable, out: &mut Writer) {
    members.nullable("protocol", Variable::Protocol, out);
    members.nullable("requestId", id, out);
    members.nullable("requestTime", Variable::RequestTime, out);
    members.bare("requestTimeEpoch", Variable::RequestTimeEpoch, out);
}

/// What follows `requestContext`.
fn rest_of(request: &Request<'_>, parts: &Parts<'_>, out: &mut Writer) {
    parts.path_parameters.single("pathParameters", out);
    match request.stage_variables {
        [] => out.raw("stageVariables", "null"),
        variables => out.object("stageVariables", |out| {
            variables.iter().for_each(|(name, value)| out.text(name, value));
        }),
    }
    if !request.body.write(out) {
        out.raw("body", "null");
    }
    out.raw("isBase64Encoded", if request.body.is_base64() { "true" } else { "false" });
}
