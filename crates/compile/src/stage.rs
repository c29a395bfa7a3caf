//! One stage of one API.

use crate::changes::facts;
use crate::functions::StageFunctions;
use crate::groups::StageGroups;
use crate::names::{CONFLICTING_PATH, DUPLICATE_ROUTE, METHODS_MISSING};
use crate::table::Context;
use crate::{access, digest, http, integration, rest, settings};
use std::collections::BTreeMap;
use tollgate_definition::{
    Api, Diagnostic, Integration, RestApi, RestMethod, Stage, api::AccessControl, api::DeploymentKind,
};
use tollgate_mapping::media::BinaryMediaTypes;
use tollgate_model::{FaultKind, Origin};
use tollgate_routes::{
    Built, GatewayResponses, MatcherBuilder, PathPattern, Release, RequestRules, Route, Segment, Verb,
};

/// What is known while one stage is compiled.
pub(crate) struct Scope<'s> {
    pub(crate) api: &'s Api,
    pub(crate) stage: &'s Stage,
    pub(crate) groups: StageGroups,
    pub(crate) functions: StageFunctions,
    /// What every route of the stage answers, when who may call the API is not enforced.
    pub(crate) refusal: Option<FaultKind>,
}

/// A route as both kinds of API have it.
pub(crate) struct RouteDraft<'s> {
    pub(crate) key: RoutePath,
    pub(crate) access: &'s [AccessControl],
    /// Of REST APIs.
    pub(crate) method: Option<&'s RestMethod>,
    pub(crate) request: RequestRules,
    pub(crate) integration: Option<&'s Integration>,
    pub(crate) origin: Origin,
}

/// What holds for every route of a deployment.
#[derive(Default)]
pub(crate) struct Deployed {
    pub(crate) gateway_responses: GatewayResponses,
    pub(crate) binary_media_types: BinaryMediaTypes,
    pub(crate) compression: Option<u64>,
    pub(crate) endpoint_type: Box<str>,
}

/// Which requests are for a route.
#[derive(Clone)]
pub(crate) enum RoutePath {
    Path(Verb, PathPattern),
    /// `$default`
    Default,
}

pub(crate) fn compile(context: &mut Context<'_>, api: &Api, stage: &Stage) -> tollgate_routes::Stage {
    let (drafts, builder, manners) = drafts(context, stage);
    let refusal = refusal(context, api, stage);
    let (groups, functions) = (StageGroups::default(), StageFunctions::default());
    let mut scope = Scope { api, stage, groups, functions, refusal };
    let deployed = match &stage.deployment.kind {
        DeploymentKind::Rest(rest) => rest::deployed(context, &scope, rest),
        DeploymentKind::Http(_) => Deployed::default(),
    };
    let Built { matcher, order } = place(context, builder, &drafts);
    let mut drafts: Vec<_> = drafts.into_iter().map(Some).collect();
    // Each place of the order is another draft's.
    let in_order = order.iter().filter_map(|at| drafts.get_mut(*at as usize)?.take());
    let mut routes: Vec<_> = in_order.map(|draft| route(context, &mut scope, &deployed, draft)).collect();
    settings::check(context, stage, &routes);
    let cors = http::cors(context, &scope, &mut routes);
    tollgate_routes::Stage {
        api: api.name.clone(),
        api_id: api.id.clone(),
        name: stage.name.clone(),
        account: api.account.clone(),
        region: api.region.clone(),
        deployment_id: stage.deployment.id.clone(),
        manners,
        matcher,
        routes,
        groups: scope.groups.keys,
        functions: scope.functions.names,
        access_log: stage.access_log.clone(),
        metrics: stage.metrics,
        gateway_responses: deployed.gateway_responses,
        cors,
        variables: variables(stage),
        binary_media_types: deployed.binary_media_types,
        compression: deployed.compression,
        endpoint_type: deployed.endpoint_type,
        release: stage.canary.as_ref().map_or(Release::Whole, |it| Release::Shared { percent: it.percent }),
        logging: stage.logging,
        execution_log: stage.execution_log.clone(),
        methods: settings::overrides(stage),
        facts: facts::of_stage(stage, http::written_cors(api, stage)),
        digest: digest::of_stage(context.configuration, api, stage),
        origin: stage.origin,
    }
}

/// The routes of a deployment, and what its kind of API does its own way.
fn drafts<'s>(
    context: &mut Context<'_>,
    stage: &'s Stage,
) -> (Vec<RouteDraft<'s>>, MatcherBuilder, &'static tollgate_routes::Manners) {
    match &stage.deployment.kind {
        DeploymentKind::Rest(rest) => {
            methods_missing(context, rest, stage.deployment.origin);
            (rest::drafts(context, rest), MatcherBuilder::tree(), &rest::MANNERS)
        }
        DeploymentKind::Http(http) => (http::drafts(context, http), MatcherBuilder::keys(), &http::MANNERS),
    }
}

/// Amazon: "The REST API doesn't contain any methods".
fn methods_missing(context: &mut Context<'_>, api: &RestApi, origin: Origin) {
    let is_empty = api.resources.iter().all(|resource| resource.methods.is_empty());
    if is_empty && !context.is_partial {
        let message = "the definition has no method; Amazon refuses to deploy it: expected one under a path of `paths`";
        context.diagnostics.error(METHODS_MISSING, origin, message);
    }
}

/// What every route answers, when who may call the API is not enforced.
fn refusal(context: &mut Context<'_>, api: &Api, stage: &Stage) -> Option<FaultKind> {
    let controls = match &stage.deployment.kind {
        DeploymentKind::Rest(rest) => &rest.access,
        DeploymentKind::Http(http) => &http.access,
    };
    let what = format!("the API `{}`", api.name);
    let of_api = access::refusal(context, &api.access, &what);
    of_api.or(access::refusal(context, controls, &what))
}

fn variables(stage: &Stage) -> Box<[(Box<str>, Box<str>)]> {
    stage.variables.iter().map(|(name, variable)| ((&**name).into(), (&*variable.value).into())).collect()
}

fn place(context: &mut Context<'_>, mut builder: MatcherBuilder, drafts: &[RouteDraft<'_>]) -> Built {
    for (at, draft) in drafts.iter().enumerate() {
        let inserted = match &draft.key {
            RoutePath::Default => builder.insert_default(at as u32),
            RoutePath::Path(verb, pattern) => builder.insert(*verb, pattern, at as u32),
        };
        if let Err(taken) = inserted {
            let first = &drafts[taken.0 as usize];
            let message = format!("`{}` takes the requests of `{}`; expected one of them", draft.key, first.key);
            context
                .diagnostics
                .push(Diagnostic::error(DUPLICATE_ROUTE, draft.origin, message).and(first.origin, "the first one"));
        }
    }
    builder.build()
}

fn route(context: &mut Context<'_>, scope: &mut Scope<'_>, deployed: &Deployed, draft: RouteDraft<'_>) -> Route {
    let key = draft.key.to_string();
    let access = access::route(context, scope.refusal, draft.access, &key);
    let integration = integration::compile(context, scope, &draft);
    let logging = settings::logging(scope.stage, &key);
    let mapping = integration::mapping(context, scope, &draft);
    let (resource_path, params) = match &draft.key {
        RoutePath::Default => ("$default".to_owned(), Vec::new()),
        RoutePath::Path(_, pattern) => (pattern.to_string(), pattern.params().map(Into::into).collect()),
    };
    Route {
        logging,
        metrics: settings::metrics(scope.stage, &key),
        key: key.into(),
        resource_id: digest::resource_id(&resource_path),
        resource_path: resource_path.into(),
        params: params.into(),
        facts: facts::of_route(draft.method, draft.integration),
        access,
        needs: integration::needs(&integration, deployed, &draft.request, logging, mapping.as_deref()),
        request: draft.request,
        integration,
        mapping,
        origin: draft.origin,
    }
}

impl RoutePath {
    pub(crate) fn pattern(&self) -> Option<&PathPattern> {
        match self {
            RoutePath::Path(_, pattern) => Some(pattern),
            RoutePath::Default => None,
        }
    }

    /// The place of a path parameter among the route's, and whether it is greedy.
    pub(crate) fn param(&self, name: &str) -> Option<(u16, bool)> {
        let mut named = self.pattern()?.segments.iter().filter(|segment| segment.name().is_some());
        let at = named.clone().position(|segment| segment.name() == Some(name))?;
        Some((u16::try_from(at).ok()?, matches!(named.nth(at), Some(Segment::Greedy(_)))))
    }

    /// Is the path parameter of this index greedy.
    pub(crate) fn is_greedy(&self, index: u16) -> bool {
        let mut named = self.pattern().into_iter().flat_map(|pattern| &pattern.segments).filter(|s| s.name().is_some());
        matches!(named.nth(usize::from(index)), Some(Segment::Greedy(_)))
    }
}

impl std::fmt::Display for RoutePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            RoutePath::Default => f.write_str("$default"),
            RoutePath::Path(verb, pattern) => write!(f, "{} {pattern}", verb.as_str()),
        }
    }
}

/// Parameters that stand at the same place of the tree under different names: Amazon refuses the second ("A sibling ({a}) of
/// this resource already has a variable path part -- only one unique variable path part is allowed").
pub(crate) fn conflicts<'p>(context: &mut Context<'_>, patterns: impl Iterator<Item = (&'p PathPattern, Origin)>) {
    let mut known: BTreeMap<(&[Segment], bool), (&str, Origin)> = BTreeMap::new();
    for (pattern, origin) in patterns {
        for (at, segment) in pattern.segments.iter().enumerate() {
            let Some(name) = segment.name() else { continue };
            let place = (&pattern.segments[..at], matches!(segment, Segment::Greedy(_)));
            let (first, first_origin) = *known.entry(place).or_insert((name, origin));
            if first != name {
                let message = format!(
                    "`{pattern}`: the parameter `{name}` stands where another path has `{first}`; expected one name for both"
                );
                let found = Diagnostic::error(CONFLICTING_PATH, origin, message);
                context.diagnostics.push(found.and(first_origin, format!("`{first}` is named here")));
                break;
            }
        }
    }
}
