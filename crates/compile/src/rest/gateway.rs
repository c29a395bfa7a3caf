//! Customised gateway responses (supported-gateway-response-types, api-gateway-gatewayresponse-definition).

use crate::expression::{self, GivenValue, exact_header};
use crate::names::BAD_PARAMETER;
use crate::stage::Scope;
use crate::table::Context;
use http::HeaderName;
use tollgate_definition::RestApi;
use tollgate_definition::api::{GatewayResponse as Definition, ResponseParameter};
use tollgate_mapping::gateway_response::Template;
use tollgate_mapping::parameter::{GatewayResponseSource, GatewayResponseTarget, RequestPart};
use tollgate_model::FaultKind;
use tollgate_routes::{GatewayHeader, GatewayResponse, GatewayResponses, GatewayValue};

/// Its own response, else that of its class; what the service answers before it knows an API, and a body that is too large
/// (api-gateway-known-issues), cannot be customised.
pub(crate) fn responses(context: &mut Context<'_>, scope: &Scope<'_>, api: &RestApi) -> GatewayResponses {
    let written = &api.gateway_responses;
    let named = |name: &str| written.iter().position(|response| *response.response_type == *name);
    let of = |kind: FaultKind| {
        if kind >= FaultKind::Forbidden || kind == FaultKind::RequestTooLarge {
            return None;
        }
        let row = kind.row();
        let class = if row.status < 500 { "DEFAULT_4XX" } else { "DEFAULT_5XX" };
        named(row.name).or_else(|| named(class))
    };
    let compiled = written.iter().map(|response| compile(context, scope, response)).collect();
    GatewayResponses::new(compiled, of)
}

fn compile(context: &mut Context<'_>, scope: &Scope<'_>, response: &Definition) -> GatewayResponse {
    let headers = response.response_parameters.iter().filter_map(|parameter| header(context, scope, parameter));
    let templates = &response.response_templates;
    GatewayResponse {
        status: response.status_code,
        headers: headers.collect(),
        keys: templates.iter().map(|template| &*template.content_type.text).collect(),
        templates: templates
            .iter()
            .map(|it| (it.content_type.text.clone(), Template::parse(&it.template.text)))
            .collect(),
        origin: response.origin,
    }
}

fn header(context: &mut Context<'_>, scope: &Scope<'_>, parameter: &ResponseParameter) -> Option<GatewayHeader> {
    let ResponseParameter { target, source } = parameter;
    let name = expression::parsed(context, target, GatewayResponseTarget::parse(&target.text));
    let source = match expression::parsed(context, source, GatewayResponseSource::parse(&source.text))? {
        GatewayResponseSource::Part(part, name) => part_value(part, &name)?,
        GatewayResponseSource::Params(name) => GatewayValue::Param(exact_header(&name)?),
        GatewayResponseSource::Given(given) => match expression::given(context, scope, &given, source.origin)? {
            GivenValue::Text(text) => GatewayValue::Text(text),
            GivenValue::Context(value) => GatewayValue::Context(value),
        },
    };
    match name? {
        GatewayResponseTarget::Header(name) => {
            Some(GatewayHeader { name: HeaderName::from_bytes(name.as_bytes()).ok()?, written: (*name).into(), source })
        }
        GatewayResponseTarget::Path(_) | GatewayResponseTarget::QueryString(_) => {
            let message = format!("`{}` has no effect: an answer has neither path nor query", target.text);
            context.diagnostics.warning(BAD_PARAMETER, target.origin, message);
            None
        }
    }
}

fn part_value(part: RequestPart, name: &str) -> Option<GatewayValue> {
    Some(match part {
        RequestPart::Path => GatewayValue::Path(name.into()),
        RequestPart::QueryString => GatewayValue::Query(name.into()),
        RequestPart::MultiValueQueryString => GatewayValue::MultiQuery(name.into()),
        RequestPart::Header => GatewayValue::Header(exact_header(name)?),
        RequestPart::MultiValueHeader => GatewayValue::MultiHeader(exact_header(name)?),
    })
}
