//! What all files come to together, as TOML: each line with the place it comes from, secrets masked.

use crate::grammar::{Grammar, Key, Kind, ROOT};
use crate::loading::Loading;
use crate::tree::{Entry, Item, Table, Value};
use crate::{Options, layer};
use std::fmt::Write;
use std::path::PathBuf;
use tollgate_definition::{Diagnostics, Sources};
use tollgate_model::Origin;

/// The merged configuration, and what was found wrong on the way.
#[derive(Debug)]
pub struct Merged {
    pub text: String,
    pub sources: Sources,
    pub diagnostics: Diagnostics,
    pub unreadable: bool,
}

const MASK: &str = "***";

/// Reads and merges as [`load`](crate::load) does, without reading what the configuration names. Secrets stand as they are
/// written (`${file:…}`), or masked.
pub fn merged(paths: &[PathBuf], env: &dyn Fn(&str) -> Option<String>) -> Merged {
    let mut loading = Loading::new(env, Options { without_secrets: true });
    let table = layer::merged(&mut loading, paths);
    let mut writing = Writing { loading: &loading, out: String::new() };
    writing.table(&table, Some(&ROOT), "");
    let text = writing.out;
    let Loading { sources, mut diagnostics, unreadable, .. } = loading;
    diagnostics.sort(&sources);
    Merged { text, sources, diagnostics, unreadable }
}

struct Writing<'a> {
    loading: &'a Loading<'a>,
    out: String,
}

impl Writing<'_> {
    /// Values first, then tables: what follows a `[header]` belongs to it.
    fn table(&mut self, table: &Table, grammar: Option<&Grammar>, path: &str) {
        let kind = |entry: &Entry| grammar.and_then(|grammar| grammar.key(&entry.key)).map(|key: &Key| key.kind);
        for entry in table.entries.iter().filter(|entry| !has_header(&entry.item, kind(entry))) {
            let value = self.value(&entry.item, kind(entry).as_ref());
            self.line(format!("{} = {value}", quoted_key(&entry.key)), entry.item.origin);
        }
        for entry in table.entries.iter().filter(|entry| has_header(&entry.item, kind(entry))) {
            let path = match path {
                "" => quoted_key(&entry.key),
                _ => format!("{path}.{}", quoted_key(&entry.key)),
            };
            self.headed(entry, kind(entry), &path);
        }
    }

    fn headed(&mut self, entry: &Entry, kind: Option<Kind>, path: &str) {
        match (&entry.item.value, kind) {
            (Value::Table(table), kind) => {
                self.blank();
                self.line(format!("[{path}]"), entry.item.origin);
                self.table(table, kind.as_ref().and_then(grammar_of), path);
            }
            (Value::List(items), kind) => {
                for item in items {
                    self.blank();
                    self.line(format!("[[{path}]]"), item.origin);
                    if let Some(table) = item.as_table() {
                        self.table(table, kind.as_ref().and_then(grammar_of), path);
                    }
                }
            }
            _ => {}
        }
    }

    fn blank(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    fn line(&mut self, text: String, origin: Origin) {
        // Writing to a String cannot fail.
        let _ = match self.loading.sources.place(origin) {
            Some(place) => writeln!(self.out, "{text}  # {}:{}", one_line(place.path), place.line),
            None => writeln!(self.out, "{text}"),
        };
    }

    fn value(&self, item: &Item, kind: Option<&Kind>) -> String {
        match &item.value {
            Value::Text(text) => match (kind, &text.written) {
                (_, Some(written)) => string(written),
                (Some(kind), None) if is_secret(kind) => string(MASK),
                (Some(Kind::Path), None) => string(&self.loading.beside(item.file, &text.text).display().to_string()),
                _ => string(&text.text),
            },
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => toml::Value::Float(*number).to_string(),
            Value::Flag(flag) => flag.to_string(),
            Value::Date => string("a date"),
            Value::List(items) => {
                let kind = kind.map(|kind| if let Kind::List(kind) = kind { kind } else { kind });
                let items: Vec<_> = items.iter().map(|item| self.value(item, kind)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Table(table) => {
                let grammar = kind.and_then(grammar_of);
                let pair = |entry: &Entry| {
                    let kind = grammar.and_then(|grammar| grammar.key(&entry.key)).map(|key| &key.kind);
                    format!("{} = {}", quoted_key(&entry.key), self.value(&entry.item, kind))
                };
                format!("{{ {} }}", table.entries.iter().map(pair).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// Tables and lists of entries stand under a header; all else on a line.
fn has_header(item: &Item, kind: Option<Kind>) -> bool {
    match (&item.value, kind) {
        (Value::Table(_), _) => true,
        (Value::List(items), Some(Kind::Entries(..))) => {
            !items.is_empty() && items.iter().all(|item| item.as_table().is_some())
        }
        _ => false,
    }
}

fn grammar_of(kind: &Kind) -> Option<&'static Grammar> {
    match kind {
        Kind::Table(grammar) | Kind::Entries(grammar, _) => Some(grammar),
        Kind::List(kind) => grammar_of(kind),
        Kind::Either(kinds) => kinds.iter().find_map(grammar_of),
        _ => None,
    }
}

fn is_secret(kind: &Kind) -> bool {
    match kind {
        Kind::Secret => true,
        Kind::List(kind) => is_secret(kind),
        Kind::Either(kinds) => kinds.iter().any(is_secret),
        _ => false,
    }
}

fn string(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn quoted_key(key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if bare { key.to_owned() } else { string(key) }
}

/// A path may hold anything; a comment ends at its line's end.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}
