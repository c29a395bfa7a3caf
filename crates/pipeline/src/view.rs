//! `$context`: the one place that says what its variables are while a request is served (docs/behaviour.md 1.17).

use crate::{Identity, Opened};
use std::fmt::Write;
use std::time::Duration;
use tollgate_model::record::{Matched, quoted};
use tollgate_model::{Fault, Head, Record, Variable};
use tollgate_routes::{ContextValue, Route, Stage, context_path};

/// What is known of a request so far.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    record: Record<'a>,
}

/// Where a request came to.
#[derive(Clone, Copy)]
pub(crate) struct Reached<'a> {
    pub(crate) stage: Option<&'a Stage>,
    pub(crate) route: Option<&'a Route>,
    pub(crate) opened: Option<&'a Opened>,
    pub(crate) head: Option<&'a Head<'a>>,
    pub(crate) identity: &'a Identity,
    pub(crate) fault: Option<&'a Fault>,
}

impl<'a> View<'a> {
    pub(crate) fn of(reached: Reached<'a>) -> View<'a> {
        let Reached { stage, route, opened, head, identity, fault } = reached;
        let path = head.map_or("", |head| head.path);
        let told = head
            .map_or("", |head| context_path(head.path, stage.map(|stage| &*stage.name), head.peer.execute_api_paths));
        let domain = head.map_or("", |head| head.host);
        let record = Record {
            request_id: identity.request_id,
            extended_request_id: identity.extended_request_id,
            trace_id: identity.trace_id,
            started: identity.started,
            latency: Duration::ZERO,
            integration: None,
            status: 0,
            fault: fault.map(|fault| fault.kind),
            error_message: fault.and_then(|fault| stage.map_or(fault.message(), |stage| stage.manners.message(fault))),
            validation_error: fault.and_then(|fault| fault.validation.as_deref()),
            method: head.map_or("", |head| opened.and_then(|it| it.method).unwrap_or(head.method).as_str()),
            path: told,
            source_ip: head.map_or([0, 0, 0, 0].into(), |head| head.peer.source_ip),
            user_agent: head.and_then(|head| head.header(&http::header::USER_AGENT)),
            domain_name: domain.rsplit_once(':').map_or(domain, |(name, _)| name),
            base_path_matched: opened.and_then(|opened| opened.base_path(path)),
            matched: stage.map_or_else(Matched::default, |stage| stage.matched(route)),
            received_bytes: 0,
            sent_bytes: 0,
        };
        View { record }
    }

    /// The text of a variable; `false` when it has no value.
    pub(crate) fn write(&self, value: &ContextValue, out: &mut dyn Write) -> bool {
        match value {
            ContextValue::Variable(variable) => self.variable(*variable, out),
            // No authorizer is asked yet: routes that have one are closed.
            ContextValue::Authorizer(_) => false,
        }
    }

    /// Of a variable that is known only when the request is over, nothing.
    pub(crate) fn variable(&self, variable: Variable, out: &mut dyn Write) -> bool {
        match variable {
            variable if variable.is_logged_only() => false,
            Variable::ErrorMessageString if self.record.fault.is_some() => match self.record.error_message {
                Some(message) => quoted(message, out),
                // Already quoted where there is one: it stands in JSON as it is.
                None => out.write_str("null").is_ok(),
            },
            variable => self.record.write(variable, out),
        }
    }

    /// By its name without `$context.`.
    pub(crate) fn named(&self, name: &str) -> Option<String> {
        let mut text = String::new();
        self.variable(Variable::parse(name)?, &mut text).then_some(text)
    }

    pub(crate) fn text(&self, value: &ContextValue) -> Option<String> {
        let mut text = String::new();
        self.write(value, &mut text).then_some(text)
    }
}
