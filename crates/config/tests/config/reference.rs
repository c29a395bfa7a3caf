//! `conf/reference.toml`: complete, right, and as the schema says.

use super::{clean, rendered};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tollgate_config::{Options, load, schema};

fn reference() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conf/reference.toml")
}

fn as_json() -> Value {
    let table: toml::Table = toml::from_str(&std::fs::read_to_string(reference()).unwrap()).unwrap();
    serde_json::to_value(table).unwrap()
}

/// Tables that stand in several places: their keys are looked for in one of them only.
const SHARED: [&str; 5] =
    ["defaults.stage.", "defaults.target_group.", "defaults.function.", "listener.limits.", "api.route.integration."];

/// The dotted names of every key that the schema knows and this build acts on.
fn supported(schema: &Value, path: &str, names: &mut BTreeSet<String>) {
    for schema in schema["anyOf"].as_array().into_iter().flatten().chain(schema.get("items")) {
        supported(schema, path, names);
    }
    for (key, schema) in schema["properties"].as_object().into_iter().flatten() {
        if schema.get("x-tollgate-support").is_none() {
            names.insert(format!("{path}{key}"));
            supported(schema, &format!("{path}{key}."), names);
        }
    }
}

/// Whose keys are the user's.
const MAPS: [&str; 6] = [
    "api.stage.variables",
    "api.stage.canary.variables",
    "api.integration.request_parameters",
    "api.integration.response_parameters",
    "function.environment",
    "aws.endpoint",
];

/// The dotted names of every key that is written, but for those of the user's own maps.
fn written(value: &Value, path: &str, names: &mut BTreeSet<String>) {
    for item in value.as_array().into_iter().flatten() {
        written(item, path, names);
    }
    for (key, value) in value.as_object().into_iter().flatten() {
        let name = format!("{path}{key}");
        if !MAPS.contains(&name.as_str()) {
            written(value, &format!("{name}."), names);
        }
        names.insert(name);
    }
}

#[test]
fn the_reference_loads_without_a_word() {
    let loaded = load(&[reference()], &|_| None, Options::default());
    assert!(loaded.diagnostics.is_empty(), "{}", rendered(&loaded));
    let configuration = loaded.configuration.unwrap();
    assert_eq!(configuration.apis.len(), 2);
    assert_eq!(configuration.domains.len(), 2);
    assert_eq!(configuration.target_groups.len(), 2);
}

#[test]
fn what_is_shipped_loads_without_a_word() {
    for entry in std::fs::read_dir(reference().parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let loaded = load(&[path], &|_| None, Options::default());
            assert!(loaded.diagnostics.is_empty(), "{}", rendered(&loaded));
        }
    }
}

#[test]
fn the_reference_has_every_supported_key_and_no_other() {
    let (mut known, mut found) = (BTreeSet::new(), BTreeSet::new());
    supported(&schema(), "", &mut known);
    written(&as_json(), "", &mut found);
    let own = |names: BTreeSet<String>| -> BTreeSet<String> {
        names.into_iter().filter(|name| !SHARED.iter().any(|shared| name.starts_with(shared))).collect()
    };
    let (known, found) = (own(known), own(found));
    assert_eq!(
        known.difference(&found).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "supported, but not in the reference"
    );
    assert_eq!(
        found.difference(&known).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "in the reference, but not supported"
    );
    assert!(known.len() > 100);
}

#[test]
fn the_reference_is_valid_under_the_schema() {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    let errors: Vec<_> = validator.iter_errors(&as_json()).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn the_schema_refuses_what_the_grammar_refuses() {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    for (text, valid) in [
        ("[node]\nthreads = 2", true),
        ("[node]\nthreds = 2", false),
        ("[node]\nthreads = \"2\"", false),
        ("[node]\ndrain = { timeout = \"30s\" }", true),
        ("[node]\ndrain = { timeout = \"30\" }", false),
        ("[node]\nunenforced_access = \"REFUSE\"", true),
        ("[node]\nunenforced_access = \"maybe\"", false),
        ("[limits]\nbody = \"${env:BODY}\"", true),
        ("[[api]]\nname = \"a\"\nstage = [{ name = \"prod\" }]", true),
        ("[[api]]\nstage = [{ name = \"prod\" }]", false),
        ("[[api]]\nname = \"a\"\nstage = [{ metrics = true }]", false),
    ] {
        let table: toml::Table = toml::from_str(text).unwrap();
        assert_eq!(validator.is_valid(&serde_json::to_value(table).unwrap()), valid, "{text}");
    }
}

/// `TOLLGATE_GOLDEN=write` writes the page anew.
#[test]
fn the_page_of_settings_is_the_grammar() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/settings.md");
    let text = tollgate_config::reference();
    if std::env::var_os("TOLLGATE_GOLDEN").is_some() {
        std::fs::create_dir_all(page.parent().unwrap()).unwrap();
        std::fs::write(&page, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(page).unwrap(), text);
}

/// The keys of a table that have a default which is a value, as lines of TOML.
fn with_defaults(schema: &Value, path: &str) -> String {
    let schema = path.split('.').fold(schema, |schema, key| {
        let schema = schema.get("items").unwrap_or(schema);
        &schema["properties"][key]
    });
    let schema = schema.get("items").unwrap_or(schema);
    let keys = schema["properties"]
        .as_object()
        .unwrap()
        .iter()
        .filter_map(|(key, schema)| Some((key, schema.get("default")?)));
    keys.map(|(key, default)| format!("{key} = {default}\n")).collect()
}

#[test]
fn the_defaults_that_are_told_are_the_defaults_that_hold() {
    let schema = schema();
    let entry = |header: &str| format!("{header}\n[[target_group.target]]\naddress = \"10.0.0.1:80\"\n");
    let group = "[[target_group]]\nname = \"orders\"\n";
    for (path, before, after) in [
        ("node", "[node]\n".to_owned(), String::new()),
        ("node.drain", "[node.drain]\n".to_owned(), String::new()),
        ("log", "[log]\n".to_owned(), String::new()),
        ("limits", "[limits]\n".to_owned(), String::new()),
        ("listener", "[[listener]]\nbind = \"127.0.0.1:8080\"\n".to_owned(), String::new()),
        ("admin", "[admin]\n".to_owned(), String::new()),
        ("target_group", group.to_owned(), entry("")),
        ("target_group.health_check", format!("{group}[target_group.health_check]\nprotocol = \"http\"\n"), entry("")),
        ("target_group.eject", format!("{group}[target_group.eject]\n"), entry("")),
        ("target_group.retry", format!("{group}[target_group.retry]\n"), entry("")),
        ("function", "[[function]]\nname = \"orders\"\ncommand = [\"./bootstrap\"]\n".to_owned(), String::new()),
        ("target_group.timeouts", format!("{group}[target_group.timeouts]\n"), entry("")),
    ] {
        let defaults = with_defaults(&schema, path);
        assert!(!defaults.is_empty(), "{path}");
        let come_to = |text: String| serde_json::to_value(clean(&text)).unwrap();
        assert_eq!(come_to(format!("{before}{after}")), come_to(format!("{before}{defaults}{after}")), "{path}");
    }
}

const CONTEXT: &str = "# `$context` variables\n\nWhere each variable of Amazon's (api-gateway-variables-for-access-logging, \
    http-api-logging-variables, api-gateway-mapping-template-reference) has a\nvalue in this build. This page is generated. \
    A log format that names one without a value earns a `not-enforced` warning, and its\nlines show `-`; so do \
    `authorizer.PROPERTY`, `authorizer.claims.PROPERTY`, `requestOverride.…` and `responseOverride.…` in logs.\n\n";

/// `TOLLGATE_GOLDEN=write` writes the page anew.
#[test]
fn the_page_of_context_variables_is_the_table() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/context.md");
    let text = format!("{CONTEXT}{}", tollgate_model::context::markdown());
    if std::env::var_os("TOLLGATE_GOLDEN").is_some() {
        std::fs::write(&page, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(page).unwrap(), text);
}
