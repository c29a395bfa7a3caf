//! The pipeline, run on a made-up request: nothing is called, nothing is counted.

use super::function;
use super::request::Request;
use super::said::said;
use http::{HeaderMap, HeaderName, HeaderValue};
use std::collections::HashMap;
use std::time::SystemTime;
use tollgate_definition::Configuration;
use tollgate_model::trace::Line;
use tollgate_model::{Fault, FaultKind, Origin, Step};
use tollgate_pipeline::{Forward, HeaderEdit, Identity, Next, Opened, Refused, Reply, World};
use tollgate_pipeline::{dress, open, prepare, refuse};
use tollgate_routes::Table;

/// What came of the request.
#[derive(Debug)]
pub(super) struct Chain {
    pub(super) lines: Vec<Line>,
    pub(super) end: End,
}

#[derive(Debug)]
pub(super) enum End {
    /// The integration would be called.
    Reached,
    /// Answered without a call.
    Answered(Reply),
    Refused(Fault, Reply),
}

/// A moment that stands still, and draws that are known before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Still {
    pub(super) now: SystemTime,
    pub(super) canary: bool,
}

impl World for Still {
    fn now(&self) -> SystemTime {
        self.now
    }

    /// A canary gets the lowest of the numbers that are drawn (canary-release).
    fn random(&self) -> u128 {
        if self.canary { 0 } else { u128::MAX }
    }
}

pub(super) fn run(world: Still, table: &Table, configuration: &Configuration, request: &Request) -> Chain {
    let mut steps: Vec<Step> = Vec::new();
    let head = request.head();
    let opened = open(&world, table, &head, Identity::new(&world), &mut steps);
    let found = opened.as_ref().ok().and_then(|opened| opened.of(table));
    let next = opened.and_then(|opened| decide(&world, table, request, &opened, &mut steps));
    let end = match next {
        Ok(Some(reply)) => End::Answered(reply),
        Ok(None) => End::Reached,
        Err(refused) => {
            let reply = refuse(Some(table), Some(&head), &refused, &mut steps);
            told(&refused, &mut steps);
            End::Refused(refused.fault, reply)
        }
    };
    // What the client gets is said at the end; here only whose line made it so.
    steps.retain(|step| !matches!(step, Step::GatewayResponse { origin: Origin::NOWHERE, .. }));
    let mut lines: Vec<Line> = steps.iter().map(Step::line).collect();
    if let Some(at) = steps.iter().rposition(|step| matches!(step, Step::Route { .. } | Step::MethodRequest { .. })) {
        lines.splice(at + 1..at + 1, said(configuration, &steps));
    }
    if let Some(at) = lines.iter().rposition(|line| line.step == "integration request") {
        let function = found.and_then(|found| function::line(configuration, found));
        lines.splice(at..at, function);
    }
    Chain { lines, end }
}

/// `None`: the integration is called.
fn decide(
    world: &Still,
    table: &Table,
    request: &Request,
    opened: &Opened,
    steps: &mut Vec<Step>,
) -> Result<Option<Reply>, Box<Refused>> {
    let head = request.head();
    if request.body.len() as u64 > request.limits.body {
        let detail = format!("{} bytes, more than `limits.body` allows: {}", request.body.len(), request.limits.body);
        let fault = Fault::with_detail(FaultKind::RequestTooLarge, detail);
        return Err(Refused::of(opened, fault, Origin::NOWHERE));
    }
    let body = opened.collects_body().then(|| request.body.clone());
    match prepare(world, table, opened, &head, body, steps)? {
        Next::Reply(reply) => return Ok(Some(*reply)),
        Next::Call(_) | Next::Invoke(_) => {}
        Next::Forward(forward) => {
            let headers = Dressed::of(&forward, opened, request);
            steps.push(forward.step(head.method, headers.fields()));
        }
    }
    if let Some(Step::IntegrationRequest { body: body @ None, .. }) = steps.last_mut() {
        // It would be streamed; here it is at hand.
        *body = Some(request.body.as_ref().into());
    }
    Ok(None)
}

/// The renderer says it, where it has more to say than this.
fn told(refused: &Refused, steps: &mut Vec<Step>) {
    if !steps.iter().any(|step| matches!(step, Step::Refused { .. })) {
        let Fault { kind, detail, .. } = &refused.fault;
        let status = refused.fault.status();
        steps.push(Step::Refused { kind: *kind, status, detail: detail.clone(), origin: refused.origin });
    }
}

/// The headers of a forwarded request, in the letters that they are sent in.
struct Dressed {
    map: HeaderMap,
    letters: HashMap<HeaderName, String>,
}

impl Dressed {
    fn of(forward: &Forward<'_>, opened: &Opened, request: &Request) -> Dressed {
        let head = request.head();
        let letters = request
            .written()
            .iter()
            .filter(|_| !opened.lowers_names())
            .filter_map(|(written, _)| Some((HeaderName::from_bytes(written.as_bytes()).ok()?, written.clone())));
        let mut dressed = Dressed { map: head.headers.clone(), letters: letters.collect() };
        dress(forward, opened, &head, &mut dressed);
        dressed
    }

    fn fields(&self) -> Vec<(Box<str>, Box<str>)> {
        let written = |name: &HeaderName| self.letters.get(name).map_or(name.as_str(), String::as_str).into();
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into();
        self.map.iter().map(|(name, value)| (written(name), text(value))).collect()
    }
}

impl HeaderEdit for Dressed {
    fn map(&self) -> &HeaderMap {
        &self.map
    }

    fn remove(&mut self, name: &HeaderName) {
        self.map.remove(name);
    }

    fn set(&mut self, name: HeaderName, value: HeaderValue) {
        self.map.insert(name, value);
    }

    fn append(&mut self, name: HeaderName, value: HeaderValue) {
        self.map.append(name, value);
    }

    fn set_written(&mut self, name: HeaderName, written: &str, value: HeaderValue) {
        self.letters.insert(name.clone(), written.to_owned());
        self.set(name, value);
    }
}
