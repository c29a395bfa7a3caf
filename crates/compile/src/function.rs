//! Integrations that invoke a Lambda function: who runs it, what it is sent, how its answer is read.

use crate::arn::{FunctionArn, InvokeApi};
use crate::integration::{Bounds, streams, timeout};
use crate::names::{
    BAD_URI, CALL_UNSIGNED, INVALID_METHOD, PAYLOAD_FORMAT, TOO_MANY_FUNCTIONS, TOO_MANY_TARGET_GROUPS,
};
use crate::service::{Endpoint, is_of_caller, signing};
use crate::stage::{RouteDraft, RoutePath, Scope};
use crate::table::Context;
use crate::uri::Uri;
use crate::{access, functions, http, rest};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::sync::Arc;
use tollgate_definition::Integration as Definition;
use tollgate_definition::api::{AccessControl, DeploymentKind, IntegrationType};
use tollgate_model::aws::Signing;
use tollgate_model::function::{Function, FunctionKind, LambdaEndpoint};
use tollgate_model::target_group::Verify;
use tollgate_model::{FaultKind, Origin};
use tollgate_routes::{EventFormat, Exchange, FunctionCall, Integration, Invoked, RemoteFunction, Verb};

/// What an integration's uri names.
pub(crate) struct Named<'t> {
    pub(crate) arn: FunctionArn<'t>,
    pub(crate) api: InvokeApi,
    pub(crate) origin: Origin,
}

/// What the SDKs leave as it is in a path: unreserved characters (RFC 3986, section 2.3).
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The invocation. The fault is what every request is answered with, where it cannot be done as it is written; it is said.
pub(crate) fn compile(
    context: &mut Context<'_>,
    scope: &mut Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Definition,
    named: &Named<'_>,
) -> Result<Integration, FaultKind> {
    let broken = FaultKind::ApiConfigurationError;
    let is_rest = matches!(scope.stage.deployment.kind, DeploymentKind::Rest(_));
    // Each says what is wrong with it, before anything gives up.
    let is_callable = !is_rest || is_posted(context, draft, integration);
    let is_invoked = fits(context, integration, named);
    let exchange = exchange(context, scope, draft, integration);
    let function = functions::find(context, &named.arn, named.origin);
    let refusal = refusal(context, draft, integration);
    let (Some(function), Some(exchange), true, true) = (function, exchange, is_callable, is_invoked) else {
        return Err(broken);
    };
    if let Some(fault) = refusal {
        return Err(fault);
    }
    let invoked = invoked(context, scope, draft, integration, named, function)?;
    let longest = if is_rest { rest::LONGEST_TIMEOUT } else { http::LONGEST_TIMEOUT };
    let call = FunctionCall {
        invoked,
        arn: named.arn.to_string().into(),
        exchange,
        timeout: timeout(context, integration, &Bounds { longest, total: None }),
        streams: streams(integration),
    };
    Ok(Integration::Function(Box::new(call)))
}

/// The caller's own credentials invoke the function, which none but a caller who signed can have.
fn refusal(context: &mut Context<'_>, draft: &RouteDraft<'_>, integration: &Definition) -> Option<FaultKind> {
    let written = integration.credentials.as_ref().filter(|written| is_of_caller(&written.text))?;
    let control = AccessControl { what: "call with the caller's own credentials".to_owned(), origin: written.origin };
    access::refusal(context, &[control], &format!("`{}`", draft.key))
}

/// Lambda's Invoke API is a POST: with another method Amazon answers 500 to every request
/// (api-gateway-swagger-extensions-integration, `httpMethod`).
fn is_posted(context: &mut Context<'_>, draft: &RouteDraft<'_>, integration: &Definition) -> bool {
    let routed = matches!(draft.key, RoutePath::Path(Verb::Post, _));
    let method = match integration.http_method.as_deref() {
        Some("POST") => return true,
        None | Some("ANY") if routed => return true,
        method => method.unwrap_or("ANY"),
    };
    let message =
        format!("`{}` answers 500: Lambda takes POST alone; expected `httpMethod` POST, and not {method}", draft.key);
    context.diagnostics.warning(INVALID_METHOD, integration.origin, message);
    false
}

/// Which combinations of transfer mode and Invoke API there are (response-transfer-mode-lambda).
fn fits(context: &mut Context<'_>, integration: &Definition, named: &Named<'_>) -> bool {
    let expected = if streams(integration) { InvokeApi::InvokeWithResponseStream } else { InvokeApi::Invoke };
    if named.api == expected {
        return true;
    }
    let mode = if streams(integration) { "`responseTransferMode` STREAM" } else { "a buffered answer" };
    let message = format!(
        "Amazon does not support this Invoke API with {mode}; expected a uri that ends in `{}`",
        expected.path("{function's ARN}")
    );
    context.diagnostics.error(BAD_URI, named.origin, message);
    false
}

fn exchange(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Definition,
) -> Option<Exchange> {
    match &scope.stage.deployment.kind {
        DeploymentKind::Rest(_) => rest::exchange(context, scope, draft, integration),
        DeploymentKind::Http(_) => format(context, integration).map(Exchange::Event),
    }
}

/// http-api-develop-integrations-lambda: "you must specify a payloadFormatVersion".
fn format(context: &mut Context<'_>, integration: &Definition) -> Option<EventFormat> {
    let written = integration.payload_format_version.as_ref();
    match written.map(|version| &*version.text) {
        Some("1.0") => Some(EventFormat::HttpV1),
        Some("2.0") => Some(EventFormat::HttpV2),
        _ => {
            let origin = written.map_or(integration.origin, |version| version.origin);
            let message = "a function of an HTTP API needs a `payloadFormatVersion`; expected `2.0` or `1.0`";
            context.diagnostics.error(PAYLOAD_FORMAT, origin, message);
            None
        }
    }
}

fn invoked(
    context: &mut Context<'_>,
    scope: &mut Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Definition,
    named: &Named<'_>,
    function: &Function,
) -> Result<Invoked, FaultKind> {
    let endpoint = match &function.kind {
        FunctionKind::Local(_) => {
            let index = scope.functions.index(&function.name).ok_or_else(|| {
                let message = "a stage can name 65,536 functions of this node; expected fewer";
                context.diagnostics.error(TOO_MANY_FUNCTIONS, integration.origin, message);
                FaultKind::ApiConfigurationError
            })?;
            return Ok(Invoked::Local(index));
        }
        FunctionKind::Remote(endpoint) => endpoint,
    };
    let FunctionArn { partition, region, .. } = named.arn;
    let broken = FaultKind::ApiConfigurationError;
    let lambda = Endpoint::of(&context.configuration.aws, partition, region, "lambda").ok_or(broken)?;
    let signing = signing(context, scope, integration, &lambda.region, &lambda.service).ok_or(broken)?;
    let uri = match endpoint {
        // One that is none was said with its entry.
        LambdaEndpoint::Url(url) => Uri::parse(url).map_err(|_| broken)?,
        LambdaEndpoint::Aws => {
            unsigned(context, draft, integration, (&lambda, signing.is_none()));
            lambda.uri
        }
    };
    let remote = remote(context, scope, &uri, named, signing, function.origin);
    remote.map(|remote| Invoked::Remote(Box::new(remote))).ok_or(broken)
}

/// Lambda itself takes nothing unsigned.
fn unsigned(
    context: &mut Context<'_>,
    draft: &RouteDraft<'_>,
    integration: &Definition,
    (lambda, is_unsigned): (&Endpoint, bool),
) {
    let is_amazons = ["lambda", "*"].iter().all(|name| !context.configuration.aws.endpoints.contains_key(*name));
    if is_unsigned && is_amazons {
        let message = format!(
            "nothing signs what `{}` calls, and {} takes nothing unsigned; expected `credentials` in the integration, or \
             `default = \"chain\"` in `[aws]`",
            draft.key, lambda.uri.host
        );
        context.diagnostics.warning(CALL_UNSIGNED, integration.origin, message);
    }
}

fn remote(
    context: &mut Context<'_>,
    scope: &mut Scope<'_>,
    uri: &Uri,
    named: &Named<'_>,
    signing: Option<Arc<Signing>>,
    origin: Origin,
) -> Option<RemoteFunction> {
    let key = context.groups.public(uri, Verify::Full, origin);
    let Some(group) = scope.groups.index(key) else {
        let message = "a stage names more target groups than it can hold; expected fewer different hosts";
        context.diagnostics.error(TOO_MANY_TARGET_GROUPS, named.origin, message);
        return None;
    };
    let arn = utf8_percent_encode(&named.arn.to_string(), KEPT).to_string();
    let path = format!("{}{}", uri.path.trim_end_matches('/'), named.api.path(&arn)).into();
    Some(RemoteFunction { group, host: uri.host_header()?, path, signing })
}

/// Does an integration's kind make its function's event and answer of templates.
pub(crate) fn is_mapped(integration: &Definition) -> bool {
    integration.kind == IntegrationType::Aws
}
