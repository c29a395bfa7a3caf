//! Active health checks: one task for each endpoint of the pool that leads its lineage.

mod probe;
mod prober;
mod verdict;

pub(crate) use probe::{Connections, Prober};
pub(crate) use prober::keep_probed;
