//! `AWS` and `AWS_PROXY` integrations: what their uri names.

use crate::arn::{FunctionArn, IntegrationArn, InvokeApi, ServiceApi};
use crate::function::Named;
use crate::names::{BAD_URI, NOT_ENFORCED};
use crate::stage::{RouteDraft, Scope};
use crate::table::Context;
use crate::{function, rest, variables};
use tollgate_definition::Integration as Definition;
use tollgate_definition::api::DeploymentKind;
use tollgate_model::{FaultKind, Origin};
use tollgate_routes::Integration;

/// Amazon's own words (recorded of PutIntegration).
const ONLY_FUNCTIONS: &str =
    "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations";

const BROKEN: FaultKind = FaultKind::ApiConfigurationError;

/// What Lambda's uri names, or why it names nothing; `None` for another service.
type Function<'t> = Option<Result<(FunctionArn<'t>, InvokeApi), &'static str>>;

/// `AWS_PROXY`. The fault answers every request, where it cannot be called as it is written, which is said.
pub(crate) fn proxy(
    context: &mut Context<'_>,
    scope: &mut Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Definition,
) -> Result<Integration, FaultKind> {
    let (uri, origin) = uri(context, scope, integration)?;
    let is_http = matches!(scope.stage.deployment.kind, DeploymentKind::Http(_));
    // HTTP APIs may name the function alone (http-api-develop-integrations-lambda).
    if is_http && uri.split(':').nth(2) == Some("lambda") {
        let named = FunctionArn::parse(&uri).map(|arn| (arn, InvokeApi::Invoke));
        return invocation(context, scope, draft, integration, (&uri, origin), named);
    }
    let arn = IntegrationArn::parse(&uri).map_err(|why| bad(context, &uri, why, origin))?;
    // By its path it is refused as any other service is (recorded of PutIntegration).
    if arn.service == "firehose" && matches!(arn.api, ServiceApi::Action(_)) {
        let message = format!(
            "`{}` answers 500: what Amazon's gateway sends to a Firehose stream by `aws_proxy` is documented nowhere; \
             expected type `aws`, with a template for the action",
            draft.key
        );
        context.diagnostics.warning(NOT_ENFORCED, integration.origin, message);
        return Err(BROKEN);
    }
    let named = arn.function().unwrap_or(Err(ONLY_FUNCTIONS));
    invocation(context, scope, draft, integration, (&uri, origin), named)
}

/// `AWS`: a function, or another service.
pub(crate) fn custom(
    context: &mut Context<'_>,
    scope: &mut Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Definition,
) -> Result<Integration, FaultKind> {
    let (uri, origin) = uri(context, scope, integration)?;
    let function: Function<'_> = IntegrationArn::parse(&uri).ok().and_then(|arn| arn.function());
    match function {
        Some(named) => invocation(context, scope, draft, integration, (&uri, origin), named),
        None => match rest::service(context, scope, draft, integration) {
            Some(http) => Ok(Integration::Http(Box::new(http))),
            None => Err(BROKEN),
        },
    }
}

/// Its stage variables filled in.
fn uri(context: &mut Context<'_>, scope: &Scope<'_>, integration: &Definition) -> Result<(String, Origin), FaultKind> {
    let Some(text) = &integration.uri else {
        let message = "the integration has no `uri`; expected the ARN of what it calls";
        context.diagnostics.error(BAD_URI, integration.origin, message);
        return Err(BROKEN);
    };
    Ok((variables::fill(context, scope, text).ok_or(BROKEN)?, text.origin))
}

fn invocation(
    context: &mut Context<'_>,
    scope: &mut Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Definition,
    (uri, origin): (&str, Origin),
    named: Result<(FunctionArn<'_>, InvokeApi), &'static str>,
) -> Result<Integration, FaultKind> {
    let (arn, api) = named.map_err(|why| bad(context, uri, why, origin))?;
    function::compile(context, scope, draft, integration, &Named { arn, api, origin })
}

fn bad(context: &mut Context<'_>, uri: &str, why: &str, origin: Origin) -> FaultKind {
    let expected =
        "expected `arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function's ARN}/invocations`";
    let message = format!("`{uri}` is nothing that this integration could call: {why}; {expected}");
    context.diagnostics.error(BAD_URI, origin, message);
    BROKEN
}
