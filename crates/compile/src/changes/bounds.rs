//! What of a node's settings opens a door: limits that rise, clients that are believed, endpoints that answer.

use super::flat::size;
use tollgate_definition::node::{Bind, Limits, Listener, Network, UnenforcedAccess};
use tollgate_definition::{Admin, Configuration};

pub(super) fn dangers(old: &Configuration, new: &Configuration, found: &mut Vec<String>) {
    let let_through = |configuration: &Configuration| configuration.node.unenforced_access == UnenforcedAccess::Allow;
    if let_through(new) && !let_through(old) {
        found.push("[node] unenforced_access: what decides who may call is passed over".to_owned());
    }
    let on_any_host = |configuration: &Configuration| configuration.node.execute_api_paths == Some(true);
    if on_any_host(new) && !on_any_host(old) {
        found.push("[node] execute_api_paths: APIs are named by paths on every listener".to_owned());
    }
    let of_node = raised(&old.limits, &new.limits);
    found.extend(of_node.iter().map(|limit| format!("[limits] {limit}")));
    for listener in &new.listeners {
        let before = old.listeners.iter().find(|before| before.bind == listener.bind);
        of_listener(before, listener, &old.limits, &of_node, found);
    }
    if let Some(admin) = &new.admin {
        of_admin(old.admin.as_ref(), admin, found);
    }
}

/// A listener that was not there had what `[limits]` says, and no more.
fn of_listener(
    before: Option<&Listener>,
    listener: &Listener,
    limits: &Limits,
    told: &[String],
    found: &mut Vec<String>,
) {
    let mut tell = |what: String| found.push(format!("listener {}: {what}", listener.bind));
    let known = before.map_or(&[][..], |before| &before.trusted_proxies);
    for network in listener.trusted_proxies.iter().filter(|network| !known.iter().any(|known| holds(known, network))) {
        tell(format!("trusted_proxies: {}/{} may say who calls", network.address, network.prefix));
    }
    if listener.proxy_protocol && before.is_some_and(|before| !before.proxy_protocol) {
        tell("proxy_protocol: whoever connects may say who calls".to_owned());
    }
    if listener.tls.is_none() && before.is_some_and(|before| before.tls.is_some()) {
        tell("tls goes away".to_owned());
    }
    if listener.execute_api && before.is_some_and(|before| !before.execute_api) {
        tell("execute_api: default endpoints answer".to_owned());
    }
    let raised = raised(before.map_or(limits, |before| &before.limits), &listener.limits);
    raised.into_iter().filter(|limit| !told.contains(limit)).for_each(|limit| tell(format!("limits.{limit}")));
}

fn of_admin(before: Option<&Admin>, admin: &Admin, found: &mut Vec<String>) {
    if admin.token.is_none() && before.is_some_and(|before| before.token.is_some()) {
        found.push("[admin] token goes away".to_owned());
    }
    if !is_local(&admin.bind) && before.is_none_or(|before| is_local(&before.bind)) {
        found.push(format!("[admin] bind: others than this machine reach {}", admin.bind));
    }
    if let Some(before) = before {
        found.extend(rises("[admin] series", before.series, admin.series, |n| n.to_string()));
    }
}

fn is_local(bind: &Bind) -> bool {
    match bind {
        Bind::Tcp(address) => address.ip().to_canonical().is_loopback(),
        Bind::Unix(_) => true,
    }
}

/// Is all of `inner` in `outer`.
fn holds(outer: &Network, inner: &Network) -> bool {
    outer.address.is_ipv4() == inner.address.is_ipv4() && outer.prefix <= inner.prefix && outer.contains(inner.address)
}

/// `body rises: 50MiB → 500MiB`
fn raised(old: &Limits, new: &Limits) -> Vec<String> {
    let bytes = |bytes: usize| size(bytes as u64);
    let number = |number: u32| number.to_string();
    let time = |time| format!("{time:?}");
    let falls = (new.body_rate < old.body_rate)
        .then(|| format!("body_rate falls: {} → {}", size(old.body_rate), size(new.body_rate)));
    let rising = [
        rises("headers", old.headers, new.headers, bytes),
        rises("uri", old.uri, new.uri, bytes),
        rises("body", old.body, new.body, size),
        rises("stream", old.stream, new.stream, time),
        rises("header_deadline", old.header_deadline, new.header_deadline, time),
        falls,
        rises("idle", old.idle, new.idle, time),
        rises("requests", old.requests, new.requests, number),
        rises("streams", old.streams, new.streams, number),
        rises("connections", old.connections, new.connections, |n| n.to_string()),
    ];
    rising.into_iter().flatten().collect()
}

fn rises<T: PartialOrd + Copy>(name: &str, old: T, new: T, text: impl Fn(T) -> String) -> Option<String> {
    (new > old).then(|| format!("{name} rises: {} → {}", text(old), text(new)))
}
