//! What a node prints when it serves: scripts read the addresses, people the rest.

use crate::load::Source;
use std::fmt::Write;
use std::net::SocketAddr;
use tollgate_dataplane::Generation;
use tollgate_dataplane::listen::Listening;
use tollgate_definition::Configuration;
use tollgate_definition::node::{Bind, UnenforcedAccess};
use tollgate_routes::{Route, Table};

/// Of routes that a single definition's greeting shows.
const SHOWN: usize = 5;

/// `listening on http://127.0.0.1:8080` for each listener in order, `admin on …`, `serving generation 1, digest …` last.
pub(super) fn text(
    listening: &Listening,
    admin: Option<&str>,
    generation: &Generation,
    configuration: &Configuration,
    source: &Source,
) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    for (listener, address) in configuration.listeners.iter().zip(listening.addresses()) {
        let scheme = if listener.tls.is_some() { "https" } else { "http" };
        let _ = match (&listener.bind, address) {
            (_, Some(address)) => writeln!(out, "listening on {scheme}://{address}"),
            (bind @ (Bind::Tcp(_) | Bind::Unix(_)), None) => writeln!(out, "listening on {bind}"),
        };
    }
    if let Some(admin) = admin {
        let _ = writeln!(out, "admin on {admin}");
    }
    if let (Source::Definition { .. }, Some(Some(address))) = (source, listening.addresses().first()) {
        out.push_str(&of_one_definition(*address, &generation.table, configuration));
    }
    if configuration.node.unenforced_access == UnenforcedAccess::Allow {
        let _ = writeln!(
            out,
            "OPEN TO EVERYONE: routes whose access control is not enforced yet ([node] unenforced_access)"
        );
    }
    let _ = writeln!(out, "serving generation {}, digest {}", generation.number, generation.table.digest);
    out
}

fn of_one_definition(address: SocketAddr, table: &Table, configuration: &Configuration) -> String {
    let mut out = String::new();
    let routes = table.stages.iter().flat_map(|stage| &stage.routes);
    for route in routes.take(SHOWN) {
        let _ = writeln!(out, "    {}", curl(address, route));
    }
    let _ = writeln!(out, "what an export does not tell:");
    for sentence in tollgate_config::beyond_export(configuration) {
        let _ = writeln!(out, "    {sentence}");
    }
    out
}

/// With a value for each parameter: `1`, and `a/b` for a greedy one.
fn curl(address: SocketAddr, route: &Route) -> String {
    let (method, path) = route.key.split_once(' ').unwrap_or(("ANY", "/"));
    let segment = |segment: &str| match segment.as_bytes() {
        [b'{', .., b'+', b'}'] => "a/b".to_owned(),
        [b'{', .., b'}'] => "1".to_owned(),
        _ => segment.to_owned(),
    };
    let path: Vec<String> = path.split('/').map(segment).collect();
    let method = if matches!(method, "GET" | "ANY") { String::new() } else { format!("-X {method} ") };
    format!("curl {method}'http://{address}{}'", path.join("/"))
}
