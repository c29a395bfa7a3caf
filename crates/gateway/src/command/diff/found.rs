//! What differs from what a node tells of itself, in the words that two files' differences have.

use super::told::Told;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::{Display, Formatter, Result};
use tollgate_compile::{Difference, route_dangers};

#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Found {
    /// As of two files, but for those of limits, listeners and target groups.
    dangers: Vec<String>,
    routes_removed: Vec<String>,
    routes_changed: Vec<String>,
    routes_added: Vec<String>,
    /// Each of the lines: hosts, stages, routes, target groups, settings.
    differences: Vec<Difference>,
    /// What differs and has no words above.
    other: Vec<&'static str>,
}

impl Found {
    pub(super) fn between(old: &Told, new: &Told) -> Found {
        if old.details.is_none() != new.details.is_none() {
            return Found::between(&old.in_brief(), &new.in_brief());
        }
        let mut routes = Vec::new();
        Difference::of("route", &old.routes, &new.routes, &mut routes);
        let named = |what: &str| -> Vec<String> {
            routes.iter().filter(|route| route.what == what).map(|route| route.name.clone()).collect()
        };
        let mut found = Found {
            dangers: of_routes(old, new),
            routes_removed: named("route removed"),
            routes_changed: named("route changed"),
            routes_added: named("route added"),
            ..Found::default()
        };
        let told = routes.iter().filter_map(|route| old.stages.get(&route.name).or(new.stages.get(&route.name)));
        found.add_details(old, new, &told.cloned().collect());
        found.differences.splice(0..0, routes);
        found.add_others(old, new);
        found
    }

    /// Of stages that `have_routes_told`, those say that the deployment is another.
    fn add_details(&mut self, old: &Told, new: &Told, have_routes_told: &BTreeSet<String>) {
        let (Some((served, settings)), Some((new_served, new_settings))) = (&old.details, &new.details) else { return };
        self.dangers.extend(served.dangers(new_served));
        self.differences = served.differences(new_served, have_routes_told);
        self.differences.extend(settings.differences(new_settings));
    }

    /// What nothing above shows: an older node tells little, and some things are told by digests alone.
    fn add_others(&mut self, old: &Told, new: &Told) {
        let is_of_node = |it: &&Difference| it.what.starts_with("setting") || it.what.starts_with("listener");
        let of_node = self.differences.iter().filter(is_of_node).count();
        let limits = self.differences.iter().any(|it| it.name.starts_with("limits."));
        if old.digest != new.digest && self.differences.len() == of_node && !limits {
            self.other.push("definitions: something else changed, that no route shows (compare the files to see it)");
        }
        if old.node_digest != new.node_digest && of_node == 0 {
            self.other.push("settings of the node: something changed (compare the files to see it)");
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Found::default()
    }
}

/// Of the routes that were there before.
fn of_routes(old: &Told, new: &Told) -> Vec<String> {
    let both = new.routes.iter().filter_map(|(name, new)| Some((name, old.routes.get(name)?, new)));
    both.flat_map(|(name, old, new)| route_dangers(old, new).into_iter().map(move |what| format!("{name}: {what}")))
        .collect()
}

impl Display for Found {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.dangers.iter().try_for_each(|danger| writeln!(f, "danger: {danger}"))?;
        self.differences.iter().try_for_each(|difference| writeln!(f, "{difference}"))?;
        self.other.iter().try_for_each(|other| writeln!(f, "{other}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use tollgate_compile::{NodeSettings, Served};

    fn line(key: &str, uri: &str, details: Value) -> Value {
        json!({ "api": "a", "stage": "prod", "key": key, "access": "open", "uri": uri, "details": details, "origin": "a:1" })
    }

    fn told(routes: &[Value], digest: &str, node_digest: &str) -> Told {
        Told { digest: digest.to_owned(), node_digest: node_digest.to_owned(), ..Told::of_lines(routes) }
    }

    /// With a stage of this deployment, and a node of so many threads.
    fn detailed(told: Told, deployment: &str, threads: &str) -> Told {
        let served = json!({ "stages": { "a prod": { "deployment": deployment } } });
        let settings = json!({ "settings": { "node.threads": threads } });
        let served: Served = serde_json::from_value(served).unwrap();
        let settings: NodeSettings = serde_json::from_value(settings).unwrap();
        Told { details: Some((served, settings)), ..told }
    }

    #[test]
    fn routes_of_a_node_are_compared_by_name_and_content() {
        let none = || json!({});
        let old =
            [line("GET /a", "u", none()), line("GET /b", "u", json!({ "timeout": "1s" })), line("GET /c", "u", none())];
        let new =
            [line("GET /a", "u", none()), line("GET /b", "v", json!({ "timeout": "2s" })), line("GET /d", "u", none())];
        let (old, new) = (detailed(told(&old, "1", "1"), "1", "2"), detailed(told(&new, "2", "1"), "2", "2"));
        let found = Found::between(&old, &new);
        assert_eq!(
            found.to_string(),
            "route removed: a prod GET /c\nroute changed: a prod GET /b (timeout: 1s → 2s, uri: u → v)\nroute added: a prod GET /d\n"
        );
        assert_eq!(found.routes_changed, ["a prod GET /b"]);
        assert!(!found.is_empty() && Found::between(&old, &old).is_empty());
    }

    #[test]
    fn stages_and_settings_of_a_node_are_named() {
        let old = detailed(told(&[], "1", "1"), "0123456789", "2");
        let new = detailed(told(&[], "2", "2"), "9876543210", "4");
        assert_eq!(
            Found::between(&old, &new).to_string(),
            "stage changed: a prod (deployment: 0123456789 → 9876543210)\nsetting changed: node.threads (2 → 4)\n"
        );
    }

    #[test]
    fn a_route_of_a_node_that_opens_is_a_danger() {
        let mut closed = line("GET /a", "u", json!({}));
        closed["access"] = json!("AUTHORIZER_CONFIGURATION_ERROR");
        let (old, new) = (told(&[closed], "1", "1"), told(&[line("GET /a", "u", json!({}))], "2", "1"));
        let found = Found::between(&old, &new).to_string();
        assert!(found.starts_with("danger: a prod GET /a: access control goes away\n"), "{found}");
        assert!(Found::between(&new, &old).dangers.is_empty());
    }

    /// One that tells its routes and digests only.
    #[test]
    fn an_older_node_is_compared_by_what_it_tells() {
        for (digest, node_digest, lead) in
            [("2", "1", "definitions: "), ("1", "2", "settings of the node: "), ("2", "2", "definitions: ")]
        {
            let older = told(&[line("GET /a", "u", json!({}))], "1", "1");
            let files = told(&[line("GET /a", "u", json!({ "timeout": "1s" }))], digest, node_digest);
            let text = Found::between(&older, &detailed(files, "1", "2")).to_string();
            assert!(text.starts_with(lead), "{text}");
        }
    }
}
