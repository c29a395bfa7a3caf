//! Where requests can go: for whoever asked for what is nowhere.

use tollgate_definition::{Api, Configuration, Domain, Mapping};

/// Places that are listed; a configuration may have thousands.
const SHOWN: usize = 40;

/// `petstore.execute-api.* /prod → petstore prod`, default endpoints first.
pub(super) fn places(configuration: &Configuration) -> Vec<String> {
    let endpoints = configuration.apis.iter().filter(|api| !api.disable_execute_api_endpoint).flat_map(endpoints);
    let domains = configuration.domains.iter().flat_map(|domain| domain.mappings.iter().map(|it| mapped(domain, it)));
    let mut places: Vec<String> = endpoints.chain(domains).collect();
    let more = places.len().saturating_sub(SHOWN);
    places.truncate(SHOWN);
    if more > 0 {
        places.push(format!("… and {more} more: `tollgate config` has them all"));
    }
    places
}

fn endpoints(api: &Api) -> impl Iterator<Item = String> {
    api.stages.iter().map(|stage| {
        let path = if &*stage.name == "$default" { "" } else { &*stage.name };
        format!("{}.execute-api.* /{path} → {} {}", api.id, api.name, stage.name)
    })
}

fn mapped(domain: &Domain, mapping: &Mapping) -> String {
    let (name, path, api) = (&domain.name, &mapping.path, &mapping.api.text);
    let slash = if path.is_empty() { "" } else { "/" };
    match &mapping.stage {
        Some(stage) => format!("{name} /{path} → {api} {}", stage.text),
        None => format!("{name} /{path}{slash}{{stage}} → {api}"),
    }
}
