//! What a request must have before its integration is asked (api-gateway-method-request-validation).

use crate::{Opened, parameters};
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
        kind: FaultKind::BadRequestParameters,
        detail: Some(message.as_str().into()),
        message: Some(message.into()),
    })
}

/// `?q1=` is blank (api-gateway-request-validation-test).
fn is_there(parameter: &RequiredParameter, opened: &Opened, head: &Head<'_>) -> bool {
    let is_blank = |value: &str| value.trim().is_empty();
    match &parameter.place {
        RequiredPlace::Path(index) => !is_blank(opened.param(*index, head.path)),
        RequiredPlace::Query => parameters::query_values(head, &parameter.name).any(|value| !is_blank(&value)),
        RequiredPlace::Header(source) => parameters::header_values(head, source).iter().any(|value| !is_blank(value)),
    }
}
