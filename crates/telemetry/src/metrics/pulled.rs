//! What is not counted but asked for at a scrape.

use std::time::SystemTime;

/// The state of the node at a scrape.
#[derive(Clone, Debug, Default)]
pub struct Pulled {
    /// The live one and those that requests still use.
    pub live_generations: usize,
    /// One for each (group, state), also where the count is 0.
    pub pool_targets: Vec<PoolTargets>,
    pub certificates: Vec<CertificateExpiry>,
    pub connections: Connections,
    pub functions: Vec<FunctionState>,
}

/// Client connections, before they are requests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Connections {
    /// Being served now.
    pub open: u64,
    pub accepted: u64,
    /// Closed unanswered because `limits.connections` were open.
    pub over_limit: u64,
    /// The TLS handshake failed or took too long.
    pub tls_failures: u64,
    /// The PROXY protocol's header was missing, malformed or from an untrusted peer.
    pub proxy_protocol_failures: u64,
    /// `accept` itself failed, for want of file descriptors for one.
    pub accept_errors: u64,
}

#[derive(Clone, Debug)]
pub struct PoolTargets {
    /// As `GroupKey` displays.
    pub target_group: String,
    /// `up`, `down`, `ejected`, `draining`, `unresolved`.
    pub state: &'static str,
    pub targets: usize,
}

/// One local function.
#[derive(Clone, Debug)]
pub struct FunctionState {
    pub function: String,
    /// Processes, in the order of [`FunctionState::STATES`].
    pub processes: [u64; 3],
    /// Invocations that wait for a process.
    pub waiting: u64,
    /// Events accepted and not done with.
    pub events: u64,
    pub invocations: u64,
    /// Invocations turned away.
    pub throttles: u64,
    /// Events accepted and not served.
    pub events_dropped: u64,
    /// Processes ended, in the order of [`FunctionState::ENDS`].
    pub ends: [u64; 5],
}

#[derive(Clone, Debug)]
pub struct CertificateExpiry {
    pub domain: String,
    pub not_after: SystemTime,
}

impl FunctionState {
    /// The `state` labels of processes.
    pub const STATES: [&str; 3] = ["starting", "idle", "busy"];
    /// The `reason` labels of processes that ended.
    pub const ENDS: [&str; 5] = ["exited", "failed_start", "timed_out", "out_of_memory", "stopped"];
}

impl Connections {
    /// The `reason` labels of connections that never came to a request.
    pub const REASONS: [&str; 4] = ["limit", "tls", "proxy_protocol", "accept"];

    pub(super) fn refused(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let counts = [self.over_limit, self.tls_failures, self.proxy_protocol_failures, self.accept_errors];
        Connections::REASONS.into_iter().zip(counts)
    }
}
