//! Functions of this node, roles that sign, and routes that invoke functions.

use super::flat::{Flat, Named, digest, flat};
use super::{Changes, Difference};
use crate::listing::{function, invocation, remote};
use tollgate_model::Function;
use tollgate_model::function::FunctionKind;
use tollgate_routes::{EventFormat, Exchange, Integration, Invoked, Stage, Table};

pub(super) fn compare(old: &Table, new: &Table, changes: &mut Changes) {
    Difference::of("function", &functions(old), &functions(new), &mut changes.functions);
    Difference::of("AWS role", &roles(old), &roles(new), &mut changes.functions);
}

/// By their names.
pub(super) fn functions(table: &Table) -> Named {
    table.functions.iter().map(|function| (function.name.to_string(), settings(function))).collect()
}

/// Values of variables may be secrets: they are told by their digests.
fn settings(function: &Function) -> Flat {
    let FunctionKind::Local(local) = &function.kind else { return Flat::new() };
    let mut settings = flat(local);
    settings.retain(|name, _| !name.starts_with("environment."));
    settings.extend(local.environment.iter().map(|(name, value)| (format!("environment.{name}"), digest(value))));
    settings
}

/// Who stands for them, by their ARNs. A key's secret is not told.
pub(super) fn roles(table: &Table) -> Named {
    table.roles.iter().map(|role| (role.arn.to_string(), flat(&serde_json::json!({ "source": role.source })))).collect()
}

/// What a route invokes and how, by name.
pub(super) fn invoked(stage: &Stage, integration: &Integration) -> Flat {
    let Some(call) = invocation(integration) else { return Flat::new() };
    let event = match call.exchange {
        Exchange::Event(EventFormat::Rest) => "of a REST API",
        Exchange::Event(EventFormat::HttpV1) => "1.0",
        Exchange::Event(EventFormat::HttpV2) => "2.0",
        Exchange::Mapped(_) => "mapped",
    };
    let mut told = vec![
        ("function", call.arn.to_string()),
        (
            "answered by",
            match call.invoked {
                Invoked::Local(_) => format!("{} on this node", function(stage, call)),
                Invoked::Remote(_) => "its Invoke API".to_owned(),
            },
        ),
        ("event", event.to_owned()),
        ("timeout", format!("{:?}", call.timeout)),
        ("streamed", call.streams.to_string()),
    ];
    if let Some(remote) = remote(call) {
        let group = stage.groups.get(usize::from(remote.group)).map(ToString::to_string);
        told.push(("target group", group.unwrap_or_default()));
        told.push((
            "signed by",
            remote.signing.as_ref().map_or("nobody".to_owned(), |it| format!("{:?}", it.credentials)),
        ));
    }
    told.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}
