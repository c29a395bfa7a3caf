//! Who is meant by a host: API ids and custom domain names.

use crate::access;
use crate::names::{UNKNOWN_API, UNKNOWN_STAGE};
use crate::table::{Context, StageIndices};
use std::cmp::Reverse;
use std::sync::Arc;
use tollgate_definition::{Api, Domain, Mapping, Protocol, api::DeploymentKind};
use tollgate_model::FaultKind;
use tollgate_routes::{ApiEntry, DomainEntry, Hosts, MappingEntry, MappingTarget};

/// The stage that an HTTP API serves at its root.
const DEFAULT_STAGE: &str = "$default";

pub(crate) fn compile(context: &mut Context<'_>, indices: &StageIndices<'_>) -> Hosts {
    let mut hosts = Hosts::default();
    for api in &context.configuration.apis {
        hosts.apis.insert((&*api.id).into(), Arc::new(entry(api, indices)));
    }
    for domain in &context.configuration.domains {
        let compiled = Arc::new(compile_domain(context, domain, indices, &hosts));
        match domain.name.strip_prefix("*.") {
            Some(parent) => drop(hosts.wildcards.insert(parent.into(), compiled)),
            None if &*domain.name == "*" => hosts.any = Some(compiled),
            None => drop(hosts.domains.insert((&*domain.name).into(), compiled)),
        }
    }
    hosts
}

fn entry(api: &Api, indices: &StageIndices<'_>) -> ApiEntry {
    let index = |stage: &str| indices.get(&(&*api.name, stage)).copied();
    let named = api.stages.iter().filter(|stage| &*stage.name != DEFAULT_STAGE);
    let disabled = api.disable_execute_api_endpoint || api.stages.iter().any(|stage| disables(&stage.deployment.kind));
    ApiEntry {
        id: api.id.clone(),
        stages: named.filter_map(|stage| Some(((&*stage.name).into(), index(&stage.name)?))).collect(),
        default_stage: index(DEFAULT_STAGE).filter(|_| api.protocol == Protocol::Http),
        endpoint_disabled: disabled.then_some(FaultKind::Forbidden),
        no_stage: match api.protocol {
            Protocol::Rest => FaultKind::Forbidden,
            Protocol::Http => FaultKind::NotFound,
        },
        origin: api.origin,
    }
}

/// A deployment that disables the endpoint does so for the whole API (rest-api-disable-default-endpoint).
fn disables(deployment: &DeploymentKind) -> bool {
    match deployment {
        DeploymentKind::Rest(api) => api.disable_execute_api_endpoint,
        DeploymentKind::Http(api) => api.disable_execute_api_endpoint,
    }
}

fn compile_domain(
    context: &mut Context<'_>,
    domain: &Domain,
    indices: &StageIndices<'_>,
    hosts: &Hosts,
) -> DomainEntry {
    let what = format!("the domain `{}`", domain.name);
    let refuse = access::refusal(context, &domain.access, &what);
    let mut mappings: Vec<MappingEntry> =
        domain.mappings.iter().filter_map(|mapping| compile_mapping(context, mapping, indices, hosts)).collect();
    mappings.sort_by(|a, b| (Reverse(a.path.len()), &a.path).cmp(&(Reverse(b.path.len()), &b.path)));
    DomainEntry {
        name: domain.name.clone(),
        refuse,
        multi_level: mappings.iter().any(|mapping| mapping.path.contains('/')),
        mappings,
        origin: domain.origin,
    }
}

fn compile_mapping(
    context: &mut Context<'_>,
    mapping: &Mapping,
    indices: &StageIndices<'_>,
    hosts: &Hosts,
) -> Option<MappingEntry> {
    let apis = &context.configuration.apis;
    let Some(api) = apis.iter().find(|api| *api.name == *mapping.api.text) else {
        let hint = nearest(&mapping.api.text, apis.iter().map(|api| &*api.name));
        let message = format!("no API is named `{}`{hint}", mapping.api.text);
        context.diagnostics.error(UNKNOWN_API, mapping.api.origin, message);
        return None;
    };
    let target = match &mapping.stage {
        None => MappingTarget::Api(hosts.apis.get(&*api.id)?.clone()),
        Some(stage) => match indices.get(&(&*api.name, &*stage.text)) {
            Some(index) => MappingTarget::Stage(*index),
            None => {
                let hint = nearest(&stage.text, api.stages.iter().map(|stage| &*stage.name));
                let message = format!("the API `{}` has no stage `{}`{hint}", api.name, stage.text);
                context.diagnostics.error(UNKNOWN_STAGE, stage.origin, message);
                return None;
            }
        },
    };
    Some(MappingEntry { path: mapping.path.clone(), target, origin: mapping.origin })
}

/// `; did you mean …?`, or what there is.
pub(crate) fn nearest<'n>(written: &str, names: impl Iterator<Item = &'n str>) -> String {
    /// How alike (0 to 1) a name must be to be meant.
    const ALIKE: f64 = 0.7;
    let names: Vec<&str> = names.collect();
    let best = names.iter().map(|name| (strsim::jaro_winkler(written, name), *name)).max_by(|a, b| a.0.total_cmp(&b.0));
    match best {
        Some((alike, name)) if alike >= ALIKE => format!("; did you mean `{name}`?"),
        Some((_, only)) if names.len() == 1 => format!("; there is `{only}`"),
        Some(_) => String::new(),
        None => "; there is none".to_owned(),
    }
}
