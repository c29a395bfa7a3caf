//! What only REST APIs have: a tree of resources, mapped parameters, their own manners.

mod destination;
mod function;
mod gateway;
mod manners;
mod mapped;
mod parameters;
mod request;
mod responses;
mod service;
mod templates;

pub(crate) use destination::{
    LONGEST_TIMEOUT, Place, destination, endpoint, filled, filled_query, group, param_piece, plain, unmapped,
};
pub(crate) use function::exchange;
pub use manners::MANNERS;
pub(crate) use mapped::{http, mock};
pub(crate) use service::service;
pub(crate) use templates::content_handling;

use crate::names::{BAD_MEDIA_TYPE, INVALID_METHOD, INVALID_PATH};
use crate::stage::{Deployed, RouteDraft, RoutePath, Scope, conflicts};
use crate::table::Context;
use tollgate_definition::RestApi;
use tollgate_definition::api::MethodKey;
use tollgate_mapping::media::BinaryMediaTypes;
use tollgate_model::Origin;
use tollgate_routes::{PathPattern, Verb};

/// The methods of every resource, in the order written.
pub(crate) fn drafts<'a>(context: &mut Context<'_>, api: &'a RestApi) -> Vec<RouteDraft<'a>> {
    let models = request::models(context, api);
    let mut drafts = Vec::new();
    let mut patterns = Vec::new();
    for resource in &api.resources {
        let Some(pattern) = pattern(context, &resource.path, resource.origin) else { continue };
        for method in &resource.methods {
            let Some(verb) = verb(context, &method.method, method.origin) else { continue };
            let key = RoutePath::Path(verb, pattern.clone());
            drafts.push(RouteDraft {
                request: request::rules(api, &models, method, &key),
                key,
                access: &method.access,
                method: Some(method),
                integration: method.integration.as_deref(),
                origin: method.origin,
            });
        }
        patterns.push((pattern, resource.origin));
    }
    conflicts(context, patterns.iter().map(|(pattern, origin)| (pattern, *origin)));
    drafts
}

/// What holds for every method of an API.
pub(crate) fn deployed(context: &mut Context<'_>, scope: &Scope<'_>, api: &RestApi) -> Deployed {
    let entries = &api.binary_media_types;
    for entry in entries.iter().filter(|entry| BinaryMediaTypes::is_futile(&entry.text)) {
        let message = format!("`{}` matches nothing at Amazon; expected `type/subtype`, `type/*` or `*/*`", entry.text);
        context.diagnostics.warning(BAD_MEDIA_TYPE, entry.origin, message);
    }
    let binary_media_types =
        BinaryMediaTypes::parse(entries.iter().map(|entry| &*entry.text)).unwrap_or_else(|error| {
            let origin = entries.get(error.index).map_or(Origin::NOWHERE, |entry| entry.origin);
            context.diagnostics.error(BAD_MEDIA_TYPE, origin, error.to_string());
            BinaryMediaTypes::default()
        });
    Deployed {
        gateway_responses: gateway::responses(context, scope, api),
        binary_media_types,
        compression: api.minimum_compression_size.map(u64::from),
        endpoint_type: api.endpoint.types.first().map_or("REGIONAL".into(), |kind| kind.text.to_uppercase().into()),
    }
}

/// The path of a resource or route.
pub(crate) fn pattern(context: &mut Context<'_>, path: &str, origin: Origin) -> Option<PathPattern> {
    match PathPattern::parse(path) {
        Ok(pattern) => Some(pattern),
        Err(why) => {
            context.diagnostics.error(INVALID_PATH, origin, format!("`{path}` is no path of a route: {why}"));
            None
        }
    }
}

/// One of the seven methods that a resource or route can have, or `ANY`.
pub(crate) fn verb(context: &mut Context<'_>, key: &MethodKey, origin: Origin) -> Option<Verb> {
    let name = match key {
        MethodKey::Any => return Some(Verb::Any),
        MethodKey::Method(name) => name,
    };
    let verb = Verb::parse(name);
    if verb.is_none() {
        let known = Verb::ALL.map(Verb::as_str).join(", ");
        context.diagnostics.error(
            INVALID_METHOD,
            origin,
            format!("`{name}` is no method of a route; expected one of {known}"),
        );
    }
    verb
}
