//! After merging: has every entry what it must have, and what do the defaults add.

use crate::grammar::{FUNCTION, Grammar, Kind, ROOT, STAGE, TARGET_GROUP};
use crate::overlay::overlay;
use crate::tree::{Item, Table, Value};
use tollgate_definition::Diagnostics;
use tollgate_model::Origin;

/// A `missing-key` error for each required key that nothing gives. `[defaults]` are exempt: they complete others.
pub(crate) fn complete(table: &Table, diagnostics: &mut Diagnostics) {
    for entry in table.entries.iter().filter(|entry| entry.key != "defaults") {
        if let Some(key) = ROOT.key(&entry.key) {
            complete_item(&entry.item, &entry.key, &key.kind, diagnostics);
        }
    }
}

fn complete_table(table: &Table, what: &str, at: Origin, grammar: &Grammar, diagnostics: &mut Diagnostics) {
    for key in grammar.keys.iter().filter(|key| key.required && table.entry(key.name).is_none()) {
        let doc = key.doc.trim_end_matches('.');
        diagnostics.error("missing-key", at, format!("`{what}` has no `{}`; expected {}", key.name, lower_first(doc)));
    }
    for entry in &table.entries {
        if let Some(key) = grammar.key(&entry.key) {
            complete_item(&entry.item, &entry.key, &key.kind, diagnostics);
        }
    }
}

fn complete_item(item: &Item, what: &str, kind: &Kind, diagnostics: &mut Diagnostics) {
    match (kind, &item.value) {
        (Kind::Table(grammar), Value::Table(table)) => complete_table(table, what, item.origin, grammar, diagnostics),
        (Kind::Entries(grammar, _), Value::List(items)) => {
            items.iter().for_each(|item| complete_item(item, what, &Kind::Table(grammar), diagnostics));
        }
        (Kind::List(kind), Value::List(items)) => {
            items.iter().for_each(|item| complete_item(item, what, kind, diagnostics));
        }
        (Kind::Either(kinds), Value::Table(_)) => {
            kinds.iter().for_each(|kind| complete_item(item, what, kind, diagnostics));
        }
        _ => {}
    }
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or(String::new(), |first| first.to_lowercase().chain(characters).collect())
}

/// `[defaults.stage]` under every stage, `[defaults.target_group]` under every target group, `[defaults.function]` under every
/// function.
pub(crate) fn add_defaults(table: &mut Table) {
    let of = |table: &Table, key| table.table("defaults").and_then(|defaults| defaults.table(key)).cloned();
    if let Some(defaults) = of(table, "target_group") {
        tables_of(table, "target_group", |group| underlay(group, &defaults, &TARGET_GROUP));
    }
    if let Some(defaults) = of(table, "function") {
        tables_of(table, "function", |function| underlay(function, &defaults_of(function, &defaults), &FUNCTION));
    }
    if let Some(defaults) = of(table, "stage") {
        tables_of(table, "api", |api| tables_of(api, "stage", |stage| underlay(stage, &defaults, &STAGE)));
    }
}

/// A function runs here or elsewhere: only the defaults of its own kind are for it.
fn defaults_of(function: &Table, defaults: &Table) -> Table {
    let is_remote = function.entry("endpoint").is_some();
    let is_local = function.entry("command").is_some();
    let mut defaults = defaults.clone();
    defaults.entries.retain(|entry| !(is_remote && entry.key != "name" || is_local && entry.key == "endpoint"));
    defaults
}

fn tables_of(table: &mut Table, key: &str, mut change: impl FnMut(&mut Table)) {
    let Some(Value::List(items)) = table.entry_mut(key).map(|entry| &mut entry.item.value) else { return };
    for item in items {
        if let Value::Table(table) = &mut item.value {
            change(table);
        }
    }
}

pub(crate) fn underlay(table: &mut Table, defaults: &Table, grammar: &Grammar) {
    let own = std::mem::replace(table, defaults.clone());
    overlay(table, own, grammar);
}
