//! Routes that anyone can call. Many are meant to be: the finding is for those who ask for it.

use crate::Diagnostics;
use crate::api::{Api, DeploymentKind, MethodKey, RouteKey};
use tollgate_model::Origin;

/// One finding for each stage's definition: the first such route, and how many there are.
pub(super) fn check(api: &Api, diagnostics: &mut Diagnostics) {
    let mut seen: Vec<Origin> = Vec::new();
    for stage in api.stages.iter().filter(|_| api.access.is_empty()) {
        let open = routes(&stage.deployment.kind);
        let Some((key, origin)) = open.first().filter(|(_, origin)| !seen.contains(origin)) else { continue };
        let others = match open.len() {
            1 => String::new(),
            2 => " and another route".to_owned(),
            more => format!(" and {} other routes", more - 1),
        };
        let message = format!(
            "anyone can call `{key}`{others} of `{}`: no authorizer, no API key, no IAM authorization, no resource policy",
            api.name
        );
        diagnostics.warning("open-route", *origin, message);
        seen.push(*origin);
    }
}

/// `OPTIONS` is asked by browsers without credentials (how-to-cors).
fn routes(kind: &DeploymentKind) -> Vec<(String, Origin)> {
    match kind {
        DeploymentKind::Rest(api) if api.access.is_empty() => {
            let methods = api.resources.iter().flat_map(|resource| resource.methods.iter().map(move |m| (resource, m)));
            let open = methods.filter(|(_, method)| method.access.is_empty() && !is_options(&method.method));
            open.map(|(resource, method)| (spell(&method.method, &resource.path), method.origin)).collect()
        }
        DeploymentKind::Http(api) if api.access.is_empty() => {
            let open = api.routes.iter().filter(|route| route.access.is_empty());
            let named = open.filter_map(|route| match &route.key {
                RouteKey::Default => Some(("$default".to_owned(), route.origin)),
                RouteKey::Path { method, .. } if is_options(method) => None,
                RouteKey::Path { method, path } => Some((spell(method, path), route.origin)),
            });
            named.collect()
        }
        DeploymentKind::Rest(_) | DeploymentKind::Http(_) => Vec::new(),
    }
}

fn is_options(method: &MethodKey) -> bool {
    matches!(method, MethodKey::Method(name) if &**name == "OPTIONS")
}

fn spell(method: &MethodKey, path: &str) -> String {
    match method {
        MethodKey::Any => format!("ANY {path}"),
        MethodKey::Method(name) => format!("{name} {path}"),
    }
}
