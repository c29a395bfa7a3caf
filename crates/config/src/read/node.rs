//! `[node]`, `[log]`, `[limits]`.

use crate::loading::Loading;
use crate::tree::Table;
use std::path::PathBuf;
use tollgate_definition::node::{Drain, Limits, Log, LogStyle, Node, UnenforcedAccess};

pub(super) fn node(loading: &Loading<'_>, root: &Table) -> Node {
    let Some(table) = root.table("node") else { return Node::default() };
    let default = Node::default();
    Node {
        name: table.text("name").unwrap_or_default().to_owned(),
        threads: table.integer("threads").filter(|threads| *threads != 0),
        runtime_dir: path(loading, table, "runtime_dir"),
        unenforced_access: table
            .choice("unenforced_access", &[("refuse", UnenforcedAccess::Refuse), ("allow", UnenforcedAccess::Allow)])
            .unwrap_or_default(),
        drain: drain(table.table("drain"), default.drain),
        watch: table.flag("watch").unwrap_or(default.watch),
        region: table.text("region").map_or(default.region, Into::into),
        account: table.text("account").map_or(default.account, Into::into),
        execute_api_paths: table.flag("execute_api_paths"),
    }
}

fn drain(table: Option<&Table>, default: Drain) -> Drain {
    let of = |key| table.and_then(|table| table.duration(key));
    Drain { delay: of("delay").unwrap_or(default.delay), timeout: of("timeout").unwrap_or(default.timeout) }
}

/// A path as the file that wrote it means it.
pub(super) fn path(loading: &Loading<'_>, table: &Table, key: &str) -> Option<PathBuf> {
    let item = table.item(key)?;
    item.as_text().map(|text| loading.beside(item.file, text))
}

pub(super) fn log(loading: &Loading<'_>, root: &Table) -> Log {
    let default = Log::default();
    let Some(table) = root.table("log") else { return default };
    Log {
        level: table.text("level").map_or(default.level, str::to_ascii_lowercase),
        format: table.choice("format", &[("text", LogStyle::Text), ("json", LogStyle::Json)]).unwrap_or_default(),
        path: log_path(loading, table).unwrap_or(default.path),
    }
}

/// `-`, or a file relative to the one that names it.
pub(super) fn log_path(loading: &Loading<'_>, table: &Table) -> Option<String> {
    match table.text("path")? {
        "-" => Some("-".to_owned()),
        _ => path(loading, table, "path").map(|path| path.display().to_string()),
    }
}

/// What a `limits` table says, over what holds where it is silent.
pub(super) fn limits(table: Option<&Table>, default: &Limits) -> Limits {
    let Some(table) = table else { return default.clone() };
    Limits {
        headers: table.size("headers").unwrap_or(default.headers),
        uri: table.size("uri").unwrap_or(default.uri),
        body: table.size("body").unwrap_or(default.body),
        stream: table.duration("stream").unwrap_or(default.stream),
        header_deadline: table.duration("header_deadline").unwrap_or(default.header_deadline),
        body_rate: table.size("body_rate").unwrap_or(default.body_rate),
        idle: table.duration("idle").unwrap_or(default.idle),
        requests: table.integer("requests").unwrap_or(default.requests),
        streams: table.integer("streams").unwrap_or(default.streams),
        connections: table.integer("connections").unwrap_or(default.connections),
    }
}
