//! Integration responses (api-gateway-integration-settings-integration-response).

use super::templates;
use crate::expression::{self, GivenValue, exact_header};
use crate::names::{BAD_PATTERN, RESPONSE_MISSING};
use crate::stage::{RouteDraft, Scope};
use crate::table::Context;
use http::HeaderName;
use tollgate_definition::api::{IntegrationResponse as Definition, ResponseParameter, Text};
use tollgate_definition::{Diagnostic, Integration};
use tollgate_mapping::parameter::{ResponseSource, ResponseTarget};
use tollgate_mapping::pattern::{Pattern, PatternError};
use tollgate_routes::{IntegrationResponse, ResponseHeader, ResponseMap, ResponseValue};

pub(super) fn read(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Integration,
) -> ResponseMap {
    let responses =
        integration.responses.iter().filter_map(|response| compile(context, scope, draft, response)).collect();
    if integration.responses.is_empty() {
        let message = format!("`{}` answers 500: it has no integration response; expected a `default` one", draft.key);
        context.diagnostics.warning(RESPONSE_MISSING, integration.origin, message);
    }
    ResponseMap { responses, origin: integration.origin }
}

fn compile(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    draft: &RouteDraft<'_>,
    response: &Definition,
) -> Option<IntegrationResponse> {
    let pattern = match &response.selection_pattern {
        Some(written) => Some(pattern(context, written)?),
        None => None,
    };
    let status = response.status_code;
    let declared = draft.method.is_some_and(|method| method.method_responses.iter().any(|it| it.status_code == status));
    if !declared {
        let message = format!("`{}` answers 500 instead of {status}, which is none of its method responses", draft.key);
        context.diagnostics.warning(RESPONSE_MISSING, response.origin, message);
    }
    let headers =
        response.response_parameters.iter().filter_map(|parameter| header(context, scope, parameter)).collect();
    let templates = templates::read(context, &response.response_templates);
    let content_handling = templates::content_handling(response.content_handling);
    let origin = response.origin;
    Some(IntegrationResponse { pattern, status, declared, headers, templates, content_handling, origin })
}

fn pattern(context: &mut Context<'_>, written: &Text) -> Option<Pattern> {
    let parsed = Pattern::parse(&written.text);
    let bad = |error: PatternError| {
        let column = u32::try_from(error.column).unwrap_or(u32::MAX);
        let message = format!("`{}` is no pattern: {error}", written.text);
        Diagnostic::error(BAD_PATTERN, written.origin, message).within(&written.text, 1, column)
    };
    parsed.map_err(|error| context.diagnostics.push(bad(error))).ok()
}

fn header(context: &mut Context<'_>, scope: &Scope<'_>, parameter: &ResponseParameter) -> Option<ResponseHeader> {
    let ResponseParameter { target, source } = parameter;
    let header = expression::parsed(context, target, ResponseTarget::parse(&target.text)).map(|target| target.header);
    let source = match expression::parsed(context, source, ResponseSource::parse(&source.text))? {
        ResponseSource::Header(name) => ResponseValue::Header(exact_header(&name)?),
        ResponseSource::MultiValueHeader(name) => ResponseValue::MultiHeader(exact_header(&name)?),
        ResponseSource::Given(given) => match expression::given(context, scope, &given, source.origin)? {
            GivenValue::Text(text) => ResponseValue::Static(text),
            GivenValue::Context(value) => ResponseValue::Context(value),
        },
        ResponseSource::Body => ResponseValue::Body,
        ResponseSource::BodyPath(path) => {
            ResponseValue::BodyPath(expression::body_place(context, &path, source.origin)?)
        }
    };
    let header = header?;
    let name = HeaderName::from_bytes(header.as_bytes()).ok()?;
    Some(ResponseHeader { name, written: (*header).into(), source })
}
