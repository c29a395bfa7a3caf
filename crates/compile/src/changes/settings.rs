//! The settings of a node that no table holds: `[node]`, `[limits]`, `[[listener]]`, `[admin]`, `[log]`.

use super::flat::{Flat, Named, differences, flat, told};
use super::{Changes, Difference, bounds};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tollgate_definition::node::Listener;
use tollgate_definition::{Admin, Configuration};

/// Everything that belongs to a node and not to the definitions, in canonical form: what a node's digest is over.
///
/// Of a secret only whether there is one.
pub fn node_settings(configuration: &Configuration) -> Value {
    let Configuration { node, listeners, admin, log, limits, .. } = configuration;
    json!([node, listeners, admin.as_ref().map(admin_value), log, limits])
}

/// The same for those who compare: names and texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NodeSettings {
    pub settings: Flat,
    /// By address.
    pub listeners: Named,
}

impl NodeSettings {
    pub fn of(configuration: &Configuration) -> NodeSettings {
        NodeSettings { settings: settings(configuration), listeners: listeners(configuration) }
    }

    pub fn differences(&self, new: &NodeSettings) -> Vec<Difference> {
        let setting = |(name, change): (&str, String)| {
            let what = "setting changed".to_owned();
            Difference { what, name: name.to_owned(), details: vec![change] }
        };
        let mut found: Vec<Difference> = told(&self.settings, &new.settings).map(setting).collect();
        let common = differences(&self.settings, &new.settings);
        found.extend(of_listeners(&self.listeners, &new.listeners, &common));
        found
    }
}

pub(super) fn compare(old: &Configuration, new: &Configuration, changes: &mut Changes) {
    bounds::dangers(old, new, &mut changes.dangers);
    changes.settings = NodeSettings::of(old).differences(&NodeSettings::of(new));
    if changes.settings.is_empty() && node_settings(old) != node_settings(new) {
        changes.other.push("settings of the node: something else changed".to_owned());
    }
}

fn settings(configuration: &Configuration) -> Flat {
    let Configuration { node, admin, log, limits, .. } = configuration;
    let admin = admin.as_ref().map(admin_value);
    flat(&json!({ "node": node, "admin": admin, "log": log, "limits": limits }))
}

fn admin_value(admin: &Admin) -> Value {
    let mut value = json!(admin);
    value["bind"] = admin.bind.to_string().into();
    value["token"] = admin.token.as_ref().map(|_| "set").into();
    value
}

/// What a listener has of `[limits]` is told there: `common` is.
fn of_listeners(old: &Named, new: &Named, common: &[String]) -> Vec<Difference> {
    let mut found = Vec::new();
    Difference::of("listener", old, new, &mut found);
    found.retain_mut(|listener| {
        let was_told = listener.details.is_empty();
        listener.details.retain(|detail| !common.contains(detail));
        was_told || !listener.details.is_empty()
    });
    found
}

/// By address.
fn listeners(configuration: &Configuration) -> Named {
    configuration.listeners.iter().map(|listener| (listener.bind.to_string(), of_listener(listener))).collect()
}

fn of_listener(listener: &Listener) -> Flat {
    let mut value = json!(listener);
    // An empty table of certificates is TLS too.
    value["encrypted"] = listener.tls.is_some().into();
    value["bind"] = Value::Null;
    flat(&value)
}
