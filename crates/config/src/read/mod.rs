//! The merged table → values. What is missing or wrong was said before: here it becomes the default or is left out.

mod admin;
mod api;
mod aws;
mod definition;
mod domain;
mod function;
mod group;
mod http_api;
mod integration;
mod link;
mod listener;
mod node;
mod pem;
mod stage;

pub(crate) use function::{local_defaults, refused_name};

use crate::loading::Loading;
use crate::name::nearest;
use crate::tree::{Table, Value};
use tollgate_definition::api::Text;
use tollgate_definition::explain::{EXPLANATIONS, is_name};
use tollgate_definition::{Check, Configuration, MissingFunctions};

pub(crate) fn configuration(loading: &mut Loading<'_>, table: &Table) -> Configuration {
    let node = node::node(loading, table);
    loading.stage_defaults =
        table.table("defaults").and_then(|defaults| defaults.table("stage")).cloned().unwrap_or_default();
    let limits = node::limits(table.table("limits"), &Default::default());
    let (vpc_links, mut target_groups) = link::vpc_links(loading, table);
    target_groups.extend(table.tables("target_group").filter_map(|(item, group)| group::named(loading, group, item)));
    Configuration {
        log: node::log(loading, table),
        listeners: listener::listeners(loading, table, &limits),
        admin: admin::admin(loading, table),
        apis: api::apis(loading, table, &node),
        domains: domain::domains(loading, table),
        check: check(loading, table),
        vpc_links,
        target_groups,
        functions: function::functions(loading, table),
        missing_functions: MissingFunctions::Refuse,
        aws: aws::aws(loading, table),
        node,
        limits,
    }
}

fn check(loading: &mut Loading<'_>, table: &Table) -> Check {
    let mut names = |key| {
        let check = table.table("check").into_iter();
        let names: Vec<_> =
            check.flat_map(|check| check.texts(key)).map(|(name, origin)| (name.to_owned(), origin)).collect();
        for (name, origin) in names.iter().filter(|(name, _)| name != "warnings" && !is_name(name)) {
            let known = EXPLANATIONS.iter().map(|known| known.name);
            let hint = nearest(name, known).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            loading.diagnostics.error("unknown-value", *origin, format!("no diagnostic is called `{name}`{hint}"));
        }
        names
    };
    Check { allow: names("allow"), deny: names("deny") }
}

/// A text with its place, for what later refers to it.
fn placed(table: &Table, key: &str) -> Option<Text> {
    match &table.item(key)?.value {
        Value::Text(text) => Some(Text { text: text.text.as_str().into(), origin: table.origin(key) }),
        _ => None,
    }
}
