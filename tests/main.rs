//! End to end: the binary as a process, over sockets, files and signals. And the house itself: sizes, arrows, licences.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod aws;
mod canary;
mod chains;
mod cli;
mod cli_export;
mod conf;
mod execution_log;
mod explain;
mod forward;
mod functions;
mod migration;
mod pools;
mod reload;
mod remote_functions;
mod render;
mod runtimes;
mod scenarios;
mod serve;
mod site;
mod test_dependencies;
mod tidy;
mod tls;
mod upgrade;
