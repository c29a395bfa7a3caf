//! A small world for tests: an upstream that says what it received, raw-socket clients, and the gateway as a process.
//!
//! Nothing here knows how the gateway is made; it speaks to it over sockets, files and signals only. It never ends a
//! process that it did not start. Start at [`Echo`] (the upstream), then [`Client`] and [`Node`].

mod client;
mod echo;
mod load;
mod node;

pub use client::{Answer, Client};
pub use echo::{Echo, Received};
pub use load::{Load, Tally};
pub use node::Node;
