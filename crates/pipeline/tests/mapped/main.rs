//! REST definitions, imported, compiled and served without a wire: the guide's rules as tables.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

mod answers;
mod api;
mod gateway_responses;
mod http;
mod mock;
mod passing;
mod proxy;
mod seen;
mod validation;
