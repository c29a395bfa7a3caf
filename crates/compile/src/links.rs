//! VPC links: which target group a private integration means.

use crate::hosts::nearest;
use crate::names::{NO_TARGETS, UNKNOWN_LISTENER, UNKNOWN_TARGET_GROUP, UNKNOWN_VPC_LINK};
use crate::stage::Scope;
use crate::table::Context;
use crate::variables;
use tollgate_definition::{VpcLink, api::Text, domain::ListenerMatch};
use tollgate_model::{GroupKey, Origin, TargetGroup};

/// What every link and group must have, used or not.
pub(crate) fn check(context: &mut Context<'_>) {
    for listener in context.configuration.vpc_links.iter().flat_map(|link| &link.listeners) {
        let Text { text: name, origin } = &listener.target_group;
        if context.groups.written(&GroupKey::Named((&**name).into())).is_none() {
            let message = format!("no target group is named `{name}`{}", nearest(name, context.groups.names()));
            context.diagnostics.error(UNKNOWN_TARGET_GROUP, *origin, message);
        }
    }
    for group in context.configuration.target_groups.iter().filter(|group| group.targets.is_empty()) {
        let message = format!("the target group `{}` has no targets, so nothing can be sent to it", group.key);
        context.diagnostics.warning(NO_TARGETS, group.origin, message);
    }
}

/// The group behind a link: by listener, else the link's own. `None` when there is none, which is said.
pub(crate) fn group<'c>(
    context: &mut Context<'c>,
    scope: &Scope<'_>,
    link: &Text,
    listener: &ListenerMatch,
    origin: Origin,
) -> Option<&'c TargetGroup> {
    let id = variables::fill(context, scope, link)?;
    let links = &context.configuration.vpc_links;
    let Some(found) = links.iter().find(|link| *link.id == *id) else {
        let message = format!("no VPC link has the id `{id}`{}", nearest(&id, links.iter().map(|link| &*link.id)));
        context.diagnostics.error(UNKNOWN_VPC_LINK, link.origin, message);
        return None;
    };
    let key = match found.listeners.iter().find(|candidate| candidate.on == *listener) {
        Some(listener) => Some(GroupKey::Named((&*listener.target_group.text).into())),
        None => found.own_group.clone(),
    };
    match key {
        Some(key) => context.groups.written(&key),
        None => {
            unknown_listener(context, found, listener, origin);
            None
        }
    }
}

fn unknown_listener(context: &mut Context<'_>, link: &VpcLink, listener: &ListenerMatch, origin: Origin) {
    let asked = match listener {
        ListenerMatch::Arn(arn) => format!("`arn = \"{arn}\"`"),
        ListenerMatch::Port(port) => format!("`port = {port}`"),
    };
    let message = format!(
        "the VPC link `{}` has no listener with {asked} and no targets of its own; expected a `[[vpc_link.listener]]` or a \
         `[[vpc_link.target]]`",
        link.id
    );
    context.diagnostics.error(UNKNOWN_LISTENER, origin, message);
}
