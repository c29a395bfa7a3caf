//! `[[api.stage]]`: what is not the deployment.

use super::node::log_path;
use crate::loading::Loading;
use crate::tree::{Item, Table, Text, Value};
use crate::{log_format, route_key};
use std::collections::BTreeMap;
use tollgate_definition::Diagnostic;
use tollgate_definition::api::{MethodSettings, Throttle, Variable};
use tollgate_model::log_format::AccessLog;
use tollgate_model::logging::{ExecutionLog, ExecutionLogFormat, Logging, LoggingLevel, MethodOverride};

/// Names and values as at Amazon (aws-api-gateway-stage-variables-reference): letters, digits and `_`; 512 characters.
const LONGEST_VALUE: usize = 512;

pub(super) fn variables(loading: &mut Loading<'_>, stage: &Table) -> BTreeMap<String, Variable> {
    let mut variables = BTreeMap::new();
    for entry in stage.table("variables").map_or(&[][..], |table| &table.entries) {
        // A secret that is not at hand still defines its variable.
        let Value::Text(Text { text: value, .. }) = &entry.item.value else { continue };
        if entry.key.is_empty() || !entry.key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            let message = format!("`{}` is no name for a stage variable; expected letters, digits and `_`", entry.key);
            loading.diagnostics.error("bad-name", entry.origin, message);
        }
        if value.chars().count() > LONGEST_VALUE {
            let message = format!("a stage variable has at most {LONGEST_VALUE} characters");
            loading.diagnostics.error("bad-name", entry.item.origin, message);
        }
        variables.insert(entry.key.clone(), Variable { value: value.to_owned(), origin: entry.item.origin });
    }
    variables
}

pub(super) fn access_log(loading: &mut Loading<'_>, stage: &Table, http: bool) -> Option<AccessLog> {
    let table = stage.table("access_log")?;
    let origin = table.origin("format");
    let format = log_format::parse(table.text("format").unwrap_or("json"), http, origin, &mut loading.diagnostics);
    Some(AccessLog { path: log_path(loading, table).unwrap_or_else(|| "-".to_owned()).into(), format })
}

pub(super) fn logging(stage: &Table) -> Logging {
    Logging { level: level(stage).unwrap_or_default(), data_trace: stage.flag("data_trace").unwrap_or(false) }
}

fn level(table: &Table) -> Option<LoggingLevel> {
    table.choice("logging_level", &LoggingLevel::ALL.map(|level| (level.name(), level)))
}

pub(super) fn execution_log(loading: &Loading<'_>, stage: &Table) -> Option<ExecutionLog> {
    let table = stage.table("execution_log")?;
    let formats = [("text", ExecutionLogFormat::Text), ("json", ExecutionLogFormat::Json)];
    Some(ExecutionLog {
        path: log_path(loading, table).unwrap_or_else(|| "-".to_owned()).into(),
        format: table.choice("format", &formats).unwrap_or_default(),
    })
}

pub(super) fn throttle(table: &Table) -> Option<Throttle> {
    let throttle = table.table("throttle")?;
    let origin = table.origin("throttle");
    Some(Throttle { rate: throttle.number("rate"), burst: throttle.integer("burst"), origin })
}

/// By their keys. What a later `--config` says of the same key was laid over the earlier before.
pub(super) fn methods(loading: &mut Loading<'_>, stage: &Table) -> BTreeMap<String, MethodSettings> {
    let mut methods: BTreeMap<String, MethodSettings> = BTreeMap::new();
    for (item, table) in stage.tables("method") {
        let Some(key) = table.text("key") else { continue };
        match route_key::of_method(key) {
            Err(expected) => {
                let message = format!("`key` is \"{key}\", expected {expected}");
                loading.diagnostics.error("bad-route-key", table.origin("key"), message);
            }
            Ok(key) => {
                if let Some(first) = methods.insert(key.clone(), method(item, table)) {
                    let message =
                        format!("the settings of `{key}` are there twice; expected one entry for each method");
                    let found = Diagnostic::error("duplicate-name", table.origin("key"), message);
                    loading.diagnostics.push(found.and(first.origin, "the first one"));
                }
            }
        }
    }
    methods
}

fn method(item: &Item, table: &Table) -> MethodSettings {
    let settings = MethodOverride {
        logging_level: level(table),
        data_trace: table.flag("data_trace"),
        metrics: table.flag("metrics"),
    };
    MethodSettings { settings, throttle: throttle(table), origin: item.origin }
}
