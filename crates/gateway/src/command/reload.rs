//! `tollgate reload`: asks a node to do what SIGHUP does, and waits for the receipt.

use super::{FINE, REFUSED, UNREADABLE, complain, say};
use crate::admin_client::{AdminAddress, AdminAnswer};
use crate::args::{ListFormat, Reload};
use crate::serve::{Receipt, Refusal};
use tollgate_config::Options;

/// Where to ask, and with what token.
struct Door {
    address: AdminAddress,
    token: Option<String>,
}

pub(super) fn reload(reload: &Reload) -> u8 {
    let door = match door(reload) {
        Ok(door) => door,
        Err(why) => return unanswered(&why),
    };
    match door.address.ask("POST", "/reload", door.token.as_deref(), reload.timeout) {
        Err(error) => unanswered(&format!("no answer from {}: {error}", door.address)),
        Ok(answer) => show(&answer, reload.format),
    }
}

fn unanswered(why: &str) -> u8 {
    complain(&format!("{why}\n"));
    UNREADABLE
}

/// The address that was typed, else the configuration's. The token is the configuration's either way.
fn door(reload: &Reload) -> Result<Door, String> {
    let options = Options { without_secrets: false };
    let loaded = tollgate_config::load(&reload.files.paths(), &|name| std::env::var(name).ok(), options);
    let admin = loaded.configuration.and_then(|configuration| configuration.admin);
    let token = admin.as_ref().and_then(|admin| admin.token.as_ref()).map(|secret| secret.0.to_string());
    let address = match (&reload.admin, &admin) {
        (Some(typed), _) => AdminAddress::parse(typed),
        (None, Some(admin)) => AdminAddress::parse(&admin.bind.to_string()),
        (None, None) => return Err("the configuration has no [admin] bind to ask at: give --admin ADDR".to_owned()),
    };
    Ok(Door { address, token })
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
