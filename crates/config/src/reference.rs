//! The grammar as Markdown: the reference of `tollgate.toml`.

use crate::grammar::{Grammar, Key, Kind, ROOT, Support};
use std::fmt::Write;

const HEAD: &str = "# Settings

Every key of `tollgate.toml`, table by table. This page is generated from the grammar that `tollgate check` holds files
against; `conf/reference.toml` shows the supported keys in use, and `tollgate schema` prints the same as JSON Schema.
Durations are `\"250ms\"`, `\"3s\"`, `\"5m\"`, `\"1h\"`, `\"7d\"`; sizes `\"512B\"`, `\"10KiB\"`, `\"10MiB\"`; enumerations ignore case.

A key marked *later* is accepted with a `not-enforced` warning. One marked *refuses* decides who may call and is not
enforced yet: what it guards answers 500, unless `[node] unenforced_access = \"allow\"`.
";

/// One section for each table, in the order of the grammar.
pub fn reference() -> String {
    let mut out = HEAD.to_owned();
    section(&mut out, "", "The file", &ROOT);
    out
}

fn section(out: &mut String, path: &str, title: &str, grammar: &Grammar) {
    // Writing to a String cannot fail.
    let _ = write!(out, "\n## {title}\n\n| key | value | default | |\n|---|---|---|---|\n");
    grammar.keys.iter().for_each(|key| row(out, key));
    for key in grammar.keys {
        let path = if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
        match key.kind {
            // Described where it stands for itself.
            Kind::Table(_) if path.starts_with("defaults.") || path == "listener.limits" => {}
            Kind::Table(grammar) => section(out, &path, &format!("`[{path}]`"), grammar),
            Kind::Entries(grammar, _) => section(out, &path, &format!("`[[{path}]]`"), grammar),
            _ => {}
        }
    }
}

fn row(out: &mut String, key: &Key) {
    let support = match key.support {
        Support::Yes => "",
        Support::Later => " *later*",
        Support::Access => " *refuses*",
    };
    let required = if key.required { " Required." } else { "" };
    let default = match key.default {
        "" => String::new(),
        written if is_value(written) => format!("`{written}`"),
        words => words.to_owned(),
    };
    let _ =
        writeln!(out, "| `{}` | {} | {default} | {}{required}{support} |", key.name, value(&key.kind), cell(key.doc));
}

fn is_value(written: &str) -> bool {
    toml::from_str::<toml::Table>(&format!("default = {written}")).is_ok()
}

fn value(kind: &Kind) -> String {
    match kind {
        Kind::Text | Kind::HostName | Kind::RouteKey => "text".to_owned(),
        Kind::Secret => "secret".to_owned(),
        Kind::Path => "path".to_owned(),
        Kind::Flag => "true, false".to_owned(),
        Kind::Integer(least, most) => format!("integer, {least} to {most}"),
        Kind::Number(least, most) => format!("number, {least} to {most}"),
        Kind::Duration | Kind::Pause => "duration".to_owned(),
        Kind::Size(_) => "size".to_owned(),
        Kind::Choice(values) => values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", "),
        Kind::Bind | Kind::Address | Kind::Network => "address".to_owned(),
        Kind::Table(_) => "table".to_owned(),
        Kind::Entries(_, identity) => {
            format!(
                "tables, known by {}",
                identity.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" or ")
            )
        }
        Kind::List(kind) => format!("list of {}", value(kind)),
        Kind::Map(kind) => format!("names, each with {}", value(kind)),
        Kind::Either(kinds) => kinds.iter().map(value).collect::<Vec<_>>().join(" or "),
    }
}

/// A bar would end the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
