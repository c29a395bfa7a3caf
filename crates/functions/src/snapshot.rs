//! What an operator can see of a function.

use serde::Serialize;
use std::sync::Arc;

/// At one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Snapshot {
    pub name: Arc<str>,
    /// Alive, those that are starting or ending too.
    pub processes: usize,
    pub starting: usize,
    /// Waiting for an invocation.
    pub idle: usize,
    /// Invocations that wait for a process, calls and events.
    pub waiting: usize,
    /// Events that were accepted and are not done with.
    pub events: usize,
    /// Since the function is live: processes started, invocations taken, invocations turned away.
    pub starts: u64,
    pub invocations: u64,
    pub throttled: u64,
    /// Events that were accepted and not served: each attempt failed, they grew too old, or the gateway was stopped.
    pub events_dropped: u64,
    pub ends: Ends,
}

/// Why processes ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ends {
    /// By themselves: exit, crash.
    pub exited: u64,
    /// Before they were ready: the command could not be run, an error was reported, it took too long.
    pub failed_start: u64,
    pub timed_out: u64,
    pub out_of_memory: u64,
    /// Ended by the gateway, idle or not.
    pub stopped: u64,
}
