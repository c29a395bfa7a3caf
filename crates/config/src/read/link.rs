//! `[[vpc_link]]`.

use super::{group, placed};
use crate::complete::underlay;
use crate::grammar::TARGET_GROUP;
use crate::loading::Loading;
use crate::tree::{Entry, Item, Table};
use std::sync::Arc;
use tollgate_definition::VpcLink;
use tollgate_definition::domain::{LinkListener, ListenerMatch};
use tollgate_model::{GroupKey, TargetGroup};

/// The links, and the unnamed target groups of those that have targets of their own.
pub(super) fn vpc_links(loading: &mut Loading<'_>, root: &Table) -> (Vec<VpcLink>, Vec<TargetGroup>) {
    let mut groups = Vec::new();
    let defaults = root.table("defaults").and_then(|defaults| defaults.table("target_group"));
    let links = root.tables("vpc_link").filter_map(|(item, table)| {
        let id: Arc<str> = table.text("id")?.into();
        let own_group = own_group(loading, table, item, &id, defaults);
        let link = VpcLink {
            own_group: own_group.as_ref().map(|group| group.key.clone()),
            listeners: table.tables("listener").filter_map(|(item, table)| listener(loading, table, item)).collect(),
            origin: item.origin,
            id,
        };
        if link.own_group.is_none() && link.listeners.is_empty() {
            let message = "a `vpc_link` needs a `[[vpc_link.target]]` or a `[[vpc_link.listener]]`";
            loading.diagnostics.error("missing-key", item.origin, message);
        }
        groups.extend(own_group);
        Some(link)
    });
    let links = links.collect();
    (links, groups)
}

fn own_group(
    loading: &mut Loading<'_>,
    link: &Table,
    item: &Item,
    id: &Arc<str>,
    defaults: Option<&Table>,
) -> Option<TargetGroup> {
    let targets: &Entry = link.entry("target")?;
    let mut table = Table { entries: vec![targets.clone()] };
    if let Some(defaults) = defaults {
        underlay(&mut table, defaults, &TARGET_GROUP);
    }
    Some(group::target_group(loading, GroupKey::VpcLink(id.clone()), &table, item.origin))
}

fn listener(loading: &mut Loading<'_>, table: &Table, item: &Item) -> Option<LinkListener> {
    let arn = table.text("arn").map(|arn| ListenerMatch::Arn(arn.into()));
    let port = table.integer("port").map(ListenerMatch::Port);
    if table.entry("arn").is_some() == table.entry("port").is_some() {
        loading.diagnostics.error("missing-key", item.origin, "a listener has either an `arn` or a `port`");
    }
    Some(LinkListener { on: arn.or(port)?, target_group: placed(table, "target_group")?, origin: item.origin })
}
