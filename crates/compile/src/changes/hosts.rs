//! Default endpoints and custom domain names.

use super::flat::{Flat, Named, digest};
use super::{Changes, Difference, doors};
use tollgate_model::FaultKind;
use tollgate_routes::{ApiEntry, DomainEntry, MappingTarget, StageIndex, Table};

pub(super) fn compare(old: &Table, new: &Table, changes: &mut Changes) {
    let (before, after) = (apis(old), apis(new));
    doors::of_endpoints(&before, &after, &mut changes.dangers);
    Difference::of("default endpoint", &before, &after, &mut changes.hosts);
    let (before, after) = (domains(old), domains(new));
    doors::of_domains(&before, &after, &mut changes.dangers);
    Difference::of("domain", &before, &after, &mut changes.hosts);
}

/// What an endpoint answers that is not disabled.
pub(super) const ITS_STAGES: &str = "its stages";

fn entries(table: &Table) -> impl Iterator<Item = &DomainEntry> {
    let hosts = &table.hosts;
    hosts.domains.values().chain(hosts.wildcards.values()).chain(&hosts.any).map(AsRef::as_ref)
}

/// By id.
pub(super) fn apis(table: &Table) -> Named {
    table.hosts.apis.iter().map(|(id, api)| (id.to_string(), of_api(api))).collect()
}

/// Its stages are told as stages.
fn of_api(api: &ApiEntry) -> Flat {
    Flat::from([
        ("answers".to_owned(), or_fault(ITS_STAGES, api.endpoint_disabled)),
        ("without a stage".to_owned(), or_fault("", Some(api.no_stage))),
    ])
}

/// By name.
pub(super) fn domains(table: &Table) -> Named {
    entries(table).map(|domain| (domain.name.to_string(), of_domain(domain, table))).collect()
}

fn of_domain(domain: &DomainEntry, table: &Table) -> Flat {
    let mapped = |target: &MappingTarget| match target {
        MappingTarget::Stage(index) => stage(table, *index),
        MappingTarget::Api(api) => format!("any stage of {}", api.id),
    };
    let mappings = domain.mappings.iter();
    let mut found: Flat =
        mappings.map(|mapping| (format!("mapping /{}", mapping.path), mapped(&mapping.target))).collect();
    found.insert("access".to_owned(), or_fault("open", domain.refuse));
    let certificate = table.certificates.get(&domain.name);
    found.extend(certificate.map(|certificate| ("certificate".to_owned(), digest(&certificate.chain.text))));
    found
}

fn or_fault(otherwise: &str, fault: Option<FaultKind>) -> String {
    fault.map_or(otherwise, |fault| fault.row().name).to_owned()
}

/// `petstore prod`
fn stage(table: &Table, index: StageIndex) -> String {
    table.stage(index).map(|stage| format!("{} {}", stage.api, stage.name)).unwrap_or_default()
}
