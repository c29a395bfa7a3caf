//! The phases, held against the guide.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

mod canary;
mod common;
mod forward;
mod functions;
mod opened;
mod refuse;
