//! Who signs a call: an integration's `credentials`, or what `[aws]` says of one without.

use crate::hosts::nearest;
use crate::names::{CREDENTIALS_UNKNOWN, NOT_ENFORCED};
use crate::stage::Scope;
use crate::table::Context;
use crate::variables;
use std::sync::Arc;
use tollgate_definition::Integration;
use tollgate_model::aws::{CredentialsKey, DefaultCredentials, Signing};

/// "To require that the caller's identity be passed through from the request, specify the string `arn:aws:iam::*:user/*`"
/// (api-gateway-swagger-extensions-integration).
const OF_CALLER: &str = ":iam::*:user/*";

/// What a call is signed for; `None` inside: it goes unsigned.
pub(crate) type Signed = Option<Arc<Signing>>;

/// `None`: it cannot be called as it is written, which is said.
pub(crate) fn signing(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    integration: &Integration,
    region: &str,
    service: &str,
) -> Option<Signed> {
    let credentials = match &integration.credentials {
        None => match context.configuration.aws.default {
            DefaultCredentials::None => return Some(None),
            DefaultCredentials::Chain => CredentialsKey::Chain,
        },
        Some(_) => written(context, scope, integration)?,
    };
    Some(Some(Arc::new(Signing { region: region.into(), service: service.into(), credentials })))
}

fn written(context: &mut Context<'_>, scope: &Scope<'_>, integration: &Integration) -> Option<CredentialsKey> {
    let text = integration.credentials.as_ref()?;
    let arn = variables::fill(context, scope, text)?;
    if is_of_caller(&arn) {
        let message = "calls with the caller's own credentials are not built yet; expected a role's ARN";
        context.diagnostics.warning(NOT_ENFORCED, text.origin, message);
        return None;
    }
    let roles = &context.configuration.aws.roles;
    match roles.iter().find(|role| *role.arn == *arn) {
        Some(role) => Some(CredentialsKey::Role(role.arn.clone())),
        None => {
            let near = nearest(&arn, roles.iter().map(|role| &*role.arn));
            let message = format!("nothing stands for the role `{arn}`{near}; expected an `[[aws.role]]` of this ARN");
            context.diagnostics.error(CREDENTIALS_UNKNOWN, text.origin, message);
            None
        }
    }
}

pub(crate) fn is_of_caller(arn: &str) -> bool {
    arn.ends_with(OF_CALLER)
}
