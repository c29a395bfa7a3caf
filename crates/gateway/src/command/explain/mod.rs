//! `tollgate explain`: the decision chain of a made-up request, or of one that a node refused.

mod advice;
mod chain;
mod function;
mod picture;
mod places;
mod recorded;
mod request;
mod said;

use super::{FINE, REFUSED, UNREADABLE, complain, say};
use crate::args::{Explain, ListFormat, Single};
use crate::load::{How, Source, load_and_compile};
use crate::report;
use advice::Asked;
use chain::{Chain, End, Still};
use picture::{Paint, ending, picture};
use request::Request;
use serde_json::{Value, json};
use std::io::{IsTerminal, stdout};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::SystemTime;
use tollgate_config::Options;
use tollgate_definition::Sources;
use tollgate_model::trace::Line;
use tollgate_pipeline::Reply;

pub(super) fn explain(explain: &Explain) -> u8 {
    let paint = Paint(stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none());
    let done = match (&explain.request, unbuilt(explain)) {
        (_, Some(why)) => Err(format!("{why}\n")),
        (Some(id), None) => return recorded::recorded(explain, id, paint),
        (None, None) => made_up(explain, paint),
    };
    done.unwrap_or_else(|why| {
        complain(&why);
        UNREADABLE
    })
}

/// Flags that this build cannot honour.
fn unbuilt(explain: &Explain) -> Option<&'static str> {
    if explain.principal.is_some() {
        return Some("--principal: requests are not signed and IAM does not decide in this build yet; leave it out");
    }
    explain.authorizer.as_ref().map(
        |_| "--authorizer: authorizers are not called by this build yet, what they guard fails closed; leave it out",
    )
}

fn made_up(explain: &Explain, paint: Paint) -> Result<u8, String> {
    let how = How { options: Options { without_secrets: true }, ..How::default() };
    let outcome = load_and_compile(&source(explain), None, &how);
    let (Some(configuration), Some(table)) = (&outcome.configuration, &outcome.table) else {
        return Err(report::text(&outcome.diagnostics, &outcome.sources));
    };
    let request = Request::read(explain, configuration).map_err(|why| format!("{why}\n"))?;
    let world = Still { now: explain.at.unwrap_or_else(SystemTime::now), canary: explain.canary };
    let chain = chain::run(world, table, configuration, &request);
    if explain.canary && !chain.lines.iter().any(|line| line.step == "canary") {
        return Err("--canary: this request reaches no stage that has a canary; leave it out\n".to_owned());
    }
    let places = if is_nowhere(&chain) { places::places(configuration) } else { Vec::new() };
    let steps: Vec<Value> = chain.lines.iter().map(|line| placed(line, &outcome.sources)).collect();
    say(&match explain.format {
        ListFormat::Text => picture(&request.line(), &steps, paint) + &text_end(&chain.end, paint) + &listed(&places),
        ListFormat::Json => format!("{:#}\n", as_json(&request, &chain, steps, &places)),
    });
    Ok(if matches!(chain.end, End::Refused(..)) { REFUSED } else { FINE })
}

/// A configuration, or an export as `run` would serve it.
fn source(explain: &Explain) -> Source {
    let Some(path) = &explain.definition else { return Source::Files(explain.files.paths()) };
    let Single { stage, variables, functions } = explain.single.clone();
    let bind = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080));
    Source::Definition { path: path.clone(), single: tollgate_config::Single { stage, variables, functions, bind } }
}

/// Is it for no stage that there is.
fn is_nowhere(chain: &Chain) -> bool {
    matches!(chain.end, End::Refused(..)) && !chain.lines.iter().any(|line| line.step == "route")
}

fn listed(places: &[String]) -> String {
    let lines: String = places.iter().map(|place| format!("      {place}\n")).collect();
    if places.is_empty() { lines } else { format!("    there are\n{lines}") }
}

/// A step as JSON, with the definition's line that made it so.
fn placed(line: &Line, sources: &Sources) -> Value {
    let mut value = json!(line);
    if let Some(place) = sources.place(line.origin) {
        value["origin"] = json!(format!("{}:{}", place.path, place.line));
    }
    value
}

fn text_end(end: &End, paint: Paint) -> String {
    match end {
        End::Reached => ending(None, "the integration would be called", paint),
        End::Answered(reply) => ending(None, &format!("answered without a call: {}", shown(reply)), paint),
        End::Refused(fault, reply) => {
            ending(Some((fault.kind.row().name, Asked::Other)), &format!("the client gets {}", shown(reply)), paint)
        }
    }
}

/// `403 {"message":"Forbidden"}`
fn shown(reply: &Reply) -> String {
    format!("{} {}", reply.status, String::from_utf8_lossy(&reply.body)).trim_end().to_owned()
}

fn as_json(request: &Request, Chain { end, .. }: &Chain, steps: Vec<Value>, places: &[String]) -> Value {
    let (outcome, reply, fault) = match end {
        End::Reached => ("reached", None, None),
        End::Answered(reply) => ("answered", Some(reply), None),
        End::Refused(fault, reply) => ("refused", Some(reply), Some(fault.kind.row().name)),
    };
    let answer = reply.map(|reply| {
        let headers: Vec<String> = reply
            .headers
            .iter()
            .map(|field| format!("{}: {}", field.written, String::from_utf8_lossy(field.value.as_bytes())))
            .collect();
        json!({ "status": reply.status, "headers": headers, "body": String::from_utf8_lossy(&reply.body) })
    });
    json!({
        "request": request.line(),
        "outcome": outcome,
        "response_type": fault,
        "steps": steps,
        "answer": answer,
        "advice": fault.map(|name| advice::advice(name, Asked::Other)),
        "places": places,
    })
}
