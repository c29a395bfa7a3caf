//! `AWS` integrations: the API of an AWS service, called with a request made of mappings.

use super::{Place, filled, mapped};
use crate::arn::{IntegrationArn, ServiceApi};
use crate::integration::{method, proxy};
use crate::names::BAD_URI;
use crate::service::{Endpoint, signing, target};
use crate::stage::{RouteDraft, Scope};
use crate::table::Context;
use crate::uri::Uri;
use crate::variables;
use http::HeaderName;
use http::header::CONTENT_TYPE;
use tollgate_definition::Integration;
use tollgate_model::Origin;
use tollgate_model::target_group::Verify;
use tollgate_routes::{HeaderMapping, Http, ValueSource};

/// `None`: it cannot be called as it is written, which is said.
pub(crate) fn service(
    context: &mut Context<'_>,
    scope: &mut Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Integration,
) -> Option<Http> {
    let (text, origin) = uri(context, scope, integration)?;
    let arn = parsed(context, &text, origin)?;
    let name = arn.subdomain.map_or(arn.service.to_owned(), |subdomain| format!("{subdomain}.{}", arn.service));
    let endpoint = Endpoint::of(&context.configuration.aws, arn.partition, arn.region, &name)?;
    let signing = signing(context, scope, integration, &endpoint.region, &endpoint.service);
    let uri = called(endpoint.uri, arn.api);
    let shown = shown(&uri, &endpoint.host);
    let place = Place { group: context.groups.public(&uri, Verify::Full, origin), total: None, uri, origin };
    let mut destination = filled(context, scope, draft, integration, place)?;
    destination.host = endpoint.host;
    destination.parameters.headers.splice(0..0, headers(&name, arn.api));
    let method = method(context, integration)?;
    let mut proxy = proxy(context, scope, integration, destination, method)?;
    proxy.uri = shown;
    let http = mapped::http(context, scope, draft, integration, proxy);
    Some(Http { service: true, signing: signing?, ..http })
}

fn uri(context: &mut Context<'_>, scope: &Scope<'_>, integration: &Integration) -> Option<(String, Origin)> {
    let Some(text) = &integration.uri else {
        let message = "an `aws` integration needs a `uri`, the ARN of what it calls";
        context.diagnostics.error(BAD_URI, integration.origin, message);
        return None;
    };
    Some((variables::fill(context, scope, text)?, text.origin))
}

fn parsed<'t>(context: &mut Context<'_>, text: &'t str, origin: Origin) -> Option<IntegrationArn<'t>> {
    IntegrationArn::parse(text)
        .map_err(|why| {
            // Amazon's own words for most of them.
            let message = format!("AWS ARN for integration must contain path or action: `{text}`: {why}");
            context.diagnostics.error(BAD_URI, origin, message);
        })
        .ok()
}

/// `path/{bucket}/{object}` is a path, `action/PutRecord` is `/?Action=PutRecord` (recorded in execution logs of the service:
/// "Endpoint request URI: https://dynamodb.us-east-1.amazonaws.com/?Action=PutItem").
fn called(endpoint: Uri, api: ServiceApi<'_>) -> Uri {
    match api {
        ServiceApi::Path(text) => {
            let (path, query) = text.split_once('?').unwrap_or((text, ""));
            Uri { path: format!("/{}", path.strip_prefix('/').unwrap_or(path)), query: query.to_owned(), ..endpoint }
        }
        ServiceApi::Action(text) => Uri { path: "/".to_owned(), query: format!("Action={text}"), ..endpoint },
    }
}

/// What an action implies, unless it is mapped. The JSON protocols name it in a header too, beside the `Action` of the query
/// (recorded likewise: "X-Amz-Target=DynamoDB_20120810.GetItem"); and a body is of the protocol's type, also where the caller
/// says `application/json`: Amazon's services take both, others may not.
fn headers(service: &str, api: ServiceApi<'_>) -> Vec<HeaderMapping> {
    let ServiceApi::Action(text) = api else { return Vec::new() };
    let action = text.split('&').next().unwrap_or(text);
    let header = |name: HeaderName, written: &str, value: String| HeaderMapping {
        name,
        written: written.into(),
        source: ValueSource::Static(value.into()),
    };
    let content_type = |value: &str| header(CONTENT_TYPE, "Content-Type", value.to_owned());
    match target(service) {
        Some((prefix, protocol)) => {
            let target = header(HeaderName::from_static("x-amz-target"), "X-Amz-Target", format!("{prefix}.{action}"));
            vec![content_type(protocol), target]
        }
        None => vec![content_type("application/x-www-form-urlencoded")],
    }
}

/// For people: where it goes.
fn shown(uri: &Uri, host: &http::HeaderValue) -> Box<str> {
    let scheme = if uri.https { "https" } else { "http" };
    let query = if uri.query.is_empty() { String::new() } else { format!("?{}", uri.query) };
    format!("{scheme}://{}{}{query}", host.to_str().unwrap_or_default(), uri.path).into()
}
