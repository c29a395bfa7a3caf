//! Target groups: balancing, health, retries, TLS to upstreams.
//!
//! A [`Pools`] holds one generation's pools by group key; what a pool has learnt (health, ejections, requests in
//! flight, the retry budget, resolved names) belongs to the key and passes to the next generation's pool.
//! Choosing a target takes no lock and allocates nothing.
//!
//! It never knows a route, a stage or a file: it is given [`TargetGroup`](tollgate_model::TargetGroup)s and hands out
//! prepared `HttpPeer`s. It never decides whether a request may be sent again; it only keeps the budget for it.
//!
//! Start reading at [`Pools::next`] (a generation's pools from the last one's), then [`Pool::pick`].

mod balance;
mod budget;
mod eject;
mod endpoint;
mod environment;
mod error;
mod health;
mod lineage;
mod peer;
mod picked;
mod pool;
mod pools;
mod resolve;
mod roster;
mod snapshot;
mod task;
mod tls;

pub use endpoint::Failure;
pub use environment::Environment;
pub use error::PoolError;
pub use picked::{Picked, Tried};
pub use pool::Pool;
pub use pools::{Changes, Pools, verify};
pub use resolve::{Answer, Resolve, ResolveError, SystemResolver};
pub use snapshot::{PoolSnapshot, TargetSnapshot, TargetState};

#[cfg(test)]
mod tests;
