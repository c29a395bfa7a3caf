//! `[admin]`.

use crate::loading::Loading;
use crate::tree::Table;
use crate::units;
use std::net::{Ipv4Addr, SocketAddr};
use tollgate_definition::Admin;
use tollgate_definition::node::Bind;
use tollgate_model::target_group::Secret;

const PORT: u16 = 9901;
const SERIES: usize = 100_000;
const REQUESTS: usize = 10_000;

pub(super) fn admin(loading: &mut Loading<'_>, root: &Table) -> Option<Admin> {
    let table = root.table("admin")?;
    let bind =
        table.text("bind").and_then(units::bind).unwrap_or(Bind::Tcp(SocketAddr::from((Ipv4Addr::LOCALHOST, PORT))));
    let off_loopback = matches!(bind, Bind::Tcp(address) if !address.ip().to_canonical().is_loopback());
    if off_loopback && table.entry("token").is_none() {
        let message = format!("`bind` is {bind}, off loopback, where `[admin]` must have a `token`");
        loading.diagnostics.error("admin-open", table.origin("bind"), message);
    }
    let token = table.text("token").map(|token| Secret(token.into()));
    if token.as_ref().is_some_and(|token| token.0.is_empty()) {
        loading.diagnostics.error("admin-open", table.origin("token"), "the `token` is empty");
    }
    Some(Admin {
        bind,
        token,
        series: table.integer("series").unwrap_or(SERIES),
        requests: table.integer("requests").unwrap_or(REQUESTS),
        ready_requires: table.texts("ready_requires").map(|(name, _)| name.to_owned()).collect(),
        origin: root.origin("admin"),
    })
}
