//! The ids of a request: made once, before anything can refuse it.

use crate::World;
use http::HeaderName;
use std::time::SystemTime;
use tollgate_model::{ExtendedRequestId, Head, RequestId, TraceId};

/// Who this request is, in logs, answers and traces.
#[derive(Clone, Copy, Debug)]
pub struct Identity {
    pub request_id: RequestId,
    pub extended_request_id: ExtendedRequestId,
    /// Of a trace begun here; an incoming `X-Amzn-Trace-Id` is passed on as it came.
    pub trace_id: TraceId,
    pub started: SystemTime,
    /// The client chose an id that is no UUID: access logs say so in place of ours ([`RequestId::REPLACED`]).
    pub is_replaced: bool,
}

pub(crate) static TRACE_HEADER: HeaderName = HeaderName::from_static("x-amzn-trace-id");
pub(crate) static REQUEST_ID_HEADER: HeaderName = HeaderName::from_static("x-amzn-requestid");

impl Identity {
    pub fn new(world: &impl World) -> Self {
        let started = world.now();
        let epoch = started.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let bits = world.random();
        Identity {
            request_id: RequestId::random(bits),
            // The ids share their random bits in parts that no two of them show whole.
            extended_request_id: ExtendedRequestId::random(bits.rotate_left(29) ^ u128::from(epoch) << 64),
            trace_id: TraceId::new(u32::try_from(epoch).unwrap_or(u32::MAX), bits.rotate_left(71)),
            started,
            is_replaced: false,
        }
    }

    /// The client's own `x-amzn-RequestId` in place of ours, when it is a UUID (set-up-logging).
    pub(crate) fn adopt(&mut self, head: &Head<'_>) {
        let Some(chosen) = head.headers.get(&REQUEST_ID_HEADER) else { return };
        match chosen.to_str().ok().and_then(RequestId::parse) {
            Some(id) => self.request_id = id,
            None => self.is_replaced = true,
        }
    }
}
