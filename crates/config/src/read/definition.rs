//! `definition = "apis/petstore.yaml"`: a file that is a deployment.

use super::api::Outline;
use crate::loading::Loading;
use crate::tree::{Item, Table};
use std::path::PathBuf;
use std::sync::Arc;
use tollgate_definition::openapi::{self, BasePath, ImportOptions};
use tollgate_definition::{Deployment, Protocol, Sources};
use tollgate_model::Origin;

/// In a path: the stage's name.
const STAGE: &str = "{stage}";

/// The deployment of a stage: its own definition, else the API's. Files that several stages name are read once.
pub(super) fn deployment(
    loading: &mut Loading<'_>,
    api: &Outline<'_>,
    stage: &Table,
    at: Origin,
    name: &str,
) -> Option<Arc<Deployment>> {
    let Some(item) = stage.item("definition").or_else(|| api.table.item("definition")) else {
        let routes = if api.protocol == Protocol::Http { " or `[[api.route]]`" } else { "" };
        loading.diagnostics.error(
            "missing-key",
            at,
            format!("stage `{name}` has nothing to serve; expected a `definition`{routes}"),
        );
        return None;
    };
    let path = loading.beside(item.file, &item.as_text()?.replace(STAGE, name));
    let options = ImportOptions {
        protocol: api.protocol,
        basepath: basepath(api.table),
        region: api.region.clone(),
        account: api.account.clone(),
    };
    import(loading, path, options, item.origin)
}

fn basepath(table: &Table) -> BasePath {
    let values = [("ignore", BasePath::Ignore), ("prepend", BasePath::Prepend), ("split", BasePath::Split)];
    table.choice("basepath", &values).unwrap_or_default()
}

pub(crate) fn import(
    loading: &mut Loading<'_>,
    path: PathBuf,
    options: ImportOptions,
    named_at: Origin,
) -> Option<Arc<Deployment>> {
    let key = format!("{}\n{options:?}", path.display());
    if let Some(known) = loading.deployments.get(&key) {
        return known.clone();
    }
    let deployment = loading
        .source(&path, named_at)
        .and_then(|file| openapi::import(&mut loading.sources, file, &options, &mut loading.diagnostics))
        .map(Arc::new);
    loading.deployments.insert(key, deployment.clone());
    deployment
}

/// What the definition was written for, when the API does not say; an HTTP API where there is none.
pub(super) fn detect_protocol(loading: &mut Loading<'_>, table: &Table) -> Protocol {
    let Some(item) = beside_definition(table) else { return Protocol::Http };
    let stage = table.tables("stage").find_map(|(_, stage)| stage.text("name")).unwrap_or("$default");
    let path = item.as_text().map(|text| loading.beside(item.file, &text.replace(STAGE, stage)));
    // Read beside the sources: whoever imports it says what is wrong with it.
    let Some(Ok(text)) = path.as_ref().map(|path| loading.read(path)) else { return Protocol::Rest };
    let mut sources = Sources::default();
    let file = sources.add(STAGE, text);
    openapi::detect_protocol(&sources, file)
}

/// The definition of an API, or the first of its stages' own.
pub(super) fn beside_definition(api: &Table) -> Option<&Item> {
    api.item("definition").or_else(|| api.tables("stage").find_map(|(_, stage)| stage.item("definition")))
}
