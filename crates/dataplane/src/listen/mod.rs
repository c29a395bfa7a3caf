//! Listeners: from sockets to connections that the gate serves.
//!
//! [`Listening::bind`] binds or inherits the sockets, [`Listening::serve`] starts the workers, [`facts`] tells pingora's
//! callbacks what is known of a request's connection. Nothing here reads HTTP.

mod accept;
mod bind;
mod certificate;
mod counters;
mod facts;
mod proxy_protocol;
mod run;
mod socket;
mod source;
mod tls;

pub use bind::{BindError, Listening};
pub use certificate::{CertificateError, certified_key, expiry};
pub use counters::ConnectionCounters;
pub(crate) use facts::Identity;
pub use facts::{Facts, TlsFacts, facts};
pub use run::{Endpoint, Running, Service};
pub use socket::{Socket, Wire};
pub use source::{is_trusted, source_address};
pub use tls::Certificates;
