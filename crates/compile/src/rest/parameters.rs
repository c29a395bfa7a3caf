//! `integration.request.…` = `method.request.…` (request-response-data-mappings).

use super::param_piece;
use crate::names::{BAD_PARAMETER, NOT_ENFORCED};
use crate::parameter::{Parameters, is_name};
use crate::stage::{RoutePath, Scope};
use crate::table::Context;
use crate::variables;
use http::HeaderName;
use tollgate_definition::api::{RequestParameter, Text};
use tollgate_routes::{HeaderMapping, HeaderSource, PathPiece, QueryMapping, ValueSource};

/// Headers that Amazon adds itself and answers 500 for when they are mapped ("header already present").
const TAKEN: [&str; 4] = ["content-length", "transfer-encoding", "x-amzn-trace-id", "x-amzn-apigateway-api-id"];

const TARGETS: &str =
    "`integration.request.path.NAME`, `integration.request.querystring.NAME` or `integration.request.header.NAME`";
const SOURCES: &str = "`method.request.{path|querystring|multivaluequerystring|header|multivalueheader}.NAME`, \
                       `stageVariables.NAME` or `'a static value'`";

enum Target<'t> {
    Path(&'t str),
    Query(&'t str),
    Header(HeaderName, &'t str),
}

pub(super) fn read(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    key: &RoutePath,
    written: &[RequestParameter],
) -> Parameters {
    let mut parameters = Parameters::default();
    for parameter in written {
        let target = target(context, &parameter.target, &mut parameters.blocked);
        let source = source(context, scope, key, &parameter.source, &mut parameters.blocked);
        let (Some(target), Some(source)) = (target, source) else { continue };
        match target {
            Target::Path(name) => drop(parameters.path.insert(name.to_owned(), piece(key, source))),
            Target::Query(name) => parameters.query.push(QueryMapping { name: name.into(), source }),
            Target::Header(name, written) => {
                parameters.headers.push(HeaderMapping { name, written: written.into(), source });
            }
        }
    }
    parameters
}

fn target<'t>(context: &mut Context<'_>, written: &'t Text, blocked: &mut bool) -> Option<Target<'t>> {
    let place = written.text.strip_prefix("integration.request.").and_then(|rest| rest.split_once('.'));
    let target = match place.filter(|(_, name)| is_name(name)) {
        Some(("path", name)) => Some(Target::Path(name)),
        Some(("querystring", name)) => Some(Target::Query(name)),
        Some(("header", name)) => {
            HeaderName::from_bytes(name.as_bytes()).ok().map(|header| Target::Header(header, name))
        }
        _ => None,
    };
    match &target {
        None => {
            let message = format!("`{}` is no parameter of an integration; expected {TARGETS}", written.text);
            context.diagnostics.error(BAD_PARAMETER, written.origin, message);
        }
        Some(Target::Header(name, _)) if TAKEN.contains(&name.as_str()) => {
            let message = format!("`{}` cannot be mapped: Amazon answers 500, and so does this route", written.text);
            context.diagnostics.warning(BAD_PARAMETER, written.origin, message);
            *blocked = true;
            return None;
        }
        Some(_) => {}
    }
    target
}

fn source(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    key: &RoutePath,
    written: &Text,
    blocked: &mut bool,
) -> Option<ValueSource> {
    let text = &*written.text;
    if let Some(value) = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        return Some(ValueSource::Static(value.into()));
    }
    if let Some(name) = text.strip_prefix("stageVariables.") {
        let value = variables::value(context, scope, name, written.origin)?;
        return Some(ValueSource::Static(value.into()));
    }
    if text.starts_with("context.") || text == "method.request.body" || text.starts_with("method.request.body.") {
        let message = format!("the route answers 500: `{text}` is not mapped by this build yet; expected {SOURCES}");
        context.diagnostics.warning(NOT_ENFORCED, written.origin, message);
        *blocked = true;
        return None;
    }
    let source = request_source(key, text);
    if source.is_none() {
        let message = match text.strip_prefix("method.request.path.") {
            Some(name) => format!("`{key}` has no path parameter `{name}`"),
            None => format!("`{text}` is nothing that can be mapped; expected {SOURCES}"),
        };
        context.diagnostics.error(BAD_PARAMETER, written.origin, message);
    }
    source
}

fn request_source(key: &RoutePath, text: &str) -> Option<ValueSource> {
    let (place, name) = text.strip_prefix("method.request.")?.split_once('.')?;
    if !is_name(name) {
        return None;
    }
    // Header names are compared in the letters written (api-gateway-known-issues).
    let header = || {
        let exact = Some(name.into());
        HeaderName::from_bytes(name.as_bytes()).ok().map(|name| HeaderSource { name, exact })
    };
    match place {
        "path" => key.param(name).map(|(index, _)| ValueSource::Path(index)),
        "querystring" => Some(ValueSource::Query(name.into())),
        "multivaluequerystring" => Some(ValueSource::MultiQuery(name.into())),
        "header" => header().map(ValueSource::Header),
        "multivalueheader" => header().map(ValueSource::MultiHeader),
        _ => None,
    }
}

/// A greedy parameter keeps its slashes.
fn piece(key: &RoutePath, source: ValueSource) -> PathPiece {
    match source {
        ValueSource::Path(index) => param_piece((index, key.is_greedy(index))),
        source => PathPiece::Value(source),
    }
}
