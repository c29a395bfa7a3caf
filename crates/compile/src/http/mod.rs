//! What only HTTP APIs have: route keys, parameter mapping by key, listeners' ARNs as uris, their own manners.

mod context;
mod cors;
mod manners;
mod parameters;
mod reserved;
mod service;
mod subtypes;
mod value;

pub(crate) use cors::{compile as cors, written as written_cors};
pub use manners::MANNERS;
pub(crate) use parameters::mapping;
pub(crate) use service::service;

use crate::integration::Destination;
use crate::names::{BAD_URI, TLS_INSECURE};
use crate::parameter::Parameters;
use crate::path::{Pieces, query};
use crate::rest::{endpoint, filled_query, group, param_piece, pattern, plain, unmapped, verb};
use crate::stage::{RouteDraft, RoutePath, Scope};
use crate::table::Context;
use crate::{links, variables};
use http::HeaderValue;
use std::time::Duration;
use tollgate_definition::api::{Connection, RouteKey, Text};
use tollgate_definition::domain::ListenerMatch;
use tollgate_definition::{HttpApi, Integration};
use tollgate_model::target_group::Verify;
use tollgate_routes::{PathPattern, PathPiece, RequestRules};

/// The integration timeout (limits).
pub(crate) const LONGEST_TIMEOUT: Duration = Duration::from_secs(30);

/// What a `$default` route's uri calls the path of the request.
const PROXY: &str = "proxy";

/// The routes, in the order written.
pub(crate) fn drafts<'a>(context: &mut Context<'_>, api: &'a HttpApi) -> Vec<RouteDraft<'a>> {
    let routes = api.routes.iter().filter_map(|route| {
        let key = match &route.key {
            RouteKey::Default => RoutePath::Default,
            RouteKey::Path { method, path } => {
                let pattern = pattern(context, path, route.origin);
                RoutePath::Path(verb(context, method, route.origin)?, pattern?)
            }
        };
        let integration = route.integration.as_deref();
        let (method, request) = (None, RequestRules::default());
        Some(RouteDraft { key, access: &route.access, method, request, integration, origin: route.origin })
    });
    routes.collect()
}

/// Where an `http_proxy` integration goes (http-api-develop-integrations-http, http-api-develop-integrations-private).
pub(crate) fn destination(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Integration,
) -> Option<Destination> {
    insecure(context, integration);
    match (&integration.connection, &integration.uri) {
        (Connection::VpcLink(link), Some(uri)) if !uri.text.contains("://") => {
            private(context, scope, draft, integration, (link, uri))
        }
        _ => public(context, scope, draft, integration),
    }
}

/// A uri of its own: path variables stand in it, and `$default` sends the whole path of the request.
fn public(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Integration,
) -> Option<Destination> {
    let (mut uri, origin) = endpoint(context, scope, integration)?;
    let mut parameters = mapped_path(context, scope, draft, integration);
    let params = draft.key.pattern().into_iter().flat_map(PathPattern::params);
    parameters.path = params.filter_map(|name| Some((name.to_owned(), param_piece(draft.key.param(name)?)))).collect();
    filled_query(&mut uri, &mut parameters);
    let (group, total) = group(context, scope, integration, &uri, origin)?;
    let mut path = Pieces::default();
    let default = draft.key.pattern().is_none();
    let mapped = path.template(&uri.path, |name, pieces| match draft.key.param(name) {
        Some(param) => {
            pieces.push(param_piece(param));
            true
        }
        None if default && name == PROXY => {
            pieces.request_path(PathPiece::RequestPath);
            true
        }
        None => false,
    });
    if default && !uri.path.contains('{') {
        path.request_path(PathPiece::RequestPath);
    }
    unmapped(context, draft, &mut parameters, mapped.err(), &uri, origin);
    Some(Destination {
        group,
        total,
        host: uri.host_header()?,
        path: path.finish(),
        query: query(&uri.query),
        parameters,
        longest: LONGEST_TIMEOUT,
    })
}

fn mapped_path(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Integration,
) -> Parameters {
    Parameters { whole_path: parameters::path(context, scope, draft, integration), ..Parameters::default() }
}

/// The ARN of a listener or of a Cloud Map service. The path is the request's, with the stage before it; TLS only if there is
/// a name to verify, or the target group itself says so.
fn private(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Integration,
    (link, uri): (&Text, &Text),
) -> Option<Destination> {
    let arn = variables::fill(context, scope, uri)?;
    if !arn.starts_with("arn:") {
        let message =
            format!("`{arn}` is no target of a VPC link; expected a listener's ARN, or `http[s]://host/path`");
        context.diagnostics.error(BAD_URI, uri.origin, message);
        return None;
    }
    let parameters = mapped_path(context, scope, draft, integration);
    let group = links::group(context, scope, link, &ListenerMatch::Arn(arn.into()), uri.origin)?;
    let name = integration.tls.as_ref().and_then(|tls| tls.server_name_to_verify.as_ref());
    let name = match name {
        Some(name) => Some(variables::fill(context, scope, name)?),
        None => None,
    };
    let key = match &name {
        Some(name) => context.groups.secured(group, name, Verify::Full),
        None => plain(context, group, uri.origin)?,
    };
    let own_host = format!("{}.execute-api.{}.amazonaws.com", scope.api.id, scope.api.region);
    let host = name.unwrap_or(own_host);
    let Ok(host) = HeaderValue::from_str(&host) else {
        context.diagnostics.error(
            BAD_URI,
            uri.origin,
            format!("`{host}` is no host name that a request could be sent to"),
        );
        return None;
    };
    Some(Destination {
        group: key,
        total: group.timeouts.total,
        host,
        path: Box::new([PathPiece::StageAndRequestPath]),
        query: "".into(),
        parameters,
        longest: LONGEST_TIMEOUT,
    })
}

/// api-gateway-extensions-integration-tls-config: "Supported only for REST APIs".
fn insecure(context: &mut Context<'_>, integration: &Integration) {
    if let Some(tls) = &integration.tls
        && tls.insecure_skip_verification
        && matches!(&integration.uri, Some(uri) if !uri.text.contains("://"))
    {
        let message =
            "`insecureSkipVerification` is for REST APIs; expected `serverNameToVerify`, and it stays verified";
        context.diagnostics.warning(TLS_INSECURE, tls.origin, message);
    }
}
