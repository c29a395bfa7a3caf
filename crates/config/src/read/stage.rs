//! `[[api.stage]]`: what is not the deployment.

use super::node::log_path;
use crate::loading::Loading;
use crate::log_format;
use crate::tree::{Table, Text, Value};
use std::collections::BTreeMap;
use tollgate_definition::api::Variable;
use tollgate_model::log_format::AccessLog;

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
