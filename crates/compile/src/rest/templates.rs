//! Mapping templates: parsed once, when a definition is compiled (models-mappings).

use crate::names::BAD_TEMPLATE;
use crate::table::Context;
use tollgate_definition::api::{self, ContentHandling as Written};
use tollgate_mapping::content::ContentHandling;
use tollgate_mapping::template::{Limits, Template};
use tollgate_routes::{MappingTemplate, Templates};

pub(super) fn read(context: &mut Context<'_>, written: &[api::Template]) -> Templates {
    let templates: Box<[MappingTemplate]> = written.iter().map(|template| one(context, template)).collect();
    Templates { keys: templates.iter().map(|template| &*template.content_type).collect(), templates }
}

fn one(context: &mut Context<'_>, written: &api::Template) -> MappingTemplate {
    let (content_type, text) = (&written.content_type.text, &written.template);
    let parsed = (!text.text.is_empty()).then(|| Template::parse(&text.text, &Limits::default()));
    let template = parsed.and_then(|parsed| {
        let bad = |error| format!("the template for `{content_type}` is none: {error}, counted in the template");
        parsed.map_err(|error| context.diagnostics.error(BAD_TEMPLATE, text.origin, bad(error))).ok()
    });
    MappingTemplate { content_type: content_type.clone(), template, origin: text.origin }
}

pub(crate) fn content_handling(written: Option<Written>) -> Option<ContentHandling> {
    written.map(|written| match written {
        Written::ConvertToBinary => ContentHandling::ConvertToBinary,
        Written::ConvertToText => ContentHandling::ConvertToText,
    })
}
