//! Functions as real processes. The runtime is a program of this crate that does what an event says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod bench;
mod environment;
mod events;
mod failures;
mod lifecycle;
mod orphans;
mod output;
mod queue;
mod reload;
mod runtime_api;
mod streaming;
