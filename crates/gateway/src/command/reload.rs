//! `tollgate reload`: asks a node to do what SIGHUP does, and waits for the receipt.

use super::{FINE, REFUSED, UNREADABLE, complain, say};
use crate::admin_client::{AdminAddress, AdminAnswer};
use crate::args::{ListFormat, Reload};
use crate::serve::{Receipt, Refusal};
use tollgate_config::Options;
use tollgate_definition::Admin;

/// The node wants its token.
const UNAUTHORIZED: u16 = 401;

pub(super) fn reload(reload: &Reload) -> u8 {
    match asked(reload) {
        Ok(answer) => show(&answer, reload.format),
        Err(why) => unanswered(&why),
    }
}

/// At the address that was typed, else at the configuration's. The token is the configuration's, which is only read when
/// one of the two is wanted.
fn asked(reload: &Reload) -> Result<AdminAnswer, String> {
    let ask = |address: &AdminAddress, token: Option<&str>| {
        let answer = address.ask("POST", "/reload", token, reload.timeout);
        answer.map_err(|error| format!("no answer from {address}: {error}"))
    };
    let typed = reload.admin.as_deref().map(AdminAddress::parse);
    if let Some(address) = &typed {
        let answer = ask(address, None)?;
        if answer.status != UNAUTHORIZED {
            return Ok(answer);
        }
    }
    let admin = configured(reload).ok_or("the configuration has no [admin] to ask at: give --admin ADDR")?;
    let address = typed.unwrap_or_else(|| AdminAddress::parse(&admin.bind.to_string()));
    ask(&address, admin.token.as_ref().map(|secret| &*secret.0))
}

fn configured(reload: &Reload) -> Option<Admin> {
    let env = |name: &str| std::env::var(name).ok();
    tollgate_config::load(&reload.files.paths(), &env, Options::default()).configuration?.admin
}

fn unanswered(why: &str) -> u8 {
    complain(&format!("{why}\n"));
    UNREADABLE
}

fn show(answer: &AdminAnswer, format: ListFormat) -> u8 {
    let status = match answer.status {
        200 => FINE,
        422 => REFUSED,
        _ => UNREADABLE,
    };
    let text = String::from_utf8_lossy(&answer.body);
    if format == ListFormat::Json && status != UNREADABLE {
        say(&text);
        return status;
    }
    match status {
        FINE => match serde_json::from_slice::<Receipt>(&answer.body) {
            Ok(receipt) => say(&receipt.text()),
            Err(error) => unanswered(&format!("not a receipt: {error}")),
        },
        REFUSED => {
            let refusal: Refusal = serde_json::from_slice(&answer.body).unwrap_or_default();
            complain(&format!("{}refused: {}\n", refusal.report, refusal.error));
            REFUSED
        }
        _ => unanswered(&format!("the admin listener answered {}: {text}", answer.status)),
    }
}
