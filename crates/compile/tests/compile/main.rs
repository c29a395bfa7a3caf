//! What a compilation promises, as tables.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod access;
mod build;
mod canary;
mod changes;
mod diagnostics;
mod differences;
mod function_changes;
mod function_mistakes;
mod functions;
mod hosts;
mod http;
mod imported;
mod links;
mod rest;
mod reuse;
mod services;
mod settings;
mod subtypes;
mod words;
