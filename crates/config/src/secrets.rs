//! `${file:PATH}` and `${env:NAME}` in the values of a file, and what else looks like them.

use crate::loading::Loading;
use crate::tree::{Item, Table, Text, Value};
use tollgate_definition::source::FileId;
use tollgate_model::Origin;

/// Amazon's own variables: they are no business of this room.
const AMAZONS: [&str; 5] = ["stageVariables.", "AWS::", "request.", "response.", "context."];

/// For a secret that is not at hand: it may be part of a URL's host or port, which are then right.
const STAND_IN: &str = "1";

/// Replaces the secrets of every value.
pub(crate) fn reveal(loading: &mut Loading<'_>, table: &mut Table) {
    for entry in &mut table.entries {
        reveal_item(loading, &mut entry.item);
    }
}

fn reveal_item(loading: &mut Loading<'_>, item: &mut Item) {
    match &mut item.value {
        Value::Text(text) if text.text.contains("${") => reveal_text(loading, item.file, item.origin, text),
        Value::List(items) => items.iter_mut().for_each(|item| reveal_item(loading, item)),
        Value::Table(table) => reveal(loading, table),
        _ => {}
    }
}

fn reveal_text(loading: &mut Loading<'_>, file: FileId, origin: Origin, text: &mut Text) {
    let mut revealed = String::new();
    let mut rest = text.text.as_str();
    let mut replaced = false;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((inside, behind)) = after.split_once('}') else {
            loading.diagnostics.error("unresolved-placeholder", origin, "`${` without its `}`");
            break;
        };
        revealed.push_str(before);
        rest = behind;
        match placeholder(loading, file, origin, inside) {
            Placeholder::Stays => revealed.extend(["${", inside, "}"]),
            Placeholder::Replaced(secret) => {
                replaced = true;
                revealed.push_str(&secret);
            }
            Placeholder::Absent => {
                text.absent = true;
                revealed.push_str(STAND_IN);
            }
        }
    }
    revealed.push_str(rest);
    if replaced || text.absent {
        text.written = Some(std::mem::replace(&mut text.text, revealed));
    }
}

enum Placeholder {
    Stays,
    Replaced(String),
    Absent,
}

fn placeholder(loading: &mut Loading<'_>, file: FileId, origin: Origin, inside: &str) -> Placeholder {
    let found = if let Some(path) = inside.strip_prefix("file:") {
        loading.read_secret(file, path)
    } else if let Some(name) = inside.strip_prefix("env:") {
        (loading.env)(name).ok_or_else(|| format!("the environment has no `{name}`"))
    } else if AMAZONS.iter().any(|prefix| inside.starts_with(prefix)) {
        return Placeholder::Stays;
    } else {
        let message = format!("nothing replaces `${{{inside}}}` here; expected `${{file:PATH}}` or `${{env:NAME}}`");
        loading.diagnostics.error("unresolved-placeholder", origin, message);
        return Placeholder::Stays;
    };
    match found {
        Ok(secret) => Placeholder::Replaced(secret),
        Err(why) => {
            if !loading.options.without_secrets {
                loading.diagnostics.error("secret-missing", origin, why);
            }
            Placeholder::Absent
        }
    }
}
