//! What a REST API's function is sent, and how its answer is read.

use super::{mapped, parameters, responses};
use crate::function;
use crate::stage::{RouteDraft, Scope};
use crate::table::Context;
use tollgate_definition::Integration;
use tollgate_mapping::parameter::is_taken_by_service;
use tollgate_routes::{EventFormat, Exchange, MappedCall};

/// `AWS_PROXY` has the event as it is, whatever is mapped (set-up-lambda-proxy-integrations), `AWS` what its templates make
/// (set-up-lambda-custom-integrations). `None`: a header is mapped that Amazon answers 500 to.
pub(crate) fn exchange(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Integration,
) -> Option<Exchange> {
    let parameters = parameters::read(context, scope, &draft.key, &integration.request_parameters, is_taken_by_service);
    let exchange = match function::is_mapped(integration) {
        false => Exchange::Event(EventFormat::Rest),
        true => Exchange::Mapped(Box::new(MappedCall {
            headers: parameters.headers.into(),
            request: mapped::request(context, integration),
            response: responses::read(context, scope, draft, integration),
        })),
    };
    (!parameters.blocked).then_some(exchange)
}
