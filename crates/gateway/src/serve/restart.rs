//! What of a new configuration a running process cannot take up: it is named in the receipt, never ignored.

use tollgate_definition::node::{Bind, Listener};
use tollgate_definition::{Configuration, Node};

/// The settings that differ from those in force, by the names that the file gives them.
pub(crate) fn needs_restart(started: &Configuration, now: &Configuration) -> Vec<String> {
    let mut found = Vec::new();
    found.extend(node(&started.node, &now.node).into_iter().map(|key| format!("[node] {key}")));
    // The level is taken up at once.
    if (started.log.format, &started.log.path) != (now.log.format, &now.log.path) {
        found.push("[log]".to_owned());
    }
    listeners(&started.listeners, &now.listeners, &mut found);
    let admin = |configuration: &Configuration| {
        configuration.admin.as_ref().map(|admin| {
            let token = admin.token.clone();
            (admin.bind.clone(), token, admin.series, admin.requests, admin.ready_requires.clone())
        })
    };
    if admin(started) != admin(now) {
        found.push("[admin]".to_owned());
    }
    found
}

/// What else `[node]` has is taken up when the definitions are compiled, or when it is next needed.
fn node(started: &Node, now: &Node) -> Vec<&'static str> {
    let differences = [
        ("name", started.name != now.name),
        ("threads", started.threads != now.threads),
        ("runtime_dir", started.runtime_dir != now.runtime_dir),
        ("drain", started.drain != now.drain),
        ("execute_api_paths", started.execute_api_paths != now.execute_api_paths),
    ];
    differences.into_iter().filter(|(_, differs)| *differs).map(|(key, _)| key).collect()
}

fn listeners(started: &[Listener], now: &[Listener], found: &mut Vec<String>) {
    let find = |among: &[Listener], bind: &Bind| among.iter().find(|listener| listener.bind == *bind).cloned();
    for listener in started {
        match find(now, &listener.bind) {
            None => found.push(format!("[[listener]] {} (removed)", listener.bind)),
            Some(other) if !same(listener, &other) => found.push(format!("[[listener]] {}", listener.bind)),
            Some(_) => {}
        }
    }
    for listener in now.iter().filter(|listener| find(started, &listener.bind).is_none()) {
        found.push(format!("[[listener]] {} (added)", listener.bind));
    }
}

/// Certificates are left out: they reload.
fn same(one: &Listener, other: &Listener) -> bool {
    one.trusted_proxies == other.trusted_proxies
        && one.proxy_protocol == other.proxy_protocol
        && one.tls.is_some() == other.tls.is_some()
        && one.execute_api == other.execute_api
        && one.limits == other.limits
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate_definition::Limits;
    use tollgate_model::Origin;

    fn listener(port: u16) -> Listener {
        Listener {
            bind: Bind::Tcp(([127, 0, 0, 1], port).into()),
            trusted_proxies: Vec::new(),
            proxy_protocol: false,
            tls: None,
            execute_api: true,
            limits: Limits::default(),
            origin: Origin::NOWHERE,
        }
    }

    fn changed(change: impl FnOnce(&mut Configuration)) -> Vec<String> {
        let started = Configuration { listeners: vec![listener(1), listener(2)], ..Configuration::default() };
        let mut now = started.clone();
        change(&mut now);
        needs_restart(&started, &now)
    }

    #[test]
    fn what_is_bound_at_the_start_is_named() {
        assert_eq!(changed(|_| {}), [""; 0]);
        assert_eq!(changed(|c| c.node.watch = true), [""; 0]);
        assert_eq!(changed(|c| c.node.threads = Some(7)), ["[node] threads"]);
        assert_eq!(changed(|c| c.log.level = "debug".to_owned()), [""; 0]);
        assert_eq!(changed(|c| c.log.path = "log".to_owned()), ["[log]"]);
        assert_eq!(changed(|c| c.listeners[0].limits.idle /= 2), ["[[listener]] 127.0.0.1:1"]);
        assert_eq!(
            changed(|c| c.listeners[1] = listener(3)),
            ["[[listener]] 127.0.0.1:2 (removed)", "[[listener]] 127.0.0.1:3 (added)"]
        );
    }
}
