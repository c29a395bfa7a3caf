//! The binary `tollgate`: flags, signals, the reload loop. It decides nothing about requests.
#![allow(dead_code, unused_imports, reason = "the commands that use these come with the crates they command")]

mod admin_client;
mod args;
mod report;
mod serve;
mod upgrade;

fn main() {}
