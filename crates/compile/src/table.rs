//! The whole table: stages, hosts, groups, certificates.

use crate::functions::{self, Functions};
use crate::groups::Groups;
use crate::names::{DUPLICATE_NAME, STAGE_MISSING};
use crate::{digest, hosts, links, stage};
use std::collections::BTreeMap;
use std::sync::Arc;
use tollgate_definition::{Api, Configuration, Diagnostic, Diagnostics, Protocol};
use tollgate_model::Origin;
use tollgate_model::aws::{Aws, Role};
use tollgate_routes::{Release, Stage, StageIndex, Table};

/// What every step of a compilation knows.
pub(crate) struct Context<'c> {
    pub(crate) configuration: &'c Configuration,
    pub(crate) diagnostics: &'c mut Diagnostics,
    pub(crate) groups: Groups<'c>,
    pub(crate) functions: Functions<'c>,
    /// The files had errors: what is not here may be there.
    pub(crate) is_partial: bool,
}

/// Stages by API and stage name.
pub(crate) type StageIndices<'c> = BTreeMap<(&'c str, &'c str), StageIndex>;

/// Checks everything and compiles it. `None` when an error was found (or was there before); then `diagnostics` has every one.
///
/// Stages whose definition did not change since `previous` are that table's own.
pub fn compile(
    configuration: &Configuration,
    previous: Option<&Table>,
    diagnostics: &mut Diagnostics,
) -> Option<Table> {
    let is_partial = diagnostics.has_errors();
    unique_names(configuration, diagnostics);
    let groups = Groups::new(&configuration.target_groups);
    let functions = Functions::new(&configuration.functions);
    let mut context = Context { configuration, diagnostics, groups, functions, is_partial };
    links::check(&mut context);
    functions::check(&mut context);
    let mut stages = stages(&mut context);
    functions::told(&mut context);
    // A canary is found through its stage.
    let named = stages.iter().enumerate().filter(|(_, named)| named.stage.release != Release::Canary);
    let indices: StageIndices<'_> = named.map(|(at, named)| (named.name, StageIndex(at as u32))).collect();
    let hosts = hosts::compile(&mut context, &indices);
    if let Some(previous) = previous {
        stages.iter_mut().for_each(|named| reuse(named, previous));
    }
    let functions = context.functions.finish(stages.iter().map(|named| &*named.stage));
    let groups = context.groups.finish(stages.iter().flat_map(|named| &named.stage.groups));
    (!context.diagnostics.has_errors()).then(|| Table {
        hosts,
        stages: stages.into_iter().map(|named| named.stage).collect(),
        groups,
        functions,
        roles: roles(&configuration.aws),
        sts: endpoint(&configuration.aws, "sts"),
        certificates: certificates(configuration),
        digest: digest::of_configuration(configuration),
    })
}

struct NamedStage<'c> {
    /// The API's, and its own.
    name: (&'c str, &'c str),
    stage: Arc<Stage>,
}

/// Sorted by API name, then stage name; a canary stands after its stage.
fn stages<'c>(context: &mut Context<'c>) -> Vec<NamedStage<'c>> {
    let mut stages = Vec::new();
    for api in &context.configuration.apis {
        if api.stages.is_empty() && api.protocol == Protocol::Rest {
            let message =
                format!("the REST API `{}` has no stage, so nothing can call it; expected a `[[api.stage]]`", api.name);
            context.diagnostics.error(STAGE_MISSING, api.origin, message);
        }
        for definition in &api.stages {
            let stage = Arc::new(stage::compile(context, api, definition));
            let name = (&*api.name, &*definition.name);
            stages.push(NamedStage { name, stage });
            if let Some(canary) = definition.of_canary() {
                let mut stage = stage::compile(context, api, &canary);
                stage.release = Release::Canary;
                stages.push(NamedStage { name, stage: Arc::new(stage) });
            }
        }
    }
    stages.sort_by_key(|named| named.name);
    stages
}

/// The same definition at the same places: the stage that is live already. (Places count, because what is compiled points
/// to them.)
fn reuse(named: &mut NamedStage<'_>, previous: &Table) {
    let is_canary = |stage: &Stage| stage.release == Release::Canary;
    let key = (named.name, is_canary(&named.stage));
    let known = previous.stages.binary_search_by(|stage| ((&*stage.api, &*stage.name), is_canary(stage)).cmp(&key));
    if let Some(known) = known.ok().and_then(|at| previous.stages.get(at))
        && known.digest == named.stage.digest
    {
        named.stage = known.clone();
    }
}

fn unique_names(configuration: &Configuration, diagnostics: &mut Diagnostics) {
    unique(diagnostics, "API", configuration.apis.iter().map(|api| (&*api.name, api.origin)));
    unique(diagnostics, "API id", configuration.apis.iter().map(|api| (&*api.id, api.origin)));
    for Api { name, stages, .. } in &configuration.apis {
        let what = format!("stage of `{name}`");
        unique(diagnostics, &what, stages.iter().map(|stage| (&*stage.name, stage.origin)));
    }
    unique(diagnostics, "domain", configuration.domains.iter().map(|domain| (&*domain.name, domain.origin)));
    for domain in &configuration.domains {
        let what = format!("mapping of `{}`", domain.name);
        unique(diagnostics, &what, domain.mappings.iter().map(|mapping| (&*mapping.path, mapping.origin)));
    }
    unique(diagnostics, "VPC link", configuration.vpc_links.iter().map(|link| (&*link.id, link.origin)));
    let groups: Vec<_> =
        configuration.target_groups.iter().map(|group| (group.key.to_string(), group.origin)).collect();
    unique(diagnostics, "AWS role", configuration.aws.roles.iter().map(|role| (&*role.arn, role.origin)));
    unique(diagnostics, "function", configuration.functions.iter().map(|it| (&*it.name, it.origin)));
    unique(diagnostics, "target group", groups.iter().map(|(name, origin)| (name.as_str(), *origin)));
}

fn unique<'n>(diagnostics: &mut Diagnostics, what: &str, names: impl Iterator<Item = (&'n str, Origin)>) {
    let mut known: BTreeMap<&str, Origin> = BTreeMap::new();
    for (name, origin) in names {
        if let Some(first) = known.insert(name, origin) {
            let message = format!("the {what} `{name}` is there twice; expected another name");
            diagnostics.push(Diagnostic::error(DUPLICATE_NAME, origin, message).and(first, "the first one"));
        }
    }
}

/// Sorted by ARN.
fn roles(aws: &Aws) -> Vec<Arc<Role>> {
    let mut roles: Vec<_> = aws.roles.iter().cloned().map(Arc::new).collect();
    roles.sort_by(|a, b| a.arn.cmp(&b.arn));
    roles
}

fn endpoint(aws: &Aws, service: &str) -> Option<Box<str>> {
    aws.endpoints.get(service).or_else(|| aws.endpoints.get("*")).cloned()
}

fn certificates(configuration: &Configuration) -> BTreeMap<Arc<str>, tollgate_definition::domain::Certificate> {
    let domains = configuration.domains.iter();
    domains.filter_map(|domain| Some((domain.name.clone(), domain.tls.clone()?))).collect()
}
