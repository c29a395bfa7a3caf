//! `[[listener]]`.

use super::{node, pem};
use crate::loading::Loading;
use crate::tree::{Item, Table};
use crate::units;
use tollgate_definition::node::{Limits, Listener, ListenerTls, Network};

pub(super) fn listeners(loading: &mut Loading<'_>, root: &Table, limits: &Limits) -> Vec<Listener> {
    check_tls(loading, root);
    root.tables("listener").filter_map(|(item, table)| listener(loading, table, item, limits)).collect()
}

/// A listener that could show nobody a certificate.
fn check_tls(loading: &mut Loading<'_>, root: &Table) {
    let shows = |tls: Option<&Table>| tls.is_some_and(|tls| tls.entry("certificate").is_some());
    let domains = root.tables("domain").any(|(_, domain)| shows(domain.table("tls")));
    for (_, listener) in root.tables("listener") {
        if let (false, Some(tls)) = (domains, listener.table("tls"))
            && !shows(Some(tls))
            && tls.entry("key").is_none()
        {
            let message = "`tls` has no `certificate`, and no `[[domain]]` has one: no handshake can succeed";
            loading.diagnostics.error("missing-key", listener.origin("tls"), message);
        }
    }
}

fn listener(loading: &mut Loading<'_>, table: &Table, item: &Item, limits: &Limits) -> Option<Listener> {
    let trusted_proxies: Vec<_> = table.texts("trusted_proxies").filter_map(|(text, _)| Network::parse(text)).collect();
    let proxy_protocol = table.flag("proxy_protocol").unwrap_or(false);
    if proxy_protocol && table.item("trusted_proxies").and_then(Item::as_list).unwrap_or(&[]).is_empty() {
        let message =
            "`proxy_protocol` without `trusted_proxies`: no peer may speak it, so every connection is refused";
        loading.diagnostics.error("missing-key", table.origin("proxy_protocol"), message);
    }
    Some(Listener {
        bind: units::bind(table.text("bind")?)?,
        trusted_proxies,
        proxy_protocol,
        tls: table
            .table("tls")
            .map(|tls| ListenerTls { certificate: pem::certificate(loading, tls, table.origin("tls")) }),
        execute_api: table.flag("execute_api").unwrap_or(true),
        limits: node::limits(table.table("limits"), limits),
        origin: item.origin,
    })
}
