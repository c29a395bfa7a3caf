//! Holds the grammar against what one file says: unknown keys, wrong types and values, settings without effect.

use crate::grammar::{Grammar, Kind, Support};
use crate::name::{nearest, renamed};
use crate::tree::{Entry, Item, Table, Value};
use crate::{route_key, units};
use std::time::Duration;
use tollgate_definition::Diagnostics;
use tollgate_definition::node::Network;

/// Adds what is wrong with the table. What passes here, the readers can take without asking again.
pub(crate) fn vet(table: &Table, grammar: &Grammar, diagnostics: &mut Diagnostics) {
    Vetting { diagnostics, quiet: false }.table(table, grammar);
}

struct Vetting<'a> {
    diagnostics: &'a mut Diagnostics,
    /// Inside something that is not enforced: it was said once.
    quiet: bool,
}

impl Vetting<'_> {
    fn table(&mut self, table: &Table, grammar: &Grammar) {
        for entry in &table.entries {
            match grammar.key(&entry.key) {
                None => self.unknown(entry, grammar),
                Some(key) if key.support == Support::Later && !self.quiet => {
                    let message = format!("`{}` is accepted, but this build does not act on it yet", entry.key);
                    self.diagnostics.warning("not-enforced", entry.origin, message);
                    self.quiet = true;
                    self.item(&entry.item, &entry.key, &key.kind);
                    self.quiet = false;
                }
                Some(key) => self.item(&entry.item, &entry.key, &key.kind),
            }
        }
    }

    fn unknown(&mut self, entry: &Entry, grammar: &Grammar) {
        let names = || grammar.keys.iter().map(|key| key.name);
        let written = &entry.key;
        let hint = match renamed(written, names()).or_else(|| nearest(written, names())) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("expected {}", one_of(names())),
        };
        self.diagnostics.error("unknown-key", entry.origin, format!("unknown key `{written}`; {hint}"));
    }

    fn item(&mut self, item: &Item, key: &str, kind: &Kind) {
        match (kind, &item.value) {
            (_, Value::Text(text)) if text.absent => {}
            (Kind::Table(grammar), Value::Table(table)) => self.table(table, grammar),
            (Kind::Map(kind), Value::Table(table)) => {
                for entry in &table.entries {
                    self.item(&entry.item, &entry.key, kind);
                }
            }
            (Kind::Entries(grammar, _), Value::List(items)) => {
                for item in items {
                    self.item(item, key, &Kind::Table(grammar));
                }
            }
            (Kind::List(kind), Value::List(items)) => {
                for item in items {
                    self.item(item, key, kind);
                }
            }
            (Kind::Either(kinds), value) => match kinds.iter().find(|kind| fits(kind, value)) {
                Some(kind) => self.item(item, key, kind),
                None => self.wrong_type(item, key, kind),
            },
            (kind, value) if fits(kind, value) => self.value(item, key, kind),
            _ => self.wrong_type(item, key, kind),
        }
    }

    fn wrong_type(&mut self, item: &Item, key: &str, kind: &Kind) {
        let found = item.value.noun();
        let hint = match (kind, &item.value) {
            (Kind::Entries(..), Value::Table(_)) => format!("; write `[[…{key}]]` with two brackets"),
            (Kind::List(_), Value::Text(_)) => "; put it in brackets".to_owned(),
            _ => String::new(),
        };
        let message = format!("`{key}` is {found}, expected {}{hint}", noun(kind));
        self.diagnostics.error("wrong-type", item.origin, message);
    }

    /// The value is of the right type; is it one of the right values.
    fn value(&mut self, item: &Item, key: &str, kind: &Kind) {
        if let Some((name, expected)) = refusal(item, kind) {
            let shown = match &item.value {
                Value::Text(text) => format!("\"{}\"", text.written.as_ref().unwrap_or(&text.text)),
                Value::Integer(number) => number.to_string(),
                Value::Float(number) => number.to_string(),
                _ => String::new(),
            };
            self.diagnostics.error(name, item.origin, format!("`{key}` is {shown}, expected {expected}"));
        }
    }
}

/// Could a value of this type be of this kind.
fn fits(kind: &Kind, value: &Value) -> bool {
    match kind {
        Kind::Flag => matches!(value, Value::Flag(_)),
        Kind::Integer(..) => matches!(value, Value::Integer(_)),
        Kind::Number(..) => matches!(value, Value::Integer(_) | Value::Float(_)),
        Kind::Table(_) | Kind::Map(_) => matches!(value, Value::Table(_)),
        Kind::Entries(..) | Kind::List(_) => matches!(value, Value::List(_)),
        Kind::Either(kinds) => kinds.iter().any(|kind| fits(kind, value)),
        _ => matches!(value, Value::Text(_)),
    }
}

/// The diagnostic's name and what was expected.
fn refusal(item: &Item, kind: &Kind) -> Option<(&'static str, String)> {
    match (kind, &item.value) {
        (Kind::Choice(values), Value::Text(text)) => not_among(&text.text, values),
        (Kind::RouteKey, Value::Text(text)) => {
            route_key::parse(&text.text).err().map(|expected| ("bad-route-key", expected.to_owned()))
        }
        (kind, Value::Text(text)) => refused_text(&text.text, kind).map(|(name, expected)| (name, expected.to_owned())),
        (Kind::Integer(least, most), Value::Integer(number)) if number < least || number > most => {
            Some(("bad-number", format!("{least} to {most}")))
        }
        (Kind::Number(least, most), Value::Integer(number)) => out_of(*number as f64, *least, *most),
        (Kind::Number(least, most), Value::Float(number)) => out_of(*number, *least, *most),
        _ => None,
    }
}

fn refused_text(text: &str, kind: &Kind) -> Option<(&'static str, &'static str)> {
    let duration = units::duration(text);
    let (name, wrong, expected) = match kind {
        Kind::Duration if duration == Some(Duration::ZERO) => ("bad-duration", true, "something longer than nothing"),
        Kind::Duration | Kind::Pause => ("bad-duration", duration.is_none(), DURATION),
        Kind::Size(least) => ("bad-size", units::size(text).is_none_or(|size| size < *least), SIZE),
        Kind::Bind => ("bad-address", units::bind(text).is_none(), BIND),
        Kind::Address => ("bad-address", units::address(text).is_none(), ADDRESS),
        Kind::Network => ("bad-address", Network::parse(text).is_none(), NETWORK),
        Kind::HostName => ("bad-address", !units::host_name(text), "a host name like \"orders.internal\""),
        _ => return None,
    };
    wrong.then_some((name, expected))
}

const DURATION: &str = "a duration like \"250ms\", \"3s\", \"5m\" or \"1h\"";
const SIZE: &str = "a size like \"8KiB\" or \"10MiB\"";
const BIND: &str = "an IP address and port like \"127.0.0.1:8080\", \"[::1]:8080\", or \"unix:/path/to.sock\"";
const ADDRESS: &str = "a host and port like \"10.0.0.12:8080\", \"orders.internal:8080\", or \"unix:/path/to.sock\"";
const NETWORK: &str = "an address or block like \"10.0.0.1\" or \"10.0.0.0/8\"";

fn not_among(text: &str, values: &[&str]) -> Option<(&'static str, String)> {
    if values.iter().any(|value| value.eq_ignore_ascii_case(text)) {
        return None;
    }
    let near = nearest(text, values.iter().copied());
    let hint = near.map_or(String::new(), |near| format!("; did you mean \"{near}\"?"));
    let quoted: Vec<_> = values.iter().map(|value| format!("\"{value}\"")).collect();
    let one_of = if quoted.len() > 1 { "one of " } else { "" };
    Some(("unknown-value", format!("{one_of}{}{hint}", quoted.join(", "))))
}

fn out_of(number: f64, least: f64, most: f64) -> Option<(&'static str, String)> {
    (!(least..=most).contains(&number)).then(|| ("bad-number", format!("{least} to {most}")))
}

/// What a value of this kind is, for sentences.
fn noun(kind: &Kind) -> String {
    match kind {
        Kind::Flag => "true or false".to_owned(),
        Kind::Integer(..) => "an integer".to_owned(),
        Kind::Number(..) => "a number".to_owned(),
        Kind::Duration | Kind::Pause => "a duration like \"3s\"".to_owned(),
        Kind::Size(_) => "a size like \"10MiB\"".to_owned(),
        Kind::Table(_) | Kind::Map(_) => "a table".to_owned(),
        Kind::Entries(..) => "an array of tables".to_owned(),
        Kind::List(_) => "an array".to_owned(),
        Kind::Either(kinds) => kinds.iter().map(noun).collect::<Vec<_>>().join(" or "),
        _ => "a string".to_owned(),
    }
}

/// More names than this are no help.
const MOST_NAMES: usize = 12;

fn one_of<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut quoted: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    if quoted.len() > MOST_NAMES {
        quoted.truncate(MOST_NAMES);
        quoted.push("…".to_owned());
    }
    match quoted.as_slice() {
        [only] => only.clone(),
        _ => format!("one of {}", quoted.join(", ")),
    }
}
