//! Which `[[function]]` answers for a Lambda function that an integration names.

use crate::arn::FunctionArn;
use crate::hosts::nearest;
use crate::names::{FUNCTION_MERGED, FUNCTION_UNKNOWN, FUNCTION_UNUSED};
use crate::table::Context;
use crate::uri::{self, Uri};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tollgate_definition::api::{DeploymentKind, Text};
use tollgate_definition::{Api, Diagnostic, Diagnostics, MissingFunctions, Stage};
use tollgate_model::Origin;
use tollgate_model::function::{Function, FunctionKind, LambdaEndpoint};
use tollgate_routes::Stage as Compiled;

/// The entry for all functions that no other entry names.
const ALL_OTHERS: &str = "*";

/// The version that is meant where none is named (Lambda API, Invoke: `Qualifier`).
const LATEST: &str = "$LATEST";

/// The functions of a configuration, and what they came to answer for.
pub(crate) struct Functions<'c> {
    entries: BTreeMap<&'c str, &'c Function>,
    /// By the entry: the functions (ARNs) that it answers for, each with the place that named it first.
    answered: BTreeMap<&'c str, BTreeMap<String, Origin>>,
}

/// The functions of this node that the routes of one stage invoke, in the order of their indices.
#[derive(Default)]
pub(crate) struct StageFunctions {
    pub(crate) names: Vec<Arc<str>>,
}

impl StageFunctions {
    /// The index of a function; `None` when a stage has more than an index can name.
    pub(crate) fn index(&mut self, name: &Arc<str>) -> Option<u16> {
        if let Some(at) = self.names.iter().position(|known| known == name) {
            return u16::try_from(at).ok();
        }
        let index = u16::try_from(self.names.len()).ok()?;
        self.names.push(name.clone());
        Some(index)
    }
}

impl<'c> Functions<'c> {
    pub(crate) fn new(functions: &'c [Function]) -> Self {
        let entries = functions.iter().map(|function| (&*function.name, function)).collect();
        Functions { entries, answered: BTreeMap::new() }
    }

    /// The entry of the name and alias, else of the name, else the one for all others.
    fn find(&self, arn: &FunctionArn<'_>) -> Option<&'c Function> {
        let qualified = arn.qualifier.map(|qualifier| format!("{}:{qualifier}", arn.name));
        let latest = arn.qualifier.is_none().then(|| format!("{}:{LATEST}", arn.name));
        let names = [qualified.as_deref(), Some(arn.name), latest.as_deref(), Some(ALL_OTHERS)];
        names.into_iter().flatten().find_map(|name| self.entries.get(name).copied())
    }

    /// The functions of this node among those that stages name, sorted by name.
    pub(crate) fn finish<'s>(&self, stages: impl Iterator<Item = &'s Compiled>) -> Vec<Arc<Function>> {
        let names: BTreeSet<Arc<str>> = stages.flat_map(|stage| stage.functions.iter().cloned()).collect();
        names
            .iter()
            .filter_map(|name| self.entries.get(&**name))
            .map(|function| Arc::new((*function).clone()))
            .collect()
    }
}

/// The endpoints of every entry, used or not.
pub(crate) fn check(context: &mut Context<'_>) {
    for function in &context.configuration.functions {
        if let FunctionKind::Remote(LambdaEndpoint::Url(url)) = &function.kind
            && let Some(uri) = uri::read(context, url, function.origin)
        {
            has_path_alone(context, &uri, url, function.origin);
        }
    }
}

fn has_path_alone(context: &mut Context<'_>, uri: &Uri, url: &str, origin: Origin) {
    if !uri.query.is_empty() || uri.path.contains(['{', '}']) {
        let message = format!("`{url}` is no endpoint of an Invoke API; expected `http[s]://host[:port]`");
        context.diagnostics.error(crate::names::BAD_URI, origin, message);
    }
}

/// Who answers for a function; `None` when nothing does, which is said.
pub(crate) fn find<'c>(context: &mut Context<'c>, arn: &FunctionArn<'_>, origin: Origin) -> Option<&'c Function> {
    let Some(found) = context.functions.find(arn) else {
        unknown(context, arn, origin);
        return None;
    };
    let answered = context.functions.answered.entry(&*found.name).or_default();
    let code = FunctionArn { qualifier: arn.qualifier.filter(|qualifier| *qualifier != LATEST), ..*arn };
    answered.entry(code.to_string()).or_insert(origin);
    Some(found)
}

fn unknown(context: &mut Context<'_>, arn: &FunctionArn<'_>, origin: Origin) {
    let handle = arn.handle();
    let names = context.functions.entries.keys().copied().filter(|name| *name != ALL_OTHERS);
    let near = Some(nearest(&handle, names)).filter(|near| near.contains("did you mean"));
    let hint = near.unwrap_or_else(|| {
        format!(
            "; expected in tollgate.toml `[[function]]` with `name = \"{}\"` and a `command` or an `endpoint`",
            arn.name
        )
    });
    let message = format!("nothing answers for the function `{handle}` ({arn})");
    match context.configuration.missing_functions {
        MissingFunctions::Refuse => context.diagnostics.error(FUNCTION_UNKNOWN, origin, message + &hint),
        MissingFunctions::AnswerError => {
            let hint = format!("; these routes answer 500: expected `--function {handle}=COMMAND`, or a tollgate.toml");
            context.diagnostics.warning(FUNCTION_UNKNOWN, origin, message + &hint);
        }
    }
}

/// After every stage: entries that answer for several functions, or for none.
pub(crate) fn told(context: &mut Context<'_>) {
    let Context { configuration, diagnostics, functions, .. } = context;
    let authorizers: Vec<String> =
        configuration.apis.iter().flat_map(authorizers).map(|uri| uri.text.to_string()).collect();
    for function in &configuration.functions {
        match functions.answered.get(&*function.name) {
            Some(answered) => merged(diagnostics, function, answered),
            None => unused(diagnostics, function, &authorizers),
        }
    }
}

/// One process cannot tell which version it was meant to be: only another Lambda can.
fn merged(diagnostics: &mut Diagnostics, function: &Function, answered: &BTreeMap<String, Origin>) {
    if answered.len() < 2 || matches!(function.kind, FunctionKind::Remote(_)) {
        return;
    }
    let arns: Vec<FunctionArn<'_>> = answered.keys().filter_map(|arn| FunctionArn::parse(arn).ok()).collect();
    let handles: BTreeSet<String> = arns.iter().map(FunctionArn::handle).collect();
    let listed = match handles.len() == arns.len() {
        true => handles.into_iter().collect::<Vec<_>>(),
        false => answered.keys().cloned().collect(),
    };
    let message = format!(
        "`{}` answers for {} functions, which are code of their own at Amazon: {}; expected a `[[function]]` for each, or \
         that one serves them all",
        function.name,
        listed.len(),
        listed.join(", ")
    );
    let found = Diagnostic::warning(FUNCTION_MERGED, function.origin, message);
    let named = answered.iter().filter(|(_, origin)| **origin != Origin::NOWHERE);
    diagnostics.push(named.fold(found, |found, (arn, origin)| found.and(*origin, format!("{arn} is named here"))));
}

/// `*` may well be there for what is still to come, and authorizers invoke functions too.
fn unused(diagnostics: &mut Diagnostics, function: &Function, authorizers: &[String]) {
    let is_named = |uri: &String| uri.contains(&format!(":function:{}", function.name)) || uri.contains(":function:${");
    if &*function.name == ALL_OTHERS || authorizers.iter().any(is_named) {
        return;
    }
    let message = format!("no integration invokes the function `{}`", function.name);
    diagnostics.warning(FUNCTION_UNUSED, function.origin, message);
}

fn authorizers<'a>(api: &'a Api) -> impl Iterator<Item = &'a Text> {
    let of_stage = |stage: &'a Stage| match &stage.deployment.kind {
        DeploymentKind::Rest(rest) => &*rest.authorizers,
        DeploymentKind::Http(http) => &*http.authorizers,
    };
    api.stages.iter().flat_map(of_stage).filter_map(|authorizer| authorizer.uri.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_names_as_many_functions_as_an_index_can() {
        let mut functions = StageFunctions::default();
        let name = |at: u32| -> Arc<str> { format!("f{at}").into() };
        assert_eq!([0, 1, 0].map(|at| functions.index(&name(at))), [Some(0), Some(1), Some(0)]);
        functions.names = (0..=u32::from(u16::MAX)).map(name).collect();
        assert_eq!((functions.index(&name(7)), functions.index(&name(65_535))), (Some(7), Some(65_535)));
        assert_eq!(functions.index(&name(65_536)), None);
        assert_eq!(functions.names.len(), 65_536);
    }
}
