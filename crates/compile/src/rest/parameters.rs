//! `integration.request.…` = `method.request.…` (rest-api-parameter-mapping-sources, request-response-data-mappings).

use super::param_piece;
use crate::expression::{self, GivenValue};
use crate::names::BAD_PARAMETER;
use crate::parameter::Parameters;
use crate::stage::{RoutePath, Scope};
use crate::table::Context;
use http::HeaderName;
use tollgate_definition::api::{RequestParameter, Text};
use tollgate_mapping::parameter::{RequestPart, RequestSource, RequestTarget};
use tollgate_routes::{HeaderMapping, PathPiece, QueryMapping, ValueSource};

/// Dropped even where they are mapped (recorded of the service; api-gateway-known-issues).
const NEVER_SENT: [&str; 4] = ["expect", "proxy-authenticate", "te", "via"];

pub(super) fn read(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    key: &RoutePath,
    written: &[RequestParameter],
    is_taken: fn(&str) -> bool,
) -> Parameters {
    let mut parameters = Parameters::default();
    for parameter in written {
        let target = target(context, &parameter.target, is_taken, &mut parameters.blocked);
        let source = source(context, scope, key, &parameter.source);
        let (Some(target), Some(source)) = (target, source) else { continue };
        match target {
            RequestTarget::Path(name) => drop(parameters.path.insert(name.to_string(), piece(key, source))),
            RequestTarget::QueryString(name) => {
                parameters.query.push(QueryMapping { name: (*name).into(), source, of_uri: false });
            }
            RequestTarget::Header(name) => {
                let Ok(header) = HeaderName::from_bytes(name.as_bytes()) else { continue };
                parameters.headers.push(HeaderMapping { name: header, written: (*name).into(), source });
            }
        }
    }
    parameters
}

fn target(
    context: &mut Context<'_>,
    written: &Text,
    is_taken: fn(&str) -> bool,
    blocked: &mut bool,
) -> Option<RequestTarget> {
    let target = expression::parsed(context, written, RequestTarget::parse(&written.text))?;
    if matches!(&target, RequestTarget::Header(name) if is_taken(name)) {
        let message = format!("`{}` cannot be mapped: Amazon answers 500, and so does this route", written.text);
        context.diagnostics.warning(BAD_PARAMETER, written.origin, message);
        *blocked = true;
        return None;
    }
    if matches!(&target, RequestTarget::Header(name) if NEVER_SENT.iter().any(|it| it.eq_ignore_ascii_case(name))) {
        let message =
            format!("`{}` has no effect: Amazon drops this header on the way to an integration", written.text);
        context.diagnostics.warning(BAD_PARAMETER, written.origin, message);
        return None;
    }
    Some(target)
}

fn source(context: &mut Context<'_>, scope: &Scope<'_>, key: &RoutePath, written: &Text) -> Option<ValueSource> {
    match expression::parsed(context, written, RequestSource::parse(&written.text))? {
        RequestSource::Given(given) => match expression::given(context, scope, &given, written.origin)? {
            GivenValue::Text(text) => Some(ValueSource::Static(text)),
            GivenValue::Context(value) => Some(ValueSource::Context(value)),
        },
        RequestSource::Part(part, name) => {
            let source = of_request(key, part, &name);
            if source.is_none() {
                let message = format!("`{key}` has no path parameter `{}`", &*name);
                context.diagnostics.error(BAD_PARAMETER, written.origin, message);
            }
            source
        }
        RequestSource::Body => Some(ValueSource::Body),
        RequestSource::BodyPath(path) => {
            expression::body_place(context, &path, written.origin).map(ValueSource::BodyPath)
        }
    }
}

fn of_request(key: &RoutePath, part: RequestPart, name: &str) -> Option<ValueSource> {
    match part {
        RequestPart::Path => key.param(name).map(|(index, _)| ValueSource::Path(index)),
        RequestPart::QueryString => Some(ValueSource::Query(name.into())),
        RequestPart::MultiValueQueryString => Some(ValueSource::MultiQuery(name.into())),
        RequestPart::Header => expression::exact_header(name).map(ValueSource::Header),
        RequestPart::MultiValueHeader => expression::exact_header(name).map(ValueSource::MultiHeader),
    }
}

/// A greedy parameter keeps its slashes.
fn piece(key: &RoutePath, source: ValueSource) -> PathPiece {
    match source {
        ValueSource::Path(index) => param_piece((index, key.is_greedy(index))),
        source => PathPiece::Value(source),
    }
}
