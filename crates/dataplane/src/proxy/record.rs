//! One record for each request, whatever became of it.

use super::{Called, Context, Edge, Progress};
use crate::generation::{Generation, StageLive};
use pingora_proxy::Session;
use tollgate_model::record::{IntegrationRecord, Matched};
use tollgate_model::{Fault, Record, RequestId};
use tollgate_routes::{Route, Stage, StageIndex, context_path};

/// Where a request came to, for labels and log lines.
struct Reached<'a> {
    stage: Option<(&'a Stage, &'a StageLive)>,
    route: Option<(usize, &'a Route)>,
    call: Option<&'a Called>,
    fault: Option<&'a Fault>,
    base_path: Option<&'a str>,
}

impl Edge {
    pub(crate) fn record(&self, session: &Session, context: &Context) {
        let request = session.req_header();
        let path = request.uri.path();
        let reached = Reached::of(context, path);
        let domain = super::head::host(request);
        let record = Record {
            request_id: context.identity.request_id,
            extended_request_id: context.identity.extended_request_id,
            trace_id: context.identity.trace_id,
            started: context.identity.started,
            latency: context.started.elapsed(),
            integration: reached.call.map(integration),
            status: super::answered(session).unwrap_or(0),
            fault: reached.fault.map(|fault| fault.kind),
            error_message: reached.error_message(),
            validation_error: reached.fault.and_then(|fault| fault.validation.as_deref()),
            method: request.method.as_str(),
            path: context_path(path, reached.stage.map(|(stage, _)| &*stage.name), self.facts.execute_api_paths),
            source_ip: context.source_ip,
            user_agent: request.headers.get(http::header::USER_AGENT).and_then(|value| value.to_str().ok()),
            domain_name: domain.rsplit_once(':').map_or(domain, |(name, _)| name),
            base_path_matched: reached.base_path,
            matched: reached.matched(),
            received_bytes: context.received_bytes,
            sent_bytes: session.body_bytes_sent() as u64,
        };
        self.tell(&reached, &record, context);
        if let Some(detail) = reached.fault.and_then(|fault| fault.detail.as_deref()) {
            tracing::debug!(request_id = record.request_id.as_str(), status = record.status, detail, "refused");
        }
    }

    fn tell(&self, reached: &Reached<'_>, record: &Record<'_>, context: &Context) {
        let Some((_, live)) = reached.stage else {
            return self.node.metrics().unmatched().observe(record);
        };
        match reached.route.and_then(|(index, _)| live.meters.get(index)) {
            Some(meters) => meters.observe(record),
            None => live.unmatched.observe(record),
        }
        if let Some(log) = &live.access_log {
            match context.identity.is_replaced {
                true => log.write(&Record { request_id: RequestId::REPLACED, ..*record }),
                false => log.write(record),
            }
        }
        let trace = &context.trace;
        if let (Some(log), true) = (&live.execution_log, trace.is_on()) {
            log.write(record, trace.logging(), trace.steps());
        }
    }
}

fn integration(call: &Called) -> IntegrationRecord<'_> {
    IntegrationRecord {
        status: call.status,
        answered: call.answered,
        latency: call.latency,
        error: call.error.as_deref(),
        aws_request_id: call.aws_request_id.as_deref(),
        aws_request_id_2: call.aws_request_id_2.as_deref(),
    }
}

impl<'a> Reached<'a> {
    fn of(context: &'a Context, path: &'a str) -> Reached<'a> {
        let (stage, route, call, fault, base_path) = match &context.progress {
            Progress::Fresh => (None, None, None, None, None),
            Progress::Opened(opened) | Progress::Mapping(opened, _) => {
                (Some(opened.stage), Some(opened.route), None, None, opened.base_path(path))
            }
            Progress::Sent(opened, call) => {
                (Some(opened.stage), Some(opened.route), Some(call), None, opened.base_path(path))
            }
            Progress::Refused(refused, call) => {
                let base_path = refused.opened.as_ref().and_then(|opened| opened.base_path(path));
                (refused.stage, refused.route, call.as_ref(), Some(&refused.fault), base_path)
            }
        };
        let stage = stage.and_then(|index| pair(&context.generation, index));
        let route = stage.zip(route).and_then(|((stage, _), index)| {
            let index = index as usize;
            Some((index, stage.routes.get(index)?))
        });
        Reached { stage, route, call, fault, base_path }
    }

    fn error_message(&self) -> Option<&'a str> {
        let fault = self.fault?;
        self.stage.map_or(fault.message(), |(stage, _)| stage.manners.message(fault))
    }

    fn matched(&self) -> Matched<'a> {
        let route = self.route.map(|(_, route)| route);
        self.stage.map_or_else(Matched::default, |(stage, _)| stage.matched(route))
    }
}

fn pair(generation: &Generation, index: StageIndex) -> Option<(&Stage, &StageLive)> {
    Some((generation.table.stage(index)?, generation.stage(index)?))
}
