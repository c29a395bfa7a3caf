//! `[[function]]`.

use super::node::path;
use crate::loading::Loading;
use crate::tree::{Item, Table, Value};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::Duration;
use tollgate_definition::Diagnostic;
use tollgate_model::function::{Function, FunctionKind, LambdaEndpoint, LocalFunction};

/// Lambda's own, when a function has none.
const TIMEOUT: Duration = Duration::from_secs(3);
const CONCURRENCY: u32 = 8;
const QUEUE: u32 = 1000;
const EVENT_QUEUE: u32 = 1000;

/// What Lambda takes (Lambda API, CreateFunction: `Timeout`, `MemorySize`).
const TIMEOUTS: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_secs(900);
const MEMORIES: RangeInclusive<u64> = 128 << 20..=10_240 << 20;

/// What only a function of this node has.
const LOCAL: [&str; 7] = ["directory", "environment", "timeout", "memory", "concurrency", "queue", "event_queue"];

pub(super) fn functions(loading: &mut Loading<'_>, root: &Table) -> Vec<Function> {
    root.tables("function").filter_map(|(item, table)| function(loading, table, item)).collect()
}

fn function(loading: &mut Loading<'_>, table: &Table, item: &Item) -> Option<Function> {
    let name = table.text("name")?;
    named(loading, table, name);
    let kind = match (table.entry("command"), table.entry("endpoint")) {
        (Some(_), None) => FunctionKind::Local(local(loading, table)?),
        (None, Some(_)) => FunctionKind::Remote(remote(loading, table)?),
        (Some(command), Some(endpoint)) => {
            let message = "a function has either a `command` or an `endpoint`";
            let found = Diagnostic::error("function-kind", endpoint.origin, message);
            loading.diagnostics.push(found.and(command.origin, "the command"));
            return None;
        }
        (None, None) => {
            let message = format!(
                "nothing answers for the function `{name}`; expected a `command` that starts its runtime, or `endpoint = \"aws\"`"
            );
            loading.diagnostics.error("function-kind", item.origin, message);
            return None;
        }
    };
    Some(Function { name: name.into(), kind, origin: item.origin })
}

fn named(loading: &mut Loading<'_>, table: &Table, name: &str) {
    if let Some(expected) = refused_name(name) {
        let hint = if name.starts_with("arn:") { "; an ARN's account and region are not part of it" } else { "" };
        let message = format!("\"{name}\" is no name of a function; {expected}{hint}");
        loading.diagnostics.error("bad-name", table.origin("name"), message);
    }
}

/// What was expected of what is not `orders`, `orders:canary` or `*`.
pub(crate) fn refused_name(name: &str) -> Option<&'static str> {
    let plain = |text: &str, more: &[u8]| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || more.contains(&b))
    };
    let is_name = match name.split_once(':') {
        None => name == "*" || plain(name, b"-_"),
        Some((name, qualifier)) => plain(name, b"-_") && plain(qualifier, b"-_$"),
    };
    const EXPECTED: &str =
        "expected a name of letters, digits, `-` and `_`, with or without `:` and a version or alias behind it, or `*`";
    (!is_name).then_some(EXPECTED)
}

/// What holds where nothing is said; without a command.
pub(crate) fn local_defaults() -> LocalFunction {
    LocalFunction {
        command: Vec::new(),
        directory: None,
        environment: BTreeMap::new(),
        timeout: TIMEOUT,
        memory: None,
        concurrency: CONCURRENCY,
        queue: QUEUE,
        event_queue: EVENT_QUEUE,
    }
}

fn local(loading: &mut Loading<'_>, table: &Table) -> Option<LocalFunction> {
    let command: Vec<Box<str>> = table.texts("command").map(|(text, _)| text.into()).collect();
    let at = table.origin("command");
    if matches!(&table.item("command")?.value, Value::List(items) if items.is_empty()) {
        let message = "`command` is empty; expected a program and its arguments: `[\"./bootstrap\"]`";
        loading.diagnostics.error("function-kind", at, message);
        return None;
    }
    for (text, origin) in table.texts("command").filter(|(text, _)| text.contains('\0')) {
        let message = format!("{text:?} has a NUL character, which no argument can have");
        loading.diagnostics.error("unknown-value", origin, message);
    }
    let timeout = table.duration("timeout");
    let memory = table.size("memory");
    beyond_lambda(loading, table, timeout, memory);
    let default = local_defaults();
    Some(LocalFunction {
        command,
        directory: directory(loading, table),
        environment: environment(loading, table),
        timeout: timeout.unwrap_or(default.timeout),
        memory,
        concurrency: table.integer("concurrency").unwrap_or(default.concurrency),
        queue: table.integer("queue").unwrap_or(default.queue),
        event_queue: table.integer("event_queue").unwrap_or(default.event_queue),
    })
}

fn beyond_lambda(loading: &mut Loading<'_>, table: &Table, timeout: Option<Duration>, memory: Option<u64>) {
    if timeout.is_some_and(|timeout| !TIMEOUTS.contains(&timeout)) {
        let message = "this `timeout` works here, but Lambda takes 1 s to 15 min";
        loading.diagnostics.warning("function-limits", table.origin("timeout"), message);
    }
    if memory.is_some_and(|memory| !MEMORIES.contains(&memory)) {
        let message = "this `memory` works here, but Lambda takes 128 MiB to 10,240 MiB";
        loading.diagnostics.warning("function-limits", table.origin("memory"), message);
    }
}

/// Absolute, so that it means the same wherever a process is started.
fn directory(loading: &mut Loading<'_>, table: &Table) -> Option<Box<str>> {
    let directory = path(loading, table, "directory")?;
    let directory = std::path::absolute(&directory).unwrap_or(directory);
    if !directory.is_dir() {
        let message = format!("{} is no directory; the function would not start", directory.display());
        loading.diagnostics.error("unreadable-file", table.origin("directory"), message);
    }
    Some(directory.display().to_string().into())
}

fn environment(loading: &mut Loading<'_>, table: &Table) -> BTreeMap<Box<str>, Box<str>> {
    let mut environment = BTreeMap::new();
    for entry in table.table("environment").map_or(&[][..], |table| &table.entries) {
        // A secret that is not at hand is judged by nobody.
        let Some(value) = entry.item.as_text() else { continue };
        if entry.key.is_empty() || entry.key.contains(['=', '\0']) || value.contains('\0') {
            let message = format!("{:?} cannot be an environment variable", entry.key);
            loading.diagnostics.error("bad-name", entry.origin, message);
        }
        environment.insert(entry.key.as_str().into(), value.into());
    }
    environment
}

fn remote(loading: &mut Loading<'_>, table: &Table) -> Option<LambdaEndpoint> {
    for entry in table.entries.iter().filter(|entry| LOCAL.contains(&entry.key.as_str())) {
        let message = format!("`{}` goes with a `command`: a function with an `endpoint` does not run here", entry.key);
        loading.diagnostics.error("function-kind", entry.origin, message);
    }
    let endpoint = table.text("endpoint")?;
    if endpoint.eq_ignore_ascii_case("aws") {
        return Some(LambdaEndpoint::Aws);
    }
    if !endpoint.starts_with("http://") && !endpoint.starts_with("https://") {
        let message = format!("`endpoint` is \"{endpoint}\", expected \"aws\" or a URL like \"http://127.0.0.1:9001\"");
        loading.diagnostics.error("unknown-value", table.origin("endpoint"), message);
        return None;
    }
    Some(LambdaEndpoint::Url(endpoint.into()))
}
