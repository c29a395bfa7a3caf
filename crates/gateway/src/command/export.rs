//! `tollgate export`: what a stage serves, as Amazon's GetExport would write it.

use super::routes::not_compiled;
use super::{REFUSED, complain, say};
use crate::args::{Accepts, Export};
use crate::load::{How, Source, load_and_compile};
use tollgate_config::Options;
use tollgate_definition::api::{Api, Stage};
use tollgate_definition::export::{ExportOptions, Extensions, NoExport, export as definition_of};

pub(super) fn export(export: &Export) -> u8 {
    let how = How { options: Options { without_secrets: true }, ..How::default() };
    let outcome = load_and_compile(&Source::Files(export.files.paths()), None, &how);
    let configuration = match &outcome.configuration {
        Some(configuration) if outcome.table.is_some() => configuration,
        _ => return not_compiled(&outcome),
    };
    match document(export, &configuration.apis) {
        Ok(text) => say(&text),
        Err(NoExport(why)) => {
            complain(&format!("{why}\n"));
            REFUSED
        }
    }
}

fn document(export: &Export, apis: &[Api]) -> Result<String, NoExport> {
    let api = named("API", &export.api, apis, |api: &Api| [&api.name, &api.id])?;
    let stage = named("stage", &export.stage, &api.stages, |stage: &Stage| [&stage.name, &stage.name])?;
    let extensions = export.extensions.iter().fold(Extensions::NONE, |sum, one| sum.and(Extensions::from(*one)));
    let tree = definition_of(api, stage, ExportOptions { format: export.format.into(), extensions })?;
    Ok(match export.accepts {
        Accepts::Json => tree.json(),
        Accepts::Yaml => tree.yaml(),
    })
}

/// The thing of this name, or a sentence with the names there are.
fn named<'t, T>(
    what: &str,
    name: &str,
    things: &'t [T],
    names: impl Fn(&T) -> [&std::sync::Arc<str>; 2],
) -> Result<&'t T, NoExport> {
    let found = things.iter().find(|thing| names(thing).iter().any(|known| &***known == name));
    found.ok_or_else(|| {
        let known: Vec<String> = things.iter().map(|thing| format!("`{}`", names(thing)[0])).collect();
        NoExport(format!("there is no {what} `{name}`; expected one of {}", known.join(", ")))
    })
}
