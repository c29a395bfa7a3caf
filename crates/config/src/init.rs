//! A first `tollgate.toml`, with words beside the settings.

use crate::loading::Loading;
use crate::{Options, single, uses};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use tollgate_definition::Protocol;
use tollgate_definition::openapi::{self, ImportOptions};

const NODE: &str = r#"# Every setting: conf/reference.toml, or `tollgate schema` for editors. What is left out has its default.

[node]
# unenforced_access = "allow"   # open routes whose access control this version does not enforce yet: for a laptop only

[[listener]]
bind = "127.0.0.1:8080"

# Metrics, health, reload. Off loopback a token is required: token = "${file:secrets/admin}"
[admin]
bind = "127.0.0.1:9901"
"#;

const FIRST_API: &str = r#"
# An HTTP API, written here. From a definition instead: protocol = "rest", definition = "apis/petstore.yaml", and a stage.
[[api]]
name = "example"
protocol = "http"

[[api.stage]]
name = "$default"
access_log = { path = "-", format = "json" }

[[api.route]]
key = "GET /orders/{id}"
integration = { type = "http_proxy", uri = "http://127.0.0.1:9000/v1/{id}" }

[[api.route]]
key = "$default"
integration = { type = "http_proxy", uri = "http://127.0.0.1:9000/{proxy}" }
"#;

/// A commented configuration that serves these definitions, or an example of one route's. It loads as it is, but for what
/// only its reader knows. Paths are written as they are given: relative to where the text is put.
pub fn init(definitions: &[PathBuf]) -> String {
    let mut text = NODE.to_owned();
    match definitions {
        [] => text.push_str(FIRST_API),
        _ => definitions.iter().for_each(|definition| api(&mut text, definition)),
    }
    text
}

fn api(out: &mut String, definition: &Path) {
    let mut loading = Loading::new(&|_| None, Options::default());
    let Some(file) = loading.source(definition, tollgate_model::Origin::NOWHERE) else {
        return say(out, format_args!("\n# {} cannot be read", definition.display()));
    };
    let options = ImportOptions::new(openapi::detect_protocol(&loading.sources, file));
    let deployment = openapi::import(&mut loading.sources, file, &options, &mut loading.diagnostics);
    let uses = deployment.as_ref().map(uses::of).unwrap_or_default();
    let (protocol, stage) = match options.protocol {
        Protocol::Rest => ("rest", "prod"),
        Protocol::Http => ("http", "$default"),
    };
    let name = single::api_name(definition);
    let path = toml::Value::String(definition.display().to_string());
    say(out, format_args!("\n[[api]]\nname = \"{name}\"            # also its id: {name}.execute-api.*"));
    say(out, format_args!("protocol = \"{protocol}\"\ndefinition = {path}   # relative to this file\n"));
    say(out, format_args!("[[api.stage]]\nname = \"{stage}\""));
    if !uses.variables.is_empty() {
        let pairs: Vec<_> = uses.variables.keys().map(|name| format!("{name} = \"\"")).collect();
        say(out, format_args!("variables = {{ {} }}   # the definition asks for them: fill them in", pairs.join(", ")));
    }
    say(out, format_args!("access_log = {{ path = \"-\", format = \"json\" }}"));
    for what in uses.access.keys() {
        say(out, format_args!("# {}: not enforced by this version, so that what it guards is refused", one_line(what)));
    }
    uses.vpc_links.keys().for_each(|id| link(out, id));
}

fn link(out: &mut String, id: &str) {
    let id = toml::Value::String(id.to_owned());
    say(out, format_args!("\n# The definition's private integrations go through this link.\n[[vpc_link]]\nid = {id}"));
    say(out, format_args!("[[vpc_link.target]]\naddress = \"127.0.0.1:9000\"   # fill in"));
}

/// Nothing that a definition says may end the comment that it is quoted in.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn say(out: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{line}");
}
