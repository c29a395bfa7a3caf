//! The binary `tollgate`: flags, signals, the reload loop. It decides nothing about requests.
//!
//! Start at [`args`] (what may be typed), [`load`] (the one path from files to a table), then `serve`.

mod admin_client;
mod args;
mod command;
mod load;
mod report;
mod serve;
mod upgrade;

use clap::Parser;
use std::process::ExitCode;

// A gateway allocates and frees per request on every thread; glibc's allocator costs a fifth more time on it.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    // Before anything else: this process is not a gateway.
    if let Some(command) = serve::supervised() {
        return tollgate_functions::supervise(command);
    }
    command::dispatch(args::Arguments::parse())
}
