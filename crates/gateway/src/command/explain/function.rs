//! Which function a route invokes: who runs it, and what it is sent. Nothing is invoked here.

use tollgate_definition::Configuration;
use tollgate_model::Origin;
use tollgate_model::aws::CredentialsKey;
use tollgate_model::trace::{Line, Mark};
use tollgate_routes::{EventFormat, Exchange, FunctionCall, Integration, Invoked, RemoteFunction, Route, Stage};

/// `None` for a route that invokes none.
pub(super) fn line(configuration: &Configuration, (stage, route): (&Stage, &Route)) -> Option<Line> {
    let Integration::Function(call) = &route.integration else { return None };
    let (what, origin) = match &call.invoked {
        Invoked::Local(index) => on_this_node(configuration, stage.functions.get(usize::from(*index))?),
        Invoked::Remote(remote) => (elsewhere(stage, remote), Origin::NOWHERE),
    };
    let mut line = Line::new("function", what, Mark::Passed, origin).fact("arn", &*call.arn);
    line = line.fact("event", event(call)).fact("timeout", format!("{:?}", call.timeout));
    if call.streams {
        line = line.fact("answer", "passed on as it comes");
    }
    Some(match &call.invoked {
        Invoked::Local(_) => line,
        Invoked::Remote(remote) => line.fact("signed by", signer(remote)),
    })
}

fn on_this_node(configuration: &Configuration, name: &str) -> (String, Origin) {
    let function = configuration.functions.iter().find(|function| *function.name == *name);
    (format!("`{name}` runs on this node"), function.map_or(Origin::NOWHERE, |function| function.origin))
}

fn elsewhere(stage: &Stage, remote: &RemoteFunction) -> String {
    let group = stage.groups.get(usize::from(remote.group)).map(ToString::to_string);
    format!("asked of the Invoke API at {}", group.unwrap_or_default())
}

fn event(call: &FunctionCall) -> &'static str {
    match call.exchange {
        Exchange::Event(EventFormat::Rest) => "1.0, as REST APIs send it",
        Exchange::Event(EventFormat::HttpV1) => "1.0, as HTTP APIs send it",
        Exchange::Event(EventFormat::HttpV2) => "2.0",
        Exchange::Mapped(_) => "made by templates",
    }
}

fn signer(remote: &RemoteFunction) -> String {
    match remote.signing.as_ref().map(|signing| &signing.credentials) {
        None => "nobody".to_owned(),
        Some(CredentialsKey::Chain) => "the standard chain of credentials".to_owned(),
        Some(CredentialsKey::Role(arn)) => arn.to_string(),
    }
}
