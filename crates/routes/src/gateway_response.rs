//! What answers the gateway gives itself, as an API would have them (supported-gateway-response-types).

use crate::{ContextValue, HeaderSource};
use http::HeaderName;
use tollgate_mapping::gateway_response::Template;
use tollgate_mapping::media::Keys;
use tollgate_model::{FaultKind, Origin};

/// Customised answers by kind of fault: its own, else that of its class. Empty: every answer is Amazon's default.
#[derive(Debug, Default)]
pub struct GatewayResponses {
    responses: Box<[GatewayResponse]>,
    /// By place in [`FaultKind::ALL`]; empty where nothing is customised.
    of: Box<[Option<u8>]>,
}

#[derive(Debug)]
pub struct GatewayResponse {
    /// `None`: the fault's own.
    pub status: Option<u16>,
    pub headers: Box<[GatewayHeader]>,
    /// What `templates` are for; empty: the default body.
    pub keys: Keys,
    /// Each with its content type.
    pub templates: Box<[(Box<str>, Template)]>,
    pub origin: Origin,
}

#[derive(Debug)]
pub struct GatewayHeader {
    pub name: HeaderName,
    /// The letters that the definition wrote.
    pub written: Box<str>,
    pub source: GatewayValue,
}

/// Where a header of a gateway response comes from. Stage variables are texts here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GatewayValue {
    Text(Box<str>),
    Context(ContextValue),
    /// A path parameter by its name: which route was found, if any, is not known when it is compiled.
    Path(Box<str>),
    /// The last value of a query parameter.
    Query(Box<str>),
    MultiQuery(Box<str>),
    Header(HeaderSource),
    MultiHeader(HeaderSource),
    /// Looked for in the path, then the query, then the headers, by the name as it is written.
    Param(HeaderSource),
}

impl GatewayResponses {
    /// `of` says which of `responses` a kind of fault gets.
    pub fn new(responses: Vec<GatewayResponse>, of: impl Fn(FaultKind) -> Option<usize>) -> GatewayResponses {
        let of = match responses.is_empty() {
            true => Box::default(),
            false => FaultKind::ALL.iter().map(|kind| of(*kind).and_then(|at| u8::try_from(at).ok())).collect(),
        };
        GatewayResponses { responses: responses.into(), of }
    }

    pub fn of(&self, kind: FaultKind) -> Option<&GatewayResponse> {
        let at = (*self.of.get(kind as usize)?)?;
        self.responses.get(usize::from(at))
    }
}
