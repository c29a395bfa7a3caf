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
}

#[derive(Clone, Debug)]
pub struct PoolTargets {
    /// As `GroupKey` displays.
    pub target_group: String,
    /// `up`, `down`, `ejected`, `draining`, `unresolved`.
    pub state: &'static str,
    pub targets: usize,
}

#[derive(Clone, Debug)]
pub struct CertificateExpiry {
    pub domain: String,
    pub not_after: SystemTime,
}
