//! What a request must have before its integration is asked (api-gateway-method-request-validation).

use crate::render::Stop;
use crate::{Opened, parameters};
use http::header::CONTENT_TYPE;
use tollgate_mapping::media;
use tollgate_model::{Fault, FaultKind, Head, Step, Trace};
use tollgate_routes::{RequiredParameter, RequiredPlace, Route};

/// Every required parameter is there and not blank.
pub(crate) fn parameters(route: &Route, opened: &Opened, head: &Head<'_>, trace: &mut impl Trace) -> Result<(), Fault> {
    let required = &route.request.required;
    let missing: Vec<&str> = required
        .iter()
        .filter(|parameter| !is_there(parameter, opened, head))
        .map(|parameter| &*parameter.name)
        .collect();
    if missing.is_empty() {
        let origin = required.first().map_or(route.origin, |parameter| parameter.origin);
        trace.step(|| Step::Validated { what: "the required parameters are there".into(), origin });
        return Ok(());
    }
    let message = format!("Missing required request parameters: [{}]", missing.join(", "));
    Err(Fault {
        detail: Some(message.as_str().into()),
        message: Some(message.into()),
        ..Fault::from(FaultKind::BadRequestParameters)
    })
}

/// The body is what the model for its content type says; without a model for it, it is not looked at.
pub(crate) fn body(route: &Route, head: &Head<'_>, body: &[u8], trace: &mut impl Trace) -> Result<(), Stop> {
    let Some(models) = &route.request.models else { return Ok(()) };
    let content_type = head.header(&CONTENT_TYPE);
    let Some(model) = models.keys.of(content_type).and_then(|at| models.models.get(at)) else { return Ok(()) };
    let essence = media::essence(content_type);
    match model.model.validate(body) {
        Ok(()) => {
            let what = || format!("body: model {} for {essence}", model.name).into();
            trace.step(|| Step::Validated { what: what(), origin: model.origin });
            Ok(())
        }
        Err(invalid) => {
            let fault = Fault {
                validation: Some(invalid.to_string().into()),
                ..Fault::with_detail(
                    FaultKind::BadRequestBody,
                    format!("Request body does not match model schema for content type {essence}: {invalid}"),
                )
            };
            Err(Stop { fault, origin: model.origin })
        }
    }
}

/// `?q1=` is blank (api-gateway-request-validation-test).
fn is_there(parameter: &RequiredParameter, opened: &Opened, head: &Head<'_>) -> bool {
    let is_blank = |value: &str| value.trim().is_empty();
    match &parameter.place {
        RequiredPlace::Path(index) => !is_blank(&parameters::decoded(opened.param(*index, head.path))),
        RequiredPlace::NotInPath => false,
        RequiredPlace::Query => parameters::query_values(head, &parameter.name).any(|value| !is_blank(&value)),
        RequiredPlace::Header(source) => parameters::header_values(head, source).iter().any(|value| !is_blank(value)),
    }
}
