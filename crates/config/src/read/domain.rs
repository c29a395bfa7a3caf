//! `[[domain]]`.

use super::{pem, placed};
use crate::loading::Loading;
use crate::tree::{Item, Table};
use crate::units;
use tollgate_definition::api::AccessControl;
use tollgate_definition::{Domain, Mapping};

pub(super) fn domains(loading: &mut Loading<'_>, root: &Table) -> Vec<Domain> {
    root.tables("domain").filter_map(|(item, table)| domain(loading, table, item)).collect()
}

fn domain(loading: &mut Loading<'_>, table: &Table, item: &Item) -> Option<Domain> {
    let name = table.text("name")?.to_ascii_lowercase();
    if !is_domain_name(&name) {
        let message = format!("\"{name}\" is no domain name; expected \"api.example.com\", \"*.example.com\" or \"*\"");
        loading.diagnostics.error("bad-name", table.origin("name"), message);
        return None;
    }
    Some(Domain {
        name: name.into(),
        tls: table.table("tls").and_then(|tls| pem::certificate(loading, tls, table.origin("tls"))),
        mappings: table.tables("mapping").filter_map(|(item, table)| mapping(loading, table, item)).collect(),
        access: access(table),
        origin: item.origin,
    })
}

fn is_domain_name(name: &str) -> bool {
    name == "*" || units::host_name(name.strip_prefix("*.").unwrap_or(name))
}

fn mapping(loading: &mut Loading<'_>, table: &Table, item: &Item) -> Option<Mapping> {
    let path = table.text("path")?.trim_matches('/');
    if path.contains("//") || path.contains(|c: char| c.is_whitespace() || matches!(c, '?' | '#' | '{' | '}')) {
        let message = format!("\"{path}\" is no base path; expected segments like \"orders\" or \"orders/v1\"");
        loading.diagnostics.error("bad-name", table.origin("path"), message);
    }
    Some(Mapping { path: path.into(), api: placed(table, "api")?, stage: placed(table, "stage"), origin: item.origin })
}

fn access(table: &Table) -> Vec<AccessControl> {
    let mut access = Vec::new();
    let mut guard = |key, what: &str| access.push(AccessControl { what: what.to_owned(), origin: table.origin(key) });
    if table.entry("mutual_tls").is_some() {
        guard("mutual_tls", "mutual TLS");
    }
    if table.text("endpoint").is_some_and(|endpoint| endpoint.eq_ignore_ascii_case("private")) {
        guard("endpoint", "private endpoint");
    }
    if table.entry("policy").is_some() {
        guard("policy", "domain name policy");
    }
    access
}
