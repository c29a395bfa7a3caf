//! What a new table, or a whole new configuration, would do: the dangerous first.
//!
//! A table is compared by what it serves ([`changes`]); files also by the settings of the node ([`changes_of_all`]). What
//! differs and has no words here is told as something else: nothing that changes a digest is passed over in silence.

mod bounds;
mod difference;
mod doors;
pub(crate) mod facts;
mod flat;
mod functions;
mod groups;
mod hosts;
mod routes;
mod served;
mod settings;
mod stages;
mod text;
mod validation;

use serde::Serialize;
use tollgate_definition::Configuration;
use tollgate_routes::Table;

pub use doors::route_dangers;
pub use flat::Named;
pub(crate) use routes::line_details;
pub use served::Served;
pub use settings::{NodeSettings, node_settings};

/// The difference of two tables, and of what else two configurations say. Every list is sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// What opens a door: access control or validation that goes, bodies that pass, a limit that rises, certificates that are
    /// verified less, an endpoint that answers again, bodies that are logged. Each is also told as the change it is.
    pub dangers: Vec<String>,
    /// Default endpoints, domains and their mappings.
    pub hosts: Vec<Difference>,
    /// Stages that come and go, and what of them no route shows.
    pub stages: Vec<Difference>,
    pub routes_removed: Vec<RouteName>,
    pub routes_changed: Vec<Change>,
    pub routes_added: Vec<RouteName>,
    pub groups_kept: Vec<String>,
    /// With other settings; what they have learnt stays.
    pub groups_changed: Vec<GroupChange>,
    pub groups_new: Vec<String>,
    /// Drained.
    pub groups_gone: Vec<String>,
    /// Functions of this node, and roles that sign calls.
    pub functions: Vec<Difference>,
    /// Of the node: limits, listeners, admin interface.
    pub settings: Vec<Difference>,
    /// What differs and has no words above.
    pub other: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RouteName {
    pub api: String,
    pub stage: String,
    pub key: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    pub route: RouteName,
    /// `access: open → AUTHORIZER_CONFIGURATION_ERROR`
    pub what: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct GroupChange {
    pub group: String,
    /// `timeouts.connect: 1s → 5s`
    pub what: Vec<String>,
}

/// One line: `domain changed: api.example.com (mapping /v1: petstore prod → petstore beta)`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Difference {
    /// `domain changed`, `stage added`, `setting changed`
    pub what: String,
    pub name: String,
    pub details: Vec<String>,
}

/// What becomes of the old table (none at the start) when the new one is served.
pub fn changes(old: Option<&Table>, new: &Table) -> Changes {
    let mut changes = of_tables(old, new);
    changes.finish(old, new);
    changes
}

/// What becomes of a node when it is started with the new configuration instead of the old, each with its table.
///
/// Empty exactly when both digests, of the definitions and of the node's settings, are equal.
pub fn changes_of_all(old: (&Configuration, &Table), new: (&Configuration, &Table)) -> Changes {
    let mut changes = of_tables(Some(old.1), new.1);
    settings::compare(old.0, new.0, &mut changes);
    changes.finish(Some(old.1), new.1);
    changes
}

fn of_tables(old: Option<&Table>, new: &Table) -> Changes {
    let mut changes = Changes::default();
    routes::compare(old, new, &mut changes);
    groups::compare(old, new, &mut changes);
    if let Some(old) = old {
        hosts::compare(old, new, &mut changes);
        stages::compare(old, new, &mut changes);
        functions::compare(old, new, &mut changes);
    }
    changes
}

impl Changes {
    /// Would anything that is served change.
    pub fn is_empty(&self) -> bool {
        self.serves_the_same() && self.settings.is_empty() && self.other.is_empty()
    }

    fn serves_the_same(&self) -> bool {
        let routes = self.routes_removed.is_empty() && self.routes_changed.is_empty() && self.routes_added.is_empty();
        let groups = self.groups_changed.is_empty() && self.groups_new.is_empty() && self.groups_gone.is_empty();
        routes
            && groups
            && self.functions.is_empty()
            && self.dangers.is_empty()
            && self.hosts.is_empty()
            && self.stages.is_empty()
    }

    fn finish(&mut self, old: Option<&Table>, new: &Table) {
        let limits = self.settings.iter().any(|setting| setting.name.starts_with("limits."));
        if old.is_some_and(|old| old.digest != new.digest) && self.serves_the_same() && !limits {
            self.other.push("definitions: something else changed, that no request shows".to_owned());
        }
        self.dangers.sort();
        self.dangers.dedup();
    }
}
