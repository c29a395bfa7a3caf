//! What the head gate refuses, in the one renderer's words and the one log's line.

use crate::chains::{Chain, Told};
use crate::gate::{GateRefusal, RefusalAnswer, Refusals};
use crate::node::Node;
use crate::world::Real;
use std::sync::Arc;
use tollgate_definition::Sources;
use tollgate_model::record::Matched;
use tollgate_model::{Fault, Origin, Record, Step};
use tollgate_pipeline::{Identity, Refused, refuse};

/// Answers and records for one node's gates.
pub struct GateRefusals(Arc<Node>);

impl GateRefusals {
    pub fn new(node: Arc<Node>) -> GateRefusals {
        GateRefusals(node)
    }
}

impl Refusals for GateRefusals {
    fn refuse(&self, refusal: &GateRefusal<'_>) -> RefusalAnswer {
        let refused = Refused {
            fault: Fault::with_detail(refusal.kind, refusal.detail),
            identity: Identity::new(&Real),
            stage: None,
            route: None,
            opened: None,
            origin: Origin::NOWHERE,
        };
        self.0.metrics().unmatched().observe(&record(refusal, &refused));
        tracing::debug!(
            request_id = refused.identity.request_id.as_str(),
            peer = %refusal.facts.peer,
            method = refusal.method.as_deref(),
            target = refusal.target.as_deref(),
            detail = refusal.detail,
            "malformed request refused"
        );
        let reply = refuse(None, None, &refused, &mut ());
        self.keep(refusal, &refused);
        let fields = reply
            .headers
            .iter()
            .filter_map(|header| Some((field(header.name.as_str()), header.value.to_str().ok()?.to_owned())));
        RefusalAnswer { fields: fields.collect(), body: reply.body }
    }
}

impl GateRefusals {
    /// Nothing was decided of what was no request: its refusal is all there is to tell.
    fn keep(&self, refusal: &GateRefusal<'_>, refused: &Refused) {
        if !self.0.chains().are_kept() {
            return;
        }
        let step = Step::Refused {
            kind: refused.fault.kind,
            status: refused.fault.status(),
            detail: refused.fault.detail.clone(),
            origin: Origin::NOWHERE,
        };
        let target = refusal.target.as_deref().unwrap_or("");
        self.0.chains().keep(Chain {
            request_id: refused.identity.request_id,
            extended_request_id: refused.identity.extended_request_id,
            at: refusal.started,
            method: refusal.method.as_deref().unwrap_or("").into(),
            path: target.split('?').next().unwrap_or("").into(),
            status: refused.fault.status(),
            response_type: refused.fault.kind.row().name,
            steps: [Told::of(&step, &Sources::default())].into(),
        });
    }
}

fn record<'r>(refusal: &'r GateRefusal<'_>, refused: &'r Refused) -> Record<'r> {
    Record {
        request_id: refused.identity.request_id,
        extended_request_id: refused.identity.extended_request_id,
        trace_id: refused.identity.trace_id,
        started: refusal.started,
        latency: refusal.elapsed,
        integration: None,
        status: refused.fault.status(),
        fault: Some(refused.fault.kind),
        error_message: refused.fault.message(),
        validation_error: None,
        method: refusal.method.as_deref().unwrap_or(""),
        path: refusal.target.as_deref().unwrap_or(""),
        source_ip: refusal.facts.peer.ip(),
        user_agent: None,
        domain_name: "",
        base_path_matched: None,
        matched: Matched::default(),
        received_bytes: 0,
        sent_bytes: 0,
    }
}

/// The gate writes names as static texts; ours are few and known.
fn field(name: &str) -> &'static str {
    match name {
        "content-type" => "Content-Type",
        "x-amzn-errortype" => "x-amzn-ErrorType",
        "x-amzn-requestid" => "x-amzn-RequestId",
        _ => "x-amz-apigw-id",
    }
}
