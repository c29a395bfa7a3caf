//! From an integration to what is sent where: the steps that kinds of API share.

use crate::names::{
    INTEGRATION_MISSING, INVALID_METHOD, NOT_ENFORCED, TIMEOUT_RANGE, TLS_INSECURE, TOO_MANY_TARGET_GROUPS,
};
use crate::parameter::Parameters;
use crate::stage::{RouteDraft, Scope};
use crate::table::Context;
use crate::{http as http_api, rest};
use http::{HeaderValue, Method};
use std::time::Duration;
use tollgate_definition::Integration as Definition;
use tollgate_definition::api::{DeploymentKind, IntegrationType};
use tollgate_model::target_group::Verify;
use tollgate_model::{FaultKind, GroupKey};
use tollgate_routes::{HttpProxy, Integration, PathPiece};

/// The shortest timeout that Amazon takes (limits).
const SHORTEST: Duration = Duration::from_millis(50);

/// What [`tollgate_routes::HttpProxy::group`] can index.
const MOST_GROUPS: usize = u16::MAX as usize + 1;

/// Where an `http_proxy` goes: what each kind of API finds out in its own way.
pub(crate) struct Destination {
    pub(crate) group: GroupKey,
    /// `timeouts.total` of a written group.
    pub(crate) total: Option<Duration>,
    pub(crate) host: HeaderValue,
    pub(crate) path: Box<[PathPiece]>,
    pub(crate) query: Box<str>,
    pub(crate) parameters: Parameters,
    /// Amazon's longest timeout, and the one of an integration that has none.
    pub(crate) longest: Duration,
}

/// What a route does. Whatever cannot be done as it is written answers a fault, and a diagnostic says so.
pub(crate) fn compile(context: &mut Context<'_>, scope: &mut Scope<'_>, draft: &RouteDraft<'_>) -> Integration {
    let fault = Integration::Fault(FaultKind::ApiConfigurationError);
    let Some(integration) = draft.integration else {
        let message = format!("no integration is defined for `{}`; Amazon refuses to deploy it", draft.key);
        context.diagnostics.error(INTEGRATION_MISSING, draft.origin, message);
        return fault;
    };
    if integration.kind != IntegrationType::HttpProxy {
        let message = format!(
            "`{}` answers 500: integrations of type {} are not built yet; expected `http_proxy`",
            draft.key,
            type_name(integration.kind)
        );
        context.diagnostics.warning(NOT_ENFORCED, integration.origin, message);
        return fault;
    }
    let destination = match &scope.stage.deployment.kind {
        DeploymentKind::Rest(_) => rest::destination(context, scope, draft, integration),
        DeploymentKind::Http(_) => http_api::destination(context, scope, draft, integration),
    };
    let method = method(context, integration);
    destination
        .and_then(|destination| proxy(context, scope, integration, destination, method?))
        .map_or(fault, |proxy| Integration::HttpProxy(Box::new(proxy)))
}

fn proxy(
    context: &mut Context<'_>,
    scope: &mut Scope<'_>,
    integration: &Definition,
    destination: Destination,
    method: Option<Method>,
) -> Option<HttpProxy> {
    let timeout = timeout(context, integration, &destination);
    let Some(group) = scope.groups.index(destination.group) else {
        let message = format!("a stage can name {} target groups; expected fewer different hosts", MOST_GROUPS);
        context.diagnostics.error(TOO_MANY_TARGET_GROUPS, integration.origin, message);
        return None;
    };
    let parameters = destination.parameters;
    if parameters.blocked {
        return None;
    }
    Some(HttpProxy {
        group,
        method,
        host: destination.host,
        path: parameters.whole_path.unwrap_or(destination.path),
        query: destination.query,
        query_mappings: parameters.query.into(),
        header_mappings: parameters.headers.into(),
        timeout,
        uri: integration.uri.as_ref().map(|uri| uri.text.clone()).unwrap_or_default(),
    })
}

/// `Some(None)`: the caller's method. `None`: not a method, which is said.
fn method(context: &mut Context<'_>, integration: &Definition) -> Option<Option<Method>> {
    match integration.http_method.as_deref() {
        None | Some("ANY") => Some(None),
        Some(name) => match Method::from_bytes(name.as_bytes()) {
            Ok(method) => Some(Some(method)),
            Err(_) => {
                let message = format!("`{name}` is no method; expected one like `GET`, or `ANY` for the caller's");
                context.diagnostics.error(INVALID_METHOD, integration.origin, message);
                None
            }
        },
    }
}

fn timeout(context: &mut Context<'_>, integration: &Definition, destination: &Destination) -> Duration {
    let Some(timeout) = integration.timeout else {
        return destination.total.unwrap_or(destination.longest);
    };
    if !(SHORTEST..=destination.longest).contains(&timeout) {
        let message = format!(
            "a timeout of {} ms works here, but Amazon takes {} to {} ms",
            timeout.as_millis(),
            SHORTEST.as_millis(),
            destination.longest.as_millis()
        );
        context.diagnostics.warning(TIMEOUT_RANGE, integration.origin, message);
    }
    timeout
}

/// `tlsConfig.insecureSkipVerification`.
pub(crate) fn verify(context: &mut Context<'_>, integration: &Definition) -> Verify {
    match &integration.tls {
        Some(tls) if tls.insecure_skip_verification => {
            let message =
                "`insecureSkipVerification` accepts a certificate of any issuer; its name and dates are still verified";
            context.diagnostics.warning(TLS_INSECURE, tls.origin, message);
            Verify::AnyIssuer
        }
        _ => Verify::Full,
    }
}

fn type_name(kind: IntegrationType) -> &'static str {
    match kind {
        IntegrationType::Http => "`http`",
        IntegrationType::HttpProxy => "`http_proxy`",
        IntegrationType::Aws => "`aws`",
        IntegrationType::AwsProxy => "`aws_proxy`",
        IntegrationType::Mock => "`mock`",
    }
}
