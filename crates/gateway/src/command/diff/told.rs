//! What can be held against a node: what it tells of itself at its admin listener, and the same of files.

use crate::admin_client::AdminAddress;
use crate::serve::node_digest;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use tollgate_compile::{Named, NodeSettings, RouteLine, Served};
use tollgate_definition::Configuration;
use tollgate_routes::Table;

const PATIENCE: Duration = Duration::from_secs(30);

/// What a line shows, and its key.
const SHOWN: [(&str, &str); 4] =
    [("access", "access"), ("integration", "integration"), ("target group", "target_group"), ("uri", "uri")];

#[derive(Clone, Default)]
pub(super) struct Told {
    /// `petstore prod GET /pets`, each with what its line says. Without the places they were written at: two nodes need not
    /// have the same files.
    pub(super) routes: Named,
    /// The stage of each route: `petstore prod`.
    pub(super) stages: BTreeMap<String, String>,
    /// Of the definitions.
    pub(super) digest: String,
    /// Of the node's settings.
    pub(super) node_digest: String,
    /// `None`: an older node, which tells its routes and digests only.
    pub(super) details: Option<(Served, NodeSettings)>,
}

impl Told {
    pub(super) fn of_files(configuration: &Configuration, table: &Table, lines: &[RouteLine]) -> Told {
        let lines: Vec<Value> = lines.iter().map(|line| json!(line)).collect();
        Told {
            digest: table.digest.to_string(),
            node_digest: node_digest(configuration),
            details: Some((Served::of(table), NodeSettings::of(configuration))),
            ..Told::of_lines(&lines)
        }
    }

    pub(super) fn ask(address: &AdminAddress) -> Result<Told, String> {
        let Value::Array(routes) = ask(address, "/routes")? else {
            return Err(format!("{address}: /routes is no list of routes"));
        };
        let config = ask(address, "/config")?;
        let digest = |name: &str| match config[name].as_str() {
            Some(digest) => Ok(digest.to_owned()),
            None => Err(format!("{address}: /config has no {name}")),
        };
        Ok(Told {
            digest: digest("digest")?,
            node_digest: digest("node_digest")?,
            details: read(&config, "serves").zip(read(&config, "settings")),
            ..Told::of_lines(&routes)
        })
    }

    pub(super) fn of_lines(lines: &[Value]) -> Told {
        let mut told = Told::default();
        for line in lines {
            let field = |key: &str| line[key].as_str().unwrap_or_default();
            let stage = format!("{} {}", field("api"), field("stage"));
            let name = format!("{stage} {}", field("key"));
            let shown = SHOWN.iter().map(|(name, key)| (*name, &line[*key]));
            let details = line["details"].as_object().into_iter().flatten().map(|(name, text)| (name.as_str(), text));
            let texts =
                shown.chain(details).filter_map(|(name, text)| Some((name.to_owned(), text.as_str()?.to_owned())));
            let facts = texts.collect();
            told.routes.insert(name.clone(), facts);
            told.stages.insert(name, stage);
        }
        told
    }

    /// As an older node tells it.
    pub(super) fn in_brief(&self) -> Told {
        let mut told = Told { details: None, ..self.clone() };
        for facts in told.routes.values_mut() {
            facts.retain(|name, _| SHOWN.iter().any(|(shown, _)| shown == name));
        }
        told
    }
}

fn read<T: DeserializeOwned>(config: &Value, name: &str) -> Option<T> {
    serde_json::from_value(config.get(name)?.clone()).ok()
}

fn ask(address: &AdminAddress, path: &str) -> Result<Value, String> {
    let answer = address.ask("GET", path, std::env::var("TOLLGATE_ADMIN_TOKEN").ok().as_deref(), PATIENCE);
    let answer = answer.map_err(|error| format!("no answer from {address}: {error}"))?;
    if answer.status != 200 {
        let hint = if answer.status == 401 { " (its token goes in TOLLGATE_ADMIN_TOKEN)" } else { "" };
        return Err(format!("{address} answered {}{hint}", answer.status));
    }
    serde_json::from_slice(&answer.body).map_err(|error| format!("{address}: {error}"))
}
