//! What of routes, stages and hosts opens a door: access control or validation that goes, bodies that were refused and pass,
//! refusals that look like successes, logs that hold what clients sent, endpoints that answer again.
//!
//! All of it is read from the texts that differences are told by, so that it is the same of files and of what a node tells.

use super::facts::gateway_response;
use super::flat::Named;
use tollgate_routes::Facts;

/// From the strictest on (integration-passthrough-behaviors).
const PASSTHROUGH: [&str; 3] = ["NEVER", "WHEN_NO_TEMPLATES", "WHEN_NO_MATCH"];

/// Of a route: its details, with `access` and `integration` as its line says them.
pub fn route_dangers(old: &Facts, new: &Facts) -> Vec<String> {
    let access = |facts: &Facts| facts.get("access").map(|access| access == "open");
    let is_opened = access(old) == Some(false) && access(new) == Some(true);
    let opened = is_opened.then(|| "access control goes away".to_owned());
    let required =
        names(old, "required parameters").filter(|name| !names(new, "required parameters").any(|it| it == *name));
    let dropped = required.map(|name| format!("`{name}` is not required any more"));
    let is_lax = old.contains_key("body models") && !new.contains_key("body models");
    let lax = is_lax.then(|| "bodies are not validated any more".to_owned());
    opened.into_iter().chain(dropped).chain(lax).chain(passthrough(old, new)).collect()
}

fn names<'f>(facts: &'f Facts, list: &str) -> impl Iterator<Item = &'f str> {
    facts.get(list).into_iter().flat_map(|names| names.split(", "))
}

/// Bodies that were answered 415 reach the integration.
fn passthrough(old: &Facts, new: &Facts) -> Option<String> {
    let behavior = |facts: &Facts| {
        let said = facts.get("passthroughBehavior")?;
        PASSTHROUGH.iter().position(|known| known == said)
    };
    let (was, is) = (behavior(old)?, behavior(new)?);
    let calls = new.get("integration").is_some_and(|kind| kind != "mock");
    let change = || format!("bodies without a template may pass: {} → {}", PASSTHROUGH[was], PASSTHROUGH[is]);
    (calls && is > was).then(change)
}

/// By the stages' names, of those that were there before.
pub(super) fn of_stages(old: &Named, new: &Named, dangers: &mut Vec<String>) {
    for (name, new) in new {
        let Some(old) = old.get(name) else { continue };
        dangers.extend(of_stage(old, new).into_iter().map(|what| format!("{name}: {what}")));
    }
}

fn of_stage(old: &Facts, new: &Facts) -> Vec<String> {
    const LOGGED: &str = "data_trace: parameters, headers and bodies are logged";
    let is_on = |facts: &Facts, name: &str| facts.get(name).map(|value| value == "true");
    let (was_traced, is_traced) = (is_on(old, "data_trace"), is_on(new, "data_trace"));
    let stage = (is_traced == Some(true) && was_traced != Some(true)).then(|| LOGGED.to_owned());
    let methods = new.iter().filter_map(|(name, value)| {
        let method = name.strip_prefix("methods.")?.strip_suffix(".data_trace")?;
        let was = is_on(old, name).or(was_traced) == Some(true);
        (value == "true" && !was).then(|| format!("{method}: {LOGGED}"))
    });
    let known = |response: &str| succeeding(old).any(|(known, _)| known == response);
    let responses = succeeding(new).filter(|(response, _)| !known(response));
    let responses = responses
        .map(|(response, status)| format!("gateway response {response}: what is refused is answered {status}"));
    stage.into_iter().chain(methods).chain(responses).chain(cors(old, new)).collect()
}

/// Scripts of any origin may read what they could not, or act as whoever's browser runs them (http-api-cors). An origin that
/// is written out is meant.
fn cors(old: &Facts, new: &Facts) -> Vec<String> {
    let had = |origin: &str| names(old, ORIGINS).any(|known| known == ALL || known == origin);
    let opened = names(new, ORIGINS).filter(|origin| origin.ends_with(ALL) && !had(origin));
    let opened = opened.map(|origin| match origin {
        ALL => "cors: scripts of every origin may read answers".to_owned(),
        origin => format!("cors: scripts of every origin like {origin} may read answers"),
    });
    let with_credentials = |facts: &Facts| facts.contains_key("cors allowCredentials");
    let believed = (with_credentials(new) && !with_credentials(old))
        .then(|| "cors: scripts of other origins may send their users' credentials".to_owned());
    opened.chain(believed).collect()
}

const ORIGINS: &str = "cors allowOrigins";

/// Every origin; `https://*`: every one that begins so.
const ALL: &str = "*";

/// Gateway responses with a status below 400.
fn succeeding(facts: &Facts) -> impl Iterator<Item = (&str, u16)> {
    let statuses = facts.iter().filter_map(|(name, text)| Some((gateway_response(name)?, text.parse().ok()?)));
    statuses.filter(|(_, status)| *status < 400)
}

/// Default endpoints by id.
pub(super) fn of_endpoints(old: &Named, new: &Named, dangers: &mut Vec<String>) {
    let answers = |facts: &Facts| facts.get("answers").is_some_and(|answers| answers == super::hosts::ITS_STAGES);
    let opened = new.iter().filter(|(id, new)| old.get(*id).is_some_and(|old| !answers(old)) && answers(new));
    dangers.extend(opened.map(|(id, _)| format!("{id}: the default endpoint answers again")));
}

/// Custom domain names.
pub(super) fn of_domains(old: &Named, new: &Named, dangers: &mut Vec<String>) {
    let is_open = |facts: &Facts| facts.get("access").is_some_and(|access| access == "open");
    let opened = new.iter().filter(|(name, new)| old.get(*name).is_some_and(|old| !is_open(old)) && is_open(new));
    dangers.extend(opened.map(|(name, _)| format!("{name}: access control of the domain goes away")));
}
