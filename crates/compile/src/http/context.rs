//! The `$context` variables of HTTP APIs (http-api-logging-variables).

use crate::names::UNKNOWN_VARIABLE;
use crate::table::Context;
use tollgate_model::{Origin, Variable};
use tollgate_routes::ContextValue;

/// `None`: it has no value here, which is said.
pub(super) fn variable(context: &mut Context<'_>, name: &str, origin: Origin) -> Option<ContextValue> {
    let found = Variable::parse(name);
    if let Some(variable) = found.filter(|variable| variable.is_of_http_apis() && !variable.is_logged_only()) {
        return Some(ContextValue::Variable(variable));
    }
    if let (None, Some(rest)) = (found, name.strip_prefix("authorizer.")) {
        return Some(ContextValue::Authorizer(rest.split('.').map(Into::into).collect()));
    }
    let why = match found {
        Some(variable) if variable.is_of_http_apis() => "is known only when the request is over".to_owned(),
        Some(_) => "is of REST APIs and has no value in an HTTP API".to_owned(),
        None => {
            let of_http_apis = Variable::ALL.iter().filter(|variable| variable.is_of_http_apis());
            format!("is no variable{}", crate::hosts::nearest(name, of_http_apis.map(|variable| variable.name())))
        }
    };
    context.diagnostics.warning(UNKNOWN_VARIABLE, origin, format!("`$context.{name}` {why}: nothing is mapped"));
    None
}
