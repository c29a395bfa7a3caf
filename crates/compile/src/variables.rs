//! `${stageVariables.name}`: known when a stage is compiled (aws-api-gateway-stage-variables-reference).

use crate::names::STAGE_VARIABLE_UNDEFINED;
use crate::stage::Scope;
use crate::table::Context;
use tollgate_definition::api::Text;
use tollgate_model::Origin;

const OPEN: &str = "${stageVariables.";

/// The text with its stage variables filled in; `None` when one is not defined.
pub(crate) fn fill(context: &mut Context<'_>, scope: &Scope<'_>, text: &Text) -> Option<String> {
    let mut filled = String::with_capacity(text.text.len());
    let mut rest = &*text.text;
    let mut complete = true;
    while let Some((before, after)) = rest.split_once(OPEN) {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            filled.push_str(OPEN);
            rest = after;
            continue;
        };
        match value(context, scope, name, text.origin) {
            Some(value) => filled.push_str(&value),
            None => complete = false,
        }
        rest = after;
    }
    filled.push_str(rest);
    complete.then_some(filled)
}

/// A stage variable's value.
pub(crate) fn value(context: &mut Context<'_>, scope: &Scope<'_>, name: &str, origin: Origin) -> Option<String> {
    if let Some(variable) = scope.stage.variables.get(name) {
        return Some(variable.value.clone());
    }
    let message = format!("the stage `{}` of `{}` has no variable `{name}`", scope.stage.name, scope.api.name);
    let hint = match scope.stage.variables.is_empty() {
        true => format!("; expected it in the stage's `variables`, or for an export alone `--var {name}=VALUE`"),
        false => crate::hosts::nearest(name, scope.stage.variables.keys().map(String::as_str)),
    };
    context.diagnostics.error(STAGE_VARIABLE_UNDEFINED, origin, message + &hint);
    None
}
