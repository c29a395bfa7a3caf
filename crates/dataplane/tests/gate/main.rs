//! The real listener over real sockets: what is served, what is refused, and that every bound holds.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says so what it expects")]
#![allow(unreachable_pub, reason = "a test crate has no outside")]

mod bounds;
mod harness;
mod http2;
mod listeners;
mod refused;
mod served;
mod tls;
