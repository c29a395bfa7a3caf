//! Asking a node: where its admin listener is, and with which token.

use crate::admin_client::{AdminAddress, AdminAnswer};
use crate::args::Files;
use std::time::Duration;
use tollgate_config::Options;
use tollgate_definition::Admin;

/// The node wants its token.
const UNAUTHORIZED: u16 = 401;

/// At the address that was typed, else at the configuration's. The token is the configuration's, which is only read when
/// one of the two is wanted.
pub(super) fn ask(
    files: &Files,
    typed: Option<&str>,
    method: &str,
    path: &str,
    patience: Duration,
) -> Result<AdminAnswer, String> {
    let ask = |address: &AdminAddress, token: Option<&str>| {
        let answer = address.ask(method, path, token, patience);
        answer.map_err(|error| format!("no answer from {address}: {error}"))
    };
    let typed = typed.map(AdminAddress::parse);
    if let Some(address) = &typed {
        let answer = ask(address, None)?;
        if answer.status != UNAUTHORIZED {
            return Ok(answer);
        }
    }
    let admin = configured(files).ok_or("the configuration has no [admin] to ask at: give --admin ADDR")?;
    let address = typed.unwrap_or_else(|| AdminAddress::parse(&admin.bind.to_string()));
    ask(&address, admin.token.as_ref().map(|secret| &*secret.0))
}

fn configured(files: &Files) -> Option<Admin> {
    let env = |name: &str| std::env::var(name).ok();
    tollgate_config::load(&files.paths(), &env, Options::default()).configuration?.admin
}
