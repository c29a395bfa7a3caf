//! What a node tells of what it serves, so that files can be held against it: what changes have words for, by name.

use super::flat::Named;
use super::{Difference, doors, functions, groups, hosts, stages};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tollgate_routes::Table;

/// Long texts, and those that may be secret, are digests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Served {
    /// By id.
    pub default_endpoints: Named,
    pub domains: Named,
    /// `petstore prod`
    pub stages: Named,
    pub target_groups: Named,
    /// Of this node.
    pub functions: Named,
    /// By ARN.
    pub roles: Named,
}

impl Served {
    pub fn of(table: &Table) -> Served {
        Served {
            default_endpoints: hosts::apis(table),
            domains: hosts::domains(table),
            stages: stages::stages(table),
            target_groups: groups::groups(table),
            functions: functions::functions(table),
            roles: functions::roles(table),
        }
    }

    /// What of it opens a door; routes are not here.
    pub fn dangers(&self, new: &Served) -> Vec<String> {
        let mut dangers = Vec::new();
        doors::of_endpoints(&self.default_endpoints, &new.default_endpoints, &mut dangers);
        doors::of_domains(&self.domains, &new.domains, &mut dangers);
        doors::of_stages(&self.stages, &new.stages, &mut dangers);
        dangers
    }

    /// `have_routes_told`: the stages whose routes are told to change.
    pub fn differences(&self, new: &Served, have_routes_told: &BTreeSet<String>) -> Vec<Difference> {
        let mut found = Vec::new();
        Difference::of("default endpoint", &self.default_endpoints, &new.default_endpoints, &mut found);
        Difference::of("domain", &self.domains, &new.domains, &mut found);
        found.extend(stages::differences(&self.stages, &new.stages, have_routes_told));
        Difference::of("target group", &self.target_groups, &new.target_groups, &mut found);
        Difference::of("function", &self.functions, &new.functions, &mut found);
        Difference::of("AWS role", &self.roles, &new.roles, &mut found);
        found
    }
}
