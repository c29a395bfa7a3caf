//! What the expressions of mappings come to in one stage, whatever they map.

use crate::names::{BAD_PARAMETER, UNKNOWN_VARIABLE};
use crate::stage::Scope;
use crate::table::Context;
use crate::variables;
use http::HeaderName;
use tollgate_definition::Diagnostic;
use tollgate_definition::api::Text;
use tollgate_mapping::jsonpath::Path;
use tollgate_mapping::parameter::{BodyPath, ContextPath, ExpressionError, Given};
use tollgate_model::{Origin, Variable};
use tollgate_routes::{BodyPlace, ContextValue, HeaderSource};

/// What needs no request.
pub(crate) enum GivenValue {
    Text(Box<str>),
    Context(ContextValue),
}

/// `None`: nothing is mapped, which is said.
pub(crate) fn given(context: &mut Context<'_>, scope: &Scope<'_>, given: &Given, origin: Origin) -> Option<GivenValue> {
    match given {
        Given::Static(text) => Some(GivenValue::Text(text.clone())),
        Given::StageVariable(name) => {
            variables::value(context, scope, name, origin).map(|value| GivenValue::Text(value.into()))
        }
        Given::Context(path) => variable(context, path, origin).map(GivenValue::Context),
    }
}

/// A `$context` variable. Amazon takes any name, and what it does not have has no value.
pub(crate) fn variable(context: &mut Context<'_>, path: &ContextPath, origin: Origin) -> Option<ContextValue> {
    let name = path.dotted();
    if let Some(variable) = Variable::parse(name) {
        return Some(ContextValue::Variable(variable));
    }
    if let Some(("authorizer", rest)) = path.segments().split_first().map(|(first, rest)| (&**first, rest)) {
        return Some(ContextValue::Authorizer(rest.into()));
    }
    let hint = crate::hosts::nearest(name, Variable::ALL.iter().map(|variable| variable.name()));
    let message = format!("there is no variable `$context.{name}`: nothing is mapped{hint}");
    context.diagnostics.warning(UNKNOWN_VARIABLE, origin, message);
    None
}

/// A place in a body, its path parsed.
pub(crate) fn body_place(context: &mut Context<'_>, path: &BodyPath, origin: Origin) -> Option<BodyPlace> {
    let written: Box<str> = path.as_str().into();
    let parsed = Path::parse(&written);
    let bad = |error| format!("`{written}` is no JSONPath: {error}");
    let path = parsed.map_err(|error| context.diagnostics.error(BAD_PARAMETER, origin, bad(error))).ok()?;
    Some(BodyPlace { written, path })
}

/// The expression, or why it is none.
pub(crate) fn parsed<T>(context: &mut Context<'_>, text: &Text, parsed: Result<T, ExpressionError>) -> Option<T> {
    let bad = |error: ExpressionError| {
        let column = u32::try_from(error.column).unwrap_or(u32::MAX);
        Diagnostic::error(BAD_PARAMETER, text.origin, error.to_string()).within(&text.text, 1, column)
    };
    parsed.map_err(|error| context.diagnostics.push(bad(error))).ok()
}

/// A header of a request: its name is compared in the letters written (api-gateway-known-issues).
pub(crate) fn exact_header(name: &str) -> Option<HeaderSource> {
    let header = HeaderName::from_bytes(name.as_bytes()).ok()?;
    Some(HeaderSource { name: header, exact: Some(name.into()) })
}
