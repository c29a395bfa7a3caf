//! Files in, configurations and diagnostics out.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod explained;
mod loading;
