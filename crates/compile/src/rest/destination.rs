//! Where an integration's calls go: the parts of its `uri`, the parameters mapped into them, the target group behind.

use super::parameters;
use crate::integration::{self, Destination};
use crate::names::{BAD_URI, PATH_PARAMETER_UNMAPPED, TLS_NAME_MISSING};
use crate::parameter::Parameters;
use crate::path::{Pieces, query};
use crate::stage::{RouteDraft, Scope};
use crate::table::Context;
use crate::uri::{self, Uri};
use crate::{links, variables};
use std::time::Duration;
use tollgate_definition::Integration;
use tollgate_definition::api::{Connection, IntegrationType};
use tollgate_definition::domain::ListenerMatch;
use tollgate_mapping::parameter::{is_taken, is_taken_by_service};
use tollgate_model::target_group::Protocol;
use tollgate_model::{GroupKey, Origin, TargetGroup};
use tollgate_routes::{PathPiece, QueryMapping, ValueSource};

/// The integration timeout (api-gateway-execution-service-limits-table).
pub(crate) const LONGEST_TIMEOUT: Duration = Duration::from_secs(29);

/// Where an `http_proxy` integration goes (setup-http-integrations, set-up-private-integration).
pub(crate) fn destination(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Integration,
) -> Option<Destination> {
    let (uri, origin) = endpoint(context, scope, integration)?;
    let (group, total) = group(context, scope, integration, &uri, origin)?;
    filled(context, scope, draft, integration, Place { group, total, uri, origin })
}

/// Who is called, before anything is mapped to it.
pub(crate) struct Place {
    pub(crate) group: GroupKey,
    pub(crate) total: Option<Duration>,
    pub(crate) uri: Uri,
    /// Of the uri.
    pub(crate) origin: Origin,
}

/// With the parameters of the request in it.
pub(crate) fn filled(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    draft: &RouteDraft<'_>,
    integration: &Integration,
    place: Place,
) -> Option<Destination> {
    let Place { group, total, mut uri, origin } = place;
    let taken = match integration.kind {
        IntegrationType::Aws | IntegrationType::AwsProxy => is_taken_by_service,
        _ => is_taken,
    };
    let mut parameters = parameters::read(context, scope, &draft.key, &integration.request_parameters, taken);
    filled_query(&mut uri, &mut parameters);
    let mut path = Pieces::default();
    if integration.target.is_some() {
        // private-integration: a V2 link's backend gets the stage before the path.
        path.literal(&format!("/{}", scope.stage.name));
    }
    // A template may fill what nothing is mapped to.
    let is_mapped = matches!(integration.kind, IntegrationType::Http | IntegrationType::Aws);
    let is_overridden = is_mapped && !integration.request_templates.is_empty();
    let mapped = path.template(&uri.path, |name, pieces| {
        let piece = parameters.path.get(name).cloned();
        let is_filled = piece.is_some() || is_overridden;
        match piece {
            piece if is_overridden => pieces.push(PathPiece::Named { name: name.into(), piece: piece.map(Box::new) }),
            Some(piece) => pieces.push(piece),
            None => {}
        }
        is_filled
    });
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

/// `?id={id}` of a uri: a mapped value, like those that are mapped by name.
pub(crate) fn filled_query(uri: &mut Uri, parameters: &mut Parameters) {
    let mut written = Vec::new();
    let mut filled = Vec::new();
    for pair in uri.query.split('&') {
        let placeholder = pair.split_once('=').and_then(|(name, value)| {
            let value = value.strip_prefix('{')?.strip_suffix('}')?;
            Some((name, parameters.path.get(value)?))
        });
        match placeholder {
            Some((name, piece)) => {
                filled.extend(source(piece).map(|source| QueryMapping { name: name.into(), source, of_uri: true }))
            }
            None => written.push(pair),
        }
    }
    let query = written.join("&");
    uri.query = query;
    filled.append(&mut parameters.query);
    parameters.query = filled;
}

fn source(piece: &PathPiece) -> Option<ValueSource> {
    match piece {
        PathPiece::Param(index) | PathPiece::Greedy(index) => Some(ValueSource::Path(*index)),
        piece => piece.value().cloned(),
    }
}

/// The `uri` with its stage variables filled in.
pub(crate) fn endpoint(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    integration: &Integration,
) -> Option<(Uri, Origin)> {
    let Some(text) = &integration.uri else {
        let message = "an `http_proxy` integration needs a `uri`, the endpoint that requests go to";
        context.diagnostics.error(BAD_URI, integration.origin, message);
        return None;
    };
    let filled = variables::fill(context, scope, text)?;
    Some((uri::read(context, &filled, text.origin)?, text.origin))
}

/// The group of an endpoint, and the timeout of a written one: public, or behind a link, whose listener is the target's ARN
/// (V2) or the uri's port (V1).
pub(crate) fn group(
    context: &mut Context<'_>,
    scope: &Scope<'_>,
    integration: &Integration,
    uri: &Uri,
    origin: Origin,
) -> Option<(GroupKey, Option<Duration>)> {
    let verify = integration::verify(context, integration);
    let link = match &integration.connection {
        Connection::Internet => return Some((context.groups.public(uri, verify, origin), None)),
        Connection::VpcLink(link) => link,
    };
    let listener = match &integration.target {
        Some(target) => ListenerMatch::Arn(variables::fill(context, scope, target)?.into()),
        None => ListenerMatch::Port(uri.port),
    };
    let group = links::group(context, scope, link, &listener, origin)?;
    let key = match uri.https {
        true => context.groups.secured(group, &uri.host, verify),
        false => plain(context, group, origin)?,
    };
    Some((key, group.timeouts.total))
}

/// A written group as it is. Over TLS it needs a name of its own to verify.
pub(crate) fn plain(context: &mut Context<'_>, group: &TargetGroup, origin: Origin) -> Option<GroupKey> {
    let named = group.tls.as_ref().is_some_and(|tls| tls.server_name.is_some());
    if group.protocol == Protocol::Https && !named {
        let message = format!(
            "nothing says which name the certificate of the target group `{}` must have; expected `server_name` in \
             `[target_group.tls]`, `serverNameToVerify`, or an https `uri`",
            group.key
        );
        context.diagnostics.error(TLS_NAME_MISSING, origin, message);
        return None;
    }
    Some(group.key.clone())
}

/// A placeholder that nothing is mapped to: Amazon answers 500, as `{` cannot stand in a path; so does this route.
pub(crate) fn unmapped(
    context: &mut Context<'_>,
    draft: &RouteDraft<'_>,
    parameters: &mut Parameters,
    name: Option<String>,
    uri: &Uri,
    origin: Origin,
) {
    let in_query = || uri.query.split_once('{').map(|(_, after)| after.split('}').next().unwrap_or(after).to_owned());
    let Some(name) = name.or_else(in_query) else { return };
    if parameters.whole_path.is_some() {
        return;
    }
    let hint = match draft.key.param(&name) {
        Some(_) => format!("`integration.request.path.{name}` = `method.request.path.{name}`"),
        None => format!("a parameter `{name}` in the route's path"),
    };
    let message = format!("`{}` answers 500: nothing is mapped to `{{{name}}}` of its uri; expected {hint}", draft.key);
    context.diagnostics.warning(PATH_PARAMETER_UNMAPPED, origin, message);
    parameters.blocked = true;
}

/// What stands for a path parameter of the route.
pub(crate) fn param_piece((index, greedy): (u16, bool)) -> PathPiece {
    if greedy { PathPiece::Greedy(index) } else { PathPiece::Param(index) }
}
