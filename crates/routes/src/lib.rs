//! The compiled, immutable route table: every difference between kinds of API is a value here, paid for at compile time.
//!
//! Nothing in this room reads a file, a clock or a socket; look-ups allocate nothing. `compile` alone makes a [`Table`].
//! Start at [`Table::locate`] (which stage), then [`Matcher::find`] (which route), then [`Route`] (what to do).

mod address;
mod cors;
mod edits;
pub mod encoding;
mod function;
mod gateway_response;
mod host;
mod hosts;
mod mapped;
mod matcher;
pub mod pattern;
mod request;
mod route;
mod service;
mod table;

pub use address::{Located, NotLocated, context_path};
pub use cors::{Allowed, Cors, Origins};
pub use edits::{Change, HeaderChange, Joined, ParameterMapping, QueryChange, RequestEdits, ResponseEdits};
pub use function::{EventFormat, Exchange, FunctionCall, Invoked, MappedCall, RemoteFunction};
pub use gateway_response::{GatewayHeader, GatewayResponse, GatewayResponses, GatewayValue};
pub use hosts::{ApiEntry, DomainEntry, Hosts, MappingEntry, MappingTarget};
pub use mapped::{
    Http, IntegrationResponse, MappingTemplate, Mock, RequestMap, ResponseHeader, ResponseMap, ResponseValue, Templates,
};
pub use matcher::{Built, Found, Keys, Matcher, MatcherBuilder, NotFound, Params, Taken, Tree, Verb};
pub use pattern::{PathPattern, Segment};
pub use request::{BodyModel, BodyModels, RequestRules, RequiredParameter, RequiredPlace};
pub use route::{
    Access, BodyPlace, Collected, ContextValue, Forwarded, HeaderMapping, HeaderSource, HttpProxy, Integration,
    Manners, Needs, PathPiece, QueryMapping, Route, ValueSource,
};
pub use service::{ParameterKind, ServiceCall, ServiceParameter, Wire};
pub use table::{Facts, Release, Stage, StageIndex, Table};
