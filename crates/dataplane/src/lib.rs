//! The pingora adapter: listeners, head gate, generations, the callbacks, the admin interface.
//!
//! It translates: `pipeline` decides, this room moves bytes. It never parses a definition and never knows a kind of API.
//! Start at [`Node`] (what lives as long as the process), [`Generation`] (what a request is served by), then
//! `proxy` (pingora's callbacks) and `forward` (the request's way to its target group).

mod admin;
mod certificates;
mod chains;
mod forward;
pub mod gate;
mod generation;
pub mod listen;
mod node;
mod panics;
mod proxy;
mod retired;
mod serving;
mod world;

pub use admin::{Admin, AdminListener, Control, Outcome, serve as serve_admin};
pub use certificates::{CertificateProblem, Certificates, Shown};
pub use generation::{Generation, LiveGenerations, NextError, Swapped};
pub use node::{Node, Settings, pulled};
pub use proxy::{Context, Edge, GateRefusals, ListenerFacts};
pub use serving::{OwnCertificates, Renewal, Serving, serve as serve_listeners};
