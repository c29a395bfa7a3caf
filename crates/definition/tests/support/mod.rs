//! Importing a file of the tests and printing what came of it.

#![allow(dead_code, reason = "each test file uses its part")]

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use tollgate_definition::api::{AccessControl, Connection, DeploymentKind, MethodKey, RouteKey};
use tollgate_definition::openapi::{self, BasePath, ImportOptions};
use tollgate_definition::{Deployment, Diagnostics, Integration, Protocol, Sources};

pub(crate) struct Imported {
    pub(crate) protocol: Protocol,
    pub(crate) deployment: Option<Deployment>,
    pub(crate) sources: Sources,
    pub(crate) diagnostics: Diagnostics,
}

pub(crate) struct Route {
    /// `/$default` for the route of that name.
    pub(crate) path: String,
    pub(crate) method: String,
    pub(crate) access: Vec<AccessControl>,
    pub(crate) integration: Option<Arc<Integration>>,
}

/// Imports a file as the kind of API it was written for.
pub(crate) fn import(path: &Path) -> Imported {
    let text = std::fs::read_to_string(path).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    import_text(name, &text, None, BasePath::Ignore)
}

pub(crate) fn import_text(name: &str, text: &str, protocol: Option<Protocol>, basepath: BasePath) -> Imported {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add(name, text);
    let protocol = protocol.unwrap_or_else(|| openapi::detect_protocol(&sources, file));
    let options = ImportOptions { basepath, ..ImportOptions::new(protocol) };
    let deployment = openapi::import(&mut sources, file, &options, &mut diagnostics);
    assert!(deployment.is_some() || diagnostics.has_errors(), "{name}: nothing was read and nothing said");
    Imported { protocol, deployment, sources, diagnostics }
}

impl Imported {
    pub(crate) fn routes(&self) -> Vec<Route> {
        match self.deployment.as_ref().map(|deployment| &deployment.kind) {
            None => Vec::new(),
            Some(DeploymentKind::Rest(api)) => {
                let methods =
                    api.resources.iter().flat_map(|resource| resource.methods.iter().map(move |m| (resource, m)));
                methods
                    .map(|(resource, method)| Route {
                        path: resource.path.clone(),
                        method: spell(&method.method),
                        access: method.access.clone(),
                        integration: method.integration.clone(),
                    })
                    .collect()
            }
            Some(DeploymentKind::Http(api)) => api
                .routes
                .iter()
                .map(|route| {
                    let (path, method) = match &route.key {
                        RouteKey::Default => ("/$default".to_owned(), "ANY".to_owned()),
                        RouteKey::Path { method, path } => (path.clone(), spell(method)),
                    };
                    Route { path, method, access: route.access.clone(), integration: route.integration.clone() }
                })
                .collect(),
        }
    }

    /// The paths of a REST API's resources.
    pub(crate) fn paths(&self) -> Vec<String> {
        match self.deployment.as_ref().map(|deployment| &deployment.kind) {
            Some(DeploymentKind::Rest(api)) => api.resources.iter().map(|resource| resource.path.clone()).collect(),
            _ => Vec::new(),
        }
    }

    /// What is asked of callers, by the whole API and then by its routes.
    pub(crate) fn access(&self) -> String {
        let of_routes = self.routes().into_iter().flat_map(|route| route.access);
        let all: Vec<_> = self.whole().0.iter().cloned().chain(of_routes).map(|access| access.what).collect();
        all.join(", ")
    }

    pub(crate) fn disables_execute_api_endpoint(&self) -> bool {
        self.whole().1
    }

    fn whole(&self) -> (&[AccessControl], bool) {
        match self.deployment.as_ref().map(|deployment| &deployment.kind) {
            None => (&[], false),
            Some(DeploymentKind::Rest(api)) => (&api.access, api.disable_execute_api_endpoint),
            Some(DeploymentKind::Http(api)) => (&api.access, api.disable_execute_api_endpoint),
        }
    }

    /// Every diagnostic as people see it.
    pub(crate) fn rendered(&self) -> String {
        let mut diagnostics = self.diagnostics.clone();
        diagnostics.sort(&self.sources);
        let mut text = String::new();
        diagnostics.iter().for_each(|diagnostic| diagnostic.render(&self.sources, &mut text));
        text
    }
}

fn spell(method: &MethodKey) -> String {
    match method {
        MethodKey::Any => "ANY".to_owned(),
        MethodKey::Method(name) => name.to_string(),
    }
}

/// One line for each route, then what holds for the whole API, then the diagnostics.
pub(crate) fn listing(imported: &Imported) -> String {
    let mut text = String::new();
    for route in imported.routes() {
        let _ = write!(text, "{} {}", route.method, route.path);
        if let Some(integration) = route.integration.as_ref().filter(|integration| !integration.is_refused) {
            let _ = write!(text, " -> {:?}", integration.kind);
            let method = integration.http_method.as_deref().unwrap_or("-");
            let uri = integration.uri.as_ref().map_or("-", |uri| &uri.text);
            let _ = write!(text, " {method} {uri}");
            if let Connection::VpcLink(link) = &integration.connection {
                let _ = write!(text, " by {}", link.text);
            }
            for parameter in &integration.request_parameters {
                let _ = write!(text, "\n    {} = {}", parameter.target.text, parameter.source.text);
            }
        }
        for access in &route.access {
            let _ = write!(text, "\n    only with {}", access.what);
        }
        text.push('\n');
    }
    text.push_str(&whole(imported));
    text + &imported.rendered()
}

fn whole(imported: &Imported) -> String {
    let (access, disabled) = imported.whole();
    let mut text: String = access.iter().map(|access| format!("the whole API only with {}\n", access.what)).collect();
    if disabled {
        text.push_str("the default endpoint is disabled\n");
    }
    text
}

/// What is wrong when the `.txt` beside a file says anything else. With `UPDATE_GOLDEN` set it is written instead.
pub(crate) fn golden(path: &Path, actual: &str) -> Option<String> {
    let expected_path = path.with_extension("txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&expected_path, actual).unwrap();
    }
    let expected = std::fs::read_to_string(&expected_path).unwrap_or_default();
    (expected != actual).then(|| format!("{} expected:\n{expected}\nfound:\n{actual}", path.display()))
}
