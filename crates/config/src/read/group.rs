//! `[[target_group]]`.

use super::pem;
use crate::loading::Loading;
use crate::tree::{Item, Table};
use crate::units;
use std::time::Duration;
use tollgate_model::target_group::{
    Balance, Eject, HashKey, HealthCheck, Probe, Protocol, Retry, Target, Timeouts, Tls, Verify,
};
use tollgate_model::{GroupKey, Origin, TargetGroup};

pub(super) fn named(loading: &mut Loading<'_>, table: &Table, item: &Item) -> Option<TargetGroup> {
    let name = table.text("name")?;
    Some(target_group(loading, GroupKey::Named(name.into()), table, item.origin))
}

pub(super) fn target_group(loading: &mut Loading<'_>, key: GroupKey, table: &Table, origin: Origin) -> TargetGroup {
    let protocol = protocol(loading, table);
    TargetGroup {
        key,
        protocol,
        balance: balance(loading, table),
        targets: table.tables("target").filter_map(|(item, table)| target(table, item)).collect(),
        health_check: table.table("health_check").and_then(|check| health_check(loading, check)),
        eject: eject(table.table("eject")),
        retry: retry(table.table("retry")),
        timeouts: timeouts(table.table("timeouts")),
        tls: tls(loading, table, protocol),
        origin,
    }
}

fn protocol(loading: &mut Loading<'_>, table: &Table) -> Protocol {
    match table.text("protocol").map(str::to_ascii_lowercase).as_deref() {
        Some("https") => Protocol::Https,
        Some(later @ ("h2" | "grpc")) => {
            let message = format!("`protocol = \"{later}\"` is not built yet: HTTP/1.1 is spoken to these targets");
            loading.diagnostics.warning("not-enforced", table.origin("protocol"), message);
            if table.entry("tls").is_some() { Protocol::Https } else { Protocol::Http }
        }
        _ => Protocol::Http,
    }
}

fn target(table: &Table, item: &Item) -> Option<Target> {
    let address = units::address(table.text("address")?)?;
    Some(Target { address, weight: table.integer("weight").unwrap_or(1), origin: item.origin })
}

fn balance(loading: &mut Loading<'_>, table: &Table) -> Balance {
    let balance = table.text("balance").map(str::to_ascii_lowercase);
    let consistent = balance.as_deref() == Some("consistent");
    if let (false, Some(entry)) = (consistent, table.entry("hash")) {
        loading.diagnostics.error("unknown-value", entry.origin, "`hash` goes with `balance = \"consistent\"` only");
    }
    match balance.as_deref() {
        Some("least_connections") => Balance::LeastConnections,
        Some("consistent") => Balance::Consistent { hash: hash(loading, table) },
        _ => Balance::RoundRobin,
    }
}

/// Of what the hash is taken; the caller's address when nothing is said.
fn hash(loading: &mut Loading<'_>, table: &Table) -> HashKey {
    match table.text("hash") {
        None | Some("$context.identity.sourceIp") => HashKey::SourceIp,
        Some("$context.path" | "$request.path") => HashKey::Path,
        Some(text) => match text.strip_prefix("$request.header.").filter(|name| is_header_name(name)) {
            Some(name) => HashKey::Header(name.to_ascii_lowercase().into()),
            None => {
                let message = format!(
                    "`hash` is \"{text}\", expected \"$context.identity.sourceIp\", \"$context.path\" or \"$request.header.NAME\""
                );
                loading.diagnostics.error("unknown-value", table.origin("hash"), message);
                HashKey::SourceIp
            }
        },
    }
}

/// A token (RFC 9110, section 5.6.2).
fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

fn health_check(loading: &mut Loading<'_>, table: &Table) -> Option<HealthCheck> {
    let by_path = if table.entry("path").is_some() { "http" } else { "tcp" };
    let tcp = table.text("protocol").unwrap_or(by_path).eq_ignore_ascii_case("tcp");
    let probe = if tcp { Probe::Tcp } else { http_probe(loading, table) };
    Some(HealthCheck {
        probe,
        interval: table.duration("interval").unwrap_or(Duration::from_secs(5)),
        timeout: table.duration("timeout").unwrap_or(Duration::from_secs(2)),
        healthy_threshold: table.integer("healthy_threshold").unwrap_or(2),
        unhealthy_threshold: table.integer("unhealthy_threshold").unwrap_or(3),
    })
}

fn http_probe(loading: &mut Loading<'_>, table: &Table) -> Probe {
    let path = table.text("path").unwrap_or("/");
    if !path.starts_with('/') || path.contains(|c: char| c.is_whitespace() || c.is_control()) {
        let message = format!("`path` is {path:?}, expected a path that begins with \"/\"");
        loading.diagnostics.error("unknown-value", table.origin("path"), message);
    }
    let matcher = matcher(table.text("matcher").unwrap_or("200-299")).unwrap_or_else(|| {
        let message = "`matcher` is a list of statuses like \"200\", \"200-299\" or \"200,204\"";
        loading.diagnostics.error("unknown-value", table.origin("matcher"), message);
        Vec::new()
    });
    Probe::Http { path: path.into(), matcher, host: table.text("host").map(Into::into) }
}

/// `200`, `200-299`, `200,204` (the `Matcher` of Elastic Load Balancing).
fn matcher(text: &str) -> Option<Vec<(u16, u16)>> {
    let status = |text: &str| text.trim().parse::<u16>().ok().filter(|status| (100..=599).contains(status));
    let range = |part: &str| {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        Some((status(from)?, status(to)?)).filter(|(from, to)| from <= to)
    };
    text.split(',').map(range).collect()
}

fn eject(table: Option<&Table>) -> Eject {
    let default = Eject::default();
    let Some(table) = table else { return default };
    Eject {
        failures: table.integer("failures").unwrap_or(default.failures),
        backoff: table.duration("backoff").unwrap_or(default.backoff),
        keep: table.number("keep").unwrap_or(default.keep),
    }
}

fn retry(table: Option<&Table>) -> Retry {
    let default = Retry::default();
    let Some(table) = table else { return default };
    Retry {
        attempts: table.integer("attempts").unwrap_or(default.attempts),
        budget: table.number("budget").unwrap_or(default.budget),
    }
}

fn timeouts(table: Option<&Table>) -> Timeouts {
    let default = Timeouts::default();
    let Some(table) = table else { return default };
    Timeouts {
        connect: table.duration("connect").unwrap_or(default.connect),
        read: table.duration("read").unwrap_or(default.read),
        write: table.duration("write").unwrap_or(default.write),
        total: table.duration("total").or(default.total),
        idle: table.duration("idle").unwrap_or(default.idle),
    }
}

fn tls(loading: &mut Loading<'_>, group: &Table, protocol: Protocol) -> Option<Tls> {
    let table = group.table("tls");
    match (protocol, table) {
        (Protocol::Http, None) => return None,
        (Protocol::Http, Some(_)) => {
            let message = "`tls` goes with `protocol = \"https\"`; without it these targets are spoken to in clear";
            loading.diagnostics.error("unknown-value", group.origin("tls"), message);
            return None;
        }
        (Protocol::Https, _) => {}
    }
    let empty = Table::default();
    let table = table.unwrap_or(&empty);
    Some(Tls {
        ca: pem::certificates(loading, table, "ca"),
        server_name: table.text("server_name").map(|name| name.to_ascii_lowercase().into()),
        client_certificate: pem::certificate(loading, table, group.origin("tls")),
        verify: Verify::Full,
    })
}
