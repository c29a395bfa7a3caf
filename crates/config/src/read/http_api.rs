//! An HTTP API written inline: `[[api.route]]` and `[[api.integration]]`.

use super::api::Outline;
use super::{definition, integration};
use crate::loading::Loading;
use crate::route_key;
use crate::tree::{Item, Table, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;
use tollgate_definition::api::{AccessControl, DeploymentKind};
use tollgate_definition::{Deployment, Diagnostic, HttpApi, HttpRoute, Integration, Protocol};

type Integrations<'t> = BTreeMap<&'t str, Option<Arc<Integration>>>;

/// The deployment that the routes of an `[[api]]` make; `None` when it has no routes.
pub(super) fn inline(loading: &mut Loading<'_>, api: &Outline<'_>) -> Option<Arc<Deployment>> {
    let first = api.table.entry("route").or_else(|| api.table.entry("integration"))?;
    if api.protocol == Protocol::Rest {
        let message = format!("`{}` is for HTTP APIs; a REST API has a `definition`", first.key);
        loading.diagnostics.error("inline-routes", first.origin, message);
        return None;
    }
    if let Some(definition) = definition::beside_definition(api.table) {
        let message = format!("an API has either a `definition` or `[[api.{}]]`", first.key);
        let finding =
            Diagnostic::error("inline-routes", first.origin, message).and(definition.origin, "the definition");
        loading.diagnostics.push(finding);
        return None;
    }
    let integrations = integrations(loading, api);
    let routes = api.table.tables("route").filter_map(|(item, table)| route(loading, api, table, item, &integrations));
    let http = HttpApi { routes: routes.collect(), ..HttpApi::default() };
    let id = deployment_id(&http);
    let origin = api.origin;
    Some(Arc::new(Deployment { id, title: None, kind: DeploymentKind::Http(http), origin }))
}

/// Ten hex digits of the digest of what was written, wherever it stands.
fn deployment_id(api: &HttpApi) -> Box<str> {
    // What cannot be written as JSON has no digest of its own: none of these values is such.
    let canonical = serde_json::to_vec(api).unwrap_or_default();
    let digest = Sha256::digest(&canonical);
    digest.iter().take(5).map(|byte| format!("{byte:02x}")).collect::<String>().into()
}

fn integrations<'t>(loading: &mut Loading<'_>, api: &Outline<'t>) -> Integrations<'t> {
    let named = api.table.tables("integration").filter_map(|(item, table)| {
        let name = table.text("name")?;
        Some((name, integration::integration(loading, api, table, item.origin).map(Arc::new)))
    });
    named.collect()
}

fn route(
    loading: &mut Loading<'_>,
    api: &Outline<'_>,
    table: &Table,
    item: &Item,
    integrations: &Integrations<'_>,
) -> Option<HttpRoute> {
    let key = route_key::parse(table.text("key")?).ok()?;
    Some(HttpRoute {
        key,
        access: access(loading, api.table, table),
        authorization: Vec::new(),
        // A route whose integration was found wrong is left out: more would be said of it than there is to say.
        integration: Some(route_integration(loading, api, table, integrations)?),
        origin: item.origin,
    })
}

fn route_integration(
    loading: &mut Loading<'_>,
    api: &Outline<'_>,
    route: &Table,
    integrations: &Integrations<'_>,
) -> Option<Arc<Integration>> {
    let item = route.item("integration")?;
    match &item.value {
        Value::Table(table) => integration::integration(loading, api, table, item.origin).map(Arc::new),
        _ => {
            let name = item.as_text()?;
            integrations.get(name).cloned().unwrap_or_else(|| {
                unknown_name(loading, "integration", name, item, integrations.keys().copied());
                None
            })
        }
    }
}

fn unknown_name<'n>(
    loading: &mut Loading<'_>,
    what: &str,
    name: &str,
    at: &Item,
    names: impl Iterator<Item = &'n str>,
) {
    let hint = match crate::name::nearest(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("expected the name of an `[[api.{what}]]`"),
    };
    loading.diagnostics.error("unknown-name", at.origin, format!("this API has no {what} `{name}`; {hint}"));
}

/// Everything on a route that decides who may call it.
fn access(loading: &mut Loading<'_>, api: &Table, route: &Table) -> Vec<AccessControl> {
    let mut access = Vec::new();
    let mut guard = |key, what: String| access.push(AccessControl { what, origin: route.origin(key) });
    if let Some(item) = route.item("authorizer") {
        let name = item.as_text().unwrap_or("");
        guard("authorizer", format!("authorizer `{name}`"));
        let names = || api.tables("authorizer").filter_map(|(_, authorizer)| authorizer.text("name"));
        if item.as_text().is_some() && !names().any(|known| known == name) {
            unknown_name(loading, "authorizer", name, item, names());
        }
    }
    if route.entry("scopes").is_some() {
        guard("scopes", "authorization scopes".to_owned());
    }
    if let Some(text) = route.text("authorization").filter(|text| !text.eq_ignore_ascii_case("none")) {
        guard("authorization", format!("{} authorization", text.to_ascii_uppercase()));
    } else if route.entry("authorization").is_some() && route.text("authorization").is_none() {
        guard("authorization", "authorization".to_owned());
    }
    if route.entry("api_key_required").is_some() && route.flag("api_key_required") != Some(false) {
        guard("api_key_required", "API key".to_owned());
    }
    access
}
