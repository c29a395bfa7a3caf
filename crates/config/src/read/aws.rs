//! `[aws]`: calls to AWS services.

use crate::loading::Loading;
use crate::tree::{Item, Table, Value};
use std::collections::BTreeMap;
use std::sync::Arc;
use tollgate_model::aws::{Aws, CredentialsSource, DefaultCredentials, Role};

const DEFAULTS: [(&str, DefaultCredentials); 2] =
    [("none", DefaultCredentials::None), ("chain", DefaultCredentials::Chain)];

pub(super) fn aws(loading: &mut Loading<'_>, root: &Table) -> Aws {
    let Some(table) = root.table("aws") else { return Aws::default() };
    Aws {
        default: table.choice("default", &DEFAULTS).unwrap_or_default(),
        endpoints: table.table("endpoint").map(|endpoints| self::endpoints(loading, endpoints)).unwrap_or_default(),
        roles: table.tables("role").filter_map(|(item, table)| role(loading, table, item)).collect(),
    }
}

fn endpoints(loading: &mut Loading<'_>, table: &Table) -> BTreeMap<Box<str>, Box<str>> {
    let mut endpoints = BTreeMap::new();
    for entry in &table.entries {
        let Some(url) = entry.item.as_text() else { continue };
        // A service's endpoint has no path of its own: what is called stands in the integration.
        let url = url.strip_suffix('/').unwrap_or(url);
        if !is_origin(url) {
            let message = format!("`{}` is \"{url}\", expected a URL like \"http://127.0.0.1:4566\"", entry.key);
            loading.diagnostics.error("unknown-value", entry.item.origin, message);
            continue;
        }
        endpoints.insert(entry.key.as_str().into(), url.into());
    }
    endpoints
}

/// Scheme, host and perhaps a port.
fn is_origin(url: &str) -> bool {
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(['/', '?', '#', '@', ' ']))
}

fn role(loading: &mut Loading<'_>, table: &Table, item: &Item) -> Option<Role> {
    let arn: Arc<str> = table.text("arn")?.into();
    if !is_role(&arn) {
        let message = format!("`arn` is \"{arn}\", expected a role's, like \"arn:aws:iam::123456789012:role/orders\"");
        loading.diagnostics.error("unknown-value", table.origin("arn"), message);
    }
    Some(Role { source: source(loading, table)?, arn, origin: item.origin })
}

/// `arn:{partition}:iam::{account}:role/{name}`
fn is_role(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    matches!(parts[..], ["arn", _, "iam", "", account, resource]
        if !account.is_empty() && resource.strip_prefix("role/").is_some_and(|name| !name.is_empty()))
}

fn source(loading: &mut Loading<'_>, table: &Table) -> Option<CredentialsSource> {
    match &table.item("source")?.value {
        Value::Text(text) if text.text.eq_ignore_ascii_case("assume") => Some(CredentialsSource::Assume),
        Value::Table(keys) => {
            for name in ["access_key", "secret"] {
                if keys.text(name) == Some("") {
                    loading.diagnostics.error("unknown-value", keys.origin(name), format!("the `{name}` is empty"));
                }
            }
            // Where secrets are not at hand the role is there all the same.
            let text = |name| keys.text(name).unwrap_or_default().into();
            Some(CredentialsSource::Keys { access_key: text("access_key"), secret: text("secret") })
        }
        _ => Some(CredentialsSource::Chain),
    }
}
