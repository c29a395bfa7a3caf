//! From an integration to what is sent where: the steps that kinds of API share.

use crate::names::{
    INTEGRATION_MISSING, INVALID_METHOD, NOT_ENFORCED, TIMEOUT_RANGE, TLS_INSECURE, TOO_MANY_TARGET_GROUPS,
};
use crate::parameter::Parameters;
use crate::stage::{Deployed, RouteDraft, Scope};
use crate::table::Context;
use crate::{aws, http as http_api, rest};
use http::{HeaderValue, Method};
use std::time::Duration;
use tollgate_definition::Integration as Definition;
use tollgate_definition::api::{DeploymentKind, IntegrationType, ResponseTransferMode};
use tollgate_model::target_group::Verify;
use tollgate_model::{FaultKind, GroupKey, Logging};
use tollgate_routes::{Collected, HttpProxy, Integration, Needs, ParameterMapping, PathPiece, RequestRules};

/// The shortest timeout that Amazon takes (limits).
const SHORTEST: Duration = Duration::from_millis(50);

/// The longest timeout of an answer that is streamed (response-transfer-mode).
const LONGEST_STREAMED: Duration = Duration::from_secs(15 * 60);

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
    if integration.is_refused {
        return fault;
    }
    told_of_streaming(context, draft, integration);
    let is_rest = matches!(scope.stage.deployment.kind, DeploymentKind::Rest(_));
    match integration.kind {
        IntegrationType::HttpProxy => {
            proxied(context, scope, draft, integration).map_or(fault, |proxy| Integration::HttpProxy(Box::new(proxy)))
        }
        IntegrationType::Http if is_rest => match proxied(context, scope, draft, integration) {
            Some(proxy) => Integration::Http(Box::new(rest::http(context, scope, draft, integration, proxy))),
            None => fault,
        },
        IntegrationType::AwsProxy if is_rest || integration.subtype.is_none() => {
            aws::proxy(context, scope, draft, integration).unwrap_or_else(Integration::Fault)
        }
        IntegrationType::Aws if is_rest => {
            aws::custom(context, scope, draft, integration).unwrap_or_else(Integration::Fault)
        }
        IntegrationType::Mock if is_rest => Integration::Mock(Box::new(rest::mock(context, scope, draft, integration))),
        IntegrationType::AwsProxy => match http_api::service(context, scope, draft, integration) {
            Some(call) => Integration::Service(Box::new(call)),
            None => fault,
        },
        kind => {
            let message = format!(
                "`{}` answers 500: an HTTP API has no integrations of type {}; expected `http_proxy` or `aws_proxy`",
                draft.key,
                type_name(kind)
            );
            context.diagnostics.warning(NOT_ENFORCED, integration.origin, message);
            fault
        }
    }
}

/// What is changed on the way beside what the integration itself maps: HTTP APIs have it.
pub(crate) fn mapping(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    draft: &RouteDraft<'_>,
) -> Option<Box<ParameterMapping>> {
    let is_http = matches!(scope.stage.deployment.kind, DeploymentKind::Http(_));
    let integration = draft.integration.filter(|_| is_http)?;
    http_api::mapping(context, scope, draft, integration)
}

/// `http` and `mock` answers are mapped whole, so they cannot stream; Amazon offers it for proxies alone.
fn told_of_streaming(context: &mut Context<'_>, draft: &RouteDraft<'_>, integration: &Definition) {
    let is_mapped = matches!(integration.kind, IntegrationType::Http | IntegrationType::Aws | IntegrationType::Mock);
    if is_mapped && integration.response_transfer_mode == ResponseTransferMode::Stream {
        let message = format!(
            "the answers of `{}` are buffered: `responseTransferMode` STREAM is for proxy integrations, this is {}",
            draft.key,
            type_name(integration.kind)
        );
        context.diagnostics.warning(NOT_ENFORCED, integration.origin, message);
    }
}

/// Where a call goes. `None` is said, or cannot be served as written.
fn proxied(
    context: &mut Context<'_>,
    scope: &mut Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Definition,
) -> Option<HttpProxy> {
    let destination = match &scope.stage.deployment.kind {
        DeploymentKind::Rest(_) => rest::destination(context, scope, draft, integration),
        DeploymentKind::Http(_) => http_api::destination(context, scope, draft, integration),
    };
    let method = method(context, integration);
    proxy(context, scope, integration, destination?, method?)
}

pub(crate) fn proxy(
    context: &mut Context<'_>,
    scope: &mut Scope<'_>,
    integration: &Definition,
    destination: Destination,
    method: Option<Method>,
) -> Option<HttpProxy> {
    let bounds = Bounds { longest: destination.longest, total: destination.total };
    let timeout = timeout(context, integration, &bounds);
    let group = group_index(context, scope, integration, destination.group)?;
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
        content_handling: rest::content_handling(integration.content_handling),
        streams: streams(integration),
        uri: integration.uri.as_ref().map(|uri| uri.text.clone()).unwrap_or_default(),
    })
}

/// Whole answers are passed on as they come, never coded by the gateway. Only proxies stream (response-transfer-mode).
pub(crate) fn streams(integration: &Definition) -> bool {
    let is_proxy = matches!(integration.kind, IntegrationType::HttpProxy | IntegrationType::AwsProxy);
    is_proxy && integration.response_transfer_mode == ResponseTransferMode::Stream
}

/// `Some(None)`: the caller's method. `None`: not a method, which is said.
pub(crate) fn method(context: &mut Context<'_>, integration: &Definition) -> Option<Option<Method>> {
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

/// How long an integration may take.
pub(crate) struct Bounds {
    /// Amazon's longest timeout, and the one of an integration that has none.
    pub(crate) longest: Duration,
    /// `timeouts.total` of a written group.
    pub(crate) total: Option<Duration>,
}

/// Among the stage's.
pub(crate) fn group_index(
    context: &mut Context<'_>,
    scope: &mut Scope<'_>,
    integration: &Definition,
    key: GroupKey,
) -> Option<u16> {
    let index = scope.groups.index(key);
    if index.is_none() {
        let message = format!("a stage can name {} target groups; expected fewer different hosts", MOST_GROUPS);
        context.diagnostics.error(TOO_MANY_TARGET_GROUPS, integration.origin, message);
    }
    index
}

pub(crate) fn timeout(context: &mut Context<'_>, integration: &Definition, bounds: &Bounds) -> Duration {
    let Some(timeout) = integration.timeout else {
        return bounds.total.unwrap_or(bounds.longest);
    };
    let longest = if streams(integration) { LONGEST_STREAMED } else { bounds.longest };
    if !(SHORTEST..=longest).contains(&timeout) {
        let message = format!(
            "a timeout of {} ms works here, but Amazon takes {} to {} ms",
            timeout.as_millis(),
            SHORTEST.as_millis(),
            longest.as_millis()
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

/// What must be collected, by what is done with it.
pub(crate) fn needs(
    integration: &Integration,
    deployed: &Deployed,
    request: &RequestRules,
    logging: Logging,
    mapping: Option<&ParameterMapping>,
) -> Needs {
    let is_mapped = mapping.is_some_and(|mapping| mapping.request.reads_body());
    let (validated, compressed) = (request.needs_body() || is_mapped, deployed.compression.is_some());
    match integration {
        Integration::HttpProxy(proxy) => Needs {
            request_body: Collected::always_if(proxy.needs_body() || validated),
            response_body: Collected::always_if(compressed && !proxy.streams),
        },
        Integration::Http(http) => {
            let needs = http.needs(&deployed.binary_media_types);
            let traced = logging.is_on() && logging.data_trace;
            Needs {
                request_body: needs.request_body.max(Collected::always_if(validated || traced)),
                response_body: needs.response_body.max(Collected::always_if(compressed || traced)),
            }
        }
        // What is streamed comes as events, and as nothing else.
        Integration::Function(_) => Needs { request_body: Collected::Always, response_body: Collected::Always },
        Integration::Service(_) => Needs { request_body: Collected::Always, response_body: Collected::Never },
        Integration::Mock(_) => Needs { request_body: Collected::Always, response_body: Collected::Never },
        Integration::Preflight | Integration::Fault(_) => Needs::default(),
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
