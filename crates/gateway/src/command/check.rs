//! `tollgate check`: the path that a start and a reload take, without the last step.

use super::{FINE, REFUSED, UNREADABLE, complain, say};
use crate::args::{Check, ReportFormat};
use crate::load::{How, Outcome, Source, load_and_compile};
use crate::report;
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use tollgate_config::{Options, Single};
use tollgate_definition::explain::{EXPLANATIONS, explain};

pub(super) fn check(check: &Check) -> u8 {
    if let Some(name) = &check.explain {
        return explain_one(name);
    }
    let sources = if check.definitions.is_empty() {
        vec![Source::Files(check.files.paths())]
    } else {
        check.definitions.iter().map(|path| alone(path, check)).collect()
    };
    let options = Options { without_secrets: check.without_secrets };
    let how = How { options, denied: check.deny.clone() };
    let outcomes: Vec<Outcome> = sources.iter().map(|source| load_and_compile(source, None, &how)).collect();
    say(&shown(&outcomes, check.format));
    outcomes.iter().map(status).max().unwrap_or(FINE)
}

/// An export, as `run` would serve it.
fn alone(path: &Path, check: &Check) -> Source {
    let bind = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080));
    let (stage, variables, functions) = (check.stage.clone(), check.variables.clone(), check.functions.clone());
    let single = Single { stage, variables, functions, bind };
    Source::Definition { path: path.to_owned(), single }
}

fn status(outcome: &Outcome) -> u8 {
    if outcome.unreadable {
        UNREADABLE
    } else if outcome.diagnostics.has_errors() {
        REFUSED
    } else {
        FINE
    }
}

/// One report; several definitions are several reports, in JSON as a list.
fn shown(outcomes: &[Outcome], format: ReportFormat) -> String {
    match (outcomes, format) {
        ([one], _) => report::report(&one.diagnostics, &one.sources, format),
        (many, ReportFormat::Json) => {
            let reports: Vec<_> = many.iter().map(|o| report::as_json(&o.diagnostics, &o.sources)).collect();
            format!("{:#}\n", json!(reports))
        }
        (many, _) => many.iter().map(|o| report::report(&o.diagnostics, &o.sources, format)).collect(),
    }
}

fn explain_one(name: &str) -> u8 {
    match explain(name) {
        Some(found) => {
            let page =
                found.page.map(|page| format!("\n\nAmazon API Gateway developer guide: {page}")).unwrap_or_default();
            say(&format!("{}{page}\n", found.text))
        }
        None => {
            let names: Vec<&str> = EXPLANATIONS.iter().map(|known| known.name).collect();
            complain(&format!("no diagnostic is called `{name}`; there are {}\n", names.join(", ")));
            UNREADABLE
        }
    }
}
