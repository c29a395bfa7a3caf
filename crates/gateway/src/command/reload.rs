//! `tollgate reload`: asks a node to do what SIGHUP does, and waits for the receipt.

use super::{FINE, REFUSED, UNREADABLE, complain, node, say};
use crate::admin_client::AdminAnswer;
use crate::args::{ListFormat, Reload};
use crate::serve::{Receipt, Refusal};

pub(super) fn reload(reload: &Reload) -> u8 {
    match node::ask(&reload.files, reload.admin.as_deref(), "POST", "/reload", reload.timeout) {
        Ok(answer) => show(&answer, reload.format),
        Err(why) => unanswered(&why),
    }
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
