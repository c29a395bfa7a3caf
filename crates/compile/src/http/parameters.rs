//! `overwrite:header.x` = `$request.path.id` (http-api-parameter-mapping).

use crate::names::{BAD_PARAMETER, NOT_ENFORCED};
use crate::parameter::{Parameters, is_name};
use crate::path::Pieces;
use crate::rest::param_piece;
use crate::stage::{RoutePath, Scope};
use crate::table::Context;
use crate::variables;
use http::HeaderName;
use tollgate_definition::api::{RequestParameter, Text};
use tollgate_routes::{HeaderMapping, HeaderSource, PathPiece, QueryMapping, ValueSource};

const TARGETS: &str =
    "`append|overwrite|remove:header.NAME`, `append|overwrite|remove:querystring.NAME` or `overwrite:path`";

/// "Some headers are reserved": whole names, and beginnings.
const RESERVED: [&str; 17] = [
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-location",
    "forwarded",
    "keep-alive",
    "origin",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailers",
    "transfer-encoding",
    "upgrade",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
];
const RESERVED_BEGINNINGS: [&str; 4] = ["access-control-", "apigw-", "x-amz-", "x-amzn-"];

/// A value: its literals and variables (names without `$` and braces).
enum Part<'t> {
    Literal(&'t str),
    Variable(&'t str),
}

/// One variable, found.
enum Value {
    Static(String),
    Source(ValueSource),
    RequestPath,
}

struct Reader<'a, 'c, 's> {
    context: &'a mut Context<'c>,
    scope: &'a Scope<'s>,
    key: &'a RoutePath,
    parameters: Parameters,
}

pub(super) fn read(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    key: &RoutePath,
    written: &[RequestParameter],
) -> Parameters {
    let mut reader = Reader { context, scope, key, parameters: Parameters::default() };
    for parameter in written {
        reader.parameter(&parameter.target, &parameter.source);
    }
    reader.parameters
}

impl Reader<'_, '_, '_> {
    fn parameter(&mut self, target: &Text, source: &Text) {
        let (action, place) = target.text.split_once(':').unwrap_or(("", &target.text));
        let (place, name) = place.split_once('.').unwrap_or((place, ""));
        match (action, place) {
            ("overwrite", "path") if name.is_empty() => self.path(source),
            ("append" | "overwrite" | "remove", "header") => self.header(action, name, target, source),
            ("append" | "overwrite" | "remove", "querystring") if is_name(name) => {
                if action != "append" {
                    return self.later(target);
                }
                if let Some(source) = self.source(source) {
                    self.parameters.query.push(QueryMapping { name: name.into(), source });
                }
            }
            _ => self.bad(target, &format!("is no parameter mapping; expected {TARGETS}")),
        }
    }

    fn header(&mut self, action: &str, name: &str, target: &Text, source: &Text) {
        let Some(header) = HeaderName::from_bytes(name.as_bytes()).ok() else {
            return self.bad(target, "names no header");
        };
        let lower = header.as_str();
        if RESERVED.contains(&lower)
            || lower == "via"
            || RESERVED_BEGINNINGS.iter().any(|begin| lower.starts_with(begin))
        {
            return self.bad(target, "names a reserved header, which cannot be mapped");
        }
        if action != "overwrite" {
            return self.later(target);
        }
        if let Some(source) = self.source(source) {
            self.parameters.headers.push(HeaderMapping { name: header, written: name.into(), source });
        }
    }

    /// The whole path, of literals and variables.
    fn path(&mut self, source: &Text) {
        let mut pieces = Pieces::default();
        for part in parts(&source.text) {
            match part {
                Part::Literal(text) => pieces.literal(text),
                Part::Variable(name) => match self.variable(name, source) {
                    Some(Value::Static(text)) => pieces.literal(&text),
                    Some(Value::RequestPath) => pieces.request_path(PathPiece::RequestPath),
                    Some(Value::Source(ValueSource::Path(index))) => {
                        pieces.push(param_piece((index, self.key.is_greedy(index))));
                    }
                    Some(Value::Source(value)) => pieces.push(PathPiece::Value(value)),
                    None => return,
                },
            }
        }
        self.parameters.whole_path = Some(pieces.finish());
    }

    /// One value for a header or a query parameter: one variable, or static text with stage variables in it.
    fn source(&mut self, source: &Text) -> Option<ValueSource> {
        let mut text = String::new();
        let mut found = None;
        for part in parts(&source.text) {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::Variable(name) => match self.variable(name, source)? {
                    Value::Static(value) => text.push_str(&value),
                    Value::Source(value) if found.is_none() => found = Some(value),
                    _ => {
                        self.later(source);
                        return None;
                    }
                },
            }
        }
        match found {
            None => Some(ValueSource::Static(text.into())),
            Some(value) if text.is_empty() => Some(value),
            Some(_) => {
                self.later(source);
                None
            }
        }
    }

    fn variable(&mut self, name: &str, source: &Text) -> Option<Value> {
        if let Some(name) = name.strip_prefix("stageVariables.") {
            return variables::value(self.context, self.scope, name, source.origin).map(Value::Static);
        }
        if name == "request.path" {
            return Some(Value::RequestPath);
        }
        if let Some(name) = name.strip_prefix("request.path.") {
            if let Some((index, _)) = self.key.param(name) {
                return Some(Value::Source(ValueSource::Path(index)));
            }
            self.bad(source, &format!("names the path parameter `{name}`, which `{}` does not have", self.key));
            return None;
        }
        if let Some(name) = name.strip_prefix("request.querystring.") {
            return Some(Value::Source(ValueSource::MultiQuery(name.into())));
        }
        let header = name.strip_prefix("request.header.").and_then(|name| HeaderName::from_bytes(name.as_bytes()).ok());
        if let Some(name) = header {
            // "Header names are case-insensitive", several values are joined by commas.
            return Some(Value::Source(ValueSource::MultiHeader(HeaderSource { name, exact: None })));
        }
        if name.starts_with("context.") || name == "request.body" || name.starts_with("request.body.") {
            self.later(source);
        } else {
            self.bad(source, "is no value that a request has");
        }
        None
    }

    fn bad(&mut self, text: &Text, why: &str) {
        self.context.diagnostics.error(BAD_PARAMETER, text.origin, format!("`{}` {why}", text.text));
    }

    fn later(&mut self, text: &Text) {
        let message = format!("`{}` answers 500: `{}` is not mapped by this build yet", self.key, text.text);
        self.context.diagnostics.warning(NOT_ENFORCED, text.origin, message);
        self.parameters.blocked = true;
    }
}

/// `$request.path.id` alone, or text with `${request.path.id}` in it.
fn parts(text: &str) -> Vec<Part<'_>> {
    if let Some(name) = text.strip_prefix('$').filter(|name| !name.starts_with('{')) {
        return vec![Part::Variable(name)];
    }
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${")
        && let Some((name, after)) = after.split_once('}')
    {
        if !before.is_empty() {
            parts.push(Part::Literal(before));
        }
        parts.push(Part::Variable(name));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Literal(rest));
    }
    parts
}
