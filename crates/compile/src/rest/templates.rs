//! Mapping templates: parsed once, when a definition is compiled (models-mappings).

use crate::names::BAD_TEMPLATE;
use crate::table::Context;
use tollgate_definition::Diagnostic;
use tollgate_definition::api::{self, ContentHandling as Written};
use tollgate_mapping::content::ContentHandling;
use tollgate_mapping::template::{Error, ErrorKind, Limits, Template};
use tollgate_routes::{MappingTemplate, Templates};

pub(super) fn read(context: &mut Context<'_>, written: &[api::Template]) -> Templates {
    let templates: Box<[MappingTemplate]> = written.iter().map(|template| one(context, template)).collect();
    Templates { keys: templates.iter().map(|template| &*template.content_type).collect(), templates }
}

fn one(context: &mut Context<'_>, written: &api::Template) -> MappingTemplate {
    let text = &written.template;
    let parsed = (!text.text.is_empty()).then(|| Template::parse(&text.text, &Limits::default()));
    let template = parsed.map(|parsed| {
        parsed.map_err(|error| {
            context.diagnostics.push(bad(written, &error));
            format!("the template is none: {}", error.message).into()
        })
    });
    MappingTemplate { content_type: written.content_type.text.clone(), template, origin: text.origin }
}

/// Amazon takes it, and answers 500 where it is chosen (recorded of the service: LocalStack's
/// `test_api_gateway_lambda_asynchronous_invocation` imports one and calls another route). What goes beyond a bound of ours
/// is refused.
fn bad(written: &api::Template, error: &Error) -> Diagnostic {
    let Error { line, column, message, kind } = error;
    let (content_type, text) = (&written.content_type.text, &written.template);
    let place = format!("(line {line}, column {column} of the template)");
    let message = format!("the template for `{content_type}` is none: {message} {place}");
    let diagnostic = match kind {
        ErrorKind::Limit => Diagnostic::error(BAD_TEMPLATE, text.origin, message),
        _ => Diagnostic::warning(
            BAD_TEMPLATE,
            text.origin,
            format!("{message}; requests that it is chosen for answer 500"),
        ),
    };
    diagnostic.within(&text.text, *line, *column)
}

pub(crate) fn content_handling(written: Option<Written>) -> Option<ContentHandling> {
    written.map(|written| match written {
        Written::ConvertToBinary => ContentHandling::ConvertToBinary,
        Written::ConvertToText => ContentHandling::ConvertToText,
    })
}
