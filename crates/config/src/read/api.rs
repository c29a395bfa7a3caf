//! `[[api]]`.

use super::{definition, http_api, stage};
use crate::loading::Loading;
use crate::tree::{Item, Table};
use std::sync::Arc;
use tollgate_definition::api::{AccessControl, Canary, Cors, DeploymentKind, Text};
use tollgate_definition::{Api, Deployment, HttpApi, Node, Protocol, RestApi, Stage};
use tollgate_model::Origin;

/// The stage of an HTTP API that names none, and needs no segment in the path (http-api-stages).
const DEFAULT_STAGE: &str = "$default";

/// What an API is, before its stages.
pub(super) struct Outline<'t> {
    pub(super) table: &'t Table,
    pub(super) origin: Origin,
    pub(super) protocol: Protocol,
    pub(super) region: Arc<str>,
    pub(super) account: Arc<str>,
}

pub(super) fn apis(loading: &mut Loading<'_>, root: &Table, node: &Node) -> Vec<Api> {
    let everywhere = listeners_access(root);
    let mut apis = Vec::new();
    for (item, table) in root.tables("api") {
        let Some(mut api) = api(loading, table, item, node) else { continue };
        api.access.extend(everywhere.iter().cloned());
        apis.push(api);
    }
    apis
}

/// Client certificates asked for by a listener guard every API that it reaches.
fn listeners_access(root: &Table) -> Vec<AccessControl> {
    let guarded = root.tables("listener").filter(|(_, listener)| listener.entry("mutual_tls").is_some());
    guarded
        .map(|(_, listener)| AccessControl {
            what: "mutual TLS of a listener".to_owned(),
            origin: listener.origin("mutual_tls"),
        })
        .collect()
}

fn api(loading: &mut Loading<'_>, table: &Table, item: &Item, node: &Node) -> Option<Api> {
    let (name, id) = names(loading, table, item)?;
    let outline = Outline {
        table,
        origin: item.origin,
        protocol: protocol(loading, table)?,
        region: table.text("region").map_or_else(|| node.region.clone(), Into::into),
        account: table.text("account").map_or_else(|| node.account.clone(), Into::into),
    };
    Some(Api {
        name,
        id,
        protocol: outline.protocol,
        disable_execute_api_endpoint: table.flag("disable_execute_api_endpoint").unwrap_or(false),
        stages: stages(loading, &outline),
        cors: cors(loading, &outline),
        access: access(table),
        origin: item.origin,
        account: outline.account,
        region: outline.region,
    })
}

/// The handle and the id; each defaults to the other.
fn names(loading: &mut Loading<'_>, table: &Table, item: &Item) -> Option<(Arc<str>, Arc<str>)> {
    let (name, id) = (table.text("name"), table.text("id"));
    if name.is_none() && id.is_none() {
        if table.entry("name").is_none() && table.entry("id").is_none() {
            loading.diagnostics.error("missing-key", item.origin, "`api` has neither a `name` nor an `id`");
        }
        return None;
    }
    let name: Arc<str> = name.or(id)?.into();
    let id = id.unwrap_or(&name).to_ascii_lowercase();
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
        let at = if table.text("id").is_some() { table.origin("id") } else { table.origin("name") };
        let message =
            format!("\"{id}\" is no api id, which is part of a host name; expected letters, digits, `-` and `_`");
        loading.diagnostics.error("bad-name", at, message);
    }
    Some((name, id.into()))
}

fn protocol(loading: &mut Loading<'_>, table: &Table) -> Option<Protocol> {
    match table.text("protocol").map(str::to_ascii_lowercase).as_deref() {
        Some("rest") => Some(Protocol::Rest),
        Some("http") => Some(Protocol::Http),
        Some("websocket") => {
            let message = "`protocol = \"websocket\"` is not built yet; expected \"rest\" or \"http\"";
            loading.diagnostics.error("websocket-unsupported", table.origin("protocol"), message);
            None
        }
        _ => Some(definition::detect_protocol(loading, table)),
    }
}

fn stages(loading: &mut Loading<'_>, api: &Outline<'_>) -> Vec<Stage> {
    let inline = http_api::inline(loading, api);
    let written: Vec<_> = api.table.tables("stage").collect();
    if written.is_empty() && api.protocol == Protocol::Http {
        return vec![default_stage(loading, api, inline.as_ref())];
    }
    // A REST API without a stage is refused where stages are compiled.
    let stage = |(item, table): (&Item, &Table)| stage(loading, api, table, item.origin, inline.as_ref());
    written.into_iter().filter_map(stage).collect()
}

/// `[defaults.stage]` holds for the stage that nobody wrote, too.
fn default_stage(loading: &mut Loading<'_>, api: &Outline<'_>, inline: Option<&Arc<Deployment>>) -> Stage {
    let table = loading.stage_defaults.clone();
    named_stage(loading, api, &table, api.origin, DEFAULT_STAGE, inline)
}

fn stage(
    loading: &mut Loading<'_>,
    api: &Outline<'_>,
    table: &Table,
    origin: Origin,
    inline: Option<&Arc<Deployment>>,
) -> Option<Stage> {
    let name = table.text("name")?;
    // Amazon's stage names: letters, digits, hyphen and underscore, 128 at most.
    let plain =
        name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') && (1..=128).contains(&name.len());
    let default = name == DEFAULT_STAGE && api.protocol == Protocol::Http;
    if !plain && !default {
        let message = format!("\"{name}\" is no stage name; expected at most 128 letters, digits, `-` and `_`");
        loading.diagnostics.error("bad-name", table.origin("name"), message);
    }
    Some(named_stage(loading, api, table, origin, name, inline))
}

fn named_stage(
    loading: &mut Loading<'_>,
    api: &Outline<'_>,
    table: &Table,
    origin: Origin,
    name: &str,
    inline: Option<&Arc<Deployment>>,
) -> Stage {
    let http = api.protocol == Protocol::Http;
    let variables = stage::variables(loading, table);
    let access_log = stage::access_log(loading, table, http);
    let deployment = match inline {
        Some(deployment) => deployment.clone(),
        // Nothing to serve was said already: the stage stands, so that what refers to it is not blamed.
        None => definition::deployment(loading, api, table, origin, name).unwrap_or_else(|| nothing(api)),
    };
    let canary = canary(loading, api, table, name);
    Stage {
        canary,
        variables,
        access_log,
        metrics: table.flag("metrics").unwrap_or(true),
        logging: stage::logging(table),
        execution_log: stage::execution_log(loading, table),
        throttle: stage::throttle(table),
        methods: stage::methods(loading, table),
        ..Stage::new(name, deployment, origin)
    }
}

/// REST APIs have them (canary-release).
fn canary(loading: &mut Loading<'_>, api: &Outline<'_>, stage: &Table, name: &str) -> Option<Canary> {
    let table = stage.table("canary")?;
    let origin = stage.origin("canary");
    if api.protocol == Protocol::Http {
        let message = "an HTTP API's stage has no canary: it is passed over";
        loading.diagnostics.warning("other-protocol", origin, message);
        return None;
    }
    let written = table.item("definition").is_some();
    let deployment = if written { definition::deployment(loading, api, table, origin, name) } else { None };
    let variables = stage::variables(loading, table);
    Some(Canary { percent: table.number("percent").unwrap_or_default(), deployment, variables, origin })
}

/// HTTP APIs have it (http-api-cors).
fn cors(loading: &mut Loading<'_>, api: &Outline<'_>) -> Option<Cors> {
    let table = api.table.table("cors")?;
    let origin = api.table.origin("cors");
    if api.protocol == Protocol::Rest {
        let message = "`cors` is for HTTP APIs: a REST API has `OPTIONS` methods and headers of its own";
        loading.diagnostics.warning("other-protocol", origin, message);
        return None;
    }
    let texts = |key| table.texts(key).map(|(text, origin)| Text { text: text.into(), origin }).collect();
    Some(Cors {
        allow_origins: texts("allow_origins"),
        allow_methods: texts("allow_methods"),
        allow_headers: texts("allow_headers"),
        expose_headers: texts("expose_headers"),
        allow_credentials: table.flag("allow_credentials").unwrap_or(false),
        max_age: max_age(loading, table),
        origin,
    })
}

fn max_age(loading: &mut Loading<'_>, cors: &Table) -> Option<i32> {
    let seconds = cors.duration("max_age")?.as_secs();
    let most = *Cors::MAX_AGE.end();
    let age = i32::try_from(seconds).ok().filter(|age| *age <= most);
    if age.is_none() {
        let message = format!("a preflight's answer holds for at most {most} s, and not for {seconds}");
        loading.diagnostics.error("out-of-range", cors.origin("max_age"), message);
    }
    age
}

fn nothing(api: &Outline<'_>) -> Arc<Deployment> {
    let kind = match api.protocol {
        Protocol::Rest => DeploymentKind::Rest(RestApi::default()),
        Protocol::Http => DeploymentKind::Http(HttpApi::default()),
    };
    Arc::new(Deployment { id: "".into(), title: None, kind, origin: api.origin })
}

fn access(table: &Table) -> Vec<AccessControl> {
    let mut access = Vec::new();
    let mut guard = |key, what: &str| access.push(AccessControl { what: what.to_owned(), origin: table.origin(key) });
    if table.text("endpoint").is_some_and(|endpoint| endpoint.eq_ignore_ascii_case("private")) {
        guard("endpoint", "private endpoint");
    }
    if table.entry("vpc_endpoints").is_some() {
        guard("vpc_endpoints", "private endpoint");
    }
    if table.entry("policy").is_some() {
        guard("policy", "resource policy");
    }
    access
}
