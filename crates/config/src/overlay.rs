//! Putting tables together: files of one layer side by side, layers on top of each other, defaults underneath.

use crate::grammar::{Grammar, Kind};
use crate::tree::{Entry, Item, Table, Value};
use std::collections::BTreeMap;
use tollgate_definition::{Diagnostic, Diagnostics};

/// Lays a table over another: tables merge key by key, entries of a `[[list]]` are found by their identity and merged,
/// else appended; any other value is replaced.
pub(crate) fn overlay(under: &mut Table, over: Table, grammar: &Grammar) {
    for entry in over.entries {
        let kind = grammar.key(&entry.key).map(|key| &key.kind);
        lay(under, entry, kind);
    }
}

fn lay(under: &mut Table, entry: Entry, kind: Option<&Kind>) {
    match under.entry_mut(&entry.key) {
        None => under.entries.push(entry),
        Some(existing) => {
            if let Some(item) = lay_item(&mut existing.item, entry.item, kind) {
                existing.item = item;
                existing.origin = entry.origin;
            }
        }
    }
}

/// What must replace the item, if it could not be merged into it.
fn lay_item(under: &mut Item, over: Item, kind: Option<&Kind>) -> Option<Item> {
    match (kind, &mut under.value, over.value) {
        (Some(Kind::Table(grammar)), Value::Table(table), Value::Table(over)) => overlay(table, over, grammar),
        (Some(Kind::Map(kind)), Value::Table(table), Value::Table(over)) => {
            over.entries.into_iter().for_each(|entry| lay(table, entry, Some(kind)));
        }
        (Some(Kind::Entries(grammar, identity)), Value::List(items), Value::List(over)) => {
            over.into_iter().for_each(|item| lay_entry(items, item, grammar, identity));
        }
        (Some(Kind::Either(kinds)), Value::Table(table), Value::Table(over)) => {
            match kinds.iter().find_map(|kind| if let Kind::Table(grammar) = kind { Some(grammar) } else { None }) {
                Some(grammar) => overlay(table, over, grammar),
                None => *table = over,
            }
        }
        (_, _, value) => return Some(Item { value, ..over }),
    }
    None
}

fn lay_entry(items: &mut Vec<Item>, over: Item, grammar: &Grammar, identity: &[&str]) {
    let name = identity_of(&over, identity);
    let same = items.iter_mut().find(|item| name.is_some() && identity_of(item, identity) == name);
    match (same, over.value) {
        (Some(Item { value: Value::Table(table), .. }), Value::Table(over)) => overlay(table, over, grammar),
        (_, value) => items.push(Item { value, ..over }),
    }
}

/// What names an entry.
pub(crate) fn identity_of(item: &Item, identity: &[&str]) -> Option<String> {
    let table = item.as_table()?;
    match &identity.iter().find_map(|key| table.item(key))?.value {
        Value::Text(text) if !text.absent => Some(text.text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Puts a file's table beside those of its layer: lists grow, and a key that stands in both is an error.
pub(crate) fn join(base: &mut Table, other: Table, grammar: &Grammar, diagnostics: &mut Diagnostics) {
    for entry in other.entries {
        let kind = grammar.key(&entry.key).map(|key| key.kind);
        let Some(existing) = base.entry_mut(&entry.key) else {
            base.entries.push(entry);
            continue;
        };
        match (kind, &mut existing.item.value, entry.item.value) {
            (Some(Kind::Table(grammar)), Value::Table(base), Value::Table(other)) => {
                join(base, other, grammar, diagnostics)
            }
            (Some(Kind::Entries(..)), Value::List(base), Value::List(other)) => base.extend(other),
            _ => diagnostics.push(
                Diagnostic::error("duplicate-key", entry.origin, format!("`{}` is written twice", entry.key))
                    .and(existing.origin, "first written here"),
            ),
        }
    }
}

/// No two entries of a list have one identity; the later one is reported and taken out.
pub(crate) fn unique(table: &mut Table, grammar: &Grammar, diagnostics: &mut Diagnostics) {
    for entry in &mut table.entries {
        match (grammar.key(&entry.key).map(|key| key.kind), &mut entry.item.value) {
            (Some(Kind::Table(grammar)), Value::Table(table)) => unique(table, grammar, diagnostics),
            (Some(Kind::Entries(grammar, identity)), Value::List(items)) => {
                unique_entries(&entry.key, items, identity, diagnostics);
                for item in items {
                    if let Value::Table(table) = &mut item.value {
                        unique(table, grammar, diagnostics);
                    }
                }
            }
            _ => {}
        }
    }
}

fn unique_entries(list: &str, items: &mut Vec<Item>, identity: &[&str], diagnostics: &mut Diagnostics) {
    let mut first = BTreeMap::new();
    items.retain(|item| {
        let Some(name) = identity_of(item, identity) else { return true };
        let key = item.as_table().and_then(|table| identity.iter().find_map(|key| table.item(key)));
        let place = key.map_or(item.origin, |key| key.origin);
        let Some(earlier) = first.get(&name) else {
            first.insert(name, place);
            return true;
        };
        let message = format!("two entries of `{list}` are named `{name}`");
        diagnostics.push(Diagnostic::error("duplicate-name", place, message).and(*earlier, "first written here"));
        false
    });
}
