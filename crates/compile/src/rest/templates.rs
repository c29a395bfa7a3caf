//! Mapping templates: parsed once, when a definition is compiled (models-mappings).

use crate::names::BAD_TEMPLATE;
use crate::table::Context;
use tollgate_definition::Diagnostic;
use tollgate_definition::api::{self, ContentHandling as Written};
use tollgate_mapping::content::ContentHandling;
use tollgate_mapping::template::{Error, Limits, Template};
use tollgate_routes::{MappingTemplate, Templates};

pub(super) fn read(context: &mut Context<'_>, written: &[api::Template]) -> Templates {
    let templates: Box<[MappingTemplate]> = written.iter().map(|template| one(context, template)).collect();
    Templates { keys: templates.iter().map(|template| &*template.content_type).collect(), templates }
}

fn one(context: &mut Context<'_>, written: &api::Template) -> MappingTemplate {
    let text = &written.template;
    let parsed = (!text.text.is_empty()).then(|| Template::parse(&text.text, &Limits::default()));
    let template =
        parsed.and_then(|parsed| parsed.map_err(|error| context.diagnostics.push(bad(written, &error))).ok());
    MappingTemplate { content_type: written.content_type.text.clone(), template, origin: text.origin }
}

fn bad(written: &api::Template, error: &Error) -> Diagnostic {
    let Error { line, column, message, .. } = error;
    let (content_type, text) = (&written.content_type.text, &written.template);
    let message =
        format!("the template for `{content_type}` is none: {message} (line {line}, column {column} of the template)");
    Diagnostic::error(BAD_TEMPLATE, text.origin, message).within(&text.text, *line, *column)
}

pub(crate) fn content_handling(written: Option<Written>) -> Option<ContentHandling> {
    written.map(|written| match written {
        Written::ConvertToBinary => ContentHandling::ConvertToBinary,
        Written::ConvertToText => ContentHandling::ConvertToText,
    })
}
