//! What a reload did, for the one who asked: JSON over the admin interface, text on a terminal.

use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// More names than this are counted, not listed, in text.
const LISTED: usize = 20;

/// A reload that went live.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Receipt {
    pub(crate) generation: u64,
    pub(crate) digest: String,
    pub(crate) routes: RouteChanges,
    pub(crate) target_groups: GroupChanges,
    /// Default endpoints, domains and mappings; what of stages no route shows; what has no words of its own.
    #[serde(default)]
    pub(crate) others: Vec<String>,
    /// Settings that differ from those the process started with, and are not in force before it is replaced.
    pub(crate) needs_restart: Vec<String>,
    /// The diagnostics, as `tollgate check` prints them.
    pub(crate) report: String,
}

/// `api stage GET /path`, sorted; those that changed with what changed of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RouteChanges {
    /// What opens a door: access control that goes away, for one.
    pub(crate) dangers: Vec<String>,
    pub(crate) added: Vec<String>,
    pub(crate) removed: Vec<String>,
    pub(crate) changed: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GroupChanges {
    /// As they were.
    pub(crate) kept: Vec<String>,
    /// With other settings; what was learnt of them stays.
    #[serde(default)]
    pub(crate) changed: Vec<String>,
    pub(crate) new: Vec<String>,
    pub(crate) draining: Vec<String>,
}

/// A reload that was refused: the generation before it still serves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Refusal {
    /// In one line.
    pub(crate) error: String,
    /// The diagnostics, as `tollgate check` prints them.
    pub(crate) report: String,
}

impl Receipt {
    /// `generation 2: routes 1 added, 0 removed, 3 changed; target groups 2 kept, 0 changed, 1 new, 0 draining; others 1`
    pub(crate) fn summary(&self) -> String {
        let (routes, groups) = (&self.routes, &self.target_groups);
        format!(
            "generation {}: routes {} added, {} removed, {} changed; target groups {} kept, {} changed, {} new, {} draining; others {}",
            self.generation,
            routes.added.len(),
            routes.removed.len(),
            routes.changed.len(),
            groups.kept.len(),
            groups.changed.len(),
            groups.new.len(),
            groups.draining.len(),
            self.others.len(),
        )
    }

    pub(crate) fn text(&self) -> String {
        let mut out = format!("{}\ndigest {}\n", self.summary(), self.digest);
        let (routes, groups) = (&self.routes, &self.target_groups);
        list(&mut out, "danger:", &routes.dangers);
        list(&mut out, "~", &self.others);
        list(&mut out, "+ route", &routes.added);
        list(&mut out, "- route", &routes.removed);
        list(&mut out, "~ route", &routes.changed);
        list(&mut out, "+ target group", &groups.new);
        list(&mut out, "~ target group", &groups.changed);
        list(&mut out, "- target group", &groups.draining);
        list(&mut out, "needs a restart:", &self.needs_restart);
        if self.report != "clean\n" {
            out.push_str(&self.report);
        }
        out
    }
}

fn list(out: &mut String, lead: &str, names: &[String]) {
    // Writing to a String cannot fail.
    for name in names.iter().take(LISTED) {
        let _ = writeln!(out, "{lead} {name}");
    }
    if names.len() > LISTED {
        let _ = writeln!(out, "{lead} … and {} more", names.len() - LISTED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_counted() {
        let added = (0..25).map(|number| format!("a prod GET /{number}")).collect();
        let routes = RouteChanges { added, ..RouteChanges::default() };
        let receipt = Receipt { generation: 2, routes, report: "clean\n".to_owned(), ..Receipt::default() };
        let text = receipt.text();
        let first = "generation 2: routes 25 added, 0 removed, 0 changed; \
            target groups 0 kept, 0 changed, 0 new, 0 draining; others 0";
        assert_eq!(text.lines().next(), Some(first));
        assert_eq!(text.lines().last(), Some("+ route … and 5 more"));
        assert_eq!(text.lines().count(), 23);
    }
}
